"""Asking one profile's model: whole answers and streamed ones, with every fault named.

Nothing of the openai package gets out of here but text and `Fault`s, and a fault is never
raised while one of the package's own errors is at hand: those hold the request.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator, Callable
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from sdcoach.coach import causes
from sdcoach.coach.abilities import Abilities, Memory, first_guess
from sdcoach.coach.answers import Part, Usage
from sdcoach.coach.faults import Fault
from sdcoach.coach.preview import Prepared, prepared
from sdcoach.coach.profiles import Profile, Secret, resolve_key
from sdcoach.coach.request import Request, body
from sdcoach.coach.telling import Reply, Told, reply_of, unusable
from sdcoach.coach.transport import build, load, too_large
from sdcoach.coach.wire import Late, Over, Stream, Wire

if TYPE_CHECKING:
    import openai

__all__ = ["Client", "Delta", "Prepared", "Reply", "Usage", "load"]

RETRIES = 2
STALL_SECONDS = 30.0
"""How long nothing may come in the middle of a streamed answer."""
_AFTER_FINISH = 2.0  # the usage comes after the last word, from some hosts never
_BREATH = 0.01  # seconds of reading in a row after which the screen gets a turn


class Delta(NamedTuple):
    """A piece of a streamed answer; the last one has no text, but the whole in `end`."""

    text: str
    thinking: bool = False
    end: Reply | None = None


class Client:
    """A connection to one profile's model; use it as `async with Client(profile) as client`.

    Entering imports the openai package in a thread, looks up the key and opens nothing yet.

    Args:
        profile: Whom to ask.
        memory: Where what the host takes is kept; the usual file by default.
        fresh: Start from the first guess instead of what is remembered.
    """

    def __init__(
        self, profile: Profile, *, memory: Memory | None = None, fresh: bool = False
    ) -> None:
        self.profile = profile
        self.memory = memory or Memory()
        self.abilities: Abilities | None = None
        self._fresh = fresh
        self._teller = causes.Teller(profile)
        self._wire: Wire | None = None

    def __repr__(self) -> str:
        return f"Client({self.profile.name!r})"

    async def __aenter__(self) -> Self:
        """Get ready.

        Raises:
            Fault: When the key cannot be had, or a proxy or certificates of the environment
                cannot be used.
        """
        key = await asyncio.to_thread(_key_of, self.profile)
        await self.known()
        await load()
        package = await asyncio.to_thread(_built, self.profile, key)
        if isinstance(package, Fault):
            raise package
        self._wire = Wire(package, self._teller, key)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close every connection."""
        if self._wire is not None:
            await self._wire.close()
            self._wire = None

    async def prepare(self, request: Request) -> Prepared:
        """Return exactly what would be sent, with nothing sent and no key looked up.

        Raises:
            Fault: When the openai package is missing.
        """
        abilities = await self.known()
        await load()
        return await asyncio.to_thread(prepared, self.profile, body(request, abilities))

    async def complete(
        self,
        request: Request,
        *,
        deadline: float | None = None,
        on_wait: Callable[[float], None] | None = None,
        retries: int = RETRIES,
        thinking_counts: bool = False,
    ) -> Reply:
        """Ask and return the whole answer.

        Args:
            request: What to ask.
            deadline: Seconds for the whole call, waiting included; the profile's by default.
            on_wait: Told each second how many seconds are left before it is tried again.
            retries: How often to try again what may pass.
            thinking_counts: Whether an answer that is all thinking is an answer; some hosts
                put everything there.

        Raises:
            Fault: When there is no answer.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        seconds = self.profile.deadline if deadline is None else deadline
        for tried in range(retries + 1):
            got = await self._ask(request._replace(stream=False), began + seconds)
            if isinstance(got, Part):
                fault = unusable(got, request, thinking_counts=thinking_counts)
                if fault is not None:
                    raise fault
                return reply_of(got, loop.time() - began)
            if isinstance(got, Late):
                got = self._teller.timed_out(seconds)
            assert isinstance(got, Fault)
            wait = _pause(got, tried)
            left = began + seconds - loop.time()
            if not got.retryable or tried == retries or wait > min(causes.LONGEST_WAIT, left):
                raise got
            await _count_down(wait, on_wait)
        raise AssertionError  # the last round returns or raises

    async def stream(
        self,
        request: Request,
        *,
        deadline: float | None = None,
        first_text: float | None = None,
        stall: float = STALL_SECONDS,
    ) -> AsyncGenerator[Delta, None]:
        """Ask and yield the answer as it comes; the last delta holds the whole in `end`.

        Break off early only inside `contextlib.aclosing(client.stream(…))`, which closes the
        connection at once. Nothing is tried again here.

        Args:
            request: What to ask.
            deadline: Seconds for the whole answer; the profile's by default.
            first_text: Seconds for the first word that is no thinking; None: the deadline.
            stall: Seconds that may pass without anything in the middle.

        Raises:
            Fault: When the answer does not come, or not to its end; what came has been yielded.
        """
        asked = request._replace(stream=True)
        times = _Times(
            asyncio.get_running_loop().time(),
            self.profile.deadline if deadline is None else deadline,
            first_text,
            stall,
        )
        opened = await self._ask(asked, times.first_by)
        if isinstance(opened, Late):
            opened = self._too_late(Told(), times)
        if isinstance(opened, Fault):
            raise opened
        told = Told()
        if isinstance(opened, Part):  # a host that sends the whole although asked for pieces
            for text, thinking in [*told.take(opened), *told.rest()]:
                yield Delta(text, thinking)
        else:
            async with contextlib.aclosing(self._pieces(opened, told, asked, times)) as pieces:
                async for delta in pieces:
                    yield delta
        fault = unusable(told.whole(), request, thinking_counts=False)
        if fault is not None:
            raise fault
        yield Delta("", end=reply_of(told.whole(), times.spent()))

    async def _pieces(
        self, opened: "Stream", told: Told, request: Request, times: "_Times"
    ) -> AsyncGenerator[Delta, None]:
        """Yield what a stream says and thinks, and close it, however it ends."""
        wire = self._opened()
        breath = times.began
        try:
            while True:
                got = await wire.next(opened, times.patience(told), request)
                if isinstance(got, Over) or (isinstance(got, Late) and told.finish is not None):
                    break
                if isinstance(got, Late):
                    got = self._too_late(told, times)
                if isinstance(got, Fault):
                    broken = got.cause == "reset" and told.begun
                    raise told.marked(self._teller.cut() if broken else got)
                for text, thinking in told.take(got):
                    yield Delta(text, thinking)
                if told.size > request.max_chars or told.thought_size > 4 * request.max_chars:
                    raise told.marked(too_large())
                if times.now() - breath > _BREATH:
                    await asyncio.sleep(0)
                    breath = times.now()
            for text, thinking in told.rest():
                yield Delta(text, thinking)
        finally:
            await opened.close()
        if told.finish is None:
            begun = told.size or told.thought_size
            raise told.marked(self._teller.cut() if begun else causes.empty())

    def _too_late(self, told: Told, times: "_Times") -> Fault:
        if times.now() >= times.ends:
            return self._teller.timed_out(times.seconds)
        if not told.size and times.now() >= times.first_by:
            return self._teller.silent()
        return self._teller.stalled(times.stall)

    async def models(self, *, deadline: float = 15.0) -> tuple[str, ...]:
        """Return the names of the models that the host lists.

        Raises:
            Fault: When it does not list them, or cannot be reached.
        """
        got = await self._opened().models(asyncio.get_running_loop().time() + deadline)
        if isinstance(got, Late):
            got = self._teller.timed_out(deadline)
        if isinstance(got, Fault):
            raise got
        return got

    async def known(self) -> Abilities:
        """Return what the host takes, as far as it is known."""
        if self.abilities is None:
            self.abilities = (
                first_guess(self.profile)
                if self._fresh
                else await asyncio.to_thread(self.memory.of, self.profile)
            )
        return self.abilities

    async def _ask(self, request: Request, until: float) -> "Part | Stream | Fault | Late":
        return await self._opened().ask(request, await self.known(), until, self._learn)

    async def _learn(self, abilities: Abilities) -> None:
        if abilities == self.abilities and not self._fresh:
            return
        self.abilities = abilities
        self._fresh = False
        await asyncio.to_thread(self.memory.keep, self.profile, abilities)

    def _opened(self) -> Wire:
        if self._wire is None:
            raise RuntimeError("the client is used outside of `async with`")
        return self._wire


class _Times:
    """How long a stream may take: in all, to its first word, and between its pieces.

    Args:
        began: The loop's time at the call.
        seconds: For the whole answer.
        first_text: Seconds to the first word that is no thinking; None: no limit of its own.
        stall: Seconds between two pieces.
    """

    def __init__(
        self, began: float, seconds: float, first_text: float | None, stall: float
    ) -> None:
        self.began = began
        self.seconds = seconds
        self.stall = stall
        self.ends = began + seconds
        self.first_by = self.ends if first_text is None else min(self.ends, began + first_text)

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def spent(self) -> float:
        return self.now() - self.began

    def patience(self, told: Told) -> float:
        """Return until when the next piece must have come."""
        if told.finish is not None:
            return min(self.ends, self.now() + _AFTER_FINISH)
        until = min(self.ends, self.now() + self.stall) if told.begun else self.ends
        return until if told.size else min(until, self.first_by)


def _built(profile: Profile, key: Secret) -> "openai.AsyncOpenAI | Fault":
    """Return the package's client, or what of the environment stands against it."""
    import httpx2

    try:
        return build(profile, key)
    except OSError:
        return causes.bad_certificates()
    except (ImportError, ValueError, httpx2.InvalidURL):
        return causes.bad_proxy()


def _key_of(profile: Profile) -> Secret:
    return Secret(resolve_key(profile))


def _pause(fault: Fault, tried: int) -> float:
    """Return how long to wait before trying again: what the host asks, or 1 and 2 s or so."""
    if fault.wait is not None:
        return fault.wait
    return float(2**tried) * random.uniform(0.75, 1.0)  # noqa: S311  # spreads, hides nothing


async def _count_down(seconds: float, on_wait: Callable[[float], None] | None) -> None:
    loop = asyncio.get_running_loop()
    ends = loop.time() + seconds
    while (left := ends - loop.time()) > 0:
        if on_wait is not None:
            on_wait(left)
        await asyncio.sleep(min(1.0, left))
