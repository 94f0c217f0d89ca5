"""The hosts that docs/model.md names, each behaving as it is known to, under the profile shown there.

What only differs by address (api.openai.com and openrouter.ai) is seen in the prepared request.
"""

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sdcoach.bank.question import DIMENSIONS
from sdcoach.coach.abilities import Memory
from sdcoach.coach.client import Client
from sdcoach.coach.faults import Fault
from sdcoach.coach.profiles import Profile, load_profiles
from sdcoach.coach.report import Report, read_report
from sdcoach.config import load
from tests.coach.asking import KEY, asked, streamed
from tests.coach.odd_server import BASE, Talk, serving
from tests.coach.test_judge import feedback, told

DOCUMENT = Path(__file__).parents[2] / "docs" / "model.md"
REPORT = json.dumps(told())
Refusal = dict[str, object] | str


def documented(name: str, url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """Return the profile as the documentation shows it, its host's address replaced by `url`."""
    block = next(
        one
        for one in re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
        if one.startswith(f"[llm.profiles.{name}]")
    )
    file = folder / "config.toml"
    file.write_text(re.sub(r'base_url = ".*"', f'base_url = "{url}"', block), encoding="utf-8")
    for variable in re.findall(r"env:(\w+)", block):
        monkeypatch.setenv(variable, KEY)
    return load_profiles(load(file)).named(name)


def spoken(talk: Talk, content: str | None, **message: str) -> None:
    """Answer whole or streamed, as it was asked for."""
    if not talk.body.get("stream"):
        return talk.say(content, **message)
    talk.begin_stream()
    for name, text in message.items():
        talk.event({name: text})
    talk.event({"content": content})
    talk.event({}, "stop")
    if talk.body.get("stream_options"):
        usage = {"prompt_tokens": 7, "completion_tokens": 3}
        talk.write(f"data: {json.dumps({**BASE, 'choices': [], 'usage': usage})}\n\n")
    return talk.end_stream()


def form(talk: Talk) -> str:
    return str((talk.body.get("response_format") or {}).get("type", "text"))


def refuse(talk: Talk, error: Refusal) -> None:
    talk.send(400, {"error": error})


def openai(talk: Talk) -> None:
    """A reasoning model there: only the newer name of the limit, and no temperature."""
    for name in ("max_tokens", "temperature"):
        if name in talk.body:
            said = f"Unsupported parameter: '{name}' is not supported with this model."
            return refuse(talk, {"message": said, "param": name, "code": "unsupported_parameter"})
    assert talk.headers["authorization"] == f"Bearer {KEY}"
    return spoken(talk, REPORT)


def azure(talk: Talk) -> None:
    assert talk.path == "/openai/v1/chat/completions"  # and no api-version behind it
    if talk.body["model"] != "my-deployment":
        return talk.send(404, {"error": {"code": "DeploymentNotFound", "message": "none"}})
    return openai(talk)


def ollama(talk: Talk) -> None:
    """Knows `max_tokens` only, thinks unless told not to, in a field of its own."""
    if "max_completion_tokens" in talk.body:
        return talk.say("", "length")
    if talk.body.get("reasoning_effort") != "none":
        return talk.say("", "length", reasoning="hm " * 50)
    return spoken(talk, REPORT)


def lm_studio(talk: Talk) -> None:
    if form(talk) == "json_object":
        return refuse(talk, "'response_format.type' must be 'json_schema' or 'text'")
    return spoken(talk, REPORT, reasoning_content="hm")


def vllm(talk: Talk) -> None:
    return spoken(talk, REPORT, reasoning="it is {not} a report yet")


def llama_cpp(talk: Talk) -> None:
    """An older build: its grammar does not know the bounds."""
    if "maxLength" in talk.raw.decode():
        message = "Failed to parse json_schema: maxLength is not supported"
        return talk.send(400, {"error": {"code": 400, "message": message}})
    return spoken(talk, REPORT, reasoning_content="hm")


def openrouter(talk: Talk) -> None:
    usage = {"prompt_tokens": 90, "completion_tokens": 9, "cost": 0.00125}
    choice = {"index": 0, "finish_reason": "stop", "message": {"content": REPORT}}
    if not talk.body.get("stream"):
        return talk.send(200, {**BASE, "choices": [choice], "usage": usage})
    talk.begin_stream()
    talk.write(": OPENROUTER PROCESSING\n\n")
    talk.event({"content": REPORT})
    talk.event({}, "stop")
    talk.write(f"data: {json.dumps({**BASE, 'choices': [], 'usage': usage})}\n\n")
    return talk.end_stream()


HOSTS: dict[str, tuple[Callable[[Talk], None], int]] = {
    "openai": (openai, 2),
    "azure": (azure, 2),
    "ollama": (ollama, 1),
    "lm-studio": (lm_studio, 1),
    "vllm": (vllm, 1),
    "llama-cpp": (llama_cpp, 2),
    "openrouter": (openrouter, 1),
}
"""By the profile's name: how it behaves, and how many requests the first report takes."""


async def reported(of: Profile) -> tuple[Report, dict[str, Any]]:
    asking = feedback(of)
    async with Client(of) as client:
        kept = await asking.send(client)
    read = read_report(kept)
    assert read is not None
    return read, kept


@pytest.mark.parametrize("name", HOSTS)
def test_the_documented_profile_gets_a_report_and_speaks(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behave, requests = HOSTS[name]
    with serving(behave) as server:
        url = server.url.replace("/v1", "/openai/v1") if name == "azure" else server.url
        of = documented(name, url, tmp_path, monkeypatch)
        report, kept = asyncio.run(reported(of))
        assert set(report.levels) == set(DIMENSIONS)
        assert set(report.levels.values()) == {3}
        assert kept["rung"] == "json_schema"
        assert len(server.met) == requests
        # What was learned is kept: the next report takes one request.
        asyncio.run(reported(of))
        assert len(server.met) == requests + 1

        async def speak() -> str:
            async with Client(of) as client:
                deltas = await streamed(client, asked(of))
            assert deltas[-1].end is not None
            assert deltas[-1].end.usage is not None
            return "".join(one.text for one in deltas if not one.thinking)

        assert asyncio.run(speak()) == REPORT


@pytest.mark.parametrize(
    ("address", "limit"),
    [
        ("https://api.openai.com/v1", "max_completion_tokens"),
        ("https://r.openai.azure.com/openai/v1", "max_completion_tokens"),
        ("https://openrouter.ai/api/v1", "max_tokens"),
        ("http://127.0.0.1:11434/v1", "max_tokens"),
    ],
)
def test_the_first_guess_spares_a_refusal(address: str, limit: str) -> None:
    of = Profile("p", address, "m")
    sent = json.loads(asyncio.run(Client(of).prepare(asked(of))).body)
    assert [name for name in sent if name.startswith("max_")] == [limit]
    assert "temperature" not in sent


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ({"code": 402, "message": "Insufficient credits"}, "no-credit"),
        ({"code": 429, "message": "Rate limit exceeded: free-models-per-day"}, "rate-limited"),
        ({"code": 502, "message": "Provider returned error"}, "server-error"),
        ({"code": "server_error", "message": "upstream"}, "server-error"),
    ],
)
def test_openrouters_error_within_a_good_answer_is_named(
    error: dict[str, object], cause: str, stream: bool
) -> None:
    def behave(talk: Talk) -> None:
        if not stream:
            return talk.send(200, {"id": "gen-1", "error": error})
        talk.begin_stream()
        talk.write(": OPENROUTER PROCESSING\n\n")
        choice = {"index": 0, "delta": {"content": ""}, "finish_reason": "error"}
        talk.write(f"data: {json.dumps({**BASE, 'error': error, 'choices': [choice]})}\n\n")
        return talk.end_stream()

    async def go(url: str) -> None:
        of = Profile("p", url, "m")
        async with Client(of) as client:
            if stream:
                await streamed(client, asked(of))
            else:
                await client.complete(asked(of), retries=0)

    with serving(behave) as server, pytest.raises(Fault) as met:
        asyncio.run(go(server.url))
    assert met.value.cause == cause


@pytest.mark.parametrize(
    ("status", "error", "cause"),
    [
        (404, {"code": "DeploymentNotFound", "message": "The API deployment…"}, "no-model"),
        (404, {"code": "404", "message": "Resource not found"}, "not-a-chat-server"),
        (401, {"code": "401", "message": "Access denied due to invalid key"}, "bad-key"),
        (400, {"code": "content_filter", "message": "…content management policy."}, "filtered"),
        (429, {"code": "RateLimitReached", "message": "retry after 3 s"}, "rate-limited"),
    ],
)
def test_azures_errors_are_named(
    status: int,
    error: dict[str, object],
    cause: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def go(of: Profile) -> None:
        async with Client(of) as client:
            await client.complete(asked(of), retries=0)

    with serving(lambda talk: talk.send(status, {"error": error})) as server:
        of = documented("azure", server.url, tmp_path, monkeypatch)
        with pytest.raises(Fault) as met:
            asyncio.run(go(of))
    assert met.value.cause == cause


def test_two_who_learn_at_once_lose_nothing_that_matters() -> None:
    async def both(url: str) -> None:
        ones = [Profile("p", url, f"m-{number}") for number in range(6)]
        async with asyncio.TaskGroup() as tasks:
            for one in ones:
                tasks.create_task(reported(one))
        for one in ones:  # what one of them lost is learned again, by one more request
            await reported(one)

    with serving(llama_cpp) as server:
        asyncio.run(both(server.url))
        assert 18 <= len(server.met) <= 24
        memory = json.loads(Memory().file.read_text(encoding="utf-8"))
        assert set(memory) == {server.url}
