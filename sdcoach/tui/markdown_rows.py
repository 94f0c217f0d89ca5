"""Markdown as rows of text: headings, bullets, bold, code. No links, no tables, no markup."""

import re

from textual.content import Content

_INLINE = re.compile(r"`([^`\n]+)`|\*\*(\S(?:[^*\n]*\S)?)\*\*|\*(\S(?:[^*\n]*\S)?)\*")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_BULLET = re.compile(r"(\s*)([-*+]|\d{1,3}[.)])\s+(.*)$")
_FENCE = re.compile(r"\s*(```|~~~)")


def inline(text: str) -> Content:
    """Return a text with its bold, italic and code; everything else stays as it is."""
    parts: list[str | tuple[str, str]] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts.append(text[end : match.start()])
        code, bold, italic = match.groups()
        parts.append((code, "$accent") if code else (bold, "bold") if bold else (italic, "italic"))
        end = match.end()
    return Content.assemble(*parts, text[end:])


def markdown_rows(text: str, width: int, *, indent: int = 3) -> list[Content]:
    """Return Markdown in rows of at most `width` columns.

    Lines of a paragraph flow together; a line of its own is a heading, a bullet, or inside a
    fence.
    """
    rows: list[Content] = []
    front, hang, flow = "", "", ""
    fenced = False

    def close() -> None:
        nonlocal flow, front, hang
        if flow:
            rows.extend(_wrapped(flow, front, hang, width, indent))
        flow = front = hang = ""

    for line in text.split("\n"):
        if _FENCE.match(line):
            close()
            fenced = not fenced
            continue
        if fenced:
            rows.append(Content.styled(" " * indent + line, "$accent"))
            continue
        heading, bullet = _HEADING.match(line), _BULLET.match(line)
        if not line.strip():
            close()
            if rows and rows[-1].plain:
                rows.append(Content(""))
        elif heading:
            close()
            rows.append(Content.assemble(" " * indent, (heading.group(2), "bold")))
        elif bullet:
            close()
            inset, mark, flow = bullet.groups()
            mark = "-" if mark in "*+-" else mark
            front = f"{inset}{mark} "
            hang = " " * len(front)
        else:
            flow = f"{flow} {line.strip()}" if flow else line.strip()
    close()
    while rows and not rows[-1].plain:
        rows.pop()
    return rows


def _wrapped(text: str, front: str, hang: str, width: int, indent: int) -> list[Content]:
    room = max(16, width - indent - len(front) - 1)
    return [
        Content.assemble(" " * indent, hang if number else front, row.rstrip())
        for number, row in enumerate(inline(text).wrap(room))
    ]
