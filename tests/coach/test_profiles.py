"""Profiles as a person writes them into config.toml, and where their keys lie."""

import os
import traceback
from pathlib import Path

import pytest

from sdcoach import config, paths
from sdcoach.cli import main
from sdcoach.coach.faults import Fault
from sdcoach.coach.profiles import (
    NO_KEY,
    Price,
    Profile,
    Profiles,
    host_of,
    is_loopback,
    load_profiles,
    resolve_key,
)
from sdcoach.errors import ConfigError
from tests.coach.asking import KEY, KEY_NAME, profile

WHOLE = """
[llm]
judge = "cloud"
interviewer = "local"

[llm.profiles.local]
base_url = "http://127.0.0.1:11434/v1/"
model = "qwen3:8b"
context = 16384
reasoning_effort = "none"
per_dimension = true

[llm.profiles.cloud]
base_url = "https://api.openai.com/v1"
model = "gpt-5.4-mini"
key = "env:OPENAI_API_KEY"
price = { input = 0.25, output = 2 }
deadline = 90
"""


def written(text: str) -> Profiles:
    paths.config_file().parent.mkdir(parents=True, exist_ok=True)
    paths.config_file().write_text(text, encoding="utf-8")
    return load_profiles(config.load())


def one(**fields: str) -> str:
    given = {"base_url": '"https://host/v1"', "model": '"m"', **fields}
    return "[llm.profiles.p]\n" + "\n".join(f"{name} = {value}" for name, value in given.items())


def test_without_settings_there_is_no_profile() -> None:
    assert load_profiles(config.load()) == Profiles()


def test_profiles_are_read_as_they_are_written() -> None:
    profiles = written(WHOLE)
    assert profiles.interviewer == Profile(
        "local",
        "http://127.0.0.1:11434/v1",
        "qwen3:8b",
        context=16384,
        reasoning_effort="none",
        per_dimension=True,
    )
    assert profiles.judge == Profile(
        "cloud",
        "https://api.openai.com/v1",
        "gpt-5.4-mini",
        key="env:OPENAI_API_KEY",
        price=Price(0.25, 2.0),
        deadline=90.0,
    )
    assert profiles.named("local") is profiles.interviewer
    with pytest.raises(Fault) as met:
        profiles.named("cluod")
    assert met.value.cause == "no-profile"
    assert "local, cloud" in met.value.hint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("llm = 1", "must be a table"),
        ("[llm]\njugde = 'a'", "no setting 'jugde'"),
        ("[llm]\njudge = 1", "must name a profile"),
        ("[llm]\njudge = 'a'", "which is not there"),
        ("[llm]\nprofiles = 1", "must be tables"),
        ("[llm.profiles]\na = 1", "must be tables"),
        ("[llm.profiles.p]\nmodel = 'm'", "needs base_url"),
        ("[llm.profiles.p]\nbase_url = 'https://h/v1'", "needs model"),
        (one(modell='"x"'), "has no 'modell'"),
        (one(context='"many"'), "whole number"),
        (one(context="true"), "whole number"),
        (one(context="12"), "at least 1024"),
        (one(deadline="0"), "between 5 and 3600"),
        (one(deadline="nan"), "number of seconds"),
        (one(price="{ input = 1 }"), "two numbers"),
        (one(price="{ input = -1, output = 1 }"), "two numbers"),
        (one(per_dimension="1"), "true or false"),
        (one(model='""'), "must be a text"),
        (one(base_url='"host/v1"'), "must be an address"),
        (one(base_url='"ftp://host/v1"'), "must be an address"),
        (one(base_url='"https://name:secret@host/v1"'), "must be an address"),
        (one(base_url='"http://127.0.0.1@host.example/v1"'), "must be an address"),
        (one(base_url="'http://127.0.0.1\\@host.example/v1'"), "must be an address"),
        (one(base_url='"https://host/v1?key=secret"'), "must be an address"),
        (one(base_url='"https://host:99999/v1"'), "must be an address"),
        (one(base_url='"https://[::1/v1"'), "must be an address"),
        (one(base_url='"https://host/v1 x"'), "must be an address"),
        (one(base_url='" https://host/v1"'), "must be an address"),
        (one(base_url='"https://256.256.256.256/v1"'), "must be an address"),
        (one(base_url='"https://[1:2:3]/v1"'), "must be an address"),
        (one(deadline="1" + "0" * 400), "number of seconds"),
        (one(price=f"{{ input = 1{'0' * 400}, output = 1 }}"), "two numbers"),
        (one(key='"sk-canary-0123456789"'), "where the key lies"),
        (one(key='"env:sk-canary-0123456789"'), "where the key lies"),
        (one(key='"file:"'), "where the key lies"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as met:
        written(text)
    assert words in met.value.message
    assert "secret" not in f"{met.value} {met.value.hint}"
    assert "canary" not in f"{met.value} {met.value.hint}"


@pytest.mark.parametrize(
    ("url", "host", "here"),
    [
        ("http://127.0.0.1:11434/v1", "127.0.0.1:11434", True),
        ("http://127.9.9.9/v1", "127.9.9.9", True),
        ("http://LOCALHOST:8080/v1", "localhost:8080", True),
        ("http://[::1]:8080/v1", "[::1]:8080", True),
        ("https://API.openai.com/v1", "api.openai.com", False),
        ("http://localhost.example.com/v1", "localhost.example.com", False),
        ("http://127.0.0.1.example.com/v1", "127.0.0.1.example.com", False),
        ("http://192.168.1.5:11434/v1", "192.168.1.5:11434", False),
        ("http://0.0.0.0:11434/v1", "0.0.0.0:11434", False),
        ("http://127.1/v1", "127.1", False),
    ],
)
def test_the_host_is_known_and_whether_it_is_this_machine(url: str, host: str, here: bool) -> None:
    (profile_,) = written(one(base_url=f'"{url}"')).all
    assert host_of(profile_) == host
    assert is_loopback(profile_) is here


class TestKeys:
    def keys(self, text: str, mode: int = 0o600) -> Path:
        file = paths.config_dir() / "keys.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)
        return file

    def refused(self, cause: str, of: Profile) -> Fault:
        with pytest.raises(Fault) as met:
            resolve_key(of)
        assert met.value.cause == cause
        assert KEY not in f"{met.value!r} {met.value.hint}"
        frames = traceback.TracebackException.from_exception(met.value, capture_locals=True)
        assert KEY not in "".join(frames.format())
        return met.value

    def test_a_host_without_a_key_gets_none(self) -> None:
        assert resolve_key(profile("http://192.168.1.5/v1")) == NO_KEY

    def test_a_key_comes_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(KEY_NAME, f" {KEY}\n")
        assert resolve_key(profile("https://host/v1", key=f"env:{KEY_NAME}")) == KEY

    @pytest.mark.parametrize("value", [None, "", "  "])
    def test_a_key_that_is_not_there_is_missed(
        self, value: str | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv(KEY_NAME, raising=False)
        if value is not None:
            monkeypatch.setenv(KEY_NAME, value)
        monkeypatch.setenv("OPENAI_API_KEY", "never by accident")
        assert (
            KEY_NAME
            in self.refused("no-key", profile("https://host/v1", key=f"env:{KEY_NAME}")).message
        )

    @pytest.mark.parametrize("value", ["two words", "schlüssel", "a\x01b", "a\nb"])
    def test_what_no_header_carries_is_no_key(
        self, value: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(KEY_NAME, value)
        fault = self.refused("bad-key", profile("https://host/v1", key=f"env:{KEY_NAME}"))
        assert value not in f"{fault!r} {fault.hint}"

    def test_a_key_comes_from_its_own_file(self) -> None:
        self.keys(f'work = "{KEY}"\nother = "x"\n')
        assert resolve_key(profile("https://host/v1", key="file:work")) == KEY
        self.refused("no-key", profile("https://host/v1", key="file:home"))

    @pytest.mark.skipif(os.name != "posix", reason="rights are the system's own there")
    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
    def test_a_file_that_others_read_is_refused(self, mode: int) -> None:
        file = self.keys(f'work = "{KEY}"\n', mode)
        fault = self.refused("insecure", profile("https://host/v1", key="file:work"))
        assert fault.hint == f"chmod 600 {file}"

    @pytest.mark.parametrize("text", [f"work = {KEY}", f'work = ["{KEY}"]', f'"{KEY}'])
    def test_a_file_that_is_none_is_refused_without_quoting_it(self, text: str) -> None:
        self.keys(text)
        self.refused("no-key", profile("https://host/v1", key="file:work"))

    def test_no_key_travels_in_the_clear(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(KEY_NAME, KEY)
        key = f"env:{KEY_NAME}"
        self.refused("insecure", profile("http://host.example/v1", key=key))
        assert resolve_key(profile("http://host.example/v1", key=key, allow_http=True)) == KEY
        assert resolve_key(profile("http://127.0.0.1:1/v1", key=key)) == KEY
        assert resolve_key(profile("http://[::1]:1/v1", key=key)) == KEY


def test_config_show_prints_the_profiles_as_they_are_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    profiles = written(WHOLE)
    assert main(["config", "show"]) == 0
    shown = capsys.readouterr().out
    assert KEY not in shown
    assert written(shown) == profiles
    assert main(["config", "show", "--json"]) == 0
    assert '"env:OPENAI_API_KEY"' in capsys.readouterr().out
