"""Escape and a character are Alt and that character, at any speed.

Textual's reader of the terminal knows this for letters, as long as nothing else follows within
a fifth of a second. Another escape in that time (Alt + n twice, Alt + n and an arrow) made it
type `^n` into the notes and forget the action, and Escape with a digit or a sign typed `¡` or
`!`. Here each of them is `alt+…`, which the notes swallow unless it is bound.
"""

import sys
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.events import Key

_ESC = "\x1b"


class AltParser(XTermParser):
    """Reads keys out of what the terminal sends."""

    _broken_off = False

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        if sequence == _ESC:
            # Only asked for when another escape has cut this one short; a lone Escape that
            # nothing follows does not come here.
            self._broken_off = True
            return
        if self._broken_off:
            self._broken_off, alt = False, True
        for event in super()._sequence_to_key_events(sequence, alt):
            sign = sequence.removeprefix(_ESC)
            meant = alt or len(sequence) > len(sign)
            if meant and len(sign) == 1 and sign.isprintable() and len(event.character or "") == 1:
                name = event.key if event.key.startswith("alt+") else f"alt+{event.key}"
                yield Key(name, sign)
            else:
                yield event


def reading_alt(driver: type[Driver]) -> type[Driver]:
    """Let a driver read keys as above, if it reads any, and return it."""
    module = sys.modules[driver.__module__]
    if getattr(module, "XTermParser", None) is XTermParser:
        # A driver makes its parser in a thread of its own and offers no other way in.
        module.XTermParser = AltParser  # type: ignore[attr-defined]
    return driver
