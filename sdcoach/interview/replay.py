"""An attempt as it stood at any second: notes, sheet, phase, clock, what was asked and shown.

The journal is walked once; after that a seek applies at most `STRIDE` edits to a text kept on
the way.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from sdcoach.interview.edits import Edit, apply, fits
from sdcoach.interview.events import OWN_WORDS, Event, fault, in_order
from sdcoach.interview.fold import fold
from sdcoach.interview.state import Asked, FollowUpShown, HintTaken, Said, State

STRIDE = 200
SILENCE_MS = 90_000
"""From this long on, a rest of the keys is worth a mark."""


class Mark(NamedTuple):
    """A moment worth going to."""

    elapsed_ms: int
    kind: str
    """"phase", "asked", "hint", "followup" or "silence"."""
    text: str


class Moment(NamedTuple):
    """What there was at one time of the interview clock."""

    elapsed_ms: int
    phase: str
    phase_spent_ms: int
    """Spent in this phase, all visits together."""
    notes: str
    sheet: str
    asked: tuple[Asked, ...]
    said: tuple[Said, ...]
    hints: tuple[HintTaken, ...]
    followups: tuple[FollowUpShown, ...]


class _Track(NamedTuple):
    """The edits of one document, with the text kept at every stride."""

    times: list[int]
    edits: list[Edit]
    kept: list[str]

    def at(self, elapsed_ms: int) -> str:
        count = bisect_right(self.times, elapsed_ms)
        place = count // STRIDE
        text = self.kept[place]
        for edit in self.edits[place * STRIDE : count]:
            text = apply(text, edit)
        return text


class Replay:
    """A finished or interrupted attempt that can be looked at as of any time.

    Attributes:
        state: The fold of everything.
        end_ms: The last moment there is.
        typing: (time, own characters that came), one per edit.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        journal = in_order(list(events))
        self.state: State = fold(journal)
        self.end_ms = self.state.elapsed_ms
        self.typing: list[tuple[int, int]] = []
        self._notes = self._track(journal, "notes_edited")
        self._sheet = self._track(journal, "sheet_edited")

    def _track(self, journal: Sequence[Event], kind: str) -> _Track:
        times: list[int] = []
        edits: list[Edit] = []
        kept = [""]
        text, clock = "", 0
        for event in journal:
            if event.kind != kind or fault(event):
                continue
            payload = event.payload
            edit = Edit(payload["offset"], payload["removed"], payload["inserted"])
            if not fits(text, edit):
                continue
            clock = max(clock, event.elapsed_ms)
            text = apply(text, edit)
            times.append(clock)
            edits.append(edit)
            if len(edits) % STRIDE == 0:
                kept.append(text)
            if payload["by"] in OWN_WORDS:
                self.typing.append((clock, len(edit.inserted)))
        return _Track(times, edits, kept)

    def at(self, elapsed_ms: int) -> Moment:
        """Return the attempt as it stood; times outside it are taken as its ends."""
        now = max(0, min(elapsed_ms, self.end_ms))
        state = self.state
        phase, spent = "", 0
        for span in state.spans:
            if span.start_ms <= now:
                phase = span.phase
        for span in state.spans:
            if span.phase == phase:
                spent += max(0, min(span.end_ms, now) - span.start_ms)
        return Moment(
            now,
            phase,
            spent,
            self._notes.at(now),
            self._sheet.at(now),
            tuple(one for one in state.asked if one.elapsed_ms <= now),
            tuple(one for one in state.said if one.elapsed_ms <= now),
            tuple(one for one in state.hints if one.elapsed_ms <= now),
            tuple(one for one in state.followups if one.elapsed_ms <= now),
        )

    def silences(self) -> list[tuple[int, int]]:
        """Return (start, length) of every rest of the keys of 90 s or more."""
        found = []
        last = 0
        for when in [*sorted(time for time, _ in self.typing), self.end_ms]:
            if when - last >= SILENCE_MS:
                found.append((last, when - last))
            last = max(last, when)
        return found

    def marks(self) -> list[Mark]:
        """Return what is worth going to, in order of time."""
        state = self.state
        made = [Mark(span.start_ms, "phase", span.phase) for span in state.spans]
        made += [Mark(one.elapsed_ms, "asked", one.text) for one in state.asked]
        made += [Mark(one.elapsed_ms, "hint", one.text) for one in state.hints]
        made += [Mark(one.elapsed_ms, "followup", one.text) for one in state.followups]
        made += [Mark(start, "silence", str(length)) for start, length in self.silences()]
        return sorted(made)

    def density(self, columns: int) -> list[int]:
        """Return the own characters typed in each of `columns` equal stretches."""
        counts = [0] * columns
        for when, characters in self.typing:
            place = min(columns - 1, when * columns // max(1, self.end_ms))
            counts[place] += characters
        return counts
