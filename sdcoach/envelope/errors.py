"""What is wrong with a line, where in it, and what to do about it."""

from sdcoach.errors import SdcoachError

MESSAGE_LIMIT = 60
"""A message fits beside a line; longer words inside it are cut."""


def cut(word: str, limit: int = 20) -> str:
    """Return `word` in at most `limit` characters, so that a message stays one short sentence."""
    return word if len(word) <= limit else word[: limit - 1] + "…"


class CalcError(SdcoachError):
    """A line that cannot be computed.

    Attributes:
        start: First code point of the part that is wrong, 0-based within the line.
        end: One past its last code point.
        unfinished: The line is right so far and only ends too early.
        syntax: The line could not be read at all, so that it may be prose.
    """

    kind = "calc"

    def __init__(
        self,
        message: str,
        start: int = 0,
        end: int | None = None,
        hint: str = "",
        *,
        unfinished: bool = False,
        syntax: bool = False,
    ) -> None:
        super().__init__(cut(message, MESSAGE_LIMIT), hint=hint)
        self.start = start
        self.end = start + 1 if end is None else end
        self.unfinished = unfinished
        self.syntax = syntax
