"""A live attempt: every action becomes events, and the state is their fold.

`Session` has no clock, no disk and no screen. Each call brings a `Tick`; each returns the
events it made, which the caller gives to the journal.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sdcoach.errors import StateError
from sdcoach.interview.clock import Tick, across, between
from sdcoach.interview.edits import difference
from sdcoach.interview.events import KINDS, Event, fault
from sdcoach.interview.fold import apply_event, fold
from sdcoach.interview.state import State

GRACE_MS = 120_000
"""Time away that interview mode forgives per attempt."""
HEARTBEAT_MS = 5_000
LAST_DAY_MS = 253_402_300_799_999
"""The end of the year 9999, UTC: no clock that is ahead says more."""
LATE_MS = 15 * 60_000
"""How far past the total an interview may be resumed."""
DISCARD_MS = 2 * 60_000
DISCARD_CHARACTERS = 100


class Setup(NamedTuple):
    """What is settled before the clock starts."""

    question: str
    title: str
    prompt: str
    kind: str
    question_hash: str
    rubric_hash: str
    minutes: int
    seniority: str
    mode: str
    seed: int
    utc_offset: int
    """Minutes east of UTC."""
    phases: tuple[tuple[str, int], ...]
    """Phase and its milliseconds, in order; one phase alone for a sprint."""
    sprint: str | None = None
    held: str = "here"
    kept: int = 0
    """Code points at the start of the notes that come from an earlier attempt: read-only."""


class Session:
    """One attempt that may still change.

    Attributes:
        state: The fold of all events so far.
    """

    def __init__(self, state: State, origin: str, tick: Tick) -> None:
        self.state = state
        self.origin = origin
        self._tick = tick
        self._elapsed = state.elapsed_ms
        self._pause_ms = 0
        self._last_written = state.elapsed_ms

    @classmethod
    def start(
        cls, attempt: str, origin: str, setup: Setup, tick: Tick
    ) -> tuple["Session", list[Event]]:
        """Begin an attempt; the clock runs from this tick."""
        session = cls(State(attempt=attempt), origin, tick)
        payload = setup._asdict()
        payload["phases"] = [list(pair) for pair in setup.phases]
        return session, [session._write("started", tick, payload)]

    @classmethod
    def resume(
        cls, events: Iterable[Event], origin: str, tick: Tick
    ) -> tuple["Session", list[Event]]:
        """Go on with an interrupted attempt, after a crash or after it was left.

        Time away counts by UTC. In interview mode what goes beyond the grace runs on the
        clock; if that ends more than 15 minutes past the total, the interview is over.

        Raises:
            StateError: When the attempt has ended.
        """
        state = fold(events)
        if state.over or state.status == "new":
            raise StateError(
                "this interview has ended" if state.over else "this attempt has no beginning",
                hint="`sdcoach show` prints it",
            )
        session = cls(state, origin, tick)
        away = across(state.last_at, tick)
        made: list[Event] = []
        by = "candidate" if state.status == "paused" else "crash"
        if by == "crash":
            made.append(session._write("paused", tick, {"by": by}))
        made += session._come_back(by, away, tick)
        if state.mode == "interview" and state.elapsed_ms >= state.total_ms + LATE_MS:
            made.append(session._write("finished", tick, {"by": "late"}))
        return session, made

    @classmethod
    def review(cls, events: Iterable[Event], origin: str, tick: Tick) -> "Session":
        """Open an attempt that has ended, to score, mark or tag it."""
        return cls(fold(events), origin, tick)

    # --- time -----------------------------------------------------------------------------

    def elapsed_ms(self, tick: Tick) -> int:
        """Return the interview clock at a tick, without recording anything."""
        if self.state.status != "running":
            return self._elapsed
        return self._elapsed + between(self._tick, tick).awake

    def left_ms(self, tick: Tick) -> int:
        """Return the time left; negative in overtime."""
        return self.state.total_ms - self.elapsed_ms(tick)

    def spent(self, tick: Tick) -> dict[str, int]:
        """Return the milliseconds per phase; they sum exactly to `elapsed_ms(tick)`."""
        spent = self.state.spent()
        if self.state.spans:
            spent[self.state.phase] += self.elapsed_ms(tick) - self.state.elapsed_ms
        return spent

    def pass_time(self, tick: Tick) -> list[Event]:
        """Let time pass: notices a suspend, and writes a heartbeat when nothing else was."""
        made = self._advance(tick)
        if self.state.status == "running" and self._elapsed - self._last_written >= HEARTBEAT_MS:
            made.append(self._write("heartbeat", tick, {}))
        return made

    def discardable(self, tick: Tick) -> bool:
        """Say whether leaving now means it was no attempt: under two minutes, hardly a word."""
        return self.elapsed_ms(tick) < DISCARD_MS and self.state.own_characters < DISCARD_CHARACTERS

    # --- actions --------------------------------------------------------------------------

    def do(self, kind: str, tick: Tick, **payload: Any) -> list[Event]:
        """Record one event of `kind` at a tick.

        Returns:
            The events made, oldest first: a suspend noticed on the way comes before.

        Raises:
            StateError: When the state does not allow it.
            ValueError: When the payload does not fit the kind.
        """
        known = KINDS.get(kind)
        if known is None or kind in ("started", "paused", "resumed"):
            raise ValueError(f"{kind!r} is not an action")
        if not known.during:
            return [self._write(kind, tick, payload)]
        made = self._advance(tick)
        self._allow(kind)
        made.append(self._write(kind, tick, payload))
        return made

    def edit(self, document: str, text: str, by: str, tick: Tick) -> list[Event]:
        """Record that `document` ("notes" or "sheet") now reads `text`.

        Returns:
            The events made; none when the text is the same.
        """
        old = self.state.notes if document == "notes" else self.state.sheet
        edit = difference(old, text)
        if edit is None:
            return []
        return self.do(f"{document}_edited", tick, **edit._asdict(), by=by)

    def pause(self, tick: Tick) -> list[Event]:
        """Stop the clock (practice mode only).

        Raises:
            StateError: In interview mode, or when it is not running.
        """
        if self.state.mode == "interview":
            raise StateError(
                "an interview has no pause",
                hint="practice mode has one; two minutes away in all are forgiven",
            )
        return self.leave(tick)

    def leave(self, tick: Tick) -> list[Event]:
        """Record that the candidate goes away; what it costs is settled on return."""
        made = self._advance(tick)
        if self.state.status == "running":
            made.append(self._write("paused", tick, {"by": "candidate"}))
            self._pause_ms = 0
        return made

    def come_back(self, tick: Tick) -> list[Event]:
        """End a pause within the same process."""
        self._advance(tick)
        if self.state.status != "paused":
            return []
        return self._come_back("candidate", self._pause_ms, tick)

    # --- inside ---------------------------------------------------------------------------

    def _allow(self, kind: str) -> None:
        if self.state.over:
            raise StateError("the interview has ended", hint="its notes can no longer change")
        if self.state.status == "paused" and kind not in ("abandoned", "finished"):
            raise StateError("the interview is paused", hint="resume it first")

    def _advance(self, tick: Tick) -> list[Event]:
        passed = between(self._tick, tick)
        self._tick = tick
        if self.state.status == "paused":
            self._pause_ms += passed.awake + passed.asleep
            return []
        if self.state.status != "running":
            return []
        self._elapsed += passed.awake
        if not passed.asleep:
            return []
        return [
            self._write("paused", tick, {"by": "suspend"}),
            *self._come_back("suspend", passed.asleep, tick),
        ]

    def _come_back(self, by: str, away: int, tick: Tick) -> list[Event]:
        state = self.state
        counted = 0
        if state.mode == "interview":
            forgiven = min(away, max(0, GRACE_MS - state.grace_used_ms))
            room = max(0, state.total_ms + LATE_MS - self._elapsed)
            counted = min(away - forgiven, room)
        self._elapsed += counted
        self._pause_ms = 0
        return [self._write("resumed", tick, {"by": by, "away_ms": away, "counted_ms": counted})]

    def _after_all(self, utc: int) -> int:
        """Return a time behind all that was decided so far, whatever this clock says.

        Decisions fold by their time. One that answers another must come behind it also where the
        other machine's clock is ahead, or this one was set back.
        """
        latest, origin = self.state.settled
        behind = (utc, self.origin) < (latest, origin)
        return latest + 1 if behind and latest < LAST_DAY_MS else utc

    def _write(self, kind: str, tick: Tick, payload: dict[str, Any]) -> Event:
        # What comes after the end, or beside it, does not move the interview's clock.
        during = KINDS[kind].during
        event = Event(
            self.state.attempt,
            self.origin,
            self.state.last_seq.get(self.origin, 0) + 1,
            kind,
            KINDS[kind].v,
            self._elapsed if during else self.state.elapsed_ms,
            tick.utc if during else self._after_all(tick.utc),
            payload,
        )
        wrong = fault(event)
        if wrong:
            raise ValueError(wrong)
        apply_event(self.state, event)
        if during:
            self._last_written = self._elapsed
        return event
