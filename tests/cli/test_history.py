"""`sdcoach history`, run as a person or a program would."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import pytest

from sdcoach.cli import main
from sdcoach.history.database import SCHEMA_VERSION
from sdcoach.history.locks import AttemptLock
from sdcoach.history.store import Store
from sdcoach.paths import data_dir, database_file
from tests.bench.generate import Played, fill, name, played, rubric

KEYS = {
    "id",
    "question",
    "title",
    "seniority",
    "minutes",
    "mode",
    "seed",
    "status",
    "started_at",
    "elapsed_seconds",
    "predicted",
    "band",
    "total",
}


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    assert main(["history", *words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, list)
    return found


def keep(*attempts: Played) -> None:
    store = Store(database_file())
    store.write([rubric()])
    for one in attempts:
        store.write(one.events)
    store.close()


def complaint(capsys: pytest.CaptureFixture[str], words: Sequence[str]) -> dict[str, str]:
    """What a program is told that asked for JSON and gets an error."""
    assert main([*words, "--json"]) in (1, 2)
    told = json.loads(capsys.readouterr().out)["error"]
    assert set(told) == {"kind", "message", "hint"}
    return dict(told)


def test_without_a_history_there_is_an_empty_list_and_nothing_is_made(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert listed(capsys) == []
    assert main(["history"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "sdcoach start" in said.err
    assert not database_file().parent.exists()


def test_as_json_an_attempt_has_the_promised_keys(capsys: pytest.CaptureFixture[str]) -> None:
    keep(played(1), Played(2).type("a word"))
    open_one, scored = listed(capsys)
    assert KEYS <= open_one.keys() == scored.keys()
    assert scored["id"] == name(1)
    assert scored["question"] == "web-crawler"
    assert scored["status"] == "scored"
    assert scored["started_at"] == "2022-04-15T13:20:00Z"
    assert scored["elapsed_seconds"] == played(1).session.state.elapsed_ms / 1000
    assert scored["predicted"] in ("strong-no", "leaning-no", "leaning-yes", "strong-yes")
    assert isinstance(scored["total"], int)
    assert open_one["status"] == "interrupted"
    assert open_one["band"] is open_one["total"] is open_one["predicted"] is None


def test_an_attempt_in_another_window_is_running(capsys: pytest.CaptureFixture[str]) -> None:
    keep(Played(2).type("a word"))
    with AttemptLock(data_dir()) as lock:
        lock.acquire(name(2))
        assert listed(capsys)[0]["status"] == "running"
    assert listed(capsys)[0]["status"] == "interrupted"


def test_as_text_each_attempt_is_a_line_in_the_time_of_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keep(Played(0), Played(1, sprint="scope").do("finished", by="candidate"))
    assert main(["history"]) == 0
    header, newest, oldest = capsys.readouterr().out.splitlines()
    assert header.split() == ["ID", "STARTED", "QUESTION", "LEVEL", "MIN", "RESULT"]
    assert newest.split() == [
        name(1)[:8],
        "2022-04-15",
        "14:20",
        "web-crawler",
        "(scope)",
        "senior",
        "45",
        "finished",
    ]
    assert "2022-04-15 06:20" in oldest
    assert max(len(line) for line in (header, newest, oldest)) <= 80


def test_a_long_list_is_cut_as_text_and_says_so_but_whole_as_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fill(database_file(), attempts=45)
    assert main(["history"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 31
    assert "all 45" in said.err
    assert len(listed(capsys)) == 45
    assert len(listed(capsys, "--limit", "7")) == 7
    assert main(["history", "--limit=45"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 46
    assert said.err == ""


def test_a_list_can_be_narrowed(capsys: pytest.CaptureFixture[str]) -> None:
    fill(database_file(), attempts=16)
    assert {row["question"] for row in listed(capsys, "--question", "mint")} == {"mint"}
    assert {row["question"] for row in listed(capsys, "Web", "crawl")} == {"web-crawler"}
    assert main(["history", "nothing", "like", "it"]) == 0
    assert "16 attempts" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--sideways"], ["--limit", "0"], ["--limit", "-3"], ["--limit=x"], ["--question"]]
)
def test_a_wrong_option_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(["history", *words]) == 2
    assert capsys.readouterr().err.startswith("sdcoach: ")


def test_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "--help"]) == 0
    assert "usage: sdcoach history" in capsys.readouterr().out


def test_a_damaged_history_is_an_error_that_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    (data_dir() / "sdcoach.db").write_text("this was never a database, whatever it is called" * 9)
    told = complaint(capsys, ["history"])
    assert told["kind"] == "database-damaged"
    assert str(database_file()) in told["message"]
    assert "backups" in told["hint"]
    assert main(["history"]) == 1


def test_a_newer_history_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    keep(played(1))
    with closing(sqlite3.connect(database_file())) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    told = complaint(capsys, ["history"])
    assert told["kind"] == "database-newer"
    assert "upgrade" in told["hint"]


def test_hostile_rows_reach_the_terminal_as_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    keep(played(1))
    evil = "a\x1b[2J\x9b31m\u202e[/x]"
    with closing(sqlite3.connect(database_file())) as connection, connection:
        connection.execute("UPDATE attempt_rows SET title = ?, question = ?, band = ?", [evil] * 3)
        connection.execute("UPDATE attempt_rows SET started_at = ?", [2**62])
    assert main(["history"]) == 0
    out = capsys.readouterr().out
    assert "a[2J31m[/x]" in out
    assert all(line.isprintable() for line in out.splitlines())
    assert listed(capsys)[0]["title"] == "a[2J31m[/x]"
