"""The live interviewer: a model that says, sentence by sentence, what the script has released.

It is given the problem, what was given away so far, and the one line to say. The reference, the
rubric, the signals, hints not taken and facts not asked for never reach this module's requests,
so there is nothing to leak but what a model knows of itself; that is what the guards are for.
"""

import asyncio
import contextlib
import hashlib
import secrets
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple, Self

from sdcoach.bank.question import Question
from sdcoach.coach.client import Client
from sdcoach.coach.faults import Fault
from sdcoach.coach.guards import Guard, Known, Splitter
from sdcoach.coach.profiles import Profile
from sdcoach.coach.promptfile import Prompt, neutral, render
from sdcoach.coach.prompts import load_prompt
from sdcoach.coach.request import Request, request_for
from sdcoach.coach.terms import Terms
from sdcoach.errors import SdcoachError
from sdcoach.interview.room import Release, SpokenBy
from sdcoach.interview.state import State
from sdcoach.text import one_line

PROMPT = "interviewer"
PATIENCE = 2.0
"""Seconds without a new sentence after which the script speaks."""
LONGEST = 8.0
"""Seconds that all sentences together may take."""
GIVES_UP = 3
"""After so many lines in a row that the model could not say in time, it is not asked again."""
MAX_CHARS = 4_000
_NOTES_CHARS = 800
_PREWARM_SECONDS = 60.0
_NONCE_LENGTH = 8
_NOTHING = "Nothing yet."
_UNASKED = "Nothing: the interviewer speaks first."


class Spoken(NamedTuple):
    """What a line came to.

    Attributes:
        text: What stands in the end.
        by: Whose words they are.
        shown: What of the model's was shown before the script had to speak; mostly nothing.
        why: In a word why the script spoke; empty when the model did.
    """

    text: str
    by: SpokenBy
    shown: str = ""
    why: str = ""


class LiveInterviewer:
    """A model that speaks for one interview's script; use it as `async with`.

    Args:
        profile: Whom to ask.
        question: What is asked; its signals give the terms that must not be said.
        origin: UUID of this installation; makes the fences of the first request, so that it
            is the very one that was shown before.
    """

    def __init__(self, profile: Profile, question: Question, origin: str) -> None:
        self.profile = profile
        self.fault: Fault | None = None
        """What went wrong last; None after a line that was said."""
        self._question = question
        self._origin = origin
        self._prompt: Prompt | None = None
        self._terms: Terms | None = None
        self._client = Client(profile)
        self._ready = asyncio.Event()
        self._failed = 0
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def gave_up(self) -> bool:
        """Whether the model is not asked any more."""
        return self._failed >= GIVES_UP

    async def __aenter__(self) -> Self:
        """Get ready; takes about a second, mostly in threads.

        Raises:
            Fault: When the key or the package cannot be had.
            ContentError: When the prompt cannot be used.
        """
        try:
            self._prompt = await asyncio.to_thread(load_prompt, PROMPT)
            self._terms = await asyncio.to_thread(Terms, self._question)
            await self._client.__aenter__()
        except SdcoachError:
            self._failed = GIVES_UP
            raise
        self._ready.set()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Break off what is under way and close the connection."""
        self._failed = GIVES_UP
        for task in self._leaving:
            task.cancel()
        await asyncio.gather(*self._leaving, return_exceptions=True)
        await self._client.__aexit__(kind, error, traceback)

    async def prewarm(self, state: State) -> None:
        """Let the host read the system prompt once, so that the first line comes sooner."""
        assert self._prompt is not None
        problem = f"{state.title}\n{state.prompt}"
        request = prewarming(self.profile, self._prompt, problem, self._origin)
        # A host that cannot be asked is noticed, and told of, with the first line.
        with contextlib.suppress(Fault):
            await self._client.complete(request, deadline=_PREWARM_SECONDS, retries=0)

    async def speak(
        self, release: Release, state: State, show: Callable[[str], None], until: float
    ) -> Spoken:
        """Say what was released.

        Args:
            release: What to say.
            state: The attempt, with the release in it.
            show: Told all sentences so far, each time one has passed the guards.
            until: The loop's time at which the script speaks if nothing was shown by then.

        Returns:
            What stands in the end. Never raises for a fault: the script then speaks.
        """
        if self.gave_up:
            return Spoken(release.text, "script", why="gave-up")
        given = known(state, self._question, release)
        self.fault = None
        said: asyncio.Queue[str | Fault | None] = asyncio.Queue()
        pump = asyncio.create_task(self._pump(release, state, given, said))
        self._leaving.add(pump)
        pump.add_done_callback(self._leaving.discard)
        guard: Guard | None = None
        try:
            async with asyncio.timeout_at(until) as patience:
                guard = await self._guard(release, given)
                why = await self._listen(said, guard, show, patience)
        except TimeoutError:
            why = "late"
        finally:
            pump.cancel()  # not waited for: a host that is slow to part must not be noticed
        return self._came_to(release, guard, why)

    async def _guard(self, release: Release, given: Known) -> Guard:
        await self._ready.wait()
        assert self._terms is not None
        return await asyncio.to_thread(Guard, self._terms, release.text, given)

    async def _listen(
        self,
        said: "asyncio.Queue[str | Fault | None]",
        guard: Guard,
        show: Callable[[str], None],
        patience: asyncio.Timeout,
    ) -> str:
        """Show sentences as they pass; return why the script must speak, or an empty string."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + LONGEST
        while (one := await said.get()) is not None:
            if isinstance(one, Fault):
                self.fault = one
                return one.cause
            refused = guard.refuses(one)
            if refused:
                return refused
            show(guard.text)
            patience.reschedule(min(ends, loop.time() + PATIENCE))
        return guard.lacks()

    async def _pump(
        self,
        release: Release,
        state: State,
        given: Known,
        said: "asyncio.Queue[str | Fault | None]",
    ) -> None:
        """Put the sentences of an answer into a queue, then None, or the fault that ended it."""
        await self._ready.wait()
        assert self._prompt is not None
        nonce = secrets.token_hex(4)
        request = asked(self.profile, self._prompt, release, state, given, nonce)
        splitter = Splitter()
        try:
            stream = self._client.stream(request, deadline=LONGEST + PATIENCE)
            async with contextlib.aclosing(stream) as deltas:
                async for delta in deltas:
                    if not delta.thinking:
                        for sentence in splitter.feed(delta.text):
                            said.put_nowait(one_line(sentence))
        except Fault as fault:
            said.put_nowait(fault)
            return
        rest = one_line(splitter.rest())
        if rest:
            said.put_nowait(rest)
        said.put_nowait(None)

    def _came_to(self, release: Release, guard: Guard | None, why: str) -> Spoken:
        shown = guard.text if guard is not None else ""
        if not why:
            self._failed = 0
            return Spoken(shown, "model")
        if self.fault is not None or (why == "late" and self._ready.is_set()):
            self._failed += 1
        return Spoken(release.text, "script", shown, why)


def known(state: State, question: Question, release: Release) -> Known:
    """Gather what both sides know when something is released, the release itself left out."""
    answers = {one.id: one.answer for one in question.clarifications}
    told = [
        answers[id]
        for number, one in enumerate(state.asked)
        for id in one.heard
        if id in answers and _other(release, "asked", number)
    ]
    hints = [one.text for number, one in enumerate(state.hints) if _other(release, "hint", number)]
    pressed = [
        one.text
        for number, one in enumerate(state.followups)
        if _other(release, "followup", number)
    ]
    return Known(
        f"{state.title}\n{state.prompt}",
        tuple(dict.fromkeys(one_line(one) for one in [*told, *hints, *pressed])),
        "\n".join([state.notes, state.sheet, *(one.text for one in state.asked)]),
        tuple(one.text for one in state.said) + tuple(hints) + tuple(pressed),
    )


def asked(
    profile: Profile, prompt: Prompt, release: Release, state: State, given: Known, nonce: str
) -> Request:
    """Return the request for one line.

    Args:
        profile: Whom to ask.
        prompt: The prompt `interviewer`.
        release: What is to be said.
        state: The attempt; the end of its notes is sent.
        given: What both sides know.
        nonce: Letters and digits that make the fences' names; new for every request.
    """
    values = {
        "problem": given.problem,
        "told": neutral("\n".join(f"- {one}" for one in given.told)) or _NOTHING,
        "notes": state.notes[-_NOTES_CHARS:].strip() or _NOTHING,
        "asked": release.asked or _UNASKED,
        "line": neutral(one_line(release.text)),
    }
    messages = render(prompt, values, nonce)
    return request_for(
        profile, messages, max_tokens=prompt.max_output_tokens, max_chars=MAX_CHARS, stream=True
    )


def prewarming(profile: Profile, prompt: Prompt, problem: str, origin: str) -> Request:
    """Return the request that comes first: the rules and the problem, and one token in return.

    The same problem makes the same request, so that what was agreed to is what is sent.

    Args:
        profile: Whom to ask.
        prompt: The prompt `interviewer`.
        problem: Title and prompt.
        origin: UUID of this installation, which no author of a problem knows.
    """
    secret = f"{origin}\n{problem}".encode("utf-8", "replace")
    nonce = hashlib.sha256(secret).hexdigest()[:_NONCE_LENGTH]
    values = {"told": _NOTHING, "notes": _NOTHING, "asked": _NOTHING, "line": _NOTHING}
    messages = render(prompt, {**values, "problem": problem}, nonce)
    return request_for(profile, messages, max_tokens=1)


def _other(release: Release, to: str, number: int) -> bool:
    return (release.to, release.number) != (to, number)
