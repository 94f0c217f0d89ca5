"""`sdcoach doctor`, run as a person or a program would, against real servers."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from llmock.pytest_plugin import LLMock

from sdcoach import paths
from sdcoach.cli import main
from sdcoach.coach.abilities import Memory
from tests.coach.asking import KEY, KEY_NAME, profile
from tests.coach.odd_server import BASE, Talk, serving

GOOD = json.dumps({"name": "document store", "sure": 3})


def configured(url: str, **fields: str) -> None:
    given = {"base_url": f'"{url}"', "model": '"odd-1"', **fields}
    lines = "\n".join(f"{name} = {value}" for name, value in given.items())
    paths.config_file().parent.mkdir(parents=True, exist_ok=True)
    paths.config_file().write_text(f'[llm]\njudge = "p"\n[llm.profiles.p]\n{lines}\n')


def told(capsys: pytest.CaptureFixture[str], code: int, *words: str) -> dict[str, dict[str, str]]:
    """Run it with --json and return the checks by their names."""
    assert main(["doctor", *words, "--json"]) == code
    whole = json.loads(capsys.readouterr().out)
    assert whole["ok"] is (code == 0)
    for check in whole["checks"]:
        assert set(check) == {"name", "state", "message", "hint"}
        assert check["hint"] or check["state"] != "fail"
    return {check["name"]: check for check in whole["checks"]}


def states(checks: dict[str, dict[str, str]]) -> dict[str, str]:
    return {name: check["state"] for name, check in checks.items()}


def host(
    *,
    form: str = GOOD,
    read: int | None = None,
    models: tuple[str, ...] = ("odd-1",),
    slow: float = 0,
) -> Callable[[Talk], None]:
    """A host that does all that is asked, but for what is told otherwise."""

    def behave(talk: Talk) -> None:
        if talk.command == "GET":
            talk.send(
                200, {"object": "list", "data": [{"id": one, "object": "model"} for one in models]}
            )
        elif talk.body.get("stream"):
            talk.begin_stream()
            time.sleep(slow)
            for word in ("one ", "two ", "three"):
                talk.event({"content": word})
            talk.event({}, "stop")
            talk.end_stream()
        elif "response_format" in talk.body:
            talk.say(form)
        else:
            text = talk.body["messages"][-1]["content"]
            tokens = len(text) // 5 if read is None else read
            choice = {"index": 0, "finish_reason": "length", "message": {"content": "two"}}
            usage = {"prompt_tokens": tokens, "completion_tokens": 1}
            talk.send(200, {**BASE, "choices": [choice], "usage": usage})

    return behave


class TestInstallation:
    def test_a_new_installation_is_well(self, capsys: pytest.CaptureFixture[str]) -> None:
        checks = told(capsys, 0)
        assert "not configured (docs/model.md)" in checks["model"]["message"]
        assert "no history yet" in checks["history"]["message"]
        assert {
            "python",
            "textual",
            "openai",
            "sqlite",
            "data",
            "settings",
            "utf-8",
            "colour",
        } <= set(checks)
        assert not paths.data_home().exists()

    def test_profiles_are_named_and_nothing_is_sent(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with serving(host()) as server:
            configured(server.url)
            assert "--profile" in told(capsys, 0)["model"]["message"]
            assert not server.met

    def test_a_history_that_is_none_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        paths.data_dir()
        paths.database_file().write_text("this is no database, but a text of some length\n" * 9)
        assert states(told(capsys, 1))["history"] == "fail"

    def test_settings_that_cannot_be_used_are_told(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        paths.config_dir().mkdir(parents=True)
        paths.config_file().write_text("minutes = 3\n")
        assert "between 15 and 120" in told(capsys, 1)["settings"]["message"]

    def test_a_folder_that_cannot_be_made_is_told(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("SDCOACH_HOME", str(tmp_path / "file" / "home"))
        checks = told(capsys, 1)
        assert checks["data"]["state"] == "fail"
        assert "SDCOACH_HOME" in checks["data"]["hint"]

    def test_the_text_fits_its_terminal(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "60")
        assert main(["doctor"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert all(len(line) <= 60 or " " not in line.strip() for line in lines)


class TestProfile:
    def test_a_good_host_passes_every_check(self, capsys: pytest.CaptureFixture[str]) -> None:
        with serving(host()) as server:
            configured(server.url)
            checks = told(capsys, 0, "--profile", "p")
        assert set(states(checks).values()) == {"ok"}
        assert list(checks) == [
            "profile",
            "reachable",
            "key",
            "model",
            "streams",
            "form",
            "context",
        ]
        assert "takes a JSON schema" in checks["form"]["message"]
        assert "stays on this machine" in checks["profile"]["message"]
        assert Memory().of(profile(server.url)).rung == "json_schema"

    def test_llmock_passes_too(self, capsys: pytest.CaptureFixture[str], llmock: LLMock) -> None:
        configured(llmock.base_url(), model='"gpt-4o"')
        checks = told(capsys, 0, "--profile", "p")
        assert states(checks)["streams"] == "ok"
        assert states(checks)["model"] == "ok"

    def test_the_tokens_it_took_are_shown(self, capsys: pytest.CaptureFixture[str]) -> None:
        with serving(host()) as server:
            configured(server.url)
            assert main(["doctor", "--profile", "p"]) == 0
        assert "This took 12," in capsys.readouterr().out

    def test_a_profile_that_is_not_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["doctor", "--profile", "x", "--json"]) == 1
        error = json.loads(capsys.readouterr().out)["error"]
        assert error["kind"] == "model"
        assert "docs/model.md" in error["hint"]

    def test_nobody_is_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        configured("http://127.0.0.1:9/v1")
        checks = told(capsys, 1, "--profile", "p")
        assert "nothing listens" in checks["reachable"]["message"]
        assert list(checks) == ["profile", "reachable"]

    def test_a_key_that_is_not_accepted(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(KEY_NAME, KEY)
        told_ = {"error": {"message": f"Incorrect API key provided: {KEY}"}}
        with serving(lambda talk: talk.send(401, told_)) as server:
            configured(server.url, key=f'"env:{KEY_NAME}"')
            checks = told(capsys, 1, "--profile", "p")
        assert states(checks) == {"profile": "ok", "reachable": "ok", "key": "fail"}
        assert KEY not in str(checks)

    def test_a_key_that_is_not_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        configured("https://host.invalid/v1", key='"env:NOT_THERE"')
        checks = told(capsys, 1, "--profile", "p")
        assert "NOT_THERE" in checks["key"]["message"]

    def test_a_model_that_is_not_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        def behave(talk: Talk) -> None:
            if talk.command == "GET":
                host(models=("odd-2", "even-3"))(talk)
            else:
                talk.send(404, {"error": {"message": "model 'odd-1' not found, try pulling it"}})

        with serving(behave) as server:
            configured(server.url)
            checks = told(capsys, 1, "--profile", "p")
        assert checks["model"]["state"] == "fail"
        assert "odd-2" in checks["model"]["hint"]

    def test_a_host_that_lists_nothing_is_asked(self, capsys: pytest.CaptureFixture[str]) -> None:
        def behave(talk: Talk) -> None:
            if talk.command == "GET":
                talk.send(404, "<html>no</html>", "text/html")
            else:
                host()(talk)

        with serving(behave) as server:
            configured(server.url)
            checks = told(capsys, 0, "--profile", "p")
        assert "lists no models" in checks["reachable"]["message"]
        assert states(checks)["model"] == "ok"

    def test_a_model_that_thinks_first_is_connected(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def behave(talk: Talk) -> None:
            if talk.body.get("stream"):
                talk.begin_stream()
                talk.event({"reasoning": "hm"})
                talk.event({}, "length")
                talk.end_stream()
            else:
                host()(talk)

        with serving(behave) as server:
            configured(server.url)
            checks = told(capsys, 0, "--profile", "p")
        assert "still thinking" in checks["streams"]["message"]
        assert "reasoning_effort" in checks["streams"]["hint"]

    def test_a_host_that_streams_nothing_or_late_is_noted(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def at_once(talk: Talk) -> None:
            if talk.body.get("stream"):
                talk.say("one two three")
            else:
                host()(talk)

        with serving(at_once) as server:
            configured(server.url)
            assert states(told(capsys, 0, "--profile", "p"))["streams"] == "note"
            server.behave = host(slow=2.1)
            assert "the script" in told(capsys, 0, "--profile", "p")["streams"]["message"]

    def test_the_rung_is_found_out_anew(self, capsys: pytest.CaptureFixture[str]) -> None:
        def no_schema(talk: Talk) -> None:
            if (talk.body.get("response_format") or {}).get("type") == "json_schema":
                talk.send(400, {"error": "response_format json_schema is not supported"})
            else:
                host()(talk)

        with serving(no_schema) as server:
            configured(server.url)
            assert "JSON objects" in told(capsys, 0, "--profile", "p")["form"]["message"]
            server.behave = host()
            assert "takes a JSON schema" in told(capsys, 0, "--profile", "p")["form"]["message"]

    def test_a_model_that_keeps_to_no_form_fails(self, capsys: pytest.CaptureFixture[str]) -> None:
        with serving(host(form="A document store, 3.")) as server:
            configured(server.url)
            checks = told(capsys, 1, "--profile", "p")
        assert states(checks)["form"] == "fail"
        assert states(checks)["context"] == "ok"

    def test_a_prompt_that_is_cut_without_a_word_is_found(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with serving(host(read=4096)) as server:
            configured(server.url)
            checks = told(capsys, 1, "--profile", "p")
        assert "4,096" in checks["context"]["message"]
        assert "OLLAMA_CONTEXT_LENGTH" in checks["context"]["hint"]

    @pytest.mark.parametrize(("per_token", "context"), [(4.6, 8192), (3.2, 8192), (5.5, 4096)])
    def test_a_prompt_that_loses_a_third_is_found_whatever_the_tokens_are(
        self, per_token: float, context: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def behave(talk: Talk) -> None:
            if talk.command == "POST" and "response_format" not in talk.body:
                text = talk.body["messages"][-1]["content"]
                return host(read=min(context, round(len(text) / per_token) + 30))(talk)
            return host()(talk)

        with serving(behave) as server:
            configured(server.url)
            checks = told(capsys, 1, "--profile", "p")
        assert f"{context:,} tokens of about 11," in checks["context"]["message"]

    @pytest.mark.parametrize("read", [0, 7])
    def test_a_host_that_does_not_count_is_not_accused(
        self, read: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with serving(host(read=read)) as server:
            configured(server.url)
            checks = told(capsys, 0, "--profile", "p")
        assert checks["context"]["state"] == "note"
        assert "does not count its tokens" in checks["context"]["message"]

    def test_a_context_that_is_too_small_is_told_by_llama_cpp(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def behave(talk: Talk) -> None:
            if len(talk.raw) > 20_000:
                told = {"message": "too long", "type": "exceed_context_size_error", "n_ctx": 4096}
                talk.send(400, {"error": told})
            else:
                host()(talk)

        with serving(behave) as server:
            configured(server.url)
            assert "4,096" in told(capsys, 1, "--profile", "p")["context"]["message"]

    def test_a_context_that_is_said_to_be_small_is_noted(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with serving(host()) as server:
            configured(server.url, context="4096")
            checks = told(capsys, 0, "--profile", "p")
        assert "12,000" in checks["context"]["message"]
        assert checks["context"]["state"] == "note"
