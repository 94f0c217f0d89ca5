"""Text that tries to get at the terminal, and what a terminal must never be sent."""

import json
import re

ESCAPES = (
    "\x1b]52;c;UFdORUQ=\x07"  # writes the clipboard
    "\x1b]0;PWNED\x07"  # renames the window
    "\x1b]8;;http://pwned.example\x1b\\"  # begins a link
    "\x1bP$qPWNED\x1b\\"  # asks for a report
    "\x1b[31;45m\x1b[2J\x1b[6n\x1bc"  # colours, clears, asks, resets
    "\x9b32m\x9d0;PWNED\x9c"  # the same in C1
    "\u202eRTL\u202c\u2066ISOLATE\u2069\u200f"  # turns the direction of reading
    "\x00\x07\x08\x0c\x7f\x85\u2028"
)
MARKUP = "[/x] [@click=app.quit]PWNED[/] [bold red]m[/] [link=http://pwned.example]l[/link] $error"
HOSTILE = f"Evil {ESCAPES} {MARKUP}"

_CSI = re.compile(r"\x1b\[([0-9;:?<>=!]*)([ $]?)([@-~])")
_POINTER = re.compile(r"\x1b\]22;[a-z-]*\x07")
"""Textual's way to choose the shape of the mouse pointer."""
_OWN_FINALS = set("mHhlupqtcnABCDKJ")
_FOREIGN = {"2J", "6n", "31;45m", "c"}
_BAD = re.compile(
    "[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]"
)


def yaml_text(text: str) -> str:
    """Write a text as YAML that may hold anything: double quotes and escapes."""
    return json.dumps(text)


def foreign(raw: bytes) -> list[str]:
    """Return everything in a program's output that a foreign text must have put there.

    Textual itself sends CSI sequences of a few kinds and the shape of the mouse pointer, and
    nothing else that begins with Escape.
    """
    text = _POINTER.sub("", raw.decode("utf-8", errors="surrogateescape"))
    found = [f"{bad.group()!r} at {bad.start()}" for bad in _BAD.finditer(text)]
    rest = text
    for match in _CSI.finditer(text):
        what = match.group(1) + match.group(3)
        if match.group(3) not in _OWN_FINALS or what in _FOREIGN:
            found.append(repr(match.group()))
    rest = _CSI.sub("", rest)
    found += [repr(rest[at.start() : at.start() + 12]) for at in re.finditer("\x1b", rest)]
    return found
