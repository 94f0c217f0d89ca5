"""Proxies and certificates that the environment names: used for other machines, told of when bad."""

import asyncio
import socket
from pathlib import Path

import pytest

from sdcoach.coach.client import Client
from sdcoach.coach.faults import Fault
from sdcoach.coach.profiles import Profile
from tests.coach.asking import KEY, KEY_NAME, asked, complete, profile
from tests.coach.odd_server import serving

PASSWORD = "hunter2-canary"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv(KEY_NAME, KEY)


def fault_of(of: Profile) -> Fault:
    with pytest.raises(Fault) as caught:
        asyncio.run(complete(of, retries=0))
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    return caught.value


def closed() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


@pytest.mark.parametrize(
    "address",
    [
        "http://CLOSED",
        f"http://me:{PASSWORD}@CLOSED",
        "http://no-such-proxy.invalid:3128",
        f"socks5://me:{PASSWORD}@127.0.0.1:1",
        f"ftp://me:{PASSWORD}@127.0.0.1",
        "http://a:b:c",
        "http://[::1",
    ],
)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_that_cannot_be_used_is_named_and_not_the_host(
    name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, address.replace("CLOSED", closed()))
    fault = fault_of(Profile("p", "https://models.invalid/v1", "m", key=f"env:{KEY_NAME}"))
    assert fault.cause == "offline"
    assert "proxy" in fault.message
    assert "HTTPS_PROXY" in fault.hint
    assert PASSWORD not in f"{fault!r} {fault} {fault.hint}"
    # Whatever it is, this very machine is reached without it.
    with serving(lambda talk: talk.say("here")) as server:
        assert asyncio.run(complete(profile(server.url))).text == "here"


def test_a_host_that_needs_no_proxy_is_not_blamed_on_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://{closed()}")
    monkeypatch.setenv("NO_PROXY", "models.invalid")
    fault = fault_of(Profile("p", "https://models.invalid/v1", "m"))
    assert "the name models.invalid cannot be found" in fault.message


@pytest.mark.parametrize("text", [None, "no certificate at all\n"])
def test_certificates_that_cannot_be_read_are_named(
    text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "certificates.pem"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    fault = fault_of(Profile("p", "https://models.invalid/v1", "m"))
    assert fault.cause == "insecure"
    assert "SSL_CERT_FILE" in fault.hint


def test_a_preview_minds_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    of = Profile("p", "https://models.invalid/v1", "m")
    assert asyncio.run(Client(of).prepare(asked(of))).url.startswith("https://models.invalid/")
