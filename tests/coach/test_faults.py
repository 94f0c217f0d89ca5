"""Every way in which a host can fail, over real sockets: named, quick, and nothing leaks."""

import asyncio
import gc
import json
import logging
import socket
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import NamedTuple

import pytest
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Reply as Scripted

from sdcoach.coach.client import Client
from sdcoach.coach.faults import Fault
from sdcoach.coach.profiles import Profile
from tests.coach.asking import KEY, KEY_NAME, NOTES, asked, profile, streamed, worst_gap
from tests.coach.odd_server import BASE, Talk, drip, serving

DEADLINE = 5.0


class Case(NamedTuple):
    """What a host does, and what must be told of it."""

    name: str
    cause: str
    words: str
    host: Callable[[Talk], None] | Callable[[LLMock], object] | str
    """A misbehaviour of our own server, a scenario of llmock's, or an address."""
    stream: bool = False
    mock: bool = False
    key: bool = True
    deadline: float = DEADLINE
    first_text: float | None = None
    stall: float = 30.0


def error(status: int, message: str = "", **more: object) -> Callable[[Talk], None]:
    """Answer with an error that also echoes the key and the notes, as some hosts do."""

    def behave(talk: Talk) -> None:
        echo = f"{message} {talk.headers.get('authorization', '')} {NOTES}"
        told = {"message": echo, "input": talk.body, **more}
        talk.send(status, {"error": told})

    return behave


def pieces(*deltas: object, finish: str | None = "stop") -> Callable[[Talk], None]:
    def behave(talk: Talk) -> None:
        talk.begin_stream()
        for delta in deltas:
            talk.event(delta)
        if finish:
            talk.event({}, finish)
        talk.end_stream()

    return behave


def flood(talk: Talk) -> None:
    talk.begin_stream()
    for _ in range(20_000):
        talk.event({"content": "word " * 100})


def flood_without_length(talk: Talk) -> None:
    talk.send_response(200)
    talk.send_header("content-type", "application/json")
    talk.send_header("transfer-encoding", "chunked")
    talk.end_headers()
    for _ in range(2000):
        talk.write(" " * 65_536)


def stall(talk: Talk) -> None:
    talk.begin_stream()
    talk.event({"content": "The "})
    talk.wait_until_left()


def broken_event(talk: Talk) -> None:
    talk.begin_stream()
    talk.event({"content": "The "})
    talk.write(f"data: {{not json {NOTES}\n\n")
    talk.end_stream()


def error_event(talk: Talk) -> None:
    talk.begin_stream()
    talk.event({"content": "The "})
    told = {"error": {"message": f"upstream died {KEY}", "code": 502}}
    talk.write(f"data: {json.dumps(told)}\n\n")
    talk.end_stream()


def dirty_cut(talk: Talk) -> None:
    talk.begin_stream()
    talk.event({"content": "The "})
    time.sleep(0.1)
    talk.reset()


def clean_cut(talk: Talk) -> None:
    talk.begin_stream()
    talk.event({"content": "The "})
    talk.wfile.write(b"0\r\n\r\n")


def page(status: int) -> Callable[[Talk], None]:
    return lambda talk: talk.send(status, "<html>Log in to the network</html>", "text/html")


def llama_context(talk: Talk) -> None:
    told = {
        "code": 400,
        "message": f"the request exceeds the available context size. {NOTES}",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 9000,
        "n_ctx": 4096,
    }
    talk.send(400, {"error": told})


CASES = [
    Case("nothing listens", "refused-connection", "nothing listens", "closed port"),
    Case("no such name", "offline", "cannot be found", "http://host.invalid/v1", key=False),
    Case("no TLS there", "insecure", "certificate", "https"),
    Case("reset at once", "reset", "cut the connection", lambda t: t.reset()),
    Case("401", "bad-key", "does not accept the key", error(401, "Incorrect API key provided")),
    Case(
        "401 by llmock", "bad-key", "accept the key", lambda m: m.fail(401, message=KEY), mock=True
    ),
    Case("401 without a key", "no-key", "wants a key", error(401), key=False),
    Case("403", "forbidden", "does not allow", error(403, "not in your region")),
    Case("402", "no-credit", "no credit", error(402)),
    Case("429 for want of money", "no-credit", "no credit", error(429, code="insufficient_quota")),
    Case(
        "404 for the model",
        "no-model",
        "does not know the model",
        error(404, "model 'x' not found"),
    ),
    Case(
        "404 as OpenAI says it",
        "no-model",
        "does not know the model",
        lambda m: m.fail(404, code="model_not_found", message="The model `m` does not exist"),
        mock=True,
    ),
    Case("404 for the path", "not-a-chat-server", "status 404", page(404)),
    Case("a redirect", "not-a-chat-server", "status 307", lambda t: t.send(307, "", location="/x")),
    Case("429", "rate-limited", "too many requests", lambda m: m.fail(429), mock=True),
    Case(
        "429 with a long wait",
        "rate-limited",
        "to wait 2 min",
        lambda m: m.rate_limit(retry_after=121),
        mock=True,
    ),
    Case("500", "server-error", "status 500", lambda m: m.fail(500), mock=True),
    Case("503", "server-error", "overloaded", lambda m: m.outage(), mock=True),
    Case("529", "server-error", "overloaded", error(529, "overloaded_error")),
    Case("a proxy's 502", "server-error", "status 502", page(502)),
    Case("a captive page", "not-a-chat-server", "web page", page(200)),
    Case("a captive page, streamed", "not-a-chat-server", "web page", page(200), stream=True),
    Case("no JSON", "not-a-chat-server", "cannot be read", lambda t: t.send(200, '{"id": ')),
    Case("a list", "not-a-chat-server", "", lambda t: t.send(200, [1, 2])),
    Case(
        "choices null",
        "not-a-chat-server",
        "choices",
        lambda t: t.send(200, {**BASE, "choices": None}),
    ),
    Case(
        "choices of text",
        "not-a-chat-server",
        "",
        lambda t: t.send(200, {**BASE, "choices": "abc"}),
    ),
    Case("choices empty", "empty", "is empty", lambda t: t.send(200, {**BASE, "choices": []})),
    Case(
        "an error in 200", "no-credit", "no credit", lambda t: error(200, "no credits", code=402)(t)
    ),
    Case("no text", "empty", "is empty", lambda t: t.say("")),
    Case("no text, streamed", "empty", "is empty", pieces(), stream=True),
    Case("a stream of nothing", "empty", "is empty", pieces(finish=None), stream=True),
    Case("refusal", "refusal", "declined", lambda t: t.say(None, refusal=f"No. {NOTES}")),
    Case("refusal, streamed", "refusal", "declined", pieces({"refusal": "I cannot"}), stream=True),
    Case(
        "filter",
        "filtered",
        "content filter",
        lambda m: m.add(Scripted(text="", finish_reason="content_filter")),
        mock=True,
    ),
    Case("filter, refused", "filtered", "content filter", error(400, code="content_filter")),
    Case(
        "length",
        "length",
        "200 tokens",
        lambda m: m.add(Scripted(text='{"dim', finish_reason="length")),
        mock=True,
    ),
    Case(
        "length, streamed",
        "length",
        "200 tokens",
        pieces({"content": "x"}, finish="length"),
        stream=True,
    ),
    Case(
        "only thinking", "only-thinking", "thinking", lambda t: t.say("", "length", reasoning="hm")
    ),
    Case(
        "only thinking inline", "only-thinking", "thinking", lambda t: t.say("<think>hm", "length")
    ),
    Case(
        "only thinking, streamed",
        "only-thinking",
        "thinking",
        pieces({"reasoning_content": "hm"}, finish="length"),
        stream=True,
    ),
    Case("clean cut", "cut", "in the middle", clean_cut, stream=True),
    Case("dirty cut", "cut", "in the middle", dirty_cut, stream=True),
    Case(
        "truncated by llmock",
        "cut",
        "in the middle",
        lambda m: m.truncate(after_chunks=2),
        True,
        True,
    ),
    Case(
        "dropped by llmock",
        "cut",
        "in the middle",
        lambda m: m.disconnect(after_chunks=2),
        True,
        True,
    ),
    Case(
        "corrupt by llmock",
        "garbled",
        "unreadable",
        lambda m: m.corrupt(after_chunks=2),
        True,
        True,
    ),
    Case("an event that is no JSON", "garbled", "unreadable", broken_event, stream=True),
    Case("an error event", "server-error", "status 502", error_event, stream=True),
    Case("slow drip", "timeout", "not done within 1 s", drip, stream=True, deadline=0.6),
    Case("stall", "stalled", "stopped in the middle", stall, stream=True, stall=0.3),
    Case(
        "stall by llmock",
        "stalled",
        "stopped in the middle",
        lambda m: m.stall(after_chunks=2, seconds=2),
        stream=True,
        mock=True,
        stall=0.3,
    ),
    Case("no answer at all", "timeout", "not done", Talk.wait_until_left, deadline=0.4),
    Case(
        "no answer, streamed",
        "timeout",
        "not done",
        Talk.wait_until_left,
        stream=True,
        deadline=0.4,
    ),
    Case("no first word", "timeout", "begin to speak", Talk.wait_until_left, True, first_text=0.3),
    Case(
        "thinks too long",
        "timeout",
        "begin to speak",
        lambda t: [t.begin_stream(), t.event({"reasoning": "hm"}), t.wait_until_left()],
        stream=True,
        first_text=0.3,
    ),
    Case("1 MB", "too-large", "far longer", lambda t: t.say("word " * 200_000)),
    Case("10 MB, streamed", "too-large", "far longer", flood, stream=True),
    Case("without an end", "too-large", "far longer", flood_without_length),
    Case("context", "context", "model's context", lambda m: m.context_overflow(), mock=True),
    Case("context of llama.cpp", "context", "of 4,096 tokens", llama_context),
    Case("an unknown 400", "rejected", "status 400", error(400, "the moon is full")),
    Case("a 422 that echoes", "rejected", "status 422", error(422)),
]


@pytest.fixture
def house(llmock: LLMock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Case], Profile]]:
    """Set a case up anew at each call, and return the profile that meets it."""
    monkeypatch.setenv(KEY_NAME, KEY)
    with ExitStack() as open_now:

        def arranged(case: Case) -> Profile:
            key = f"env:{KEY_NAME}" if case.key else "none"
            if case.mock:
                llmock.reset()
                if case.stream:
                    llmock.reply("one two three four five six")
                case.host(llmock)  # type: ignore[operator,arg-type]
                return profile(llmock.base_url(), key=key)
            if isinstance(case.host, str):
                return profile(address(case.host), key=key)
            server = open_now.enter_context(serving(case.host))  # type: ignore[arg-type]
            return profile(server.url, key=key)

        def address(what: str) -> str:
            if what == "closed port":
                with socket.socket() as one:
                    one.bind(("127.0.0.1", 0))
                    return f"http://127.0.0.1:{one.getsockname()[1]}/v1"
            if what == "https":
                server = open_now.enter_context(serving(page(200)))
                return server.url.replace("http://", "https://")
            return what

        yield arranged


@pytest.mark.parametrize("case", CASES, ids=[one.name.replace(" ", "-") for one in CASES])
def test_a_fault_is_named_at_once_and_leaks_nothing(
    case: Case, house: Callable[[Case], Profile], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def once() -> tuple[object, float, float]:
        of = house(case)
        async with Client(of) as client:
            if case.stream:
                more = {"deadline": case.deadline, "stall": case.stall}
                if case.first_text is not None:
                    more["first_text"] = case.first_text
                return await worst_gap(lambda: streamed(client, asked(of), **more))
            work = client.complete(asked(of), deadline=case.deadline, retries=0)
            return await worst_gap(lambda: work)

    # A loaded machine may hold anyone up; what blocks by itself does so every time.
    worst = 1.0
    for _ in range(5):
        fault, gap, took = asyncio.run(once())
        assert isinstance(fault, Fault), fault
        worst = min(worst, gap)
        if worst < 0.1:
            break
    assert fault.cause == case.cause, fault
    assert case.words in fault.message
    assert fault.hint
    assert worst < 0.1
    assert took < DEADLINE + 1
    shown = f"{fault} {fault!r} {fault.hint} {fault.place} {fault.args}"
    shown += "".join(traceback.format_exception(fault)) + caplog.text
    assert KEY not in shown
    assert NOTES not in shown
    assert KEY[3:12] not in shown
    assert fault.__context__ is None
    assert fault.__cause__ is None
    # What a crash screen would print of every frame holds no key either.
    frames = traceback.TracebackException.from_exception(fault, capture_locals=True)
    assert KEY not in "".join(frames.format())
    gc.collect()


def test_there_are_enough_faults() -> None:
    assert len(CASES) >= 30
