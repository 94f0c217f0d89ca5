"""How the notes are read: headings are phases, and the start of a line says what it does.

`## Scope` enters a phase, `? …` asks, `= …` computes, `-> …` says what a number decided,
`### F1 …` opens the answer to a follow-up, and `client -> api -> store` draws. The same reading
serves the screens, the plain mode, the evidence and the estimates.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from sdcoach.bank.question import Phase

LineKind: TypeAlias = Literal[
    "blank", "phase", "followup", "heading", "ask", "compute", "decide", "arrow", "fence", "text"
]


class NoteLine(NamedTuple):
    """One line of the notes and what it means."""

    number: int
    """From 0."""
    offset: int
    """Where it begins in the document, in code points."""
    kind: LineKind
    raw: str
    body: str
    """What follows the mark; for a heading its words, for other lines the line without blanks
    around it."""
    phase: str
    """The phase of the heading it stands under, or that it is; empty before the first."""
    followup: int
    """The number of the follow-up it answers or announces, from 1; 0 for none."""


_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*\s*$")
_FOLLOWUP = re.compile(r"F(\d{1,3})\b[.:)]?\s*(.*)$")
_FENCE = re.compile(r"\s*(```|~~~)")
_NUMBERING = re.compile(
    r"(?:phase|part|step)?\s*[\(\[]?(?:\d{1,2}|[ivx]{1,4})\s*[.:)\]/-]\s*|phase\s+\d+\s+|\d{1,2}\s+"
)
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def _plain(text: str) -> str:
    """Lower case without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).lower()


def phase_of(heading: str, phases: Iterable[Phase]) -> str:
    """Return the phase that a heading's words mean, or an empty string.

    The first word decides; case, accents and numbering (`1.`, `Phase 2:`) do not matter.

    Args:
        heading: The words, without the `##`.
        phases: The phases of this kind of interview, whose `headings` hold the first words.
    """
    words = _plain(heading).strip()
    numbering = _NUMBERING.match(words)
    first = _WORD.search(words, numbering.end() if numbering else 0)
    if first is None:
        return ""
    whole = first.group()
    for word in (whole, whole.partition("-")[0]):
        for phase in phases:
            if word in phase.headings:
                return phase.id
    return ""


def heading_phase(line: str, phases: Iterable[Phase]) -> str:
    """Return the phase that a line of the notes enters, or an empty string."""
    heading = _HEADING.match(line)
    if heading is None or len(heading.group(1)) > 2:
        return ""
    return phase_of(heading.group(2), phases)


def followup_heading(number: int, says: str) -> str:
    """Render the heading under which a follow-up is answered, as one line."""
    return f"### F{number} {' '.join(says.split())}"


def read_notes(text: str, phases: Sequence[Phase]) -> list[NoteLine]:
    """Return every line of the notes with its meaning."""
    lines: list[NoteLine] = []
    phase, followup, offset, fenced = "", 0, 0, False
    for number, raw in enumerate(text.split("\n")):
        kind, body = _classify(raw)
        if kind == "fence":
            fenced = not fenced
        elif fenced:
            kind, body = "fence", raw
        elif kind == "heading":
            entered = heading_phase(raw, phases)
            answer = _FOLLOWUP.match(body) if raw.startswith("###") else None
            if answer:
                kind, body, followup = "followup", answer.group(2), int(answer.group(1))
            else:
                followup = 0
            if entered:
                kind, phase = "phase", entered
        lines.append(NoteLine(number, offset, kind, raw, body, phase, followup))
        offset += len(raw) + 1
    return lines


def _classify(raw: str) -> tuple[LineKind, str]:
    line = raw.strip()
    if not line:
        return "blank", ""
    if _FENCE.match(raw):
        return "fence", line
    heading = _HEADING.match(raw)
    if heading:
        return "heading", heading.group(2)
    if line.startswith("?"):
        return "ask", line.lstrip("?").strip()
    if line.startswith(("->", "→")):
        return "decide", line.removeprefix("->").removeprefix("→").strip()
    if line.startswith("=") and not line.startswith("=="):
        return "compute", line[1:].strip()
    return ("arrow" if _journey(line) else "text"), line


# --- sums -----------------------------------------------------------------------------------

_NAMED = re.compile(r"\s*[^\W\d][^=:]*[:=]")


def expression(body: str) -> str:
    """Return a computed line without the result that was appended to it.

    `reads: 100M read/month to read/s ≈ 38.6 read/s` gives the part before `≈`; of an exact
    result (`disks: 3 × 4 = 12`) the last `=` goes, but never the one that names the line.
    """
    exact = body.rfind(" ≈ ")
    if exact >= 0:
        return body[:exact].rstrip()
    cut = body.rfind(" = ")
    if cut < 0:
        return body
    before = body[:cut].rstrip()
    if _NAMED.match(before) or not re.fullmatch(r"[^\W\d][\w ]*", before):
        return before
    return body


# --- drawing --------------------------------------------------------------------------------

_ARROW = re.compile(r"\s*(<-+>|-+>|→|↔)\s*")
_BULLET = re.compile(r"(\s*)(?:([-*+•])|(\d{1,3})([.)]))(\s+)(\[[ xX]\]\s+)?")
_TITLE = re.compile(r"([^:>→]{1,24}):\s+|(\w[\w-]{0,23})\s{2,}")
_DETAIL = re.compile(r"\s*\(([^()]*)\)\s*$")
_LONGEST_NODE = 40


class Arrow(NamedTuple):
    """One edge of the diagram in the notes."""

    source: str
    target: str
    label: str
    line: int
    """The line of the notes that draws it, from 0."""


class Drawing(NamedTuple):
    """The diagram that the arrow lines draw."""

    nodes: tuple[str, ...]
    """In order of appearance, as first written; case and blanks do not tell two apart."""
    arrows: tuple[Arrow, ...]


def _journey(line: str) -> list[tuple[str, str, str]]:
    """Return source, target and label of every edge; none when the line draws nothing."""
    bullet = _BULLET.match(line)
    text = line[bullet.end() :] if bullet else line
    if not _ARROW.search(text):
        return []
    edges: list[tuple[str, str, str]] = []
    for statement in text.split(";"):
        title = _TITLE.match(statement.strip())
        parts = _ARROW.split(statement.strip()[title.end() if title else 0 :])
        names, arrows = parts[0::2], parts[1::2]
        label = ""
        if arrows:
            names[-1], _, label = names[-1].partition(":")
        names = [" ".join(_DETAIL.sub("", name).split()).rstrip(".,") for name in names]
        if not arrows:
            continue
        if not all(0 < len(name) <= _LONGEST_NODE for name in names):
            return []
        for at, arrow in enumerate(arrows):
            last = at == len(arrows) - 1
            edges.append((names[at], names[at + 1], label.strip() if last else ""))
            if arrow.startswith("<") or arrow == "↔":
                edges.append((names[at + 1], names[at], ""))
    return edges


def drawing(lines: Iterable[NoteLine]) -> Drawing:
    """Return the nodes and edges that the arrow lines of the notes draw."""
    nodes: dict[str, str] = {}
    arrows: list[Arrow] = []
    for line in lines:
        if line.kind != "arrow":
            continue
        for source, target, label in _journey(line.body):
            first = nodes.setdefault(source.casefold(), source)
            second = nodes.setdefault(target.casefold(), target)
            arrows.append(Arrow(first, second, label, line.number))
    return Drawing(tuple(nodes.values()), tuple(arrows))


# --- typing ---------------------------------------------------------------------------------


def continue_bullet(line: str) -> str | None:
    """Return what the Enter key puts at the start of the next line.

    Returns:
        The bullet to repeat, or the next number; an empty string when the line is an empty
        bullet, which Enter takes away; None when the line is no bullet.
    """
    bullet = _BULLET.match(line) or _BULLET.match(line + " ")
    if bullet is None:
        return None
    if not line[bullet.end() :].strip():
        return ""
    indent, mark, number, dot, blank, box = bullet.groups()
    start = mark or f"{int(number) + 1}{dot}"
    return f"{indent}{start}{blank}{'[ ] ' if box else ''}"
