"""The linter of content: every problem of every file, each with its place and a hint."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sdcoach import paths
from sdcoach.bank import load
from sdcoach.bank.compiled import SHARED_FILES, source_files
from sdcoach.bank.phrases import PhraseError, compile_phrase
from sdcoach.bank.problem import Problem
from sdcoach.bank.question import (
    DIMENSIONS,
    KINDS,
    PHASES,
    SENIORITIES,
    Card,
    Kind,
    Question,
    Reading,
    Rubric,
    Topics,
)
from sdcoach.bank.rules import FOLLOW_UP_TEXT, Lint, Surroundings, place_of, texts_of
from sdcoach.errors import NotFoundError
from sdcoach.text import clean

SENTENCE_WORDS = 8
"""A sentence of so many words may stand in one file only."""
SHORT_NAME_COLUMNS = 26

_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s|\n+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ADDRESS = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?")
_NOT_PROSE = re.compile(r"source\.|^id$|\.(?:key|mermaid|url|id)$|^(?:topics|study|allows)\[")


class _Sentence(NamedTuple):
    file: str
    line: int
    column: int
    path: str


class Report(NamedTuple):
    """What a check looked at and found."""

    files: int
    problems: tuple[Problem, ...]


def check(where: Sequence[Path] = ()) -> list[Problem]:
    """Return every problem of the files and folders given, in the order of files and lines.

    Args:
        where: Files or folders; the shipped bank and the user's own questions when empty.

    Raises:
        NotFoundError: When one of them does not exist.
    """
    return list(inspect(where).problems)


def inspect(where: Sequence[Path] = ()) -> Report:
    """Check like `check`, and count the files.

    Raises:
        NotFoundError: When a file or folder does not exist.
    """
    files = _files(where or _everything())
    inspection = _Inspection(_surroundings(files))
    for file in files:
        inspection.file(file)
    problems = [*inspection.problems, *inspection.repeats()]
    order = {str(file): number for number, file in enumerate(files)}
    problems.sort(key=lambda item: (order.get(item.file, 0), *item))
    return Report(len(files), tuple(problems))


def _everything() -> list[Path]:
    own = paths.user_questions_dir()
    return [paths.questions_dir(), *([own] if own.is_dir() else [])]


def _files(where: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for path in where:
        if path.is_dir():
            shared = [path / name for name in SHARED_FILES]
            files += [file for file in shared if file.is_file()]
            files += source_files(path)
        elif path.exists():
            files.append(path)
        else:
            raise NotFoundError(f"There is no file or folder `{path}`.", hint="Check its name.")
    return list(dict.fromkeys(files))


def _surroundings(files: Iterable[Path]) -> Surroundings:
    """Topics and library of the folder that is checked, else the shipped ones."""
    given = {path.name: path for path in files if path.name in SHARED_FILES}
    shipped = paths.questions_dir()
    topics = load.load_topics(given.get("topics.yaml", shipped / "topics.yaml")).value
    library = load.load_library(given.get("library.yaml", shipped / "library.yaml")).value
    return Surroundings(
        topics=frozenset(topic.id for topic in topics.topics) if topics else frozenset(),
        technologies=topics.technologies if topics else (),
        readings=frozenset(item.id for item in library or ()),
    )


class _Inspection:
    """Goes through files one by one, and remembers what must not stand in two of them."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.problems: list[Problem] = []
        self._ids: dict[str, Path] = {}
        self._sentences: dict[str, list[_Sentence]] = {}

    def file(self, path: Path) -> None:
        """Check one file."""
        self._characters(path)
        if path.name == "rubric.yaml":
            rubric = load.load_rubric(path)
            self._keep(path, rubric, *(rubric.value or {}).values())
            self._rubric(str(path), rubric.value or {}, rubric.places)
        elif path.name == "formats.yaml":
            self.problems += load.load_formats(path).problems
        elif path.name == "topics.yaml":
            topics = load.load_topics(path)
            self._keep(path, topics)
            self._topics(str(path), topics.value, topics.places)
        elif path.name == "deck.yaml":
            deck = load.load_deck(path)
            self._keep(path, deck, {"cards": deck.value or ()})
            self._deck(str(path), deck.value or (), deck.places)
        elif path.name == "library.yaml":
            library = load.load_library(path)
            self._keep(path, library, {"sources": library.value or ()})
            self._library(str(path), library.value or (), library.places)
        else:
            question = load.load_question(path)
            self._keep(path, question, question.value)
            if question.value is not None:
                self._question(path, question)

    def repeats(self) -> list[Problem]:
        """Return a problem for each sentence that stands in more than one file."""
        problems = []
        for found in self._sentences.values():
            first, *others = found
            for other in others:
                if other.file != first.file:
                    message = f"This sentence stands in {Path(first.file).name}:{first.line} too."
                    problems.append(Problem(*other, message, "Say it in other words."))
        return problems

    def _keep(self, path: Path, loaded: load.Loaded[Any], *prose: object) -> None:
        self.problems += loaded.problems
        for field, text in (one for part in prose for one in texts_of(part)):
            if _NOT_PROSE.search(field):
                continue
            place = place_of(field, loaded.places)
            for sentence in _SENTENCE_END.split(text):
                words = _WORD.findall(sentence.lower())
                if len(words) >= SENTENCE_WORDS:
                    known = self._sentences.setdefault(" ".join(words), [])
                    known.append(_Sentence(str(path), *place, field))

    def _characters(self, path: Path) -> None:
        try:
            text = load.read_bytes(path).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return  # reading it for its content says so, with the place
        for number, line in enumerate(text.split("\n"), start=1):
            line = line.removesuffix("\r")
            if clean(line) == line:
                continue
            column = next(n for n, char in enumerate(line, start=1) if clean(char) != char)
            message = f"The invisible character U+{ord(line[column - 1]):04X} stands here."
            problem = Problem(str(path), number, column, "", message, "Remove it.")
            self.problems.append(problem)

    def _question(self, path: Path, loaded: load.Loaded[Question]) -> None:
        question, file = loaded.value, str(path)
        assert question is not None
        shipped = paths.questions_dir().resolve() in path.resolve().parents
        lint = Lint(question, file, loaded.places, self.around, shipped=shipped)
        self.problems += lint.check()
        other = self._ids.setdefault(question.id, path)
        if other == path:
            return
        hint = "Give it another id."
        if paths.questions_dir() in other.parents:
            if loaded.shadows:
                return
            hint = "Give it another id, or write `shadows: true` to replace the shipped question."
        line, column = place_of("id", loaded.places)
        message = f"The id `{question.id}` belongs to {other} already."
        self.problems.append(Problem(file, line, column, "id", message, hint))

    def _topics(self, file: str, topics: Topics | None, places: dict[str, tuple[int, int]]) -> None:
        for number, word in enumerate(topics.technologies if topics else ()):
            if word != word.lower():
                self._say(file, places, f"technologies[{number}]", "Write this in lower case.")

    def _deck(self, file: str, cards: Iterable[Card], places: dict[str, tuple[int, int]]) -> None:
        for card in cards:
            here = f"cards[{card.id}]"
            if len(card.says) > FOLLOW_UP_TEXT:
                message = f"This has {len(card.says)} characters; {FOLLOW_UP_TEXT} fit on two rows."
                self._say(file, places, f"{here}.says", message)
            for phase in card.phases:
                if phase not in PHASES[KINDS[0]]:
                    self._say(file, places, f"{here}.phases", f"`{phase}` is no phase.")
            for phrase in card.needs:
                try:
                    compile_phrase(phrase)
                except PhraseError as error:
                    self._say(file, places, f"{here}.needs", str(error))

    def _library(
        self, file: str, readings: Iterable[Reading], places: dict[str, tuple[int, int]]
    ) -> None:
        for item in readings:
            if _ADDRESS.fullmatch(item.url) is None:
                self._say(file, places, f"sources[{item.id}].url", "This is no address.")
            if bool(item.take) == (item.group == "unidentified"):
                unknown = "Nothing is known to take from what is not identified."
                message = unknown if item.take else "This text is empty."
                self._say(file, places, f"sources[{item.id}].take", message)

    def _rubric(
        self, file: str, rubrics: dict[Kind, Rubric], places: dict[str, tuple[int, int]]
    ) -> None:
        if not rubrics:
            return
        rubric = rubrics[KINDS[0]]
        if tuple(item.id for item in rubric.dimensions) != DIMENSIONS:
            listed = ", ".join(DIMENSIONS)
            self._say(file, places, "dimensions", f"The dimensions are, in this order: {listed}.")
        for item in rubric.dimensions:
            if len(item.short) > SHORT_NAME_COLUMNS:
                message = f"A short name has at most {SHORT_NAME_COLUMNS} characters."
                self._say(file, places, f"dimensions[{item.id}].short", message)
        for flag in {flag.id: flag for kind in KINDS for flag in rubrics[kind].flags}.values():
            if flag.dimension not in DIMENSIONS:
                message = f"`{flag.dimension}` is no dimension."
                self._say(file, places, f"flags[{flag.id}].dimension", message)
        for kind in KINDS:
            for seniority in SENIORITIES:
                total = sum(item.weights[seniority] for item in rubrics[kind].dimensions)
                if total != 100:
                    message = f"The weights of {kind}, {seniority} sum to {total}, not 100."
                    self._say(file, places, "dimensions", message)

    def _say(self, file: str, places: dict[str, tuple[int, int]], path: str, message: str) -> None:
        line, column = place_of(path, places)
        hint = "questions/README.md shows the form."
        self.problems.append(Problem(file, line, column, path, message, hint))
