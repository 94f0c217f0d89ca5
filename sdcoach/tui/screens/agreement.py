"""The agreement that comes before a model may interview: what is sent, where to, and the bytes."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content

from sdcoach.errors import StorageError
from sdcoach.text import clean
from sdcoach.tui.asking_rows import headed
from sdcoach.tui.page import refusal, wrapped
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.screens.preview import broken
from sdcoach.tui.scrolling import Scrolled

if TYPE_CHECKING:
    # Imported when it is read: who never asks a model never pays for one.
    from sdcoach.coach.preview import Prepared
    from sdcoach.coach.profiles import Profile

LATER = (
    "This is the first request, before you ask anything. Each of the later ones, one for every "
    "answer, hint and follow-up, holds besides: what you were told so far, the last 800 characters "
    "of your notes, what you asked, and the line to say. Never the reference, the rubric, or a hint "
    "that you did not take. If no answer comes within two seconds, the script speaks."
)


class AgreementScreen(Scrolled, ReadingPage[bool, "tuple[Prepared, int]"]):
    """Asked before the clock runs. Dismissed True or False, or None when nothing is to start.

    Args:
        profile: Who is to interview.
        problem: Title and prompt.
        origin: UUID of this installation.
    """

    where: ClassVar[str] = "agreement"
    groups: ClassVar[tuple[str, ...]] = ("list", "agreement")

    def __init__(self, profile: "Profile", problem: str, origin: str) -> None:
        super().__init__()
        self._profile = profile
        self._problem = problem
        self._origin = origin
        self._said: Content | None = None
        self._left = False

    def read(self) -> "tuple[Prepared, int]":
        """Let the package make the first request, short of sending it; with its size in tokens.

        Raises:
            SdcoachError: When the package or the prompt cannot be had.
        """
        return asyncio.run(self._prepare())

    async def _prepare(self) -> "tuple[Prepared, int]":
        from sdcoach.coach.client import Client
        from sdcoach.coach.interviewer import PROMPT, prewarming
        from sdcoach.coach.prompts import load_prompt
        from sdcoach.coach.request import estimate_tokens

        request = prewarming(self._profile, load_prompt(PROMPT), self._problem, self._origin)
        tokens = sum(estimate_tokens(one.content) for one in request.messages)
        return await Client(self._profile).prepare(request), tokens

    # --- what is shown --------------------------------------------------------------------

    def top(self, width: int) -> list[Content]:
        """Return the header."""
        from sdcoach.coach.profiles import host_of

        whom = f"{clean(self._profile.model)} at {host_of(self._profile)}"
        what = "May a model interview you?"
        if cell_len(what) + cell_len(whom) + 4 <= width:
            return [headed(what, "", whom, width)]
        below = Content.styled(f" {whom}", "dim").truncate(width, ellipsis=True)
        return [headed(what, "", "", width), below]

    def shown(self, found: "tuple[Prepared, int]", width: int, height: int) -> list[Content]:
        """Return what is sent, how much, and the bytes, as far as it is scrolled."""
        from sdcoach.coach.consent import WHAT
        from sdcoach.coach.profiles import is_loopback

        one, tokens = found
        stays = "stays on this machine" if is_loopback(self._profile) else "leaves this machine"
        rows = [
            *wrapped(f"This sends {WHAT['talk']}; it {stays}.", width, indent=3),
            *wrapped(
                f"About {tokens:,} tokens each time, and at most 2,000 more as the talk grows.",
                width,
                indent=3,
            ),
            *wrapped(LATER, width, indent=3, style="dim"),
            Content(""),
            *wrapped(f"{one.method} {clean(one.url)}", width, indent=3, style="bold"),
            *wrapped(f"headers {', '.join(one.header_names)}", width, indent=3, style="dim"),
            *wrapped(f"{len(one.body):,} bytes:", width, indent=3, style="dim"),
            Content(""),
            # JSON escapes what a terminal would obey, so that cleaning takes nothing away.
            *map(Content, broken(clean(one.body.decode("utf-8")), width)),
        ]
        top = self.top(width)
        return [*top, Content(""), *self.window(rows, max(1, height - len(top) - 1))]

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        items = self.hints("agreement.agree") if self.found is not None else []
        items += self.hints("agreement.without")
        if self.more:
            items.append(("Space", "on"))
        return items, self.hints("list.back")

    def said(self) -> Content | None:
        """Return why the agreement could not be written down."""
        return self._said

    # --- keys -----------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Let the space bar go on by what is seen, as everywhere one reads."""
        if key == "space":
            self.action_page_down()
        return key == "space"

    def action_agree(self) -> None:
        """Agree to what is seen; before it is seen there is nothing to agree to."""
        from sdcoach.coach.consent import Consent
        from sdcoach.coach.profiles import host_of

        if self.found is None:
            return
        try:
            Consent().give(host_of(self._profile), "talk")
        except StorageError as error:
            self._said = refusal(error)
            self.draw()
            return
        self._leave(True)

    def action_without(self) -> None:
        """Start without a model; nothing is sent."""
        self._leave(False)

    def action_back(self) -> None:
        """Go back; nothing is started."""
        self._leave(None)

    def _leave(self, agreed: bool | None) -> None:
        if self.app.screen is self and not self._left:
            self._left = True
            self.dismiss(agreed)
