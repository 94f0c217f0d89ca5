"""Asking a model for its opinion: what it takes, the wait, and what went wrong."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, TypeAlias

from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from sdcoach.errors import SdcoachError
from sdcoach.text import clean, short_title
from sdcoach.tui.asking_rows import Wait, fault_rows, headed, ready_rows, waiting_rows, words_rows
from sdcoach.tui.held import Held
from sdcoach.tui.page import WIDE
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.scrolling import Scrolled
from sdcoach.tui.services import Services
from sdcoach.tui.starting import question_of, rubric_for

if TYPE_CHECKING:
    # Imported when it is read: who never asks a model never pays for one.
    from sdcoach.coach.feedback import Feedback
    from sdcoach.coach.request import Request
    from sdcoach.coach.structured import Turn

Face: TypeAlias = Literal["ready", "waiting", "fault", "words"]
GROUP = "asking"


class Ready(NamedTuple):
    """What can be sent, and whether it was agreed to for this host."""

    feedback: "Feedback"
    agreed: bool


class AskingScreen(Scrolled, ReadingPage[bool, Ready]):
    """One asking. Dismissed True when there is a new opinion, else False.

    Args:
        services: The core.
        held: The attempt.
        thrice: Ask three times, to see the spread.
    """

    where: ClassVar[str] = "asking"
    groups: ClassVar[tuple[str, ...]] = ("list", "asking")

    class Turned(Message):
        """A request goes out."""

        def __init__(self, run: int, number: int, calls: int, turn: "Turn") -> None:
            super().__init__()
            self.run, self.number, self.calls, self.turn = run, number, calls, turn

    class Waits(Message):
        """It is tried again in so many seconds."""

        def __init__(self, run: int, seconds: float) -> None:
            super().__init__()
            self.run, self.seconds = run, seconds

    class Failed(Message):
        """There is no opinion."""

        def __init__(self, run: int, error: SdcoachError) -> None:
            super().__init__()
            self.run, self.error = run, error

    class Came(Message):
        """There is an opinion, and the journal has it."""

    def __init__(self, services: Services, held: Held, *, thrice: bool = False) -> None:
        super().__init__()
        self._services = services
        self._held = held
        self._thrice = thrice
        self.face: Face = "ready"
        self.fault: SdcoachError | None = None
        self.wait = Wait()
        self._run = 0
        """How often it was asked; what is said of an earlier time comes too late."""
        self._sent: list[Request] = []
        self._worker: Worker[None] | None = None
        self._timer: Timer | None = None
        self._began = 0
        self._done = self._left = False
        self._noted = False
        """Whether it is on record that sending to this host was agreed to."""
        self._said = ""

    # --- reading --------------------------------------------------------------------------

    def read(self) -> Ready:
        """Prepare what would be sent.

        Raises:
            SdcoachError: When nobody can be asked, or there is too little to ask about.
        """
        from sdcoach.coach.consent import Consent
        from sdcoach.coach.faults import Fault
        from sdcoach.coach.feedback import open_feedback
        from sdcoach.coach.profiles import DOCUMENTED, host_of, load_profiles
        from sdcoach.scoring.debrief import open_debrief

        services, state = self._services, self._held.state
        profile = load_profiles(services.config).judge
        if profile is None:
            raise Fault("no-profile", "no model is set up to judge", hint=DOCUMENTED)
        question, rubric = question_of(services, state), rubric_for(services, state)
        debrief = open_debrief(question, rubric, list(self._held.events))
        feedback = open_feedback(profile, debrief, origin=services.origin, again=self._thrice)
        return Ready(feedback, Consent().given(host_of(profile), "notes"))

    def taken(self, found: Ready) -> None:
        """Ask for agreement before anything else, the first time for a host."""
        self._noted = found.agreed
        if not found.agreed and self.app.screen is self:
            self._ask_for_agreement(found)

    def reread(self) -> None:
        """Go, where the answer came while another screen was above."""
        if self._done:
            self.call_later(self._leave, True)

    # --- what is shown --------------------------------------------------------------------

    def top(self, width: int) -> list[Content]:
        """Return the header."""
        state = self._held.state
        title, whom = short_title(state.title), ""
        if width >= WIDE:
            title += f" · {state.seniority}"
        if self.found is not None:
            from sdcoach.coach.profiles import host_of

            profile = self.found.feedback.profile
            whom = f"{clean(profile.model)} at {host_of(profile)}"
        beside = width >= 80
        below = Content("" if beside else f" {whom}").stylize("dim").truncate(width, ellipsis=True)
        return [headed("A model's opinion", title, whom if beside else "", width), below]

    def shown(self, found: Ready, width: int, height: int) -> list[Content]:
        """Return the face that is up, as far as it is scrolled."""
        top = self.top(width)
        if self.face == "waiting":
            rows = waiting_rows(found.feedback, self.wait, self.key("asking.back"), width)
        elif self.face == "fault" and self.fault is not None:
            rows = fault_rows(self.fault, width)
        elif self.face == "words":
            rows = words_rows(self.raw, width)
        else:
            rows = ready_rows(found.feedback, width)
        return [*top, *self.window(rows, max(1, height - len(top)))]

    @property
    def raw(self) -> str:
        """What the model wrote, where it could not be used."""
        return str(getattr(self.fault, "raw", "") or "")

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        right = [(self.key("asking.back"), "cancel" if self.face == "waiting" else "back")]
        more = [("j", "more")] if self.more else []
        if self.trouble is not None:
            return self.hints("asking.again"), right
        if self.found is None:
            return [], right
        if self.face == "ready":
            return [*self.hints("asking.send", "asking.bytes"), *more], right
        if self.face == "waiting":
            return self.hints("asking.bytes"), right
        if self.face == "words":
            return more, right
        items = self.hints("asking.again")
        items += self.hints("asking.words") if self.raw else []
        return [*items, *self.hints("asking.bytes"), *more], right

    def said(self) -> Content | None:
        """Return the answer to the last key."""
        return Content(self._said) if self._said else None

    def take_key(self, key: str, character: str | None) -> bool:
        """Forget what the last key was answered."""
        if self._said:
            self._said = ""
            self.draw()
        return False

    # --- asking ---------------------------------------------------------------------------

    def _ask_for_agreement(self, ready: Ready) -> None:
        from sdcoach.tui.screens.preview import PreviewScreen

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.found = ready._replace(agreed=True)
                self._send(self.found)
            else:
                self._leave(False)

        self.app.push_screen(PreviewScreen(ready.feedback, agree=True), answered)

    def _send(self, ready: Ready) -> None:
        try:
            self.sdcoach.hold(self._held.state.attempt)
        except SdcoachError as error:
            self._fail(error)
            return
        self._run += 1
        self._sent = []
        self._show("waiting")
        self.wait = Wait(calls=ready.feedback.asking.calls)
        self._began = self._services.clock.tick().mono
        self._timer = self.set_interval(1.0, self._tick)
        self._worker = self.run_worker(
            self._ask(ready, self._run), group=GROUP, exclusive=True, exit_on_error=False
        )
        self.draw()

    async def _ask(self, ready: Ready, run: int) -> None:
        """Note the agreement, ask, and record the opinion."""
        import asyncio

        from sdcoach.coach.client import Client
        from sdcoach.coach.consent import Consent
        from sdcoach.coach.profiles import host_of

        def on_turn(number: int, calls: int, turn: "Turn") -> None:
            self.post_message(self.Turned(run, number, calls, turn))

        def on_wait(seconds: float) -> None:
            self.post_message(self.Waits(run, seconds))

        feedback = ready.feedback
        try:
            if not self._noted:
                await asyncio.to_thread(Consent().give, host_of(feedback.profile), "notes")
                self._noted = True
            async with Client(feedback.profile) as client:
                report: dict[str, Any] = await feedback.send(
                    client, on_wait=on_wait, on_turn=on_turn, on_request=self._sent.append
                )
        except SdcoachError as error:
            self.post_message(self.Failed(run, error))
            return
        self._held.do("coached", report=report)
        self.post_message(self.Came())

    def _tick(self) -> None:
        seconds = (self._services.clock.tick().mono - self._began) // 1000
        self.wait = self.wait._replace(seconds=seconds)
        self.draw()

    def on_asking_screen_turned(self, event: Turned) -> None:
        """Say which request is under way."""
        event.stop()
        if event.run == self._run and self.face == "waiting":
            self.wait = self.wait._replace(
                number=event.number, calls=event.calls, turn=event.turn, pause=0.0
            )
            self.draw()

    def on_asking_screen_waits(self, event: Waits) -> None:
        """Say when it is tried again."""
        event.stop()
        if event.run == self._run and self.face == "waiting":
            self.wait = self.wait._replace(pause=event.seconds)
            self.draw()

    def on_asking_screen_failed(self, event: Failed) -> None:
        """Say what went wrong."""
        event.stop()
        if event.run == self._run and self.face == "waiting":
            self._fail(event.error)

    def on_asking_screen_came(self, event: Came) -> None:
        """Go and show it."""
        event.stop()
        self._stop()
        self._done = True
        self._leave(True)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so when asking failed in a way nobody foresaw, without a word of what was sent."""
        super().on_worker_state_changed(event)
        if event.worker is self._worker and event.state is WorkerState.ERROR:
            kind = type(event.worker.error).__name__
            self._fail(SdcoachError("asking failed in an unexpected way", hint=f"report: {kind}"))

    def on_unmount(self) -> None:
        """Break off what is under way."""
        self._stop()

    # --- keys -----------------------------------------------------------------------------

    def action_send(self) -> None:
        """Send it; the first time for a host, after what is sent was seen."""
        ready = self.found
        if ready is None or self.face != "ready":
            return
        if ready.agreed:
            self._send(ready)
        else:
            self._ask_for_agreement(ready)

    def action_again(self) -> None:
        """Try again what went wrong."""
        if self.trouble is not None:
            self.trouble = None
            self.start_reading()
            self.draw()
        elif self.face == "fault" and self.found is not None:
            self._send(self.found)

    def action_bytes(self) -> None:
        """Show what is sent, byte for byte; repairs too, once they were asked for."""
        from sdcoach.tui.screens.preview import PreviewScreen

        if self.found is not None:
            sent = [] if self.face == "ready" else self._sent
            self.app.push_screen(PreviewScreen(self.found.feedback, requests=sent))

    def action_words(self) -> None:
        """Show the answer that could not be used."""
        if self.face == "fault" and self.raw:
            self._show("words")

    def action_back(self) -> None:
        """Break off at once, or go back."""
        if self.face == "waiting":
            self._stop()
            self._show("ready")
            self._said = "Cancelled; your attempt is as it was."
            self.draw()
        elif self.face == "words":
            self._show("fault")
        else:
            self._leave(False)

    def _show(self, face: Face) -> None:
        self.face, self.top_row = face, 0
        self.draw()

    def _fail(self, error: SdcoachError) -> None:
        self._stop()
        self.fault = error
        self._show("fault")

    def _stop(self) -> None:
        self._run += 1
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    def _leave(self, done: bool) -> None:
        # An answer and a key, or two keys, may both want to go before the first has gone.
        if self.app.screen is self and not self._left:
            self._left = True
            self.dismiss(done)
