"""Answers that come packed although nobody asked for it."""

import asyncio
import gzip
import json
import zlib
from collections.abc import Callable

import pytest

from sdcoach.coach.client import Client
from sdcoach.coach.faults import Fault
from tests.coach.asking import asked, complete, profile, streamed, worst_gap
from tests.coach.odd_server import BASE, Talk, serving

ANSWER = {
    **BASE,
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "packed, but here"}}],
}
CHUNK = {
    **BASE,
    "choices": [{"index": 0, "finish_reason": "stop", "delta": {"content": "packed, but here"}}],
}


def packed(raw: bytes, encoding: str, kind: str = "application/json") -> Callable[[Talk], None]:
    def behave(talk: Talk) -> None:
        talk.send_response(200)
        talk.send_header("content-type", kind)
        talk.send_header("content-encoding", encoding)
        talk.send_header("content-length", str(len(raw)))
        talk.end_headers()
        talk.wfile.write(raw)

    return behave


def unfolding(megabytes: int) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [packing.compress(b" " * 1_000_000) for _ in range(megabytes)]
    return b"".join([*pieces, packing.flush()])


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate"])
def test_a_packed_answer_is_read(encoding: str) -> None:
    raw = json.dumps(ANSWER).encode()
    raw = zlib.compress(raw) if encoding == "deflate" else gzip.compress(raw)
    with serving(packed(raw, encoding)) as server:
        assert asyncio.run(complete(profile(server.url))).text == "packed, but here"


def test_a_packed_stream_is_read() -> None:
    events = f"data: {json.dumps(CHUNK)}\n\ndata: [DONE]\n\n".encode()

    async def go(url: str) -> str:
        of = profile(url)
        async with Client(of) as client:
            return "".join(one.text for one in await streamed(client, asked(of)))

    with serving(packed(gzip.compress(events), "gzip", "text/event-stream")) as server:
        assert asyncio.run(go(server.url)) == "packed, but here"


@pytest.mark.parametrize("stream", [False, True])
def test_a_small_answer_that_unfolds_to_a_large_one_is_broken_off(stream: bool) -> None:
    async def go(url: str) -> tuple[object, float, float]:
        of = profile(url)
        async with Client(of) as client:
            if stream:
                return await worst_gap(lambda: streamed(client, asked(of)))
            return await worst_gap(lambda: client.complete(asked(of), retries=0))

    kind = "text/event-stream" if stream else "application/json"
    with serving(packed(unfolding(100), "gzip", kind)) as server:
        # A loaded machine may hold anyone up; what blocks by itself does so every time.
        gap = 1.0
        for _ in range(5):
            fault, once, _ = asyncio.run(go(server.url))
            gap = min(gap, once)
            if gap < 0.1:
                break
    assert isinstance(fault, Fault)
    assert fault.cause == "too-large"
    assert gap < 0.1


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "gzip, gzip"])
def test_what_cannot_be_unpacked_is_named(encoding: str) -> None:
    with (
        serving(packed(b"\x00\xffneither", encoding)) as server,
        pytest.raises(Fault) as caught,
    ):
        asyncio.run(complete(profile(server.url), retries=0))
    assert caught.value.cause == "not-a-chat-server"
