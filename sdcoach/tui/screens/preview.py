"""What is sent to a model: the very bytes, and the agreement that comes before the first."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content

from sdcoach.text import clean
from sdcoach.tui.asking_rows import headed
from sdcoach.tui.page import wrapped
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.scrolling import Scrolled

if TYPE_CHECKING:
    # Imported when it is read: who never asks a model never pays for one.
    from collections.abc import Sequence

    from sdcoach.coach.feedback import Feedback
    from sdcoach.coach.preview import Prepared
    from sdcoach.coach.request import Request


class PreviewScreen(Scrolled, ReadingPage[bool, "tuple[Prepared, ...]"]):
    """Every request, byte for byte. Dismissed True when it was agreed to, else False.

    Args:
        feedback: What is about to be asked.
        agree: Whether Enter agrees to send it; else it is only looked at.
        requests: What to show; by default what was prepared.
    """

    where: ClassVar[str] = "preview"
    groups: ClassVar[tuple[str, ...]] = ("list", "preview")

    def __init__(
        self,
        feedback: "Feedback",
        *,
        agree: bool = False,
        requests: "Sequence[Request]" = (),
    ) -> None:
        super().__init__()
        self._feedback = feedback
        self._agree = agree
        self._requests = tuple(requests) or tuple(
            ask.request for one_round in feedback.asking.asks for ask in one_round
        )
        self._left = False
        self.number = 0
        """Which of the requests is shown, from 0."""
        self._broken: dict[tuple[int, int], list[str]] = {}
        """The body in rows, by request and width."""

    def read(self) -> "tuple[Prepared, ...]":
        """Let the package make every request, short of sending it.

        Raises:
            Fault: When the package is missing.
        """
        return asyncio.run(_prepare(self._feedback, self._requests))

    # --- what is shown --------------------------------------------------------------------

    def top(self, width: int) -> list[Content]:
        """Return the header."""
        from sdcoach.coach.profiles import host_of

        profile = self._feedback.profile
        whom = f"{clean(profile.model)} at {host_of(profile)}"
        what = "Before anything is sent" if self._agree else "What is sent"
        return [headed(what, "", whom, width)]

    def shown(self, found: "tuple[Prepared, ...]", width: int, height: int) -> list[Content]:
        """Return where it goes, how much it is, and the bytes, as far as it is scrolled."""
        from sdcoach.coach.consent import WHAT
        from sdcoach.coach.feedback import LATER

        one = found[self.number]
        rows: list[Content] = []
        if self._agree:
            rows += [*wrapped(f"This sends {WHAT['notes']}.", width, indent=3), Content("")]
        size = self._feedback.size
        rows += wrapped(f"{size[:1].upper()}{size[1:]}.", width, indent=3)
        rows += [*wrapped(LATER, width, indent=3, style="dim"), Content("")]
        count = f"request {self.number + 1} of {len(found)}, " if len(found) > 1 else ""
        rows += wrapped(f"{one.method} {clean(one.url)}", width, indent=3, style="bold")
        rows += wrapped(f"headers {', '.join(one.header_names)}", width, indent=3, style="dim")
        rows += wrapped(f"{count}{len(one.body):,} bytes:", width, indent=3, style="dim")
        rows += [Content(""), *map(Content, self.body_rows(width))]
        return [*self.top(width), Content(""), *self.window(rows, max(1, height - 2))]

    def body_rows(self, width: int) -> list[str]:
        """Return the body in rows; joined, they are the bytes."""
        if self.found is None:
            return []
        place = self.number, width
        if place not in self._broken:
            # JSON escapes what a terminal would obey, so that cleaning takes nothing away.
            body = clean(self.found[self.number].body.decode("utf-8"))
            self._broken[place] = broken(body, width)
        return self._broken[place]

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        found = self.found
        # Where there is little room, that there is more to read is the better use of it.
        told = self._agree and self.size.width >= 80
        back = [(self.key("list.back"), "back, nothing is sent" if told else "back")]
        if found is None:
            return [], back
        items = self.hints("preview.agree") if self._agree else []
        if len(found) > 1:
            items.append((self.key("preview.later"), "next request"))
        if self.more:
            items.append(("Space", "on"))
        return items, back

    # --- keys -----------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Let the space bar go on by what is seen, as everywhere one reads."""
        if key == "space":
            self.action_page_down()
        return key == "space"

    def action_agree(self) -> None:
        """Agree to what is seen; before it is seen there is nothing to agree to."""
        if self._agree and self.found is not None:
            self._leave(True)

    def action_later(self) -> None:
        """Show the next request."""
        self._turn(1)

    def action_earlier(self) -> None:
        """Show the request before."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        if self.found is not None and 0 <= self.number + step < len(self.found):
            self.number += step
            self.draw()

    def action_back(self) -> None:
        """Go back; nothing is sent."""
        self._leave(False)

    def _leave(self, agreed: bool) -> None:
        if self.app.screen is self and not self._left:
            self._left = True
            self.dismiss(agreed)


def broken(text: str, width: int) -> list[str]:
    """Return a text in rows of at most `width` columns, with nothing added and nothing lost."""
    if text.isascii():
        return [text[start : start + width] for start in range(0, len(text), width)]
    rows: list[str] = []
    start = columns = 0
    for place, mark in enumerate(text):
        wide = cell_len(mark)
        if columns + wide > width and place > start:
            rows.append(text[start:place])
            start, columns = place, 0
        columns += wide
    return [*rows, text[start:]] if text else rows


async def _prepare(feedback: "Feedback", requests: "Sequence[Request]") -> "tuple[Prepared, ...]":
    from sdcoach.coach.client import Client

    client = Client(feedback.profile)
    return tuple([await client.prepare(request) for request in requests])
