"""What the bank's page says of one question, or of a file that is none."""

from collections.abc import Mapping

from textual.content import Content

from sdcoach.bank.problem import BrokenFile
from sdcoach.bank.question import Header
from sdcoach.history.attempts import Tried
from sdcoach.text import plural
from sdcoach.tui.page import wrapped

_MOST_PROBLEMS = 8


def preview_rows(
    header: Header, known: Tried | None, topics: Mapping[str, str], width: int, *, own: bool
) -> list[Content]:
    """Return what may be known of a question before it is tried.

    Args:
        header: The question.
        known: How it went before; None when it was never tried.
        topics: Id of a topic to its name.
        width: Columns that the rows may take.
        own: Whether it is the user's own question.
    """
    named = ", ".join(topics.get(topic, topic) for topic in header.topics)
    kind = "System design" if header.kind == "system-design" else "Object-oriented design"
    rows = [
        *wrapped(header.title, width, style="bold"),
        *wrapped(header.prompt, width),
        Content(""),
        *wrapped(f"{kind}, {header.difficulty}", width, style="dim"),
        *wrapped(named, width, style="dim"),
        *wrapped(f"After {header.source.name}", width, style="dim"),
    ]
    if own:
        rows += wrapped("A question of your own", width, style="dim")
    if known is not None:
        best = ""
        if known.best_total is not None and known.best_band is not None:
            best = f", at best {known.best_total}, {known.best_band.replace('-', ' ')}"
        rows += [Content(""), *wrapped(f"Tried {plural(known.times, 'time')}{best}", width)]
    return rows


def broken_rows(file: BrokenFile, width: int) -> list[Content]:
    """Return why a file is no question, with places and hints."""
    rows = [*wrapped("This file cannot be used.", width, style="bold"), Content("")]
    rows += wrapped(file.path, width, style="dim")
    for problem in file.problems[:_MOST_PROBLEMS]:
        where = f"{problem.line}:{problem.column}  {problem.path}".rstrip()
        rows += [Content(""), *wrapped(where, width, style="dim")]
        rows += wrapped(problem.message, width, style="$error")
        if problem.hint:
            rows += wrapped(problem.hint, width)
    if len(file.problems) > _MOST_PROBLEMS:
        rows.append(Content.styled(f" and {len(file.problems) - _MOST_PROBLEMS} more", "dim"))
    return [*rows, Content(""), *wrapped("`sdcoach bank check` prints all of it.", width)]


def past_cells(known: Tried | None, tried: int, best: int) -> Content:
    """Return the cells of the list that say how a question went.

    Args:
        known: How it went; None when it was never tried.
        tried: Columns for the times; 0 for none.
        best: Columns for the best band; 0 for none.
    """
    if known is None:
        return Content("")
    band = (known.best_band or "").replace("-", " ")
    times = f"{known.times:>{tried}}" if tried else ""
    return Content.assemble((times, "dim"), f"  {band}" if best else "")
