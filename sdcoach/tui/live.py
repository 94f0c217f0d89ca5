"""A model in the interview room: it speaks for the script, and the script for it when it cannot.

Nothing here is imported unless `[llm] interviewer` names a profile. The keys never wait for it:
it runs in workers, shows in rows that are there anyway, and records only what stood on the screen.
"""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sdcoach.bank.question import Question
from sdcoach.coach.consent import Consent
from sdcoach.coach.interviewer import PATIENCE, LiveInterviewer, Spoken
from sdcoach.coach.profiles import Profile, host_of, load_profiles
from sdcoach.config import Config
from sdcoach.errors import SdcoachError
from sdcoach.interview.room import Release, Room
from sdcoach.text import one_line
from sdcoach.tui.page import refusal
from sdcoach.tui.services import Services

if TYPE_CHECKING:
    from textual.worker import Worker

    from sdcoach.interview.session import Setup
    from sdcoach.tui.app import SdcoachApp
    from sdcoach.tui.screens.interview import InterviewScreen

NOTICE_AFTER = 0.5
"""Seconds after the first frame at which it is said that the settings cannot be used."""
NOTICE_SECONDS = 8
"""How long it is said that the script goes on alone."""


class Line:
    """One release while it is being said.

    Attributes:
        release: What is to be said.
        began: The loop's time at the release.
        text: What of it is on the screen.
    """

    def __init__(self, release: Release, began: float) -> None:
        self.release = release
        self.began = began
        self.text = ""


class Live:
    """The voice of a room whose interviewer is a model.

    Args:
        screen: The interview's screen, which draws what is said.
        model: Who says it.
    """

    def __init__(self, screen: "InterviewScreen", model: LiveInterviewer) -> None:
        self._screen = screen
        self._model = model
        self._line: Line | None = None
        self._worker: Worker[None] | None = None
        self._noticed = False

    @property
    def _room(self) -> Room:
        return self._screen.room

    # --- the room's side ------------------------------------------------------------------

    def start(self) -> None:
        """Get ready beside the interview, and stay so until its screen goes."""
        self._screen.run_worker(self._stay(), group="live", exit_on_error=False)

    def take(self, release: Release) -> None:
        """Begin to say something."""
        line = Line(release, asyncio.get_running_loop().time())
        self._line = line
        if self._model.gave_up:
            self._end(line, Spoken(release.text, "script"))
            return
        speaking = self._speak(line)
        self._worker = self._screen.run_worker(speaking, group="line", exit_on_error=False)
        self._screen.set_timer(1.0, partial(self._count, line))

    def settle(self) -> None:
        """Let the script say what is still being said."""
        if self._line is not None:
            if self._worker is not None:
                self._worker.cancel()
            self._end(self._line, Spoken(self._line.release.text, "script"))

    def meanwhile(self, to: str, number: int) -> str | None:
        """Return what to show of something that is still being said."""
        line = self._line
        if line is None or (line.release.to, line.release.number) != (to, number):
            return None
        if line.text:
            return f"{line.text} …"
        seconds = int(asyncio.get_running_loop().time() - line.began)
        return f"interviewer is typing ({seconds} s)" if seconds else "interviewer is typing"

    # --- the model's side -----------------------------------------------------------------

    async def _stay(self) -> None:
        try:
            async with self._model:
                await self._model.prewarm(self._room.state)
                await asyncio.Event().wait()
        except SdcoachError as error:
            self._screen.call_next(self._notice, error)

    async def _speak(self, line: Line) -> None:
        show = partial(self._hand_on, line)
        spoken = await self._model.speak(
            line.release, self._room.state, show, line.began + PATIENCE
        )
        self._screen.call_next(self._end, line, spoken)

    def _hand_on(self, line: Line, text: str) -> None:
        self._screen.call_next(self._show, line, text)

    # --- what is seen and recorded --------------------------------------------------------

    def _show(self, line: Line, text: str) -> None:
        if line is self._line:
            line.text = text
            self._screen.draw_talk()

    def _count(self, line: Line) -> None:
        if line is self._line and not line.text:
            self._screen.draw_talk()

    def _end(self, line: Line, spoken: Spoken) -> None:
        """Record what stands; a line that was settled meanwhile has been recorded already."""
        if line is not self._line:
            return
        self._line = self._worker = None
        if spoken.by == "model":
            self._room.say(line.release, spoken.text, "model")
        else:
            if line.text:
                self._room.say(line.release, line.text, "model")
            if line.text or line.release.to == "asked":
                # A hint or follow-up has the script's words in its own event.
                self._room.say(line.release, line.release.text, "script")
        self._screen.draw_talk()
        if self._model.gave_up and self._model.fault is not None:
            self._notice(self._model.fault)

    def _notice(self, error: SdcoachError) -> None:
        """Say once, where the keys stand, that the script goes on alone."""
        if not self._noticed:
            self._noticed = True
            why = one_line(refusal(error).plain).rstrip(".")
            self._screen.say(f"The interviewer keeps to the script. {why}.", NOTICE_SECONDS)


def profile_of(config: Config) -> Profile | None:
    """Return the profile of the live interviewer.

    Raises:
        ConfigError: When it cannot be used as it is written.
    """
    return load_profiles(config).interviewer


def attach(screen: "InterviewScreen", services: Services, question: Question) -> None:
    """Let a model speak in an interview, if that was agreed to; else nothing is changed."""
    try:
        profile = profile_of(services.config)
    except SdcoachError as error:
        why = one_line(refusal(error).plain)
        tell = partial(screen.say, f"The interviewer keeps to the script. {why}", NOTICE_SECONDS)
        # The first frames draw the keys, which have the same row.
        screen.call_after_refresh(screen.set_timer, NOTICE_AFTER, tell)
        return
    if profile is None or not Consent().given(host_of(profile), "talk"):
        return
    live = Live(screen, LiveInterviewer(profile, question, services.origin))
    screen.room.voice = live
    screen.call_after_refresh(live.start)


def asks_first(app: "SdcoachApp", setup: "Setup", begin: Callable[[], None]) -> bool:
    """Ask for the agreement to talk to the profile's host, before the clock runs.

    It is asked once in a run of the program; who says no is interviewed by the script.

    Args:
        app: On whose screen to ask.
        setup: What is about to start.
        begin: Starts it.

    Returns:
        Whether it is asked now; `begin` is called after the answer, unless it was "go back".
    """
    if app.asked_to_talk:
        return False
    with contextlib.suppress(SdcoachError):  # the interview says what is wrong with the settings
        profile = profile_of(app.services.config)
        if profile is not None and not Consent().given(host_of(profile), "talk"):
            from sdcoach.tui.screens.agreement import AgreementScreen

            def answered(agreed: bool | None) -> None:
                if agreed is None:
                    app.home_or_out()
                else:
                    app.asked_to_talk = True
                    begin()

            page = AgreementScreen(profile, f"{setup.title}\n{setup.prompt}", app.services.origin)
            app.push_screen(page, answered)
            return True
    return False
