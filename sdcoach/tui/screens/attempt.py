"""The page of an attempt: its verdict with what lies behind it, or what there is of it."""

from typing import ClassVar

from textual.content import Content
from textual.events import Paste

from sdcoach.errors import SdcoachError
from sdcoach.text import one_line
from sdcoach.tui.again import phase_again, weakest, whole_again
from sdcoach.tui.attempt_rows import Part, parts
from sdcoach.tui.held import Held
from sdcoach.tui.opinion import Opined
from sdcoach.tui.page import WIDE
from sdcoach.tui.parted import CORRECTED, Parted
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.review import Review, read_review
from sdcoach.tui.scrolling import Scrolled
from sdcoach.tui.services import Services
from sdcoach.tui.typing_line import TypingLine
from sdcoach.tui.unscored_rows import unscored_rows
from sdcoach.tui.verdict_rows import (
    OWN_WORDS,
    Sheet,
    header,
    practise_choices,
    verdict_sheet,
)


class AttemptScreen(Opined, Parted, Scrolled, ReadingPage[None, Review]):
    """One attempt: its verdict first, then scores, signals, estimates, time, unasked, notes."""

    where: ClassVar[str] = "attempt"
    groups: ClassVar[tuple[str, ...]] = ("list", "attempt")

    def __init__(self, services: Services, attempt: str | Held) -> None:
        super().__init__()
        self._services = services
        self._attempt = attempt
        self._choices: list[int] = []
        self._said = ""
        self._asking = False
        """Whether the door to the reference waits for Enter."""
        self._typed: TypingLine | None = None

    # --- reading --------------------------------------------------------------------------

    def read(self) -> Review:
        """Read journal, evidence and verdict.

        Raises:
            SdcoachError: When they cannot be read.
        """
        return read_review(self._services, self._attempt)

    def reread(self) -> None:
        """Read anew after scoring, or after the interview went on."""
        self.start_reading()

    def taken(self, found: Review) -> None:
        """Keep to a part that this attempt has."""
        if self.part not in parts(found):
            self.part, self.top_row = Part.VERDICT, 0

    def corrected(self, review: Review) -> None:
        """Judge anew after a correction."""
        self._attempt = review.held
        self.start_reading()

    # --- what is shown --------------------------------------------------------------------

    def top(self, width: int) -> list[Content]:
        """Return the header."""
        title = self._attempt.state.title if isinstance(self._attempt, Held) else "Attempt"
        return [Content.styled(f" {one_line(title)}", "bold")]

    def shown(self, found: Review, width: int, height: int) -> list[Content]:
        """Return the part that is open, as far as it is scrolled."""
        room = max(1, height - 2)
        sheet = self._sheet(found, width, room)
        blank = [Content("")]
        if len(sheet.rows) > room:
            blank, room = [], room + 1
            sheet = self._sheet(found, width, room)
        self._choices = sheet.choices
        return [header(found, width), *blank, *self.window(sheet.rows, room)]

    def _sheet(self, review: Review, width: int, room: int) -> Sheet:
        signs = self.sdcoach.signs
        if self.part is not Part.VERDICT:
            return self.part_sheet(review, signs, width)
        if review.verdict is not None:
            return verdict_sheet(review, review.verdict, signs, width, room, self.place)
        return Sheet(unscored_rows(review, signs, width), [])

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        review = self.found
        back = [(self.key("attempt.back"), "back")]
        if review is None:
            return [], back
        if self.picking is not None:
            return self.picking_keys(), back
        there = parts(review)
        detail = [
            (self.key(f"attempt.{part.value}"), part.value)
            for part in there
            if part is not Part.VERDICT and part is not self.part
        ]
        if self.more:
            detail.insert(0, ("j", "more"))
        if self.part in CORRECTED and self._choices:
            detail.insert(0, (self.key("attempt.practise"), CORRECTED[self.part][0]))
        if self.part is not Part.VERDICT:
            return detail, [(self.key("attempt.back"), "verdict" if review.verdict else "back")]
        if review.verdict is None:
            first = {"interrupted": "go on", "finished": "score"}.get(review.status)
            if first and not (review.status == "finished" and review.held.state.sprint):
                detail.insert(0, ("Enter", first))
            return detail, [*self.model_keys(review), *back]
        door = [(self.key("attempt.reference"), "reference")] if review.reference else []
        seen = [(self.key("attempt.replay"), "replay")] if self.room[0] >= WIDE else []
        return detail, [*self.model_keys(review), *seen, *door, *back]

    def said(self) -> Content | None:
        """Return what is typed, the question at the door, or the answer to the last key."""
        if self._typed is not None:
            return self._typed.content(self.room[0], self.sdcoach.signs.here)
        if self._asking:
            return Content.assemble(
                "Later attempts are marked “reference known”.  ",
                ("Enter", "$accent"),
                " open  ",
                ("Esc", "$accent"),
                " leave it shut",
            )
        return Content.styled(self._said, "$warning") if self._said else None

    # --- keys -----------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Take every key while a line is typed or the door waits."""
        self._said = ""
        if self._typed is not None:
            ended = self._typed.press(key, character)
            text = self._typed.text.strip()
            if ended:
                self._typed = None
            if ended == "taken" and text:
                self._practise(text)
            return True
        if self._asking:
            self._asking = False
            if key == "enter":
                self._open_reference()
            return True
        return False

    def on_paste(self, event: Paste) -> None:
        """Take a pasted text as part of the line."""
        event.stop()
        if self._typed is not None:
            self._typed.paste(event.text)
            self.draw()

    def action_down(self) -> None:
        """Choose the next thing to practise, or scroll towards it."""
        self._move(1)

    def action_up(self) -> None:
        """Choose the one before, or scroll back."""
        self._move(-1)

    def _move(self, step: int) -> None:
        """Move the finger where it can be seen; scroll where it cannot."""
        if self._choices:
            to = self.place + step
            if 0 <= to < len(self._choices):
                row = self._choices[to]
                if self.top_row <= row < self.top_row + self._seen:
                    self.place = to
                    self.draw()
                    return
        self.scroll_rows(step)

    def action_first(self) -> None:
        """Go to the beginning."""
        self.place = 0
        super().action_first()

    def action_last(self) -> None:
        """Go to the end."""
        self.place = max(0, len(self._choices) - 1)
        super().action_last()

    def action_back(self) -> None:
        """Go back to the match, to the verdict, or to the screen below."""
        if self.picking is not None:
            self.stop_picking()
            self.draw()
        elif self.part is not Part.VERDICT:
            self._show(Part.VERDICT)
        else:
            self.dismiss(None)

    # --- the one thing to practise --------------------------------------------------------

    def action_practise(self) -> None:
        """Choose what is under the finger, or correct it."""
        review = self.found
        if review is not None and self.picking is not None:
            self.take_pick(review)
            self.draw()
            return
        if review is not None and self.part in CORRECTED and self._choices:
            self.start_picking(review)
            return
        if review is None or review.verdict is None or self.part is not Part.VERDICT:
            self.action_page_down()
            return
        texts = practise_choices(review.verdict.suggestions, review.held.state.practise)
        text = texts[min(self.place, len(texts) - 1)]
        if text == OWN_WORDS:
            self.action_words()
        else:
            self._practise(text)
            self.draw()

    def _practise(self, text: str) -> None:
        if self.found is not None and text != self.found.held.state.practise:
            self.found.held.do("practise_chosen", text=text)

    def action_words(self) -> None:
        """Write the one thing in one's own words."""
        review = self.found
        if review is not None and review.verdict is not None:
            self.part = Part.VERDICT
            self._typed = TypingLine("practise")
            self.draw()

    def action_open(self) -> None:
        """Do what comes next: correct a match, go on, score, or choose what to practise."""
        review = self.found
        if review is None:
            return
        if self.picking is not None or (self.part in CORRECTED and self._choices):
            self.action_practise()
            return
        if review.status == "interrupted":
            self._go_on(review)
        elif review.verdict is None:
            self.action_score()
        else:
            self.action_practise()

    def _go_on(self, review: Review) -> None:
        try:
            self.sdcoach.go_on(review.held.state.attempt)
        except SdcoachError as error:
            self._refuse(error.message)

    # --- scoring and the reference --------------------------------------------------------

    def action_score(self) -> None:
        """Score the attempt, or revise its scores."""
        from sdcoach.tui.screens.scoring import ScoringScreen

        review = self.found
        if review is None:
            return
        state = review.held.state
        if state.status != "finished" or state.sprint is not None:
            self._said = _NO_SCORES.get(review.status, "One phase alone has no scores.")
            self.draw()
            return
        try:
            self.sdcoach.keep(review.held)
        except SdcoachError as error:
            self._refuse(error.message)
            return
        self._attempt = review.held
        self.part, self.top_row, self.place = Part.VERDICT, 0, 0
        self.app.push_screen(ScoringScreen(self._services, review.held))

    def action_reference(self) -> None:
        """Open the reference answer; the first time it is asked for, with its price."""
        review = self.found
        if review is None:
            return
        if review.reference is None:
            self._said = "This question has no reference answer."
        elif not review.judged:
            self._said = "The reference opens once the attempt is scored."
        elif review.held.state.reference_opened_at is not None:
            self._open_reference()
            return
        else:
            self._asking = True
        self.draw()

    # --- seeing and doing it again ---------------------------------------------------------

    def action_replay(self) -> None:
        """Show the attempt second by second."""
        if self.found is not None:
            self.sdcoach.open_replay(self.found.held)

    def action_compare(self) -> None:
        """Hold it against the attempt at the same question before it."""
        from sdcoach.tui.screens.compare import CompareScreen

        if self.found is not None:
            self.app.push_screen(CompareScreen(self._services, self.found.held.state.attempt))

    def action_phase_again(self) -> None:
        """Do the weakest phase again, from one's own notes."""
        review = self.found
        phase = weakest(self._services, review) if review else None
        if review is None or phase is None:
            self._refuse("There is no phase to do again before the attempt is scored.")
            return
        try:
            self.sdcoach.begin(*phase_again(self._services, review, phase))
        except SdcoachError as error:
            self._refuse(error.message)

    def action_whole_again(self) -> None:
        """Do the whole question again, on the same seed."""
        if self.found is None or not self.found.held.state.over:
            self._refuse("It has not ended yet.")
            return
        try:
            self.sdcoach.begin(whole_again(self._services, self.found))
        except SdcoachError as error:
            self._refuse(error.message)

    def _refuse(self, why: str) -> None:
        self._said = f"{why[:1].upper()}{why[1:]}"
        self.draw()

    def _open_reference(self) -> None:
        from sdcoach.tui.screens.reference import ReferenceScreen

        review = self.found
        if review is None:
            return
        if review.held.state.reference_opened_at is None:
            review.held.do("reference_opened")
        self._attempt = review.held
        self.app.push_screen(
            ReferenceScreen(
                review.debrief.question,
                review.phases,
                review.held.state.seniority,
                self._services.bank.library,
                review.held.state.notes,
            )
        )


_NO_SCORES = {
    "running": "It is being held now.",
    "interrupted": "It has not ended yet.",
    "abandoned": "It was given up, so there is nothing to score.",
}
