"""The replay: any attempt from start to end, a second at a time or from mark to mark."""

from typing import ClassVar

from textual.content import Content
from textual.timer import Timer

from sdcoach.scoring.evidence import gather
from sdcoach.text import minutes_seconds
from sdcoach.tui.held import Held, open_attempt
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.replay_rows import Scene, replay_rows
from sdcoach.tui.services import Services
from sdcoach.tui.starting import question_of
from sdcoach.tui.widgets.paper import spread

STEP_MS = 10_000
PLAY_SECONDS = 0.25
PLAY_MS = 5_000
"""Twenty times as fast as it was."""


class ReplayScreen(ReadingPage[None, Scene]):
    """One attempt, scrubbed."""

    where: ClassVar[str] = "replay"
    groups: ClassVar[tuple[str, ...]] = ("replay",)

    def __init__(self, services: Services, attempt: str | Held) -> None:
        super().__init__()
        self._services = services
        self._attempt = attempt
        self._now = 0
        self._player: Timer | None = None

    def read(self) -> Scene:
        """Read journal and evidence."""
        from sdcoach.interview.replay import Replay

        held = self._attempt
        if isinstance(held, str):
            held = open_attempt(self._services, held)
        question = question_of(self._services, held.state)
        evidence = gather(question, held.events)
        heard = [one for one in evidence.by_signal.values() if one.place is not None]
        heard.sort(key=lambda one: one.place.elapsed_ms if one.place else 0)
        phases = self._services.bank.phases(question.kind)
        return Scene(Replay(held.events), tuple(heard), phases)

    def taken(self, found: Scene) -> None:
        """Begin at the end: what came of it is seen first."""
        self._now = found.replay.end_ms

    def top(self, width: int) -> list[Content]:
        """Return the header."""
        if self.found is None:
            return [Content.styled(" Replay", "bold"), Content("")]
        state, end = self.found.replay.state, self.found.replay.end_ms
        left = Content.styled(f" Replay · {state.title} · {state.seniority}", "bold")
        clock = f"{minutes_seconds(self._now / 1000)} of {minutes_seconds(end / 1000)} "
        return [spread(left, Content(clock), width), Content("")]

    def shown(self, found: Scene, width: int, height: int) -> list[Content]:
        """Return the moment."""
        top = self.top(width)
        moment = found.replay.at(self._now)
        rows = replay_rows(found, moment, width, height - len(top), self.sdcoach.signs)
        return [*top, *rows]

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys."""
        items = [("←/→", "10 s"), ("[ ]", "mark"), ("1-7", "phase")]
        items += [("Space", "play ×20"), ("n", "next signal")]
        return items, [("Esc", "back")]

    def go(self, elapsed_ms: int) -> None:
        """Go to a time of the interview clock."""
        if self.found is not None:
            self._now = max(0, min(elapsed_ms, self.found.replay.end_ms))
            self.draw()

    def take_key(self, key: str, character: str | None) -> bool:
        """Go to a phase by its number."""
        if self.found is None or character is None or character not in "1234567":
            return False
        order = [phase for phase, _ in self.found.replay.state.budgets]
        if int(character) <= len(order):
            wanted = order[int(character) - 1]
            starts = [s.start_ms for s in self.found.replay.state.spans if s.phase == wanted]
            if starts:
                self._now = starts[0]
        return True

    def action_back_ten(self) -> None:
        """Go back ten seconds."""
        self.go(self._now - STEP_MS)

    def action_on_ten(self) -> None:
        """Go on ten seconds."""
        self.go(self._now + STEP_MS)

    def action_mark_before(self) -> None:
        """Go to the mark before."""
        if self.found is not None:
            before = [m.elapsed_ms for m in self.found.replay.marks() if m.elapsed_ms < self._now]
            self.go(before[-1] if before else 0)

    def action_next_mark(self) -> None:
        """Go to the next mark."""
        if self.found is not None:
            after = [m.elapsed_ms for m in self.found.replay.marks() if m.elapsed_ms > self._now]
            self.go(after[0] if after else self.found.replay.end_ms)

    def action_next_signal(self) -> None:
        """Go to where the next signal was first heard; from the last one to the first."""
        if self.found is not None:
            births = [one.place.elapsed_ms for one in self.found.heard if one.place is not None]
            after = [birth for birth in births if birth > self._now]
            if births:
                self.go(after[0] if after else births[0])

    def action_play(self) -> None:
        """Play, twenty times as fast; or stop."""
        if self._player is not None:
            self._player.stop()
            self._player = None
        elif self.found is not None:
            if self._now >= self.found.replay.end_ms:
                self._now = 0
            self._player = self.set_interval(PLAY_SECONDS, self._play_on)

    def _play_on(self) -> None:
        self.go(self._now + PLAY_MS)
        if self.found is not None and self._now >= self.found.replay.end_ms:
            self.action_play()
