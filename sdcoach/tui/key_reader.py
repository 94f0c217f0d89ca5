"""Reading keys and pastes out of what the terminal sends, where Textual's own reader falls short.

*Escape and a character are Alt and that character, at any speed.* Textual knows this for letters
that nothing follows within a fifth of a second. Another escape in that time (Alt + n twice,
Alt + n and an arrow) made it type `^n` into the notes and forget the action, and Escape with a
digit or a sign typed `¡` or `!`. Here each of them is `alt+…`, which the notes swallow unless it
is bound.

*What is pasted is text, whatever it holds.* Textual looks for keys inside a paste as well: one
with escapes in it, as terminals that do not filter hand it on, could press any key of the app.
"""

import sys
from collections.abc import Iterable, Iterator

from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.events import Key, Paste
from textual.message import Message

_ESC = "\x1b"
_BEGIN, _END = "\x1b[200~", "\x1b[201~"


class KeyReader(XTermParser):
    """Turns characters into keys, pastes and reports of the terminal."""

    _broken_off = False
    _held_back = ""
    """The beginning of a mark whose rest has not come yet."""
    _pasted: str | None = None
    """What a paste holds so far; None outside one."""

    def feed(self, data: str) -> Iterator[Message]:
        """Take characters; yield what they mean."""
        if not data:
            yield from super().feed(data)
            return
        data, self._held_back = self._held_back + data, ""
        while data:
            if self._pasted is None:
                before, mark, data = data.partition(_BEGIN)
                if mark:
                    self._pasted = ""
                else:
                    # Four characters are more than any key a person presses alone begins with.
                    cut = next((n for n in (5, 4) if before.endswith(_BEGIN[:n])), 0)
                    self._held_back = before[len(before) - cut :] if cut else ""
                    before = before.removesuffix(self._held_back) if cut else before
                if before:
                    yield from super().feed(before)
            else:
                known = max(0, len(self._pasted) - len(_END))
                self._pasted += data
                end = self._pasted.find(_END, known)
                if end < 0:
                    return
                text, data = self._pasted[:end], self._pasted[end + len(_END) :]
                self._pasted = None
                yield Paste(text.replace("\x00", ""))

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
                name = sign if sign.isalnum() else event.key
                yield event if event.key.startswith("alt+") else Key(f"alt+{name}", sign)
            else:
                yield event


def reading_keys(driver: type[Driver]) -> type[Driver]:
    """Let a driver read keys and pastes as above, if it reads any, and return it."""
    module = sys.modules[driver.__module__]
    if getattr(module, "XTermParser", None) is XTermParser:
        # A driver makes its parser in a thread of its own and offers no other way in.
        module.XTermParser = KeyReader  # type: ignore[attr-defined]
    return driver
