r"""A folder of questions, compiled: one file of JSON Lines that is read without any YAML.

The first line is the index: what lists show of every question and where its line starts, column
by column, which reads twice as fast as row by row. Then one line of canonical JSON per question,
one for what the questions name to read, one for the size and time of every source file, and one
each for the rubrics, formats, topics and library where the folder has them. A question that did
not change keeps its line, so that recompiling ten thousand costs little more than looking at them.
"""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from sdcoach import __version__
from sdcoach.bank.problem import BrokenFile, Problem
from sdcoach.bank.question import Header, Source

FORM = 3
"""Grows when the form of the compiled file changes."""

SHARED_FILES = ("rubric.yaml", "formats.yaml", "topics.yaml", "library.yaml", "deck.yaml")
"""Content beside the questions of the shipped bank."""

_OTHER_FOLDERS = frozenset({"cards", "drills"})
_STUDY = "study"
_STAMPS = "stamps"
_COMPILERS = ("content.py", "decode.py", "document.py", "load.py", "question.py")


class Stamp(NamedTuple):
    """What a source file looked like from outside when it was compiled."""

    file: str
    """Relative to the folder, with `/`."""
    size: int
    mtime_ns: int


class Entry(NamedTuple):
    """One question in the index."""

    header: Header
    hash: str
    """SHA-256 of its canonical JSON."""
    file: str
    line: int
    """Where its id stands."""
    column: int
    shadows: bool
    offset: int
    """Of its JSON, in bytes behind the index."""
    length: int


class Part(NamedTuple):
    """One piece of shared content in the index, such as `rubric:system-design` or `formats`."""

    name: str
    hash: str
    offset: int
    length: int


class _Body:
    """The lines behind the index, read when asked for; closed with its last user."""

    __slots__ = ("_handle", "_kept", "_start")

    def __init__(self, start: int, handle: BinaryIO | None, kept: bytes) -> None:
        self._start = start
        self._handle = handle
        self._kept = kept

    def text(self, offset: int, length: int) -> str:
        if self._handle is None:
            return self._kept[self._start + offset :][:length].decode()
        # pread has no position to share, so that any thread may ask
        return os.pread(self._handle.fileno(), length, self._start + offset).decode()

    def __del__(self) -> None:
        if self._handle is not None:
            self._handle.close()


class Compiled:
    """One compiled folder.

    Attributes:
        root: The folder of the sources.
        entries: Its questions, in the order of their files.
        parts: Its shared content by name.
        broken: Files that cannot be used.
        compilers: The stamp of the code that made it.
    """

    __slots__ = ("_body", "broken", "compilers", "entries", "parts", "root")

    def __init__(self, root: Path, index: dict[str, Any], body: _Body) -> None:
        self.root = root
        self._body = body
        self.compilers: str = index["compilers"]
        self.parts = {item[0]: Part(*item) for item in index["parts"]}
        self.entries = list(_entries(index["questions"], index["sources"]))
        self.broken = tuple(
            BrokenFile(
                str(root / file),
                tuple(Problem(str(root / p[0]), *p[1:]) for p in problems),
            )
            for file, problems in index["broken"]
        )

    @property
    def stamps(self) -> list[Stamp]:
        """Every source file as it was; none when that is not known."""
        part = self.parts.get(_STAMPS)
        try:
            return [Stamp(*item) for item in json.loads(self.text(part))] if part else []
        except (ValueError, TypeError):
            return []  # half a file: it is made again

    def study(self) -> dict[str, list[str]]:
        """Return, by question file, the ids of the library that it names to read."""
        part = self.parts.get(_STUDY)
        lists: dict[str, list[str]] = json.loads(self.text(part)) if part else {}
        return lists

    def text(self, item: Entry | Part) -> str:
        """Return the canonical JSON of a question or part."""
        return self._body.text(item.offset, item.length)


def _entries(columns: list[list[Any]], sources: list[list[Any]]) -> Iterable[Entry]:
    """Turn the columns of the index into rows, without a step of ours per question."""
    if not columns:
        return ()
    ids, titles, kinds, difficulties, topics, numbers, prompts, *rest = columns
    known = [Source(*item) for item in sources]
    taken = map(known.__getitem__, numbers)
    rows = zip(ids, titles, kinds, difficulties, map(tuple, topics), taken, prompts, strict=True)
    return map(Entry._make, zip(map(Header._make, rows), *rest, strict=True))


def _columns(entries: Iterable[Entry]) -> tuple[list[list[Any]], list[Source]]:
    """Return the columns of the index, and the sources that they name by number."""
    numbers: dict[Source, int] = {}
    rows = []
    for header, *rest in entries:
        number = numbers.setdefault(header.source, len(numbers))
        rows.append((*header[:5], number, header.prompt, *rest))
    return [list(column) for column in zip(*rows, strict=True)], list(numbers)


def read_compiled(path: Path, root: Path) -> Compiled | None:
    """Open a compiled file; None when there is none, or another version made it."""
    try:
        handle = path.open("rb")
    except OSError:
        return None
    line = handle.readline()
    if hasattr(os, "pread"):
        body = _Body(len(line), handle, b"")
    else:  # Windows cannot replace an open file
        body = _Body(0, None, handle.read())
        handle.close()
    return _parsed(root, line, body)


def parse_compiled(data: bytes, root: Path) -> Compiled | None:
    """Open a compiled file that could not be written anywhere."""
    line, _, _ = data.partition(b"\n")
    return _parsed(root, line, _Body(len(line) + 1, None, data))


def _parsed(root: Path, line: bytes, body: _Body) -> Compiled | None:
    try:
        index = json.loads(line)
        if index["form"] != FORM or index["version"] != __version__:
            return None
        return Compiled(root, index, body)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None  # half a file, or somebody else's: it is made again


def empty(root: Path) -> Compiled:
    """Return the compiled form of a folder that holds nothing, or nothing yet."""
    index = {"compilers": "", "parts": [], "questions": [], "sources": [], "broken": []}
    return Compiled(root, index, _Body(0, None, b""))


def source_files(root: Path) -> Iterable[Path]:
    """Yield the question files of a folder and its subfolders, sorted by path."""
    found: list[str] = []
    for folder, subfolders, files in os.walk(root):
        subfolders[:] = [
            name for name in subfolders if name not in _OTHER_FOLDERS and not name.startswith(".")
        ]
        found += [
            os.path.join(folder, name)
            for name in files
            if name.endswith((".yaml", ".yml")) and not name.startswith(".")
        ]
    shared = {os.path.join(root, name) for name in SHARED_FILES}
    return (Path(name) for name in sorted(found) if name not in shared)


def stamps_of(root: Path) -> list[Stamp]:
    """Return the stamps of a folder as it is now: questions first, then shared content."""
    stamps = []
    files = [*source_files(root), *(root / name for name in SHARED_FILES)]
    for path in files:
        try:
            seen = path.stat()
        except OSError:
            continue
        stamps.append(Stamp(path.relative_to(root).as_posix(), seen.st_size, seen.st_mtime_ns))
    return stamps


def compilers_stamp() -> str:
    """Return a mark that changes when the code that compiles changes."""
    here = Path(__file__).parent
    seen = [os.stat(here / name) for name in _COMPILERS]
    return " ".join(f"{item.st_size}-{item.st_mtime_ns}" for item in seen)


def is_fresh(compiled: Compiled) -> bool:
    """Whether no source file has come, gone or changed since."""
    now = stamps_of(compiled.root)
    return compiled.stamps == now and (not now or compiled.compilers == compilers_stamp())


def changed_files(compiled: Compiled) -> int:
    """Return how many source files are new or changed since."""
    known = set(compiled.stamps)
    return sum(stamp not in known for stamp in stamps_of(compiled.root))


def compile_folder(root: Path, old: Compiled | None = None, *, stamped: bool = True) -> bytes:
    """Return the compiled form of a folder.

    Args:
        root: The folder.
        old: What it was compiled to before; lines of unchanged questions are taken from it.
        stamped: Whether to keep times and sizes; a wheel does without, so that building it twice
            gives the same bytes.
    """
    compilers = compilers_stamp()
    writer = _Writer(root, old if old is not None and old.compilers == compilers else None)
    stamps = stamps_of(root)
    for stamp in stamps:
        if stamp.file not in SHARED_FILES:
            writer.question(stamp)
    writer.study()
    for stamp in stamps:
        if stamp.file in SHARED_FILES:
            writer.shared(stamp.file)
    if stamped:
        writer.stamps(stamps)
    columns, sources = _columns(writer.entries)
    index = {
        "form": FORM,
        "version": __version__,
        "compilers": compilers if stamped else "",
        "questions": columns,
        "sources": sources,
        "parts": writer.parts,
        "broken": writer.broken,
    }
    line = json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()
    return b"\n".join((line, *writer.lines, b""))


class _Writer:
    """Collects the lines of a compiled file."""

    def __init__(self, root: Path, old: Compiled | None) -> None:
        self.root = root
        self.old = old
        self.lines: list[bytes] = []
        self.entries: list[Entry] = []
        self.parts: list[Part] = []
        self.broken: list[tuple[str, list[Problem]]] = []
        self._size = 0
        self._unchanged = set(old.stamps) if old else set()
        self._known = {entry.file: entry for entry in old.entries} if old else {}
        self._old_study = old.study() if old else {}
        self._study: dict[str, list[str]] = {}

    def question(self, stamp: Stamp) -> None:
        """Add the question of a file, or what is wrong with it."""
        from sdcoach.bank.content import content_hash, to_json
        from sdcoach.bank.load import load_question

        known = self._known.get(stamp.file) if stamp in self._unchanged else None
        if known is not None and self.old is not None:
            offset, length = self._add(self.old.text(known))
            self.entries.append(known._replace(offset=offset, length=length))
            self._name(stamp.file, self._old_study.get(stamp.file, ()))
            return
        loaded = load_question(self.root / stamp.file)
        if loaded.value is None:
            self._break(stamp.file, loaded.problems)
            return
        text = to_json(loaded.value)
        place = loaded.places["id"]
        offset, length = self._add(text)
        self.entries.append(
            Entry(
                loaded.value.header,
                content_hash(text),
                stamp.file,
                *place,
                loaded.shadows,
                offset,
                length,
            )
        )
        self._name(stamp.file, loaded.value.study)

    def study(self) -> None:
        """Add what the questions name to read, apart from them: who asks reads no question."""
        from sdcoach.bank.content import to_json

        if self._study:
            self._part(_STUDY, to_json(self._study))

    def stamps(self, stamps: list[Stamp]) -> None:
        """Add what the source files look like from outside; only who looks for changes asks."""
        self._part(_STAMPS, json.dumps(stamps, separators=(",", ":")))

    def shared(self, file: str) -> None:
        """Add the parts of a shared file; when it is broken, what it held before stays."""
        from sdcoach.bank import load
        from sdcoach.bank.content import to_json

        path = self.root / file
        name = file.removesuffix(".yaml")
        if name == "rubric":
            rubrics = load.load_rubric(path)
            problems = rubrics.problems
            texts = {f"rubric:{kind}": to_json(r) for kind, r in (rubrics.value or {}).items()}
        else:
            readers: dict[str, Callable[[Path], load.Loaded[Any]]] = {
                "formats": load.load_formats,
                "topics": load.load_topics,
                "library": load.load_library,
                "deck": load.load_deck,
            }
            loaded = readers[name](path)
            problems = loaded.problems
            texts = {} if loaded.value is None else {name: to_json(loaded.value)}
        if problems:
            self._break(file, problems)
            kept = self.old.parts.values() if self.old else ()
            texts = {
                part.name: self.old.text(part)
                for part in kept
                if self.old and part.name.partition(":")[0] == name
            }
        for part_name, text in texts.items():
            self._part(part_name, text)

    def _part(self, name: str, text: str) -> None:
        from sdcoach.bank.content import content_hash

        self.parts.append(Part(name, content_hash(text), *self._add(text)))

    def _name(self, file: str, study: Iterable[str]) -> None:
        readings = list(study)
        if readings:
            self._study[file] = readings

    def _break(self, file: str, problems: Iterable[Problem]) -> None:
        self.broken.append((file, [problem._replace(file=file) for problem in problems]))

    def _add(self, text: str) -> tuple[int, int]:
        data = text.encode()
        offset = self._size
        self.lines.append(data)
        self._size += len(data) + 1
        return offset, len(data)
