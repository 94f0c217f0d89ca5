"""A model's opinions of an attempt, beside one's own levels, to accept or to reject."""

from typing import Any, ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.events import Key

from sdcoach.coach.evaluation.badge import Trust, trust_in
from sdcoach.coach.report import Opinion, Report, unnumbered
from sdcoach.coach.weighing import ANSWERS, Accepting, accepting, answer_words, held_to
from sdcoach.interview.state import Scores
from sdcoach.scoring.scorecard import total_of
from sdcoach.text import one_line, short_title
from sdcoach.tui.asking_rows import headed
from sdcoach.tui.feedback_rows import Told, ordered, report_rows
from sdcoach.tui.opinion import model_set
from sdcoach.tui.page import WIDE, Page, bindings
from sdcoach.tui.review import Review
from sdcoach.tui.scrolling import Scrolled
from sdcoach.tui.services import Services
from sdcoach.tui.verdict_rows import hanging


class FeedbackScreen(Scrolled, Page[None]):
    """The reports there are, the newest first.

    Args:
        services: The core.
        review: The attempt.

    Attributes:
        number: Which report is shown, from 0 for the oldest.
        place: The opinion under the finger, from 0.
    """

    where: ClassVar[str] = "feedback"
    BINDINGS: ClassVar[list[BindingType]] = bindings("feedback", "list")

    def __init__(self, services: Services, review: Review) -> None:
        super().__init__()
        self._services = services
        self._review = review
        self._held = review.held
        self.number = len(self._held.state.reports) - 1
        self.place = 0
        self._said = ""
        self._moved = False
        """Whether the finger has moved, and must be seen."""
        self._read: dict[int, Report | None] = {}
        self._trust: dict[int, Trust] = {}
        """What the models have earned, as far as it is known."""

    def on_mount(self) -> None:
        """Look what the models have earned, beside the screen: it is a file."""
        self._look()

    def _look(self, *, turn: bool = False) -> None:
        """Look it up; with `turn` show the newest report then, its numbers known to be worth it."""
        origins = dict(enumerate(self._held.state.reports))

        def read() -> None:
            found = {number: trust_in(origin) for number, origin in origins.items()}
            self.app.call_from_thread(self._found, found, turn)

        self.run_worker(read, thread=True, exit_on_error=False, group="badges")

    def _found(self, trust: dict[int, Trust], turn: bool) -> None:
        self._trust = trust
        if turn:
            self._turn(len(self._held.state.reports) - 1)
        else:
            self.draw()

    # --- what is shown --------------------------------------------------------------------

    @property
    def kept(self) -> dict[str, Any]:
        """The report that is shown, as the history has it."""
        return self._held.state.reports[self.number]

    @property
    def told(self) -> Told | None:
        """The report that is shown; None when it cannot be understood."""
        if self.number not in self._read:
            self._read[self.number] = held_to(self.kept, self._review.debrief)
        report = self._read[self.number]
        return None if report is None else self._told(report)

    def _told(self, report: Report) -> Told:
        trust = self._trust.get(self.number)
        state, debrief = self._held.state, self._review.debrief
        words, own = debrief.evidence.words, state.own_levels
        scores, id = state.latest_scores, self._report_id
        taken, own_words, taken_words = {}, "", ""
        if scores is not None:
            taken = {
                name: scores.levels[name] for name, one in scores.taken.items() if one.report == id
            }
            own_words = self._sum(scores._replace(levels=own))
            taken_words = self._sum(scores) if scores.taken else ""
        return Told(
            unnumbered(report) if trust is None else trust.on(report),
            own,
            own_words,
            taken,
            taken_words,
            {one.id: (one.letter, one.name) for one in debrief.rubric.dimensions},
            {
                name: told
                for (of, name), told in state.weighed.items()
                if of == id and told in ANSWERS
            },
            {one.dimension: answer_words(one.dimension, id, state) for one in report.opinions},
            {"notes": words.notes.text, "sheet": words.sheet.text},
            "" if trust is None else trust.sentence,
        )

    def _sum(self, scores: Scores) -> str:
        """Return total and band of a version of the scores, in words; empty where it has none."""
        rubric = self._review.debrief.rubric
        found = total_of(self._held.state, scores, rubric)
        if found is None:
            return ""
        names = {band.id: band.name for band in rubric.bands}
        return f"{found[0]}, {names.get(found[1], found[1]).lower()}"

    @property
    def _report_id(self) -> str:
        """The id of the report that is shown; empty when it has none."""
        id = self.kept.get("id")
        return id if isinstance(id, str) else ""

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the report, as far as it is scrolled."""
        state, told = self._held.state, self.told
        origin = self.kept if told is None else told.report.origin
        model, host = (one_line(str(origin.get(name, "?"))) for name in ("model", "host"))
        whom, count = f"{model} at {host}", len(state.reports)
        if count > 1:
            whom = f"{self.number + 1} of {count} · {whom}"
        title = short_title(state.title)
        if width >= WIDE:
            title += f" · {state.seniority}"
        top = [headed("A model's opinion", title, whom if width >= 80 else "", width)]
        top.append(Content.styled(f" {whom}" if width < 80 else "", "dim"))
        if told is None:
            text = "This report was written by another version and cannot be read."
            return [*top, *hanging("", text, width)]
        rows, finger = report_rows(told, self.place, self.sdcoach.signs, width)
        room = max(1, height - len(top))
        if self._moved:
            self.top_row, self._moved = max(0, finger + 2 - room), False
        return [*top, *self.window(rows, room)]

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        told, items = self.told, list[tuple[str, str]]()
        if told is not None and told.report.opinions:
            here = ordered(told.report, told.own)[self.place].dimension
            answer = told.weighed.get(here, "")
            for action, given in (("accept", "accepted"), ("reject", "rejected")):
                key, label = self.hints(f"feedback.{action}")[0]
                items.append((key, "take back" if answer == given else label))
        if self.more:
            items.append(("Space", "on"))
        if self.number > 0:
            items += self.hints("feedback.earlier")
        if self.number + 1 < len(self._held.state.reports):
            items += self.hints("feedback.later")
        if model_set(self._services.config):
            items += self.hints("feedback.ask", "feedback.thrice")
        return items, self.hints("list.back")

    def said(self) -> Content | None:
        """Return the answer to the last key."""
        return Content.styled(self._said, "$warning") if self._said else None

    # --- moving ---------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Let the space bar go on by what is seen, as everywhere one reads."""
        if self._said:
            self._said = ""
            self.draw()
        if event.key == "space":
            event.stop()
            self.action_page_down()

    def action_down(self) -> None:
        """Go to the next opinion."""
        self._go(self.place + 1)

    def action_up(self) -> None:
        """Go to the opinion before."""
        self._go(self.place - 1)

    def action_first(self) -> None:
        """Go to the first opinion."""
        self._go(0)

    def action_last(self) -> None:
        """Go to the last opinion."""
        self._go(len(self._opinions()) - 1)

    def _go(self, place: int) -> None:
        self.place = max(0, min(len(self._opinions()) - 1, place))
        self._moved = True
        self.draw()

    def _opinions(self) -> list[Opinion]:
        told = self.told
        return [] if told is None else ordered(told.report, told.own)

    def action_earlier(self) -> None:
        """Show the report before."""
        self._turn(self.number - 1)

    def action_later(self) -> None:
        """Show the report after."""
        self._turn(self.number + 1)

    def _turn(self, number: int) -> None:
        if 0 <= number < len(self._held.state.reports):
            self.number, self.place, self.top_row = number, 0, 0
            self.draw()

    # --- weighing -------------------------------------------------------------------------

    def action_accept(self) -> None:
        """Accept the opinion under the finger, or take that back."""
        self._weigh("accepted")

    def action_reject(self) -> None:
        """Reject the opinion under the finger, or take that back."""
        self._weigh("rejected")

    def _weigh(self, answer: str) -> None:
        told, state, id = self.told, self._held.state, self._report_id
        if told is None or not told.report.opinions:
            return
        if not id:
            self._refuse("This report has no id, so nothing can be noted about it.")
            return
        if self.number not in self._trust:
            self._refuse("What this model has earned is still being looked up.")
            return
        dimension = ordered(told.report, told.own)[self.place].dimension
        if state.weighed.get((id, dimension)) == answer:
            answer = ""
        made = Accepting({})
        if answer == "accepted":
            made = accepting(told.report, dimension, self._review.debrief, state)
        if made.refusal:
            self._refuse(made.refusal)
            return
        self._held.do(
            "opinion_weighed", report=id, dimension=dimension, answer=answer, **made.fields
        )
        self.draw()

    def _refuse(self, why: str) -> None:
        self._said = why
        self.draw()

    # --- asking ---------------------------------------------------------------------------

    def action_ask(self) -> None:
        """Ask for another opinion."""
        self._ask(thrice=False)

    def action_thrice(self) -> None:
        """Ask three times, to see the spread."""
        self._ask(thrice=True)

    def _ask(self, *, thrice: bool) -> None:
        from sdcoach.tui.screens.asking import AskingScreen

        if not model_set(self._services.config):
            self._refuse("No model is set up to judge; docs/model.md shows how.")
            return
        page = AskingScreen(self._services, self._held, thrice=thrice)
        self.app.push_screen(page, self._asked)

    def _asked(self, done: bool | None) -> None:
        if done:
            self._look(turn=True)
