"""What may follow a few letters: names of the sheet, units, constants, functions."""

from collections.abc import Mapping
from typing import NamedTuple

from sdcoach.envelope.facts import AGE, CLASSIC, FACTS, text_of
from sdcoach.envelope.line import Line
from sdcoach.envelope.scope import FUNCTIONS, canonical
from sdcoach.envelope.units import UNITS, Unit

_LIMIT = 20


class Completion(NamedTuple):
    """A word that begins with the letters typed.

    Attributes:
        text: The whole word.
        kind: `name`, `unit`, `constant` or `function`.
        detail: Its value, or what it is.
    """

    text: str
    kind: str
    detail: str


def completions(prefix: str, names: Mapping[str, Line]) -> list[Completion]:
    """Return the words that begin with a prefix: names first, each kind in order.

    Args:
        prefix: The letters before the cursor; a name of several words may be begun.
        names: The lines of the sheet by canonical name.
    """
    if not prefix.strip():
        return []
    found = [
        Completion(_spelled(name, line, prefix), "name", line.result)
        for name, line in sorted(names.items())
        if name.startswith(canonical(prefix)) and name != canonical(prefix)
    ]
    units = sorted((name for name in UNITS if name.startswith(prefix)), key=lambda n: (len(n), n))
    found += [Completion(name, "unit", _measure(UNITS[name])) for name in units]
    for name in sorted(FACTS):
        if name.startswith(prefix):
            text, era = text_of(FACTS[name], CLASSIC)
            found.append(Completion(name, "constant", f"{text} ({AGE[era]})"))
    found += [
        Completion(f"{name}(", "function", "")
        for name in sorted(FUNCTIONS)
        if name.startswith(prefix)
    ]
    return [completion for completion in found if completion.text != prefix][:_LIMIT]


def _spelled(name: str, line: Line, prefix: str) -> str:
    if line.label.startswith(prefix) and canonical(line.label) == name:
        return line.label
    words = name.replace("_", " ") if " " in prefix else name
    return prefix + words[len(prefix) :]


def _measure(unit: Unit) -> str:
    if unit.family:
        return "data"
    atoms = set(unit.dims)
    if "$" in atoms:
        return "money"
    if len(atoms) > 1:
        return "rate"
    return "time" if atoms & {"s", "mo", "yr"} else "things"
