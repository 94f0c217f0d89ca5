"""What makes one question a good one, as far as a program can see it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sdcoach.bank.decode import blank_hint
from sdcoach.bank.mermaid import DiagramError, parse_diagram
from sdcoach.bank.phrases import PhraseError, Text, can_be_heard, shows
from sdcoach.bank.problem import Problem, did_you_mean
from sdcoach.bank.question import DIMENSIONS, PHASES, SENIORITIES, Question
from sdcoach.text import plural

SHORT_TEXT = 150
"""Code points of a prompt or answer: two rows of 80 columns."""
FOLLOW_UP_TEXT = 140
"""A follow-up shares its rows with a mark."""
DIAGRAM_COLUMNS = 120
PLAIN = "number"
"""The unit of an estimate that has none."""

_LEAST_CLARIFICATIONS = 8
_LEAST_FOLLOWUPS = 6
_LEAST_SIGNALS = 20
_LEAST_A_DIMENSION = 2
_LEAST_A_SENIORITY = 5
_LADDERS = 5
_RUNGS = 4
_LEAST_ESTIMATES = {"system-design": 5, "object-oriented": 2}
_LEAST_TRADE_OFFS = 2
_UNIT_WORD = re.compile(r"([^\w$]+)")
_UNQUOTED = frozenset({"source.url", "source.licence"})


class Surroundings(NamedTuple):
    """What a question may refer to."""

    topics: frozenset[str]
    technologies: tuple[str, ...]
    readings: frozenset[str]


class Lint:
    """One question under inspection, and what was found.

    Args:
        question: The question.
        file: The name that problems carry.
        places: Field path to line and column.
        around: What it may refer to.
        shipped: Whether how much it has is a matter of error; a private question with less than
            the shipped ones can be played, so there it is a warning.
    """

    def __init__(
        self,
        question: Question,
        file: str,
        places: dict[str, tuple[int, int]],
        around: Surroundings,
        *,
        shipped: bool = True,
    ) -> None:
        self.question = question
        self.shipped = shipped
        self.file = file
        self.places = places
        self.around = around
        self.problems: list[Problem] = []

    def say(
        self, path: str, message: str, hint: str = "", *, below: int = 0, warning: bool = False
    ) -> None:
        """Note a problem at a field, or so many lines below its beginning."""
        line, column = place_of(path, self.places)
        if below:
            line, column = line + below, 1
        self.problems.append(Problem(self.file, line, column, path, message, hint, warning))

    def _lacks(self, path: str, message: str, hint: str) -> None:
        """Note that there is less of something than every shipped question has."""
        self.say(path, message, hint, warning=not self.shipped)

    def check(self) -> list[Problem]:
        """Apply every rule and return the problems in the order of the file."""
        for rule in (
            self._identity,
            self._prompt,
            self._clarifications,
            self._estimates,
            self._signals,
            self._phrases,
            self._hints,
            self._followups,
            self._reference,
            self._diagrams,
            self._texts,
        ):
            rule()
        return sorted(self.problems)

    def _identity(self) -> None:
        question = self.question
        stem = re.split(r"[/\\]", self.file)[-1].rpartition(".")[0]
        if stem != question.id:
            hint = f"Call the file {question.id}.yaml, or change the id."
            self.say("id", f"The file is called {stem}, the question {question.id}.", hint)
        self._known("topics", question.topics, self.around.topics, "topic")
        self._known("study", question.study, self.around.readings, "entry of the library")
        if not question.topics:
            self.say("topics", "The question has no topic.", "topics.yaml lists them.")
        if not question.study:
            hint = "Name ids; `sdcoach library` lists them."
            self._lacks("study", "The question leads to nothing to read.", hint)
        if not question.source.url.startswith(("https://", "http://")):
            self.say("source.url", "This is no address.", "Begin with `https://`.")

    def _known(self, path: str, names: Iterable[str], known: Iterable[str], noun: str) -> None:
        options = set(known)
        for number, name in enumerate(names):
            if name not in options:
                hint = did_you_mean(name, options, f"Add it, or use a known {noun}.")
                self.say(f"{path}[{number}]", f"`{name}` is no {noun}.", hint)

    def _prompt(self) -> None:
        question = self.question
        self._limit("prompt", question.prompt, SHORT_TEXT)
        allowed = {word.lower() for word in question.allows}
        prompt = question.prompt.lower()
        for word in self.around.technologies:
            if word.lower() in allowed:
                continue
            if re.search(rf"(?<!\w){re.escape(word.lower())}(?:s|es)?(?!\w)", prompt):
                hint = (
                    "Say what is wanted, not what it is built from; or list the word in `allows`."
                )
                self.say("prompt", f"The prompt names a technology, `{word}`.", hint)

    def _clarifications(self) -> None:
        items = self.question.clarifications
        self._least("clarifications", len(items), _LEAST_CLARIFICATIONS, "clarification")
        for item in items:
            path = f"clarifications[{item.id}]"
            self._limit(f"{path}.answer", item.answer, SHORT_TEXT)
            self._touches(path, item.touches)
            if not item.cues:
                self.say(f"{path}.cues", "Nobody can ask for this.", "Write phrases they may use.")
            for number, cue in enumerate(item.cues):
                self._phrase(f"{path}.cues[{number}]", cue)

    def _estimates(self) -> None:
        from sdcoach.envelope.errors import CalcError
        from sdcoach.envelope.sheet import evaluate_key

        items = self.question.estimates
        least = _LEAST_ESTIMATES[self.question.kind]
        self._least("estimates", len(items), least, "estimate")
        for item in items:
            try:
                answer = evaluate_key(item.key)
            except CalcError as error:
                hint = error.hint or "Try it with `sdcoach calc`."
                message = f"The key does not run: {error.message}."
                self.say(f"estimates[{item.id}].key", message, hint)
                continue
            unit = (answer.shown.unit if answer.shown else "") or PLAIN
            if not _same_unit(item.unit, unit):
                path = f"estimates[{item.id}].unit"
                hint = f"Write `unit: {unit}`, or mend the key."
                claimed = f"not in `{item.unit}`" if item.unit else "and no unit is given"
                self.say(path, f"The key comes out in `{unit}`, {claimed}.", hint)

    def _signals(self) -> None:
        items = self.question.signals
        self._least("signals", len(items), _LEAST_SIGNALS, "signal")
        by_dimension = Counter(item.dimension for item in items)
        by_seniority = Counter(item.seniority for item in items)
        for item in items:
            if item.dimension not in DIMENSIONS:
                hint = did_you_mean(item.dimension, DIMENSIONS, f"One of {', '.join(DIMENSIONS)}.")
                path = f"signals[{item.id}].dimension"
                self.say(path, f"`{item.dimension}` is no dimension.", hint)
        for dimension in DIMENSIONS:
            count = by_dimension[dimension]
            self._least("signals", count, _LEAST_A_DIMENSION, "signal", f" of {dimension}")
        for seniority in SENIORITIES:
            count = by_seniority[seniority]
            self._least("signals", count, _LEAST_A_SENIORITY, "signal", f" for {seniority}")

    def _phrases(self) -> None:
        reference = Text("\n\n".join(text for path, text in self._prose() if "reference" in path))
        for item in self.question.signals:
            path = f"signals[{item.id}]"
            sound = [
                self._phrase(f"{path}.{field}[{number}]", phrase)
                for field, phrases in (("heard", item.heard), ("heard_not", item.heard_not))
                for number, phrase in enumerate(phrases)
            ]
            if not sound:
                self.say(f"{path}.heard", "Nothing shows this signal.", "Write phrases that do.")
            elif all(sound) and not (shows(Text(item.says), item) or shows(reference, item)):
                hint = "Add a phrase that the signal's own sentence holds."
                message = "No phrase matches what the signal says, nor the reference."
                self.say(f"{path}.heard", message, hint)

    def _phrase(self, path: str, phrase: str) -> bool:
        """Whether a phrase can be read, and heard when somebody says just that."""
        try:
            found = can_be_heard(phrase)
        except PhraseError as error:
            self.say(path, error.message, error.hint)
            return False
        if not found:
            self.say(path, f"The phrase `{phrase}` can never match.", "Write it in plain words.")
        return found

    def _hints(self) -> None:
        hints = self.question.hints
        self._least("hints", len(hints), _LADDERS, "ladder", " of hints")
        for phase, ladder in hints.items():
            path = f"hints.{phase}"
            if len(ladder) != _RUNGS:
                hint = "Write four: nudge, area, concept, example."
                self._lacks(path, f"This ladder has {plural(len(ladder), 'rung')}.", hint)
            for number, rung in enumerate(ladder):
                self._limit(f"{path}[{number}].says", rung.says, SHORT_TEXT)
                self._touches(f"{path}[{number}]", rung.touches)

    def _followups(self) -> None:
        items = self.question.followups
        self._least("followups", len(items), _LEAST_FOLLOWUPS, "follow-up")
        for item in items:
            path = f"followups[{item.id}]"
            self._limit(f"{path}.says", item.says, FOLLOW_UP_TEXT)
            self._touches(path, item.touches)
            if item.phase == "scope":
                hint = "Choose a later phase."
                self.say(f"{path}.phase", "Nothing is brought up during scope.", hint)

    def _reference(self) -> None:
        reference = self.question.reference
        for phase in PHASES[self.question.kind]:
            if phase not in reference.outline:
                hint = f"Add `{phase}:`."
                self._lacks("reference.outline", f"The phase {phase} has no text.", hint)
        for seniority in SENIORITIES:
            if not reference.pitfalls.get(seniority):
                hint = f"Add `{seniority}: [...]`."
                self._lacks("reference.pitfalls", f"{seniority} has no pitfall.", hint)
        for part, items in (
            ("in", self.question.scope.inside),
            ("out", self.question.scope.outside),
        ):
            self._least(f"scope.{part}", len(items), 1, "entry", many="entries")
        self._least(
            "reference.trade_offs", len(reference.trade_offs), _LEAST_TRADE_OFFS, "trade-off"
        )
        self._least("reference.diagrams", len(reference.diagrams), 1, "diagram")

    def _diagrams(self) -> None:
        import termaid

        for number, diagram in enumerate(self.question.reference.diagrams):
            path = f"reference.diagrams[{number}].mermaid"
            try:
                parse_diagram(diagram.mermaid)
            except DiagramError as error:
                self.say(path, error.message, error.hint, below=error.line)
                continue
            drawn = termaid.render(diagram.mermaid)
            width = max((len(line.rstrip()) for line in drawn.splitlines()), default=0)
            if width > DIAGRAM_COLUMNS:
                hint = f"{DIAGRAM_COLUMNS} are the most; use TD, shorter labels or two diagrams."
                self.say(path, f"The diagram draws {width} columns wide.", hint)
            elif width == 0:
                self.say(path, "The diagram draws nothing.", "Add a node.")

    def _texts(self) -> None:
        for path, text in texts_of(self.question):
            if not text.strip() and path not in _UNQUOTED and not path.endswith(".unit"):
                self.say(path, "This text is empty.", blank_hint(path))

    def _prose(self) -> Iterator[tuple[str, str]]:
        return texts_of(self.question)

    def _touches(self, path: str, names: Iterable[str]) -> None:
        signals = {item.id for item in self.question.signals}
        self._known(f"{path}.touches", names, signals, "signal of this question")

    def _limit(self, path: str, text: str, limit: int) -> None:
        if len(text) > limit:
            message = f"This text has {len(text)} characters."
            self.say(path, message, f"{limit} are the most: two rows of a terminal.")

    def _least(
        self, path: str, count: int, least: int, noun: str, of: str = "", *, many: str = ""
    ) -> None:
        if count < least:
            told = f"There {'is' if count == 1 else 'are'} {plural(count, noun, many)}{of}."
            need = "At least 1 is needed." if least == 1 else f"At least {least} are needed."
            if not self.shipped:
                need = f"It can be practised as it is; the shipped ones have {least} or more."
            self._lacks(path, told, need)


def _same_unit(claimed: str, found: str) -> bool:
    """Whether two units differ at most in the number of their nouns: `lamp` and `lamps`."""
    from sdcoach.envelope.wording import singular

    return [singular(word) for word in _UNIT_WORD.split(claimed)] == [
        singular(word) for word in _UNIT_WORD.split(found)
    ]


def place_of(path: str, places: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Return the line and column of a field, or of the nearest field around it."""
    while path and path not in places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return places.get(path, (1, 1))


def texts_of(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a piece of content with the path of its field."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        for name in value._fields:
            written = {"inside": "in", "outside": "out"}.get(name, name)
            yield from texts_of(getattr(value, name), f"{path}.{written}" if path else written)
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from texts_of(item, f"{path}[{getattr(item, 'id', None) or number}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from texts_of(item, f"{path}.{name}" if path else str(name))
