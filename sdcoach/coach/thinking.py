"""Parting what a model thinks from what it says, where a host sends both as one text."""

import re
from collections.abc import Iterator

_TAG = re.compile(r"<(/?)(?:think|thinking|reasoning)>", re.IGNORECASE)
_LONGEST = len("</reasoning>")


class Parting:
    """Parts a text that arrives in pieces at its `<think>` tags."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False

    def feed(self, text: str) -> Iterator[tuple[str, bool]]:
        """Yield what is certain by now, as (text, whether it is thinking)."""
        self._held += text
        while match := _TAG.search(self._held):
            if match.start():
                yield self._held[: match.start()], self._thinking
            self._held = self._held[match.end() :]
            self._thinking = not match.group(1)
        # A tag may be on its way: hold back from the last `<` that could begin one.
        at = self._held.rfind("<", max(0, len(self._held) - _LONGEST))
        sure = len(self._held) if at < 0 or ">" in self._held[at:] else at
        if sure:
            yield self._held[:sure], self._thinking
            self._held = self._held[sure:]

    def rest(self) -> Iterator[tuple[str, bool]]:
        """Yield what was held back, when nothing more comes."""
        if self._held:
            yield self._held, self._thinking
        self._held = ""


def part(text: str) -> tuple[str, str]:
    """Return what is said and what is thought in a whole answer.

    A closing tag without its opening one ends the thinking too: some chat templates open it
    in the prompt.
    """
    first = _TAG.search(text)
    thinking = bool(first and first.group(1))
    said: list[str] = []
    thought: list[str] = []
    at = 0
    for match in _TAG.finditer(text):
        (thought if thinking else said).append(text[at : match.start()])
        thinking = not match.group(1)
        at = match.end()
    (thought if thinking else said).append(text[at:])
    return "".join(said).strip(), "".join(thought).strip()
