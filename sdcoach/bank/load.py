"""Files of content as the types of `question`, with every problem of a file and its place."""

from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from sdcoach.bank.decode import BROKEN, Decoder
from sdcoach.bank.document import MAX_BYTES, Mapping, Node, Scalar, parse_yaml
from sdcoach.bank.problem import Problem
from sdcoach.bank.question import (
    KINDS,
    PHASES,
    SENIORITIES,
    Band,
    Card,
    Dimension,
    Formats,
    Kind,
    Phase,
    Question,
    Reading,
    RedFlag,
    Rubric,
    Seniority,
    Topics,
)

T = TypeVar("T")


class Loaded(NamedTuple, Generic[T]):
    """What came of a file."""

    value: T | None
    """None when there are problems."""
    problems: tuple[Problem, ...]
    places: dict[str, tuple[int, int]]
    """Field path to line and column, for those who look for problems of meaning."""
    shadows: bool = False
    """Whether a question says that it replaces a shipped one of the same id."""


class _DimensionEntry(NamedTuple):
    id: str
    letter: str
    name: str
    short: str
    weights: dict[Kind, dict[Seniority, int]]
    anchors: dict[Kind, dict[Seniority, tuple[str, str, str, str]]]


class _RubricFile(NamedTuple):
    bands: tuple[Band, ...]
    dimensions: tuple[_DimensionEntry, ...]
    flags: tuple[RedFlag, ...]


class _FormatsFile(NamedTuple):
    phases: dict[Kind, tuple[Phase, ...]]
    budgets: dict[Kind, dict[int, Node]]


class _LibraryFile(NamedTuple):
    sources: tuple[Reading, ...]


class _DeckFile(NamedTuple):
    cards: tuple[Card, ...]


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes, at most one more than a document may have.

    Raises:
        OSError: When it cannot be read.
    """
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def load_question(path: Path) -> Loaded[Question]:
    """Read one question; whatever is wrong comes back as problems, never as an exception."""
    decoder = Decoder(str(path), beside=("shadows",))
    root = _root(decoder, path)
    if root is None:
        return _result(decoder, BROKEN)
    shadows = _shadows(decoder, root)
    question = decoder.decode(Question, root)
    if question is not BROKEN:
        _check_phases(decoder, root, question)
    return _result(decoder, question)._replace(shadows=shadows)


def load_rubric(path: Path) -> Loaded[dict[Kind, Rubric]]:
    """Read the rubric of both kinds of question."""
    decoder = Decoder(str(path))
    root = _root(decoder, path)
    entry = BROKEN if root is None else decoder.decode(_RubricFile, root)
    if entry is BROKEN:
        return _result(decoder, BROKEN)
    for dimension in entry.dimensions:
        for name in ("weights", "anchors"):
            table = getattr(dimension, name)
            for kind in KINDS:
                if set(table.get(kind, ())) != set(SENIORITIES):
                    where = f"dimensions[{dimension.id}].{name}"
                    _complain_at(decoder, where, f"Not every seniority of {kind} is given.")
    if decoder.problems:
        return _result(decoder, BROKEN)
    return _result(
        decoder,
        {
            kind: Rubric(
                dimensions=tuple(
                    Dimension(d.id, d.letter, d.name, d.short, d.weights[kind], d.anchors[kind])
                    for d in entry.dimensions
                ),
                flags=tuple(one for one in entry.flags if one.only in ("", kind)),
                bands=entry.bands,
            )
            for kind in KINDS
        },
    )


def load_formats(path: Path) -> Loaded[Formats]:
    """Read the phases and their minutes; a `split` by seniority is spread out."""
    decoder = Decoder(str(path))
    root = _root(decoder, path)
    entry = BROKEN if root is None else decoder.decode(_FormatsFile, root)
    if entry is BROKEN:
        return _result(decoder, BROKEN)
    budgets: dict[Kind, dict[Seniority, dict[int, dict[str, int]]]] = {}
    for kind in KINDS:
        if kind not in entry.phases or kind not in entry.budgets:
            _complain_at(decoder, "", f"Phases or budgets of {kind} are missing.")
            continue
        if tuple(phase.id for phase in entry.phases[kind]) != PHASES[kind]:
            _complain_at(decoder, f"phases.{kind}", f"The phases are {', '.join(PHASES[kind])}.")
        budgets[kind] = {seniority: {} for seniority in SENIORITIES}
        for minutes, node in entry.budgets[kind].items():
            _spread(decoder, kind, minutes, node, budgets[kind])
    return _result(decoder, Formats(entry.phases, budgets))


def load_topics(path: Path) -> Loaded[Topics]:
    """Read the topics and the words of technology."""
    decoder = Decoder(str(path))
    root = _root(decoder, path)
    return _result(decoder, BROKEN if root is None else decoder.decode(Topics, root))


def load_library(path: Path) -> Loaded[tuple[Reading, ...]]:
    """Read what there is to read and watch."""
    decoder = Decoder(str(path))
    root = _root(decoder, path)
    entry = BROKEN if root is None else decoder.decode(_LibraryFile, root)
    return _result(decoder, entry if entry is BROKEN else entry.sources)


def load_deck(path: Path) -> Loaded[tuple[Card, ...]]:
    """Read the shared deck of follow-ups."""
    decoder = Decoder(str(path))
    root = _root(decoder, path)
    entry = BROKEN if root is None else decoder.decode(_DeckFile, root)
    return _result(decoder, entry if entry is BROKEN else entry.cards)


def _root(decoder: Decoder, path: Path) -> Node | None:
    try:
        document = parse_yaml(read_bytes(path))
    except OSError as error:
        message = f"The file cannot be read: {error.strerror or error}."
        hint = "Check its name and permissions."
        decoder.problems.append(Problem(decoder.file, 1, 1, "", message, hint))
        return None
    decoder.problems += [
        Problem(decoder.file, fault.line, fault.column, "", fault.message, fault.hint)
        for fault in document.faults
    ]
    return document.root


def _result(decoder: Decoder, value: Any) -> Loaded[Any]:
    problems = tuple(sorted(decoder.problems))
    return Loaded(None if problems or value is BROKEN else value, problems, decoder.places)


def _complain_at(decoder: Decoder, path: str, message: str) -> None:
    line, column = decoder.places.get(path, (1, 1))
    hint = "questions/README.md shows the form."
    decoder.problems.append(Problem(decoder.file, line, column, path, message, hint))


def _shadows(decoder: Decoder, root: Node) -> bool:
    """Whether the file says `shadows: true`, which is said of the file, not of the question."""
    if not isinstance(root, Mapping) or "shadows" not in root.fields:
        return False
    _, node = root.fields["shadows"]
    return decoder.decode(bool, node, "shadows") is True


def _check_phases(decoder: Decoder, root: Node, question: Question) -> None:
    """Hints, follow-ups and the outline hang on phases; a wrong one would never be shown."""
    known = PHASES[question.kind]
    named = [(f"followups[{item.id}].phase", item.phase) for item in question.followups]
    named += [(f"hints.{phase}", phase) for phase in question.hints]
    named += [(f"reference.outline.{phase}", phase) for phase in question.reference.outline]
    for path, phase in named:
        if phase not in known:
            line, column = decoder.places.get(path, (root.line, root.column))
            node = Scalar(phase, True, line, column)
            listed = ", ".join(known)
            decoder.complain(
                node, path, f"`{phase[:40]}` is not a phase.", f"Phases here: {listed}."
            )


def _spread(
    decoder: Decoder,
    kind: Kind,
    minutes: int,
    node: Node,
    into: dict[Seniority, dict[int, dict[str, int]]],
) -> None:
    path = f"budgets.{kind}.{minutes}"
    if not isinstance(node, Mapping):
        decoder.complain(node, path, "Here should stand phases with minutes.", "Write `scope: 6`.")
        return
    plain = Mapping(node.line, node.column)
    plain.fields = {name: field for name, field in node.fields.items() if name != "split"}
    shared = decoder.decode(dict[str, int], plain, path)
    split: Any = {seniority: {} for seniority in SENIORITIES}
    if "split" in node.fields:
        kinds = dict[Seniority, dict[str, int]]
        split = decoder.decode(kinds, node.fields["split"][1], f"{path}.split")
    if shared is BROKEN or split is BROKEN:
        return
    for seniority in SENIORITIES:
        given = {**shared, **split.get(seniority, {})}
        if set(given) != set(PHASES[kind]):
            decoder.complain(node, path, f"Not every phase has minutes for {seniority}.", "")
        elif sum(given.values()) != minutes:
            total = sum(given.values())
            decoder.complain(
                node, path, f"The minutes for {seniority} sum to {total}.", f"Make it {minutes}."
            )
        else:
            into[seniority][minutes] = {phase: given[phase] for phase in PHASES[kind]}
