"""What to do now, in rows: the key, the name of it, the terms, and why."""

from collections.abc import Callable

from textual.content import Content

from sdcoach.history.next import Next
from sdcoach.text import short_title
from sdcoach.tui.page import WIDE, column, cut_rows, wrapped
from sdcoach.tui.starting import Terms
from sdcoach.tui.widgets.paper import spread

INDENT = 11
"""Where texts begin beside `▸ Enter`."""
_GAP = 2
"""Blanks at least between a title and its terms."""
_MOST_WHY = 2
"""Rows of a reason; one more where rows are short."""
_TERMS_BESIDE = 72
"""From this width on, the terms stand at the right of the title."""


def marked(key: str, here: str) -> Content:
    """Return the key that does it, with the sign before it; `INDENT` columns."""
    text = Content.assemble(" ", (f"{here} {key}", "$accent"))
    return text.pad_right(max(1, INDENT - text.cell_length))


def next_rows(
    item: Next,
    terms: Terms,
    width: int,
    *,
    mark: Content | None,
    change_key: str,
    phase_name: Callable[[str], str],
) -> list[Content]:
    """Return one thing to do: what it is, and why in two rows or three.

    Args:
        item: What to do.
        terms: What it would start with.
        width: Columns there are.
        mark: What stands before the chosen one; None for another.
        change_key: The key that changes the terms.
        phase_name: Gives a phase its name.
    """
    title = item.title
    if item.does == "continue":
        left = -(-item.left_ms // 60_000)
        clock = f"{left} left" if left > 0 else f"{-left} over"
        stands = "".join(f", {part}" for part in (phase_name(item.phase), clock) if part)
        room = max(12, width - INDENT - len("Continue ") - len(stands) - 1)
        name = column(short_title(title), room).plain.rstrip()
        title = f"Continue {name}{stands}"
    elif item.does in ("score", "close"):
        title = f"Score {short_title(title)}"
    settled = f"{terms.seniority} · {terms.minutes} min · {terms.mode}"
    change = f"    {change_key} change" if width >= WIDE else ""
    below = item.does == "start" and width < _TERMS_BESIDE
    if item.does == "start":
        aside = 1 if below else len(settled) + len(change) + 1 + _GAP
        if len(title) > width - INDENT - aside:
            title = short_title(title)
        title = column(title, width - INDENT - aside).plain.rstrip()
    before = mark if mark is not None else Content(" " * INDENT)
    row = Content.assemble(before, (title, "bold" if mark is not None else ""))
    rows = [row]
    if below:
        rows.append(Content.styled(" " * INDENT + settled, "dim"))
    elif item.does == "start":
        rows = [spread(row, Content.styled(f"{settled}{change} ", "dim"), width)]
    most = _MOST_WHY if width >= _TERMS_BESIDE else _MOST_WHY + 1
    return [*rows, *cut_rows(wrapped(item.why, width, indent=INDENT, style="dim"), most)]


def first_run_rows(
    title: str, terms: Terms, width: int, *, key: str, change_key: str, onward_key: str
) -> list[Content]:
    """Return all that the very first screen says.

    Args:
        title: The question that Enter starts.
        terms: What it would start with.
        width: Columns there are.
        key: Starts.
        change_key: Changes the terms.
        onward_key: Goes to the next phase in the interview.
    """
    pause = "no pause" if terms.mode == "interview" else "with pauses"
    what = f"{title}, {terms.seniority}, {terms.minutes} minutes, {pause}."
    change = f"{change_key} changes level, length or mode."
    texts = [
        f"Write as on a whiteboard: ? asks the interviewer, = computes, {onward_key} is the next part.",
        "At the bell you guess the verdict, then score yourself in about six minutes.",
    ]
    first = f"{what}   {change}"
    if len(first) > width - INDENT - 1:
        first, texts = what, [change, *texts]
    head, *rest = wrapped(first, width, indent=INDENT)
    mark = Content.assemble("   ", (key, "$accent")).pad_right(max(1, INDENT - 3 - len(key)))
    rows = [Content.assemble(mark, (head.plain[INDENT:], "bold")), *rest]
    for text in texts:
        rows += wrapped(text, width, indent=INDENT)
    return rows
