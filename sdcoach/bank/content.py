"""Content as JSON that can be kept and hashed, and formats scaled to any length.

The JSON is canonical: keys sorted, no blanks, lists for tuples, field names as in the YAML. Its
SHA-256 is the version of a question, rubric or format that an attempt was held on.
"""

import json
from typing import Any, TypeVar

from sdcoach.bank.question import (
    DIMENSIONS,
    PHASES,
    SENIORITIES,
    Format,
    Formats,
    Kind,
    Question,
    Rubric,
    Seniority,
)
from sdcoach.errors import ContentError, UsageError

MIN_MINUTES = 15
MAX_MINUTES = 120

T = TypeVar("T")


def to_json(value: object) -> str:
    """Return content as canonical JSON."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(kind: type[T], text: str) -> T:
    """Return content of the type `kind` from its JSON.

    Raises:
        ContentError: When the text is not that content.
    """
    from sdcoach.bank.decode import BROKEN, Decoder
    from sdcoach.bank.document import DocumentError, from_json

    decoder = Decoder("", strict=False)
    try:
        value = decoder.decode(kind, from_json(json.loads(text)))
    except (ValueError, RecursionError, DocumentError) as error:
        raise ContentError("This is not content of sdcoach.", hint=str(error)) from error
    if value is BROKEN:
        first = decoder.problems[0]
        raise ContentError(first.message, hint=first.hint, place=first.path)
    return value  # type: ignore[no-any-return]


def question_to_json(question: Question) -> str:
    """Return a question as canonical JSON."""
    return to_json(question)


def question_from_json(text: str) -> Question:
    """Return a question from its JSON, as the bank and the history keep it.

    Raises:
        ContentError: When the text is not a question.
    """
    return from_json(Question, text)


def rubric_from_json(text: str) -> Rubric:
    """Return a rubric from its JSON; it may have come with a stranger's history.

    Raises:
        ContentError: When the text is not a rubric of the eight dimensions.
    """
    rubric = from_json(Rubric, text)
    for dimension in rubric.dimensions:
        if not set(dimension.anchors) == set(dimension.weights) == set(SENIORITIES):
            raise ContentError("A dimension is not described for every seniority.")
    if tuple(one.id for one in rubric.dimensions) != DIMENSIONS:
        raise ContentError("A rubric has the eight dimensions and no others.")
    for seniority in SENIORITIES:
        weights = [one.weights[seniority] for one in rubric.dimensions]
        if min(weights) < 0 or sum(weights) != 100:
            raise ContentError("The weights of a seniority must come to 100.")
    return rubric


def format_from_json(text: str) -> Format:
    """Return a format from its JSON.

    Raises:
        ContentError: When the text is not a format.
    """
    return from_json(Format, text)


def content_hash(text: str) -> str:
    """Return the SHA-256 of canonical JSON, in hexadecimal."""
    import hashlib  # loads OpenSSL: only what makes new content needs it

    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        fields = {_WRITTEN.get(name, name): item for name, item in value._asdict().items()}
        return {name: _plain(item) for name, item in fields.items()}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


_WRITTEN = {"inside": "in", "outside": "out"}


def scaled(formats: Formats, kind: Kind, minutes: int, seniority: Seniority) -> Format:
    """Return the minutes per phase for any length from 15 to 120.

    A published length is taken as it is. One between two of them lies on the line between, one
    beyond keeps the shares of the nearest. Phases have whole minutes, at least one each, and sum
    to `minutes`.

    Raises:
        UsageError: When the length is out of range.
    """
    if not MIN_MINUTES <= minutes <= MAX_MINUTES:
        raise UsageError(
            f"An interview of {minutes} minutes cannot be planned.",
            hint=f"Choose {MIN_MINUTES} to {MAX_MINUTES} minutes.",
        )
    table = formats.budgets[kind][seniority]
    if minutes in table:
        given = table[minutes]
        return Format(
            kind, minutes, seniority, {phase: float(given[phase]) for phase in PHASES[kind]}
        )
    lengths = sorted(table)
    below = max((length for length in lengths if length < minutes), default=lengths[0])
    above = min((length for length in lengths if length > minutes), default=lengths[-1])
    share = (minutes - below) / (above - below) if above != below else 0.0
    exact = {
        phase: table[below][phase] + share * (table[above][phase] - table[below][phase])
        if above != below
        else table[below][phase] * minutes / below
        for phase in PHASES[kind]
    }
    whole = _whole(exact, minutes)
    return Format(kind, minutes, seniority, {phase: float(n) for phase, n in whole.items()})


def _whole(exact: dict[str, float], total: int) -> dict[str, int]:
    """Round to whole minutes that sum to `total`, by the largest remainder, one at least."""
    whole = {phase: max(1, int(value)) for phase, value in exact.items()}
    while sum(whole.values()) < total:
        phase = max(whole, key=lambda name: exact[name] - whole[name])
        whole[phase] += 1
    while sum(whole.values()) > total:
        larger = [name for name in whole if whole[name] > 1]
        phase = min(larger, key=lambda name: exact[name] - whole[name])
        whole[phase] -= 1
    return whole
