"""What is wrong with a file of content, and where."""

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing wrong in one place of a file."""

    file: str
    line: int
    """Counted from 1."""
    column: int
    """Counted from 1, in code points."""
    path: str
    """The field, such as `signals[hot-key].says`; empty for the file as a whole."""
    message: str
    hint: str
    warning: bool = False
    """Whether the content can be used all the same, and only falls short of the shipped bank."""

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        grave = "warning: " if self.warning else ""
        return f"{self.file}:{self.line}:{self.column}: {grave}{where}{self.message}"


class BrokenFile(NamedTuple):
    """A question file that cannot be used; shown as broken, and hurts nothing else."""

    path: str
    problems: tuple[Problem, ...]


def closest(word: str, options: Iterable[str]) -> str:
    """Return the option most like `word`, or an empty string when none is near."""
    import difflib  # costs a millisecond, and only a mistake pays it

    found = difflib.get_close_matches(word[:100], list(options), n=1, cutoff=0.6)
    return found[0] if found else ""


def did_you_mean(word: str, options: Iterable[str], otherwise: str = "") -> str:
    """Return a hint that names the option most like `word`, or `otherwise`."""
    near = closest(word, options)
    return f"Did you mean `{near}`?" if near else otherwise
