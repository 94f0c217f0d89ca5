"""`sdcoach start --plain`: a whole interview as prompts and lines, for screen readers and pipes.

Nothing is redrawn and no escape code is written. A line typed is a line of the notes; its first
characters ask, compute and enter phases as they do on the screen. What the interviewer brings up
is said between two lines, never within one.
"""

import uuid
from collections.abc import Callable
from typing import NamedTuple

from sdcoach.bank.index import Bank
from sdcoach.cli.plain_debrief import PlainDebrief
from sdcoach.cli.serving import close_services, open_services
from sdcoach.cli.typed_lines import Lines, standard_input
from sdcoach.errors import StateError
from sdcoach.history.attempts import events as read_events
from sdcoach.history.locks import AttemptLock
from sdcoach.interview.clock import Clock
from sdcoach.interview.events import Event
from sdcoach.interview.notes import followup_heading
from sdcoach.interview.pace import clock_words, paces, whole_minutes
from sdcoach.interview.room import PAUSE_MS, Room
from sdcoach.interview.session import HEARTBEAT_MS, Session
from sdcoach.text import minutes_seconds, plural
from sdcoach.tui.held import Held
from sdcoach.tui.services import Services
from sdcoach.tui.starting import interviewer_for, keep_contents

_HELP = """\
A line is a note. Begin it with ? to ask, with = to compute, with -> to say what a number decided.
Begin it with ## and a name to enter a phase: {phases}.
:time    where the time went        :next    enter the next phase
:hint    the next hint              :answer  answer the follow-up that waits
:sheet   the results so far         :notes   read the notes back
:undo    take the last line back    :pause   stop the clock (practice)
:end     end and look back          :leave   go away; sdcoach resume goes on"""


class StartOptions(NamedTuple):
    """What `sdcoach start` was told; None leaves it to the settings and to what is next."""

    question: str | None = None
    seniority: str | None = None
    minutes: int | None = None
    mode: str | None = None
    seed: int | None = None
    phase: str | None = None


def run_plain(
    options: StartOptions,
    *,
    lines: Lines | None = None,
    say: Callable[[str], None] | None = None,
    clock: Clock | None = None,
    bank: Bank | None = None,
) -> int:
    """Hold an interview in plain lines and return the exit code.

    Args:
        options: What was asked for on the command line.
        lines: Where lines come from; by default standard input.
        say: Takes each line of output; by default it is printed at once.
        clock: By default the machine's.
        bank: The questions; by default the shipped ones and one's own.

    Raises:
        SdcoachError: When it cannot start; see the message.
    """
    from sdcoach.cli.start import settle

    services, speak = open_services(bank, clock), say or _print
    try:
        setup = settle(services, options)
        attempt = str(uuid.uuid4())
        with AttemptLock(services.database.parent) as lock:
            lock.acquire(attempt)
            keep_contents(services, setup)
            session, made = Session.start(attempt, services.origin, setup, services.clock.tick())
            services.journal.append(made)
            return PlainInterview(services, session, made, lines or standard_input(), speak).hold()
    finally:
        close_services(services)


def resume_plain(
    attempt: str,
    *,
    lines: Lines | None = None,
    say: Callable[[str], None] | None = None,
    clock: Clock | None = None,
) -> int:
    """Go on with an interrupted interview in plain lines and return the exit code.

    Args:
        attempt: Its whole id.
        lines: Where lines come from; by default standard input.
        say: Takes each line of output; by default it is printed at once.
        clock: By default the machine's.

    Raises:
        SdcoachError: When it is open elsewhere, has ended or cannot be read.
    """
    services, speak = open_services(None, clock), say or _print
    try:
        with AttemptLock(services.database.parent) as lock:
            lock.acquire(attempt)
            with services.reader() as connection:
                journal = read_events(connection, attempt) if connection is not None else []
            session, made = Session.resume(journal, services.origin, services.clock.tick())
            services.journal.append(made)
            told = journal + made
            return PlainInterview(services, session, told, lines or standard_input(), speak).hold()
    finally:
        close_services(services)


def _print(line: str) -> None:
    print(line, flush=True)


class PlainInterview:
    """One interview, told in lines."""

    def __init__(
        self,
        services: Services,
        session: Session,
        journal: list[Event],
        lines: Lines,
        say: Callable[[str], None],
    ) -> None:
        self.services = services
        self.held = Held(services, session, journal)
        self._lines = lines
        self._say = say
        state = session.state
        phases = services.bank.phases(state.kind)  # type: ignore[arg-type]

        def record(made: list[Event]) -> None:
            self.held.events += made
            services.journal.append(made)

        self.room = Room(session, services.clock, record, phases, interviewer_for(services, state))
        self._names = {phase.id: phase.name for phase in phases}
        self._told: set[str] = set()

    def hold(self) -> int:
        """Hold it until it is ended or left, then look back on it."""
        state = self.room.state
        if not state.over:
            self._introduce()
        try:
            while not state.over:
                line = self._lines.next(self._beat, HEARTBEAT_MS / 1000)
                if line is None or not self._take(line):
                    return self._leave()
                self._between()
        except KeyboardInterrupt:
            return self._leave()
        if state.status == "abandoned":
            return 0
        try:
            PlainDebrief(self.held, self._lines, self._say).hold()
        except KeyboardInterrupt:
            self._say("Kept as it is.")
        return 0

    def _first_phases(self) -> str:
        return ", ".join(f"## {name}" for name in list(self._names.values())[:4])

    def _introduce(self) -> None:
        state = self.room.state
        length = whole_minutes(state.total_ms)
        what = f"sprint of {self._names[state.sprint]}" if state.sprint else state.mode
        self._say(f"{state.title}. {state.seniority}, {length} minutes, {what}, seed {state.seed}.")
        self._say(state.prompt)
        self._say("A line is a note; ? asks, = computes, ## enters a phase, :help tells the rest.")
        if state.notes:
            self._say("Your notes so far:")
            self._say(state.notes)
        self._say(f"{self._names[state.phase]}. {clock_words(self.room.left_ms)}.")

    # --- lines ----------------------------------------------------------------------------

    def _take(self, line: str) -> bool:
        """Do what a line says; return False when the candidate goes away."""
        if self.room.state.status == "paused":
            self.room.come_back()
            self._say(f"The clock runs. {clock_words(self.room.left_ms)}.")
            if not line.strip():
                return True
        if not line.startswith(":"):
            self._write(line)
            return True
        word = line[1:].strip().lower()
        if word == "leave":
            return False
        command = {
            "help": lambda: self._say(_HELP.format(phases=self._first_phases())),
            "time": self._time,
            "hint": self._hint,
            "sheet": self._sheet,
            "notes": lambda: self._say(self.room.state.notes or "Nothing yet."),
            "next": self._next,
            "answer": self._answer,
            "undo": self._undo,
            "pause": self._pause,
            "end": self.room.finish,
        }.get(word)
        if command is None:
            self._say(f"There is no :{word[:20]}. :help tells what there is.")
        else:
            command()
        return True

    def _write(self, line: str, by: str = "typed") -> None:
        state = self.room.state
        before = f"{state.notes}\n" if state.notes else ""
        phase, answers = state.phase, len(state.said)
        if by != "typed":
            self.room.write("notes", before + line, by)
            return
        entered = self.room.enter(before + line, len(before + line))
        if entered.replacement is not None:
            self.room.write("notes", before + entered.replacement, "sheet")
        computed = entered.line
        if computed is not None and computed.ok and computed.display:
            self._say(f"{computed.label or 'result'} {computed.display}")
        elif computed is not None and computed.error is not None:
            hint = f"; {computed.error.hint}" if computed.error.hint else ""
            self._say(f"Not computed: {computed.error.message}{hint}.")
        if len(state.said) > answers:
            self._say(f"Interviewer: {state.said[-1].text}")
        if state.phase != phase:
            self._announce()

    def _announce(self) -> None:
        state = self.room.state
        budget = dict(state.budgets)[state.phase]
        self._say(
            f"{self._names[state.phase]}, {plural(whole_minutes(budget), 'minute')}. "
            f"{clock_words(self.room.left_ms)}."
        )

    # --- commands -------------------------------------------------------------------------

    def _time(self) -> None:
        state = self.room.state
        for pace in paces(state.budgets, self.room.session.spent(self.room.now())):
            here = ", now" if pace.phase == state.phase else ""
            self._say(
                f"{self._names[pace.phase]}: {minutes_seconds(pace.spent / 1000)}"
                f" of {minutes_seconds(pace.budget / 1000)}{here}"
            )
        self._say(f"{clock_words(self.room.left_ms)}.")

    def _hint(self) -> None:
        hint = self.room.take_hint()
        if hint is None:
            self._say("There is no further hint for this phase.")
        else:
            self._say(f"Hint {hint.rung} of {hint.of}, recorded: {hint.text}")

    def _sheet(self) -> None:
        shown = [line for line in self.room.sheet_lines if line.ok and line.display]
        for line in shown:
            self._say(f"{line.input.strip()} {line.display}")
        if not shown:
            self._say("The sheet is empty. A line such as = reads: 100M read/month fills it.")

    def _next(self) -> None:
        phase = self.room.neighbour(1)
        if phase is None:
            self._say("This is the last phase. :end ends the interview.")
            return
        self._write(f"## {phase.name}", "template")
        self.room.enter_phase(phase.id)
        self._announce()

    def _answer(self) -> None:
        waiting = self.room.waiting()
        if waiting is None:
            self._say("Nothing waits for an answer.")
            return
        number, shown = waiting
        self._write(followup_heading(number, shown.text), "followup")
        self._say(f"Answering F{number}. A ## heading goes back to a phase.")

    def _undo(self) -> None:
        notes = self.room.state.notes
        if not notes:
            self._say("There is nothing to take back.")
            return
        kept, _, last = notes.rpartition("\n")
        self.room.write("notes", kept)
        self._say(f"Taken back: {last}")

    def _pause(self) -> None:
        try:
            self.room.pause()
        except StateError as error:
            self._say(f"{error.message}; {error.hint}.")
        else:
            self._say("Paused. Enter goes on.")

    # --- time -----------------------------------------------------------------------------

    def _beat(self) -> None:
        """Keep the journal's clock going while nothing is typed."""
        made = self.room.session.pass_time(self.room.now())
        self.held.events += made
        self.services.journal.append(made)

    def _between(self) -> None:
        """Say what has come up since the last line."""
        state = self.room.state
        if state.status != "running":
            return
        followup = self.room.tick(PAUSE_MS)
        if followup is not None:
            number = len(state.followups)
            self._say(f"Interviewer, F{number}: {followup.says} (:answer answers it)")
        left = self.room.left_ms
        self._once("half", 2 * left <= state.total_ms, "Half of the time has gone.")
        self._once("five", left <= 300_000 < state.total_ms, "Five minutes left.")
        self._once("time", left <= 0, "Time is up; what comes now is no evidence. :end looks back.")
        for pace in paces(state.budgets, self.room.session.spent(self.room.now())):
            name = self._names[pace.phase]
            over = pace.phase == state.phase and pace.spent > pace.budget
            self._once(
                f"over {pace.phase}",
                over,
                f"{name} is over its {plural(whole_minutes(pace.budget), 'minute')}.",
            )

    def _once(self, what: str, now: bool, words: str) -> None:
        if now and what not in self._told:
            self._told.add(what)
            self._say(words)

    def _leave(self) -> int:
        if self.room.state.over:
            return 0
        attempt = self.room.state.attempt
        if self.room.leave():
            self._say("The interview waits: sdcoach resume --plain")
        else:
            self.services.journal.discard(attempt)
            self._say("Under two minutes and hardly a word: nothing of it was kept.")
        return 0
