"""What a list of questions is narrowed by: `topic:caching hard is:new feed`.

A word `name:value` narrows, every other word is searched for. `topic:`, `level:`, `kind:` and
`source:` take the beginning of a word of what they name; `is:tried`, `is:new` (never tried) and
`is:due` ask the history. Several values of one name add up (`level:easy level:medium`), several
names narrow further. A name without a value yet narrows nothing: somebody is typing.
"""

import re
from collections.abc import Callable, Container
from typing import NamedTuple

from sdcoach.bank.problem import did_you_mean
from sdcoach.bank.question import DIFFICULTIES, KINDS, Header, Topic
from sdcoach.errors import UsageError

NAMES = ("topic:", "level:", "kind:", "source:", "is:")
STATES = ("tried", "new", "due")

_WORD = re.compile(r"[^\W_]+")
_ALIASES = {"difficulty": "level", "topics": "topic"}


class Filter(NamedTuple):
    """What was typed, taken apart."""

    words: str = ""
    """What is searched for."""
    topic: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether anything but words is asked for."""
        return any(self[1:])

    @property
    def asks_history(self) -> bool:
        """Whether it must be known what was tried or is due."""
        return bool(self.states)


def parse(typed: str) -> Filter:
    """Take apart what was typed; never fails, as half a word is on its way to a whole one."""
    words: list[str] = []
    values: dict[str, list[str]] = {"topic": [], "level": [], "kind": [], "source": [], "is": []}
    for word in typed.split():
        name, colon, value = word.casefold().partition(":")
        name = _ALIASES.get(name, name)
        if not colon or name not in values:
            words.append(word)
        elif value:
            values[name].append(value)
    states = tuple(state for part in values.pop("is") for state in STATES if state.startswith(part))
    return Filter(
        " ".join(words), **{name: tuple(all_) for name, all_ in values.items()}, states=states
    )


def matcher(
    wanted: Filter,
    topics: dict[str, str],
    tried: Container[str] = (),
    due: Container[str] = (),
) -> Callable[[Header], bool]:
    """Return what says whether a question is one of those asked for, its words left aside.

    Args:
        wanted: What is asked for.
        topics: Id of a topic to its name, so that either can be typed.
        tried: Ids of the questions that were tried.
        due: Ids of those that are due again.
    """
    levels = frozenset(one for one in DIFFICULTIES if one.startswith(wanted.level))
    kinds = frozenset(kind for kind in KINDS if any(_begins(one, kind) for one in wanted.kind))
    named: dict[str, bool] = {}
    filed: dict[str, bool] = {}

    def is_filed(header: Header) -> bool:
        for topic in header.topics:
            if topic not in filed:
                names = topic, topics.get(topic, "")
                filed[topic] = any(_begins(one, name) for one in wanted.topic for name in names)
            if filed[topic]:
                return True
        return False

    def is_from(header: Header) -> bool:
        for text in (header.source.name, header.source.url):
            if text not in named:
                named[text] = any(_begins(one, text) for one in wanted.source)
            if named[text]:
                return True
        return False

    was, new, again = (state in wanted.states for state in STATES)

    def stands(header: Header) -> bool:
        return (was if header.id in tried else new) or (again and header.id in due)

    # A key press asks this of every question: what nobody asks for costs nothing.
    asked: list[tuple[object, Callable[[Header], bool]]] = [
        (wanted.level, lambda header: header.difficulty in levels),
        (wanted.kind, lambda header: header.kind in kinds),
        (wanted.topic, is_filed),
        (wanted.source, is_from),
        (wanted.states, stands),
    ]
    tests = [test for value, test in asked if value]
    if len(tests) == 1:
        return tests[0]

    def fits(header: Header) -> bool:
        for test in tests:  # noqa: SIM110 - half again as quick as all() of a generator
            if not test(header):
                return False
        return True

    return fits


def check(typed: str, topics: tuple[Topic, ...]) -> None:
    """Refuse what can narrow nothing, where somebody has finished typing.

    Raises:
        UsageError: When a name, level, kind, state or topic does not exist.
    """
    names = {name.rstrip(":") for name in NAMES} | set(_ALIASES)
    options = {
        "level": DIFFICULTIES,
        "kind": KINDS,
        "is": STATES,
        "topic": tuple(topic.id for topic in topics),
    }
    filed = {topic.id: f"{topic.id} {topic.name}" for topic in topics}
    for word in typed.split():
        name, colon, value = word.casefold().partition(":")
        name = _ALIASES.get(name, name)
        if not colon or "://" in word:
            continue
        if name not in names:
            hint = did_you_mean(name, names, f"Known: {' '.join(NAMES)}")
            raise UsageError(f"Questions cannot be narrowed by `{name[:40]}:`.", hint=hint)
        known = options.get(name, ())
        if known and not any(_begins(value, filed.get(one, one)) for one in known):
            hint = did_you_mean(value, known, f"Known: {', '.join(known)}")
            raise UsageError(f"`{value[:40]}` is nothing that `{name}:` knows.", hint=hint)


def _begins(typed: str, text: str) -> bool:
    """Whether all words of what was typed begin words of a text, next to each other."""
    wanted = _WORD.findall(typed.casefold())
    words = _WORD.findall(text.casefold())
    return bool(wanted) and any(
        all(word.startswith(part) for word, part in zip(words[at:], wanted, strict=False))
        for at in range(len(words) - len(wanted) + 1)
    )
