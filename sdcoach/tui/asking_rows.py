"""Asking a model, as rows: whom, what it takes, how long it takes, and why it did not work."""

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from sdcoach.errors import SdcoachError
from sdcoach.text import clean, plural
from sdcoach.tui.page import error_rows, wrapped
from sdcoach.tui.widgets.paper import spread

if TYPE_CHECKING:
    from sdcoach.coach.feedback import Feedback
    from sdcoach.coach.structured import Turn


class Wait(NamedTuple):
    """How far an asking has come."""

    seconds: int = 0
    number: int = 1
    """Which request is under way, from 1."""
    calls: int = 1
    """How many there are, repairs not counted."""
    turn: "Turn" = "first"
    pause: float = 0.0
    """Seconds until it is tried again; 0 while an answer is awaited."""


def headed(what: str, of: str, whom: str, width: int) -> Content:
    """Return the header of a page about a model; a long name of it leaves room for the rest."""
    head = Content.assemble((f" {what}", "bold"), (f" · {of}" if of else "", "dim"))
    if not whom:
        return head
    right = Content.styled(whom, "dim").truncate(width // 2, ellipsis=True)
    return spread(head, Content.assemble(right, " "), width)


def ready_rows(feedback: "Feedback", width: int) -> list[Content]:
    """Return what asking means, before it is done."""
    calls = feedback.asking.calls
    rows = wrapped(
        "A model gives its own levels for the same notes. Every quote of it is looked up in your "
        "text; what is not there is dropped, and what nothing carries counts less.",
        width,
        indent=3,
    )
    size = f"{plural(calls, 'request')}, {feedback.size}."
    rows += [Content(""), *wrapped(size[:1].upper() + size[1:], width, indent=3)]
    if len(feedback.asking.asks) > 1:
        times = f"It is asked {len(feedback.asking.asks)} times; the level in the middle counts."
        rows += wrapped(times, width, indent=3)
    return rows


def waiting_rows(feedback: "Feedback", wait: Wait, key: str, width: int) -> list[Content]:
    """Return how far it has come, and which key breaks it off."""
    from sdcoach.coach.feedback import TURNS
    from sdcoach.coach.profiles import host_of

    host = host_of(feedback.profile)
    words = f"Asking {host} … {wait.seconds} s · {key} cancels"
    rows = wrapped(words, width, indent=3, style="bold")
    parts = [f"request {wait.number} of {wait.calls}"] if wait.calls > 1 else []
    parts += [TURNS[wait.turn]] if TURNS[wait.turn] else []
    if parts:
        words = ", ".join(parts)
        rows += wrapped(words[:1].upper() + words[1:] + ".", width, indent=3)
    if wait.pause > 0:
        again = f"It is tried again in {max(1, round(wait.pause))} s."
        rows += wrapped(again, width, indent=3, style="$warning")
    return rows


def fault_rows(error: SdcoachError, width: int) -> list[Content]:
    """Return what went wrong, what to do, and that nothing is lost."""
    rows = error_rows(error, width)
    usage = getattr(error, "usage", None)
    rows.append(Content(""))
    if usage is not None:
        took = f"It took {usage.prompt:,} tokens to read and {usage.completion:,} to write."
        rows += wrapped(took, width, indent=3, style="dim")
    rows += wrapped("Your attempt is as it was.", width, indent=3, style="dim")
    return rows


def words_rows(raw: str, width: int) -> list[Content]:
    """Return an answer as it came, in rows."""
    rows = wrapped("What the model wrote, as it came:", width, indent=3, style="dim")
    rows.append(Content(""))
    for line in clean(raw).expandtabs(4).split("\n"):
        rows += wrapped(line, width, indent=3)
    return rows
