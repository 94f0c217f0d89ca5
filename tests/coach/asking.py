"""Asking over real HTTP, and watching that the event loop never stands still meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sdcoach.coach.client import Client, Delta, Reply, load
from sdcoach.coach.faults import Fault
from sdcoach.coach.profiles import Profile
from sdcoach.coach.request import Message, Request, request_for

T = TypeVar("T")

NOTES = "canary notes: the hot paste is cached in seven replicas behind the writer"
KEY = "sk-canary-0123456789abcdefWXYZ"
KEY_NAME = "SDCOACH_TEST_KEY"


def profile(url: str, model: str = "odd-1", **more: object) -> Profile:
    return Profile("local", url, model, **more)  # type: ignore[arg-type]


def asked(of: Profile, text: str = NOTES, max_tokens: int = 200) -> Request:
    messages = [Message("system", "You grade notes."), Message("user", text)]
    return request_for(of, messages, max_tokens=max_tokens)


async def streamed(client: Client, request: Request, **more: float) -> list[Delta]:
    return [delta async for delta in client.stream(request, **more)]


async def complete(of: Profile, text: str = NOTES, **more: object) -> Reply:
    async with Client(of) as client:
        return await client.complete(asked(of, text), **more)  # type: ignore[arg-type]


async def worst_gap(work: Callable[[], Awaitable[T]]) -> tuple[T | Fault, float, float]:
    """Return what the work came to, the event loop's longest standstill and the time it took.

    The openai package is loaded before: what that costs is measured elsewhere.
    """
    await load()
    loop = asyncio.get_running_loop()
    worst = 0.0

    async def tick() -> None:
        nonlocal worst
        last = loop.time()
        while True:
            await asyncio.sleep(0.002)
            worst = max(worst, loop.time() - last - 0.002)
            last = loop.time()

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.01)
    began = loop.time()
    result: T | Fault
    try:
        result = await work()
    except Fault as error:
        result = error
    took = loop.time() - began
    await asyncio.sleep(0.01)
    ticking.cancel()
    return result, worst, took
