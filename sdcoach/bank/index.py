"""The bank: every question, shipped or one's own, found by id; and the shared content.

Opening it reads one compiled file per folder and no YAML. What changed on disk since is found by
`refresh`, which compiles anew; screens call it off the event loop, the command line before it
answers.
"""

import gc
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from sdcoach import paths
from sdcoach.bank.compiled import (
    Compiled,
    Entry,
    compile_folder,
    empty,
    is_fresh,
    parse_compiled,
    read_compiled,
)
from sdcoach.bank.content import from_json, question_from_json, rubric_from_json, scaled
from sdcoach.bank.problem import BrokenFile, Problem, did_you_mean
from sdcoach.bank.question import (
    Card,
    Format,
    Formats,
    Header,
    Kind,
    Phase,
    Question,
    Reading,
    Rubric,
    Seniority,
    Topic,
    Topics,
)
from sdcoach.errors import ContentError, NotFoundError

_PACKAGE = Path(__file__).parent.parent
COMPILED_NAME = "bank.jsonl"
"""The compiled shipped bank, in `sdcoach/_bank/`."""


class _Found(NamedTuple):
    """A question that the bank offers."""

    shelf: Compiled
    entry: Entry
    own: bool


class Bank:
    """Questions, rubric, formats, topics and library, as they were when it was opened.

    Attributes:
        headers: What lists show of every question: the shipped ones, then one's own.
        broken: Files that cannot be used, with their problems.
    """

    def __init__(self, shelves: Sequence[Compiled]) -> None:
        self.shelves = tuple(shelves)
        self._questions: dict[str, Question] = {}
        self._found: dict[str, _Found] = {}
        self._shared: dict[str, object] = {}
        broken = [item for shelf in shelves for item in shelf.broken]
        for number, shelf in enumerate(shelves):
            for entry in shelf.entries:
                taken = self._found.get(entry.header.id)
                if taken is None or (entry.shadows and not taken.own and number > 0):
                    self._found[entry.header.id] = _Found(shelf, entry, number > 0)
                else:
                    broken.append(_taken(shelf, entry, taken))
        self.headers: tuple[Header, ...] = tuple(f.entry.header for f in self._found.values())
        self.broken: tuple[BrokenFile, ...] = tuple(broken)

    def question(self, id: str) -> Question:
        """Return a whole question; parsed when first asked for.

        Raises:
            NotFoundError: When no question has this id.
        """
        if id not in self._questions:
            self._questions[id] = question_from_json(self.content_json(id))
        return self._questions[id]

    def content_json(self, id: str) -> str:
        """Return a question's canonical JSON, which the history keeps.

        Raises:
            NotFoundError: When no question has this id.
        """
        found = self._find(id)
        return found.shelf.text(found.entry)

    def content_hash(self, id: str) -> str:
        """Return the SHA-256 of a question's canonical JSON.

        Raises:
            NotFoundError: When no question has this id.
        """
        return self._find(id).entry.hash

    def own(self, id: str) -> bool:
        """Whether a question is the user's own.

        Raises:
            NotFoundError: When no question has this id.
        """
        return self._find(id).own

    def file(self, id: str) -> Path:
        """Return the YAML file that a question was compiled from.

        Raises:
            NotFoundError: When no question has this id.
        """
        found = self._find(id)
        return found.shelf.root / found.entry.file

    def rubric(self, kind: Kind) -> Rubric:
        """Return how a question of this kind is scored."""
        name = f"rubric:{kind}"
        if name not in self._shared:
            self._shared[name] = rubric_from_json(self.rubric_json(kind))
        return self._shared[name]  # type: ignore[return-value]

    def rubric_json(self, kind: Kind) -> str:
        """Return the rubric's canonical JSON, which the history keeps."""
        return self._part(f"rubric:{kind}")[0]

    def rubric_hash(self, kind: Kind) -> str:
        """Return the SHA-256 of the rubric's canonical JSON."""
        return self._part(f"rubric:{kind}")[1]

    def format(self, kind: Kind, minutes: int, seniority: Seniority) -> Format:
        """Return the minutes per phase; they sum exactly to `minutes`.

        Raises:
            UsageError: When the length is not within 15 to 120 minutes.
        """
        return scaled(self._formats(), kind, minutes, seniority)

    def phases(self, kind: Kind) -> tuple[Phase, ...]:
        """Return the phases of an interview of this kind, in order."""
        return self._formats().phases[kind]

    @property
    def topics(self) -> tuple[Topic, ...]:
        """What questions are filed under."""
        return self._topics().topics

    @property
    def technologies(self) -> tuple[str, ...]:
        """Words that a prompt does not use."""
        return self._topics().technologies

    @property
    def deck(self) -> tuple[Card, ...]:
        """The shared deck of changes to the world."""
        if "deck" not in self._shared:
            text = self._part("deck")[0]
            self._shared["deck"] = from_json(tuple[Card, ...], text)
        return self._shared["deck"]  # type: ignore[return-value]

    @property
    def library(self) -> tuple[Reading, ...]:
        """What there is to read and watch."""
        if "library" not in self._shared:
            text = self._part("library")[0]
            self._shared["library"] = from_json(tuple[Reading, ...], text)
        return self._shared["library"]  # type: ignore[return-value]

    def studied_for(self) -> dict[str, tuple[str, ...]]:
        """Return, by id of the library, the ids of the questions that name it to read."""
        named = {id(shelf): shelf.study() for shelf in self.shelves}
        serves: dict[str, list[str]] = {}
        for question, found in self._found.items():
            for reading in named[id(found.shelf)].get(found.entry.file, ()):
                serves.setdefault(reading, []).append(question)
        return {reading: tuple(questions) for reading, questions in serves.items()}

    def to_read(self) -> dict[str, list[str]]:
        """Return, by question, the ids and titles of what it names to read, for a search."""
        try:
            titles = {reading.id: f"{reading.id} {reading.title}" for reading in self.library}
        except ContentError:
            titles = {}  # a broken library takes nothing else along; `bank check` names its fault
        names: dict[str, list[str]] = {}
        for reading, questions in self.studied_for().items():
            for question in questions:
                names.setdefault(question, []).append(titles.get(reading, reading))
        return names

    def _formats(self) -> Formats:
        if "formats" not in self._shared:
            self._shared["formats"] = from_json(Formats, self._part("formats")[0])
        return self._shared["formats"]  # type: ignore[return-value]

    def _topics(self) -> Topics:
        if "topics" not in self._shared:
            self._shared["topics"] = from_json(Topics, self._part("topics")[0])
        return self._shared["topics"]  # type: ignore[return-value]

    def _part(self, name: str) -> tuple[str, str]:
        shelf = self.shelves[0]
        part = shelf.parts.get(name)
        if part is None:
            file = name.partition(":")[0] + ".yaml"
            problems = [item for item in shelf.broken if item.path.endswith(file)]
            place = str(problems[0].problems[0]) if problems else str(shelf.root / file)
            raise ContentError(
                f"The bank has no usable {file}.",
                hint="`sdcoach bank check` says why.",
                place=place,
            )
        return shelf.text(part), part.hash

    def _find(self, wanted: str) -> _Found:
        found = self._found.get(wanted)
        if found is None:
            for file in self.broken:
                if Path(file.path).stem == wanted:
                    message = f"The file of `{wanted[:60]}` cannot be used."
                    hint = "`sdcoach bank check` says what to mend."
                    raise NotFoundError(message, hint=hint, place=str(file.problems[0]))
            hint = did_you_mean(wanted, self._found, "`sdcoach bank list` shows all of them.")
            raise NotFoundError(f"No question has the id `{wanted[:60]}`.", hint=hint)
        return found


def open_bank(extra: Sequence[Path] = (), *, fresh: bool = False) -> Bank:
    """Open the shipped bank, the user's own questions and those of the folders `extra`.

    Args:
        extra: More folders of questions.
        fresh: Also look for changed files and compile those. Without it, a folder of one's own
            that was never compiled is empty until `refresh`.

    Raises:
        ContentError: When the shipped bank is neither compiled nor there to be compiled.
    """
    collects = gc.isenabled()
    gc.disable()  # thousands of small objects are made that all stay: looking for garbage doubles it
    try:
        shelves = [_shipped()]
        for root in dict.fromkeys((paths.user_questions_dir(), *extra)):
            compiled = read_compiled(cache_file(root), root)
            shelves.append(compiled if compiled is not None else empty(root))
        bank = Bank(shelves)
    finally:
        if collects:
            gc.enable()
    return (refresh(bank) or bank) if fresh else bank


def refresh(bank: Bank, again: Callable[[Compiled], Compiled] | None = None) -> Bank | None:
    """Look at every file, compile what changed, and return the new bank; None when nothing did.

    A cache that cannot be written is kept in memory. Takes a stat per file, and per changed
    question about ten milliseconds.

    Args:
        bank: As it is.
        again: What compiles a folder anew; `recompiled` unless given.
    """
    shelves = [
        shelf
        if (number == 0 and not _in_checkout()) or is_fresh(shelf)
        else (again or recompiled)(shelf)
        for number, shelf in enumerate(bank.shelves)
    ]
    changed = any(new is not old for new, old in zip(shelves, bank.shelves, strict=True))
    return Bank(shelves) if changed else None


def _in_checkout() -> bool:
    """An installed bank never changes; the times of its files mean nothing."""
    return paths.questions_dir().parent != _PACKAGE


def _shipped() -> Compiled:
    root = paths.questions_dir()
    built = _PACKAGE / "_bank" / COMPILED_NAME
    cached = cache_file(root)
    options = [built]
    if _in_checkout() and _mtime(cached) > _mtime(built):
        options = [cached, built]  # a checkout that may not be written to
    for path in options:
        compiled = read_compiled(path, root)
        if compiled is not None:
            return compiled
    if not root.is_dir():
        raise ContentError(
            "The question bank is missing from this installation.",
            hint="Install sdcoach again.",
            place=str(root),
        )
    return recompiled(empty(root))


def recompiled(old: Compiled) -> Compiled:
    """Compile a folder anew and keep the outcome as its cache.

    Raises:
        ContentError: When that cannot be done.
    """
    data = compile_folder(old.root, old)
    folders = [cache_file(old.root)]
    if old.root == paths.questions_dir():
        folders.insert(0, _PACKAGE / "_bank" / COMPILED_NAME)
    written = next((path for path in folders if _write(path, data)), None)
    compiled = (
        parse_compiled(data, old.root) if written is None else read_compiled(written, old.root)
    )
    if compiled is None:
        raise ContentError("The question bank cannot be compiled.", place=str(old.root))
    return compiled


def _write(path: Path, data: bytes) -> bool:
    from sdcoach.atomic import write_text

    try:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        write_text(path, data.decode(), mode=0o644)
    except OSError:
        return False
    return True


def cache_file(root: Path) -> Path:
    """Where a folder's compiled form is kept.

    One cache per folder; the name only has to differ between folders of one machine.
    """
    import zlib

    name = os.path.abspath(root)
    return paths.data_home() / "cache" / f"bank-{zlib.crc32(name.encode()):08x}.jsonl"


def _mtime(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _taken(shelf: Compiled, entry: Entry, taken: _Found) -> BrokenFile:
    """A second file with the id of another."""
    path = str(shelf.root / entry.file)
    other = taken.shelf.root / taken.entry.file
    hint = "Give it another id."
    if not taken.own:
        hint = "Give it another id, or write `shadows: true` to replace the shipped question."
    message = f"The id `{entry.header.id}` belongs to {other.name} already."
    problem = Problem(path, entry.line, entry.column, "id", message, hint)
    return BrokenFile(path, (problem,))
