"""Scoring: one dimension at a time, a digit and Enter each, evidence and gap already chosen."""

from typing import ClassVar

from textual.content import Content
from textual.events import Paste, ScreenResume, ScreenSuspend

from sdcoach.scoring.debrief import Debrief, open_debrief
from sdcoach.scoring.draft import Change, Scoring, left_at
from sdcoach.scoring.evidence import Heard
from sdcoach.text import short_title
from sdcoach.tui.held import Held
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.scoring_rows import View, scoring_rows
from sdcoach.tui.services import Services
from sdcoach.tui.starting import question_of, rubric_for
from sdcoach.tui.typing_line import TypingLine

_EVIDENCE, _GAP = "evidence", "gap"


class ScoringScreen(ReadingPage[bool, Debrief]):
    """Eight dimensions to score. Dismissed True when all are saved, False for "later"."""

    where: ClassVar[str] = "scoring"
    groups: ClassVar[tuple[str, ...]] = ("list", "scoring")

    def __init__(self, services: Services, held: Held) -> None:
        super().__init__()
        self._services = services
        self._held = held
        self._events = list(held.events)
        self.scoring: Scoring | None = None
        self.here = 0
        """The line under the finger, from 0."""
        self._said = ""
        self._line_typed: TypingLine | None = None
        self._ticking = False
        self._spent_ms = 0
        self._since: int | None = None
        self._sure_not_shown = False

    # --- reading --------------------------------------------------------------------------

    def read(self) -> Debrief:
        """Listen to the whole journal.

        Raises:
            SdcoachError: When question or rubric cannot be read.
        """
        state = self._held.state
        question = question_of(self._services, state)
        return open_debrief(question, rubric_for(self._services, state), self._events)

    def taken(self, found: Debrief) -> None:
        """Begin where the scoring was left, or with the first dimension."""
        state = self._held.state
        self.scoring = Scoring(found, state)
        if state.draft is not None:
            self._spent_ms += state.draft.seconds * 1000
            self.scoring.go_to(left_at(self._held.events))
        self._find_line()

    # --- time -----------------------------------------------------------------------------

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Count the seconds while this screen is seen."""
        if self._since is None:
            self._since = self._services.clock.tick().mono

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Stop counting."""
        self._pass_time()
        self._since = None

    def _pass_time(self) -> None:
        if self._since is not None:
            now = self._services.clock.tick().mono
            self._spent_ms += max(0, now - self._since)
            self._since = now

    @property
    def seconds(self) -> int:
        """How long the scoring took so far."""
        self._pass_time()
        return self._spent_ms // 1000

    # --- what is shown --------------------------------------------------------------------

    def top(self, width: int) -> list[Content]:
        """Return the header."""
        state = self._held.state
        title = f" · {short_title(state.title)} · {state.seniority}"
        return [Content.assemble((" Debrief", "bold"), (title, "dim"))]

    def shown(self, found: Debrief, width: int, height: int) -> list[Content]:
        """Return the open dimension."""
        if self.scoring is None:
            return self.top(width)
        view = View(
            self.scoring,
            self._held.state.title,
            self.here,
            self.seconds,
            self.sdcoach.signs,
            self._ticking,
        )
        return scoring_rows(view, width, height)

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        later = [(self.key("scoring.later"), "later")]
        if self.scoring is None:
            return [], later
        on = [] if not self.scoring.decided else [(self.key("scoring.next"), "next")]
        items = [("1-4", "level")]
        items += self.hints("scoring.use", "scoring.not_so", "scoring.aloud", "scoring.words")
        if self.scoring.offered:
            items.append((self.key("scoring.flags"), "flags"))
        return items, [*on, *later]

    def said(self) -> Content | None:
        """Return what is being typed, or the one sentence that answers the last key."""
        typed = self._line_typed
        if typed is not None and self.scoring is not None:
            return typed.content(self.room[0], self.sdcoach.signs.here, self._note(typed))
        if self._ticking:
            return Content.assemble(
                ("1 2 3", "$accent"),
                " or ",
                ("a b c", "$accent"),
                " tick   ",
                ("Enter", "$accent"),
                " done",
            )
        return Content.styled(self._said, "$warning") if self._said else None

    def _note(self, typed: TypingLine) -> str:
        if not typed.text:
            return f"Tab {_EVIDENCE if typed.label == _GAP else _GAP}"
        if typed.label == _GAP or self.scoring is None:
            return ""
        found = self.scoring.line_of(typed.text)
        return "in your notes" if found else "not in your notes: said aloud"

    # --- keys that take text --------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Take levels at any time, and every key while words are typed or flags are ticked."""
        if self.scoring is None:
            return False
        if self._ticking:
            self._tick(self.scoring, key)
        elif self._line_typed is not None:
            self._type(self.scoring, self._line_typed, key, character)
        elif key in ("1", "2", "3", "4"):
            self._give(int(key))
        else:
            return False
        return True

    def on_paste(self, event: Paste) -> None:
        """Take a pasted text as part of the line."""
        event.stop()
        if self._line_typed is not None:
            self._line_typed.paste(event.text)
            self.draw()

    def _type(self, scoring: Scoring, typed: TypingLine, key: str, character: str | None) -> None:
        if key == "tab":
            typed.label = _EVIDENCE if typed.label == _GAP else _GAP
            return
        ended = typed.press(key, character)
        if ended:
            self._line_typed = None
        if ended == "taken":
            self._said = scoring.write(typed.text.strip(), gap=typed.label == _GAP)
            self._draft()

    def _tick(self, scoring: Scoring, key: str) -> None:
        offered = scoring.offered
        place = "123456789".find(key) if len(key) == 1 and key.isdigit() else "abcdefghi".find(key)
        if len(key) == 1 and 0 <= place < len(offered):
            scoring.flip(offered[place].flag.id)
            self._draft()
        elif key in ("enter", "escape", "f", "space"):
            self._ticking = False

    # --- actions --------------------------------------------------------------------------

    def _draft(self) -> None:
        """Record how far it has come, so that it can be interrupted at any key."""
        if self.scoring is not None:
            self._held.do("scoring_drafted", **self.scoring.draft(self.seconds))

    def _find_line(self) -> None:
        """Put the finger on the evidence, or else on the first line."""
        self.here = 0
        if self.scoring is not None:
            used = [self.scoring.used_as(one) for one in self.scoring.lines()]
            self.here = used.index("evidence") if "evidence" in used else 0

    def _line(self) -> Heard | None:
        lines = self.scoring.lines() if self.scoring is not None else []
        return lines[self.here] if self.here < len(lines) else None

    def _answer(self, said: str = "") -> None:
        self._said, self._sure_not_shown = said, False
        self.draw()

    def action_level(self) -> None:
        """Say which keys give a level."""
        self._answer("1, 2, 3 or 4 gives the level.")

    def _give(self, level: int) -> None:
        scoring = self.scoring
        if scoring is None:
            return
        why = scoring.give(level)
        if not why:
            self._draft()
        self._answer(why)

    def action_raise(self) -> None:
        """Give a level more."""
        if self.scoring is not None:
            self._give(min(4, (self.scoring.level or 0) + 1))

    def action_lower(self) -> None:
        """Give a level less."""
        if self.scoring is not None:
            self._give(max(1, (self.scoring.level or 2) - 1))

    def action_down(self) -> None:
        """Go to the next line."""
        self._move(1)

    def action_up(self) -> None:
        """Go to the line before."""
        self._move(-1)

    def _move(self, by: int) -> None:
        if self.scoring is not None:
            self.here = max(0, min(len(self.scoring.lines()) - 1, self.here + by))
            self._answer()

    def action_use(self) -> None:
        """Use the line as evidence, or the missed signal as the gap."""
        one = self._line()
        if self.scoring is not None and one is not None:
            self._change(one, self.scoring.use(one))

    def action_not_so(self) -> None:
        """Say that the match is wrong."""
        one = self._line()
        if self.scoring is not None and one is not None:
            self._change(one, self.scoring.not_so(one))

    def action_aloud(self) -> None:
        """Say that it was said aloud."""
        one = self._line()
        if self.scoring is not None and one is not None:
            self._change(one, self.scoring.aloud(one))

    def _change(self, one: Heard, change: Change) -> None:
        """Record a correction, see what it changes, and keep the draft."""
        said = change.said
        if change.done and self.scoring is not None:
            for signal, mark in change.marks:
                self._held.do("evidence_marked", signal=signal, mark=mark)
            if change.marks:
                said = self.scoring.remark(self._held.state.marks, one) or said
            self._draft()
        self._answer(said)

    def action_words(self) -> None:
        """Write evidence, or the gap where a missed line is under the finger, in own words."""
        if self.scoring is None:
            return
        one = self._line()
        gap = one is not None and one.state == "missed" and one.mark != "not-so"
        self._line_typed = TypingLine(_GAP if gap else _EVIDENCE)
        self._answer()

    def action_flags(self) -> None:
        """Tick the red flags of this dimension."""
        if self.scoring is not None and self.scoring.offered:
            self._ticking = True
            self._answer()
        else:
            self._answer("This dimension has no red flag.")

    def action_next(self) -> None:
        """Go to the next dimension, or save when it was the last."""
        scoring = self.scoring
        if scoring is None:
            return
        if not scoring.decided:
            if not self._sure_not_shown:
                self._answer("1 to 4 first; Enter once more for “not shown”, which counts as 1.")
                self._sure_not_shown = True
                return
            scoring.leave_out()
        undecided = scoring.undecided
        if scoring.place + 1 < len(scoring.dimensions):
            scoring.place += 1
        elif undecided is None:
            self._held.do("scored", **scoring.result(self.seconds))
            self.dismiss(True)
            return
        else:
            scoring.place = undecided
        self._turn()

    def action_previous(self) -> None:
        """Go back to the dimension before."""
        if self.scoring is not None and self.scoring.place:
            self.scoring.place -= 1
            self._turn()

    def _turn(self) -> None:
        self._draft()
        self._find_line()
        self._answer()

    def action_later(self) -> None:
        """Go on another time; nothing is lost."""
        if self.scoring is not None and self._held.state.draft is not None:
            self._draft()
        self.dismiss(False)

    def action_back(self) -> None:
        """Go on another time."""
        self.action_later()
