"""The candidate's sums against the question's keys, and what each sum decided.

A line answers the key that it is most like: the same dimension is a must, then its name, what
it counts, and how near it comes. A likeness of number alone never makes a line wrong, because a
sum about something else would then cost a level; what is wrong must be called by the key's name,
or have been paired by the candidate.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from sdcoach.bank.question import Estimate, Question
from sdcoach.bank.words import stem
from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.line import Line
from sdcoach.envelope.quantity import Quantity, comparable, ratio
from sdcoach.envelope.sheet import Sheet, evaluate_key
from sdcoach.envelope.units import HARD
from sdcoach.interview.notes import NoteLine, expression, read_notes
from sdcoach.scoring.own_words import OwnWords

Judgement: TypeAlias = Literal["exact", "right", "rough", "wrong", "missing"]

EXACT, RIGHT, ROUGH = 1.1, 2.0, 10.0
"""The factors, either way, up to which a sum is exact, right or rough."""
_NAMED = 0.8
"""The likeness of name from which a line may be paired however far off it is."""
_AKIN = 0.4
_COMMON_WORDS = (
    "a an and at by each for from how in is it many much number of on one per the to with "
    "average total new rate second seconds day days month months year years"
)
_COMMON = frozenset(_COMMON_WORDS.split())


class Sum(NamedTuple):
    """A line that the candidate computed."""

    ref: str
    """Its name, or its expression when it has none: what `estimate_paired` records."""
    label: str
    """Its name as typed, or its expression."""
    text: str
    display: str
    quantity: Quantity
    document: str
    """`notes` or `sheet`."""
    number: int
    """The line, from 0."""


class Judged(NamedTuple):
    """One key and the line that answers it."""

    estimate: Estimate
    judgement: Judgement
    line: Sum | None
    factor: float | None
    """The line as a multiple of the key; None when missing or not of its dimension."""
    key: str
    """The key's result, as the envelope shows it."""
    decided: str
    """What the `->` lines after it say; empty when nothing."""
    by_candidate: bool
    """Whether the candidate paired them."""


class Decision(NamedTuple):
    """Sums that stand together and what follows from them."""

    sums: tuple[str, ...]
    """Their labels."""
    text: str
    """Empty when nothing was written."""


class Estimates(NamedTuple):
    """All sums of an attempt, judged."""

    judged: tuple[Judged, ...]
    sums: tuple[Sum, ...]
    decisions: tuple[Decision, ...]

    @property
    def far_off(self) -> bool:
        """Whether a paired estimate is off by ten times or more, which makes estimation 1."""
        return any(one.judgement == "wrong" and one.factor is not None for one in self.judged)


def judge(factor: float) -> Judgement:
    """Judge a sum by its multiple of the key."""
    if factor <= 0:
        return "wrong"
    off = max(factor, 1 / factor)
    if off <= EXACT:
        return "exact"
    if off <= RIGHT:
        return "right"
    return "rough" if off < ROUGH else "wrong"


def check_estimates(question: Question, words: OwnWords) -> Estimates:
    """Pair the candidate's sums with the question's keys and judge them.

    Only lines that the candidate wrote before the time was up count; the candidate's own pairs
    (`State.pairs`) come before any likeness.
    """
    lines = read_notes(words.notes.text, ())
    sums = _sums(words, lines)
    groups = _groups(lines, sums)
    keys = [_Key(estimate) for estimate in question.estimates]
    paired = _paired(keys, sums, words.state.pairs)
    decided = {ref: text for refs, text in groups for ref in refs}
    by_ref = {one.ref: one for one in sums}
    judged = []
    for key in keys:
        line, by_candidate = paired.get(key.estimate.id, (None, False))
        factor = key.factor(line) if line else None
        judgement: Judgement = "missing"
        if line is not None:
            judgement = "wrong" if factor is None else judge(factor)
        judged.append(
            Judged(
                key.estimate,
                judgement,
                line,
                factor,
                key.display,
                decided.get(line.ref, "") if line else "",
                by_candidate,
            )
        )
    decisions = tuple(
        Decision(tuple(by_ref[ref].label for ref in refs), text) for refs, text in groups
    )
    return Estimates(tuple(judged), tuple(sums), decisions)


# --- the candidate's side -------------------------------------------------------------------


def _sums(words: OwnWords, lines: Iterable[NoteLine]) -> list[Sum]:
    """Return every line that has a value, each name once, the sheet's before the notes'."""
    sheet = Sheet()
    text = words.sheet.text
    found: dict[str, Sum] = {}
    own = words.sheet.own.split("\n")
    names = set()
    for number, line in enumerate(sheet.evaluate(text)):
        names.add(line.name)
        if own[number].strip():
            _keep(found, line, "sheet", number)
    own = words.notes.own.split("\n")
    for note in lines:
        if note.kind != "compute" or not own[note.number].strip():
            continue
        bare = expression(note.body)
        line = sheet.evaluate_line(bare)
        if line.name and line.name in names:
            continue
        _keep(found, line, "notes", note.number)
        if line.name and line.ok:
            names.add(line.name)
            text = f"{text}\n{bare}"
            sheet.evaluate(text)
    return list(found.values())


def _keep(found: dict[str, Sum], line: Line, document: str, number: int) -> None:
    """Keep a line that has a value; where it claims one (`3 × 4 = 13`), the claim is judged."""
    quantity = line.claimed if line.claimed is not None else line.quantity
    if quantity is None or line.error is not None:
        return
    text = line.input.strip()
    ref = line.name or text
    found[ref] = Sum(ref, line.label or text, text, line.display, quantity, document, number)


def _groups(lines: Iterable[NoteLine], sums: Iterable[Sum]) -> list[tuple[tuple[str, ...], str]]:
    """Return runs of sums with the decision that follows them, then those left without one."""
    by_text = {one.text: one.ref for one in sums} | {one.label: one.ref for one in sums}
    groups: list[tuple[tuple[str, ...], str]] = []
    refs: list[str] = []
    decisions: list[str] = []

    def close() -> None:
        if refs:
            groups.append((tuple(refs), "; ".join(decisions)))
        refs.clear()
        decisions.clear()

    for line in lines:
        if line.kind in ("phase", "heading", "followup"):
            close()
        elif line.kind == "compute":
            if decisions:
                close()
            bare = expression(line.body)
            label = re.split(r"[:=]", bare, maxsplit=1)[0].strip()
            ref = by_text.get(bare) or by_text.get(label)
            if ref is not None and ref not in refs:
                refs.append(ref)
        elif line.kind == "decide" and line.body:
            decisions.append(line.body)
    close()
    return _each_once(groups, sums)


def _each_once(
    groups: list[tuple[tuple[str, ...], str]], sums: Iterable[Sum]
) -> list[tuple[tuple[str, ...], str]]:
    """Leave a sum that was written more than once where something was decided, else where last."""
    home: dict[str, int] = {}
    for number, (refs, text) in enumerate(groups):
        for ref in refs:
            if text or ref not in home or not groups[home[ref]][1]:
                home[ref] = number
    kept = [
        (tuple(ref for ref in refs if home[ref] == number), text)
        for number, (refs, text) in enumerate(groups)
    ]
    kept.append((tuple(one.ref for one in sums if one.ref not in home), ""))
    return [(refs, text) for refs, text in kept if refs]


# --- the key's side -------------------------------------------------------------------------


class _Key:
    """An estimate's key, evaluated."""

    def __init__(self, estimate: Estimate) -> None:
        self.estimate = estimate
        self.quantity, self.display, self._unit = _evaluated(estimate.key)
        self.names = _stems(estimate.id)
        self.asks = _stems(estimate.asks)

    def factor(self, line: Sum) -> float | None:
        """Return the line as a multiple of the key; None when it measures something else.

        A bare number is read in the key's own unit.
        """
        if self.quantity is None:
            return None
        if comparable(line.quantity, self.quantity):
            share = ratio(line.quantity, self.quantity)
        elif not line.quantity.dims:
            number = line.quantity
            meant = _evaluated(f"{number.num} / {number.den} * 1 {self._unit}")[0]
            share = ratio(meant, self.quantity) if meant is not None else None
        else:
            return None
        return None if share is None else float(share)

    def likeness(self, line: Sum) -> float:
        """Return how much the line is called like the key: 1 for the same words."""
        words = _stems(line.label if line.label != line.text else "")
        like = 0.0
        if words:
            like = len(words & self.names) / len(words)
            like += 0.4 * len((words - self.names) & self.asks) / len(words)
        counted, counts = _nouns(self.quantity), _nouns(line.quantity)
        if counted and counts:
            like += 0.3 if counted == counts else -0.3 if not counted & counts else 0
        return like


@lru_cache(maxsize=2_000)
def _evaluated(key: str) -> tuple[Quantity | None, str, str]:
    try:
        line = evaluate_key(key)
    except CalcError:
        return None, "", ""  # `bank check` reports it; the estimate is then missing
    return line.quantity, line.display, line.unit


def _stems(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z]+", text.lower())
    return frozenset(stem(word) for word in words if word not in _COMMON)


def _nouns(quantity: Quantity | None) -> frozenset[str]:
    return frozenset(quantity.dims if quantity else ()) - HARD


def _paired(
    keys: Iterable[_Key], sums: list[Sum], chosen: dict[str, str | None]
) -> dict[str, tuple[Sum | None, bool]]:
    paired: dict[str, tuple[Sum | None, bool]] = {}
    free = list(keys)
    by_ref = {one.ref: one for one in sums}
    for key in list(free):
        if key.estimate.id in chosen:
            ref = chosen[key.estimate.id]
            paired[key.estimate.id] = (by_ref.get(ref) if ref is not None else None, True)
            free.remove(key)
    taken = {line.ref for line, _ in paired.values() if line is not None}
    offers = [
        (score, number, line)
        for line in sums
        if line.ref not in taken
        for number, key in enumerate(free)
        if (score := _score(key, line)) > 0
    ]
    for _, number, line in sorted(offers, key=lambda offer: (-offer[0], offer[1])):
        name = free[number].estimate.id
        if name not in paired and line.ref not in taken:
            paired[name] = (line, False)
            taken.add(line.ref)
    return paired


def _score(key: _Key, line: Sum) -> float:
    """Return how likely the line answers the key; 0 when it must not be taken for it."""
    factor = key.factor(line)
    if factor is None or factor <= 0:
        return 0.0
    like = key.likeness(line)
    judgement = judge(factor)
    bare = not line.quantity.dims and bool(key.quantity and key.quantity.dims)
    if judgement == "exact":
        return max(0.1, like + (0.8 if bare else 1.2))
    if judgement == "right":
        return like + 0.8 if like > 0 else 0.0
    if judgement == "rough":
        return like + 0.3 if like >= _AKIN else 0.0
    return like if like >= _NAMED and not bare else 0.0
