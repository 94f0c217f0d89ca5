"""Which characters of the notes and the sheet are the candidate's own, and when each came.

Every character of the final text carries the event that brought it. That one replay answers
when a phrase was first complete, whether a cue came before it, and what may be quoted. It costs
one splice per edit, whatever is looked for afterwards.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sdcoach.interview.edits import difference
from sdcoach.interview.events import OWN_WORDS, Event, in_order, touched
from sdcoach.interview.fold import apply_event
from sdcoach.interview.state import State

FOREIGN = -1
"""The birth of a character that is not the candidate's own."""
_WORTH_KEEPING = 8
"""Shorter removals come back by chance; longer ones are moved text, or an undo."""
_MOST_PAIRS = 2_000
_ALIKE = 0.6


class Page(NamedTuple):
    """One document as it stood when the time was up."""

    text: str
    births: tuple[int, ...]
    """For each character the index of the event that brought it, or `FOREIGN`."""

    @property
    def own(self) -> str:
        """The text with blanks for every character that is not the candidate's own.

        Line ends stay, so that offsets and lines are those of `text`.
        """
        return "".join(
            mark if birth >= 0 or mark == "\n" else " "
            for mark, birth in zip(self.text, self.births, strict=True)
        )


class Cue(NamedTuple):
    """Something the interviewer brought up."""

    at: int
    """Which event it was."""
    elapsed_ms: int
    kind: str
    """`asked`, `hint_taken` or `followup_shown`."""
    ids: tuple[str, ...]
    """Clarifications told; phase and rung of a hint; the follow-up, and what a card touches."""


class OwnWords(NamedTuple):
    """What the candidate wrote until the time was up, and what was said meanwhile."""

    state: State
    """The fold of the whole journal, what came after the interview included."""
    notes: Page
    sheet: Page
    elapsed_ms: tuple[int, ...]
    """The interview clock of each event, by index."""
    cues: tuple[Cue, ...]
    active_ms: tuple[int, ...]
    """When the candidate wrote or asked something, on the interview clock."""


class _Draft:
    """A document while it is replayed."""

    def __init__(self) -> None:
        self.text = ""
        self.births: list[int] = []
        self._gone: dict[str, list[int]] = {}

    def splice(self, offset: int, removed: str, inserted: str, birth: int) -> None:
        """Replace one piece; text that is moved, or comes back, keeps when it first came."""
        end = offset + len(removed)
        old = self.births[offset:end]
        self.text = self.text[:offset] + inserted + self.text[end:]
        self.births[offset:end] = self._births(removed, old, inserted, birth)
        if len(removed) >= _WORTH_KEEPING:
            self._bury(removed, old)

    def page(self) -> Page:
        return Page(self.text, tuple(self.births))

    def _bury(self, removed: str, births: list[int]) -> None:
        self._gone[removed] = births
        start = 0
        for line in removed.split("\n"):
            if len(line) >= _WORTH_KEEPING:
                self._gone[line] = births[start : start + len(line)]
            start += len(line) + 1

    def _births(self, removed: str, old: list[int], inserted: str, birth: int) -> list[int]:
        if len(inserted) < _WORTH_KEEPING and not removed:
            return [birth] * len(inserted)
        before = self._gone.get(inserted)
        if before is not None:
            return list(before)
        if "\n" not in inserted and "\n" not in removed:
            return _kept(removed, old, inserted, birth)
        return self._births_by_line(removed, old, inserted, birth)

    def _births_by_line(self, removed: str, old: list[int], inserted: str, birth: int) -> list[int]:
        """An editor's round trip replaces all between its first and its last change."""
        pieces: list[tuple[str, list[int]]] = []
        start = 0
        for line in removed.split("\n"):
            pieces.append((line, old[start : start + len(line)]))
            start += len(line) + 1
        waiting: dict[str, list[list[int]]] = {}
        for line, births in pieces:
            waiting.setdefault(line, []).append(births)
        new = inserted.split("\n")
        found: list[list[int] | None] = [
            waiting[line].pop(0) if waiting.get(line) else self._gone.get(line) for line in new
        ]
        left = [(line, births) for line in waiting for births in waiting[line]]
        pairs = 0
        result: list[int] = []
        for line, known in zip(new, found, strict=True):
            if known is None:
                best: tuple[float, list[int], tuple[str, list[int]]] | None = None
                for candidate in left:
                    pairs += 1
                    if pairs > _MOST_PAIRS:
                        break
                    kept = _kept(candidate[0], candidate[1], line, birth)
                    share = _shared(candidate[0], line)
                    if share >= _ALIKE and (best is None or share > best[0]):
                        best = share, kept, candidate
                if best is not None:
                    left.remove(best[2])
                known = best[1] if best else [birth] * len(line)
            result += known
            result.append(birth)
        return result[:-1]


def _kept(old: str, births: list[int], new: str, birth: int) -> list[int]:
    """Births of `new` when it grew out of `old`: what is common at both ends stays."""
    edit = difference(old, new)
    if edit is None:
        return list(births)
    tail = edit.offset + len(edit.removed)
    return births[: edit.offset] + [birth] * len(edit.inserted) + births[tail:]


def _shared(old: str, new: str) -> float:
    """The share of the longer line that both have at their ends."""
    edit = difference(old, new)
    longest = max(len(old), len(new))
    if edit is None or not longest:
        return 1.0
    return 1 - max(len(edit.removed), len(edit.inserted)) / longest


def replay(events: Iterable[Event]) -> OwnWords:
    """Fold a journal and keep, for each character, where it came from.

    What was typed, or deleted, after the total time changes nothing here: it is no evidence.
    Any list of events will do; it never raises.
    """
    state = State()
    drafts = {"notes_edited": _Draft(), "sheet_edited": _Draft()}
    elapsed: list[int] = []
    cues: list[Cue] = []
    active: list[int] = []
    for index, event in enumerate(in_order(list(events))):
        used = apply_event(state, event)
        elapsed.append(state.elapsed_ms)
        if not used or state.elapsed_ms > state.total_ms:
            continue
        payload = event.payload
        draft = drafts.get(event.kind)
        if draft is not None:
            birth = index if payload["by"] in OWN_WORDS else FOREIGN
            draft.splice(payload["offset"], payload["removed"], payload["inserted"], birth)
        if event.kind == "asked" or (draft is not None and payload["by"] in OWN_WORDS):
            active.append(state.elapsed_ms)
        if event.kind == "asked" and payload["heard"]:
            cues.append(Cue(index, state.elapsed_ms, event.kind, tuple(payload["heard"])))
        elif event.kind == "hint_taken":
            ids = (payload["phase"], str(payload["rung"]))
            cues.append(Cue(index, state.elapsed_ms, event.kind, ids))
        elif event.kind == "followup_shown":
            ids = (payload["id"], *touched(payload))
            cues.append(Cue(index, state.elapsed_ms, event.kind, ids))
    return OwnWords(
        state,
        drafts["notes_edited"].page(),
        drafts["sheet_edited"].page(),
        tuple(elapsed),
        tuple(cues),
        tuple(active),
    )
