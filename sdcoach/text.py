"""The one door for foreign text, and the few ways in which sdcoach writes values as words.

Text from people, files, databases and models passes `clean` before it reaches a screen, so
that no control sequence, C1 byte or bidirectional mark ever gets to the terminal.
"""

import re

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c"  # bidirectional marks and overrides
    "\ufeff\ufff9-\ufffb\u2028\u2029"  # byte order mark, annotations, foreign line ends
    "\ud800-\udfff]"  # lone surrogates cannot be encoded
)
_LINE_END = re.compile("\r\n?")


def clean(text: str) -> str:
    r"""Return `text` without control and bidirectional characters, with `\n` as line end.

    Newline and tab stay. Cleaning twice changes nothing more.
    """
    if text.isprintable():  # none of them is in it then, and this is asked quickest
        return text
    return _UNSAFE.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """Return `text` cleaned, with every run of white space as one space."""
    return " ".join(clean(text).split())


def minutes_seconds(seconds: float) -> str:
    """Render a moment or a duration as `M:SS`; the hours stay minutes: `75:03`."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def duration(seconds: float) -> str:
    """Render a duration the way people say it: `40 s`, `6 min`, `2 h 10`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes % 60 else f"{minutes // 60} h"


def plural(count: int, noun: str, many: str = "") -> str:
    """Render a count with its noun: `1 attempt`, `2 attempts`, `2 queries`."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"


def short_title(title: str) -> str:
    """Return a question's title without its "Design a", for rows where only the name has room."""
    words = clean(title).split() or [""]
    if len(words) > 1 and words[0] == "Design":
        words = words[2:] if len(words) > 2 and words[1] in ("a", "an", "the") else words[1:]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
