"""One interview while it runs: what the screen and the plain mode do alike.

`Room` joins the session, the offline interviewer and the envelope sheet. It knows no screen and
no disk: events go to `record`, time comes from the clock it is given.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeAlias

from sdcoach.bank.question import FollowUp, Phase
from sdcoach.errors import StateError
from sdcoach.interview.clock import Clock, Tick
from sdcoach.interview.events import Event
from sdcoach.interview.interviewer import DECK, Interviewer, Rung
from sdcoach.interview.notes import continue_bullet, heading_phase
from sdcoach.interview.session import Session
from sdcoach.interview.state import FollowUpShown, State

if TYPE_CHECKING:
    # The envelope is loaded with the first sum: an interview opens 6 ms earlier without it.
    from sdcoach.envelope.line import Line
    from sdcoach.envelope.sheet import Sheet

PAUSE_MS = 2_000
"""A typing pause this long lets a follow-up through."""
PATIENCE_MS = 30_000
"""A follow-up that is due waits no longer than this for a pause."""


class Entered(NamedTuple):
    """What Enter at the end of a line does, besides ending it."""

    replacement: str | None = None
    """The line as it should read now: an `=` line with its result."""
    prefix: str = ""
    """Begins the next line: the next bullet."""
    line: "Line | None" = None
    """The `=` line as computed, with its error if it has one."""


SpokenBy: TypeAlias = Literal["script", "model"]


class Release(NamedTuple):
    """What the script gives away now; whoever speaks says this and no more."""

    to: Literal["asked", "hint", "followup"]
    number: int
    """Which question, hint or follow-up of this interview it is, from 0."""
    text: str
    """All of it, in the script's own words."""
    asked: str = ""
    """The candidate's words, when it answers a question."""


class Voice(Protocol):
    """Says what is released in words of its own, through `Room.say`, a moment later."""

    def take(self, release: Release) -> None:
        """Begin to say this; whatever was being said before has been settled."""
        ...

    def settle(self) -> None:
        """Say at once, in the script's words, what is still to be said."""
        ...

    def meanwhile(self, to: str, number: int) -> str | None:
        """Return what to show of something that is still being said; None when it is not."""
        ...


class Room:
    """A running interview.

    Attributes:
        session: The live attempt.
        sheet_lines: What the lines of the sheet come to; none while it is empty.
        voice: Who speaks for the script; None: the script itself.
    """

    def __init__(
        self,
        session: Session,
        clock: Clock,
        record: Callable[[list[Event]], None],
        phases: tuple[Phase, ...],
        interviewer: Interviewer,
    ) -> None:
        self.session = session
        self.phases = phases
        text = session.state.sheet
        self.sheet_lines: list[Line] = self.sheet.evaluate(text) if text else []
        self._clock = clock
        self._record = record
        self._interviewer = interviewer
        self._results = self._results_in(session.state.notes)
        self._due: FollowUp | None = None
        self._due_since = 0
        self.voice: Voice | None = None

    @cached_property
    def sheet(self) -> "Sheet":
        """The envelope sheet, evaluated as far as `sheet_lines`."""
        from sdcoach.envelope.sheet import Sheet

        return Sheet()

    @property
    def state(self) -> State:
        """The fold of everything so far."""
        return self.session.state

    def now(self) -> Tick:
        """Read the clock."""
        return self._clock.tick()

    @property
    def elapsed_ms(self) -> int:
        """The interview clock now."""
        return self.session.elapsed_ms(self.now())

    @property
    def left_ms(self) -> int:
        """Time left now; negative in overtime."""
        return self.session.left_ms(self.now())

    # --- the two documents ----------------------------------------------------------------

    def write(self, document: str, text: str, by: str = "typed") -> None:
        """Take the text of "notes" or "sheet" as it reads now; a change of it ends a pause."""
        unchanged = text == (self.state.notes if document == "notes" else self.state.sheet)
        if self.state.over or unchanged:
            return
        self.come_back()
        self._record(self.session.edit(document, text, by, self.now()))
        if document == "sheet":
            self.sheet_lines = self.sheet.evaluate(text)

    def enter(self, text: str, offset: int) -> Entered:
        """Do what Enter means at `offset`, the end of a line of the notes that read `text`.

        A `?` line asks (once), an `=` line computes, a heading enters its phase, a bullet goes
        on. The caller then makes the replacement, begins the next line and calls `write`.
        """
        self.write("notes", text)
        start = text.rfind("\n", 0, offset) + 1
        line = text[start:offset]
        if line.startswith("?"):
            self._ask_line(line[1:].strip(), start + 1)
        elif line.startswith("="):
            return self._compute(line)
        elif line.startswith("##") and not line.startswith("###"):
            phase = heading_phase(line, self.phases)
            if phase:
                self.enter_phase(phase, by="heading")
        else:
            return Entered(prefix=continue_bullet(line) or "")
        return Entered()

    def live(self, line: str) -> "Line | None":
        """Evaluate an `=` line that is still being typed; None for any other line."""
        expression = self.expression(line)
        return self.sheet.evaluate_line(expression) if expression else None

    def _results_in(self, notes: str) -> set[str]:
        """Return the results that stand behind the `=` lines of notes written earlier."""
        found = set()
        for line in notes.split("\n"):
            bare = line[1:].strip()
            for cut in [at for sign in "≈=✓✗" if (at := bare.rfind(f" {sign} ")) > 0]:
                result = bare[cut + 1 :]
                if line.startswith("=") and self._comes_to(bare[:cut].strip(), result):
                    found.add(result)
        return found

    def _comes_to(self, expression: str, result: str) -> bool:
        return self.sheet.evaluate_line(expression).display == result

    def expression(self, line: str) -> str:
        """Return what an `=` line computes, without its result; empty for any other line."""
        if not line.startswith("="):
            return ""
        bare = line[1:].strip()
        for result in self._results:
            if bare.endswith(result):
                return bare[: -len(result)].strip()
        return bare

    def _compute(self, line: str) -> Entered:
        expression = self.expression(line)
        if not expression:
            return Entered()
        result = self.sheet.evaluate_line(expression)
        if not result.ok or not result.display:
            return Entered(line=result)
        expression = expression.rstrip(" =≈~")  # the result brings a sign of its own
        self._results.add(result.display)
        if result.name:
            self._put_in_sheet(result.name, expression)
        return Entered(f"= {expression} {result.display}", line=result)

    def _put_in_sheet(self, name: str, expression: str) -> None:
        """Put a named line into the sheet, in the place of its namesake if there is one."""
        lines = self.state.sheet.split("\n") if self.state.sheet else []
        for line in self.sheet_lines:
            if line.name == name:
                lines[line.number - 1] = expression
                break
        else:
            lines.append(expression)
        self.write("sheet", "\n".join(lines))

    # --- the interviewer ------------------------------------------------------------------

    def prepare(self) -> None:
        """Let the interviewer make ready for the first question; may run in a thread."""
        self._interviewer.prepare()

    def _ask_line(self, asked: str, offset: int) -> None:
        if asked and all(earlier.offset != offset for earlier in self.state.asked):
            self.ask(asked, offset)

    def ask(self, asked: str, offset: int = 0) -> str:
        """Put a question to the interviewer and return the script's answer; both are recorded."""
        self.settle()
        answer = self._interviewer.answer(asked, self.state)
        self._do("asked", text=asked, heard=list(answer.heard), offset=offset)
        if self.voice is None:
            self._do("said", text=answer.text, by="script")
        else:
            number = len(self.state.asked) - 1
            self.voice.take(Release("asked", number, answer.text, asked))
        return answer.text

    def say(self, release: Release, text: str, by: SpokenBy) -> None:
        """Record what a voice has said, and to what; nothing once the interview is not running."""
        if self.state.status == "running":
            now, to, number = self.now(), release.to, release.number
            self._record(self.session.do("said", now, text=text, by=by, to=to, number=number))

    def settle(self) -> None:
        """Let nothing that was released be left unsaid."""
        if self.voice is not None:
            self.voice.settle()

    def owed(self) -> None:
        """Answer the last question in the script's words, if a crash came before its answer."""
        number = len(self.state.asked) - 1
        if number >= 0 and self.state.told("asked", number) is None:
            text = self._interviewer.told(self.state.asked[number])
            self.say(Release("asked", number, text), text, "script")

    def facts(self, number: int) -> tuple[str, ...]:
        """Return the facts that a question was answered with, in the script's words; from 0."""
        return self._interviewer.facts(self.state.asked[number])

    def _do(self, kind: str, **payload: Any) -> None:
        """Record what the candidate does, which ends a pause."""
        self.come_back()
        self._record(self.session.do(kind, self.now(), **payload))

    def next_hint(self) -> Rung | None:
        """Return the hint that `take_hint` would record, or None when the ladder has ended."""
        return self._interviewer.hint(self.state.phase, self.state)

    def take_hint(self) -> Rung | None:
        """Take the next hint of this phase; it is recorded with its time."""
        hint = self.next_hint()
        if hint is not None:
            self.settle()
            self._do("hint_taken", phase=hint.phase, rung=hint.rung, text=hint.text)
            if self.voice is not None:
                self.voice.take(Release("hint", len(self.state.hints) - 1, hint.text))
        return hint

    def waiting(self) -> tuple[int, FollowUpShown] | None:
        """Return the oldest follow-up without a heading of its own in the notes, with its number."""
        for number, shown in enumerate(self.state.followups, 1):
            if self.waits(number):
                return number, shown
        return None

    def waits(self, number: int) -> bool:
        """Say whether a follow-up, from 1, has no heading of its own in the notes."""
        return f"### F{number} " not in self.state.notes

    # --- phases and time ------------------------------------------------------------------

    def enter_phase(self, phase: str, *, by: str = "key") -> None:
        """Enter a phase, if it is not the current one."""
        if phase != self.state.phase and phase in {name for name, _ in self.state.budgets}:
            self._do("phase_entered", phase=phase, by=by)

    def neighbour(self, step: int) -> Phase | None:
        """Return the phase `step` places on (or back), or None at the ends."""
        order = [name for name, _ in self.state.budgets]
        place = order.index(self.state.phase) + step
        if not 0 <= place < len(order):
            return None
        return next(phase for phase in self.phases if phase.id == order[place])

    def tick(self, idle_ms: int) -> FollowUp | None:
        """Let time pass; return a follow-up when one is due and the typing rests.

        Args:
            idle_ms: Milliseconds since the last key.
        """
        now = self.now()
        self._record(self.session.pass_time(now))
        if self.state.status != "running" or self.state.sprint:
            return None
        elapsed = self.session.elapsed_ms(now)
        if self._due is None:
            self._due = self._interviewer.due(self.state, elapsed, self.state.notes)
            self._due_since = elapsed
        if self._due is None:
            return None
        if idle_ms < PAUSE_MS and elapsed - self._due_since < PATIENCE_MS:
            return None
        self.settle()
        shown, self._due = self._due, None
        self._record(
            self.session.do(
                "followup_shown",
                now,
                id=shown.id,
                text=shown.says,
                deck=shown.id.startswith(DECK),
                touches=list(shown.touches),
            )
        )
        if self.voice is not None:
            self.voice.take(Release("followup", len(self.state.followups) - 1, shown.says))
        return shown

    def pause(self) -> None:
        """Stop the clock.

        Raises:
            StateError: In interview mode.
        """
        self.settle()
        self._record(self.session.pause(self.now()))

    def come_back(self) -> None:
        """End a pause, if there is one."""
        self._record(self.session.come_back(self.now()))

    def leave(self) -> bool:
        """Go away; return False when this was no attempt, so that nothing of it need be kept."""
        now = self.now()
        if self.session.discardable(now):
            return False
        self.settle()
        self._record(self.session.leave(now))
        return True

    def finish(self) -> None:
        """End the interview."""
        if not self.state.over:
            self.settle()
            self._record(self.session.do("finished", self.now(), by="candidate"))

    def abandon(self) -> bool:
        """End the interview without an answer to score.

        Returns:
            False when this was no attempt, so that nothing of it need be kept.

        Raises:
            StateError: When it has ended already.
        """
        if self.state.over:
            raise StateError("the interview has ended")
        now = self.now()
        if self.session.discardable(now):
            return False
        self.settle()
        self._record(self.session.do("abandoned", now))
        return True
