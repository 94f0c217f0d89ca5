"""The openai package, brought in late and kept quiet.

Left alone, it sends the environment's own key, organisation, project and headers to any
address, tells seven headers about the machine, follows redirects with the notes in hand, uses
proxies for loopback too and reads without limit. Here every request passes one hook that
leaves only what HTTP and the profile need.
"""

import asyncio
import importlib
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

from sdcoach import __version__
from sdcoach.coach.faults import Fault
from sdcoach.coach.profiles import NO_KEY, Profile, Secret, is_loopback

if TYPE_CHECKING:
    import httpx2
    import openai

CONNECT_SECONDS = 5.0
LARGEST_ANSWER = 2_000_000
"""Bytes of an answer that comes whole."""
LARGEST_STREAM = 16_000_000
"""Bytes of a streamed answer, where each word comes in some 200 bytes of wrapping."""

_KEPT = frozenset(
    {"host", "accept", "connection", "content-type", "content-length", "transfer-encoding"}
)
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_ANY_HEADER = 47  # zlib's word for: gzip or deflate, whichever it is
_PIECE = 65_536  # bytes that are unpacked in one go
_FOREIGN = frozenset({"provider"})  # fields the package itself does not know
_ready = False


async def load() -> None:
    """Import the openai package in a thread, once; the event loop goes on meanwhile.

    Raises:
        Fault: `no-profile` when the package is not installed.
    """
    global _ready
    if _ready:
        return
    try:
        await asyncio.to_thread(_load)
    except ImportError:
        missing = True
    else:
        missing = False
        _ready = True
    if missing:
        raise Fault(
            "no-profile",
            "the package `openai` is missing, without which no model can be asked",
            hint="reinstall sdcoach: it is one of its dependencies",
        )


def _load() -> None:
    importlib.import_module("openai")
    import logging

    # OPENAI_LOG would otherwise print what is sent over the screen.
    for name in ("openai", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    asyncio.run(_warm_up())


async def _warm_up() -> None:
    """Make the first calls here, against nothing: they build types for a tenth of a second."""
    import httpx2

    profile = Profile("", "http://127.0.0.1/v1", "")
    client = build(profile, Secret(NO_KEY), transport=httpx2.MockTransport(stand_in))
    asked: dict[str, Any] = {"model": "", "messages": [{"role": "user", "content": ""}]}
    async with client:
        await create(client, asked)
        async for _ in await create(client, {**asked, "stream": True}):
            pass


def stand_in(request: "httpx2.Request") -> "httpx2.Response":
    """Answer a request without a network, whole or streamed as it asks."""
    import httpx2

    head = '{"id":"","created":0,"model":"","choices":[{"index":0,"finish_reason":"stop",'
    whole = head + '"message":{"role":"assistant","content":""}}]}'
    pieces = f'data: {head}"delta":{{}}}}]}}\n\ndata: [DONE]\n\n'
    streamed = (
        request.headers.get("accept") == "text/event-stream"
        or b'"stream":true' in (request.content.replace(b" ", b"")[-200:])
    )
    kind = "text/event-stream" if streamed else "application/json"
    content = pieces if streamed else whole
    return httpx2.Response(200, content=content.encode(), headers={"content-type": kind})


async def create(client: "openai.AsyncOpenAI", built: Mapping[str, Any]) -> Any:
    """Send a body and return what the package makes of the answer.

    Returns:
        A plain mapping or text for a whole answer, the package's stream for a streamed one.
    """
    own = {name: value for name, value in built.items() if name not in _FOREIGN}
    foreign = {name: value for name, value in built.items() if name in _FOREIGN}
    got: Any = await client.chat.completions.create(**own, extra_body=foreign or None)
    if built.get("stream") or isinstance(got, str):
        return got
    return got.to_dict(warnings=False)


def build(
    profile: Profile,
    key: Secret,
    *,
    transport: "httpx2.AsyncBaseTransport | None" = None,
) -> "openai.AsyncOpenAI":
    """Return a client for the profile that sends what we say and nothing else.

    Building it reads the system's certificates: call it in a thread.

    Args:
        profile: Whom to talk to.
        key: The profile's key, or `NO_KEY`: then no header carries one.
        transport: Instead of the network, for previews.
    """
    import httpx2
    from openai import AsyncOpenAI

    async def leave_only_ours(request: "httpx2.Request") -> None:
        for name in [*request.headers]:
            if name.lower() not in _KEPT:
                del request.headers[name]
        request.headers["User-Agent"] = f"sdcoach/{__version__}"
        request.headers["Accept-Encoding"] = "identity"  # no small answer that unfolds to a large
        if key.reveal() != NO_KEY:
            request.headers["Authorization"] = f"Bearer {key.reveal()}"

    async def limit(response: "httpx2.Response") -> None:
        streamed = response.headers.get("content-type", "").startswith("text/event-stream")
        largest = LARGEST_STREAM if streamed else LARGEST_ANSWER
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        packed = response.headers.pop("content-encoding", "").lower() in _PACKED
        response.stream = _limited(response.stream, largest, packed=packed)

    # Only the caller knows how long a whole call may take: a limit of reading, shorter than that,
    # would end a slow model's report that is still in time.
    timeout = httpx2.Timeout(None, connect=CONNECT_SECONDS)
    http = httpx2.AsyncClient(
        base_url=profile.base_url,
        timeout=timeout,
        follow_redirects=False,
        trust_env=not is_loopback(profile),
        transport=transport,
        event_hooks={"request": [leave_only_ours], "response": [limit]},
    )
    return AsyncOpenAI(
        # The hook puts the real one in, so the package never holds it.
        api_key="held-elsewhere",
        base_url=profile.base_url,
        max_retries=0,
        timeout=timeout,
        http_client=http,
    )


def _limited(
    stream: "httpx2.AsyncByteStream", largest: int, *, packed: bool
) -> "httpx2.AsyncByteStream":
    """Return the stream, which breaks off where it becomes too large.

    A host may pack its answer although asked not to. It is unpacked here, a piece at a time: the
    package would unfold 200 kB to 200 MB at once, and the screen would stand still meanwhile.
    """
    import zlib

    import httpx2

    class Limited(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = largest
            unpacking = zlib.decompressobj(_ANY_HEADER) if packed else None
            async for chunk in stream:
                rest = chunk
                while rest:
                    piece = rest
                    rest = b""
                    if unpacking is not None:
                        try:
                            piece = unpacking.decompress(piece, _PIECE)
                        except zlib.error as error:
                            raise httpx2.DecodingError(str(error)) from None
                        rest = unpacking.unconsumed_tail
                        await asyncio.sleep(0)  # the screen's turn: nothing else waits here
                    left -= len(piece)
                    if left < 0:
                        raise too_large()
                    if piece:
                        yield piece

        async def aclose(self) -> None:
            await stream.aclose()

    return Limited()


def too_large() -> Fault:
    """Return the fault for an answer that no request of ours can have."""
    return Fault(
        "too-large",
        "the answer is far longer than asked for, and was broken off",
        hint="try another model, or look at what answers at that address",
    )
