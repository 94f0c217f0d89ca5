"""`tag`, `note`, `delete` and the filters of `history`, run as a person would."""

import json

import pytest

from sdcoach.cli import main
from sdcoach.history.store import Store
from sdcoach.paths import database_file
from tests.bench.generate import name, played, rubric


@pytest.fixture(autouse=True)
def two_attempts() -> None:
    store = Store(database_file())
    store.write([rubric(), *played(1).events, *played(2).events])
    store.close()


def told(capsys: pytest.CaptureFixture[str], *words: str) -> object:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def ids(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    found = told(capsys, "history", *words)
    assert isinstance(found, list)
    return [row["id"] for row in found]


def test_tags_come_and_go(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "tag", "last", "#Warm Up", "b") == {
        "id": name(2),
        "tags": ["evening", "warm-up", "b"],
    }
    assert ids(capsys, "--tag", "warm up") == [name(2)]
    assert told(capsys, "tag", "last", "b", "evening", "--remove") == {
        "id": name(2),
        "tags": ["warm-up"],
    }
    assert told(capsys, "tag", name(1)[:9]) == {"id": name(1), "tags": ["evening"]}
    assert main(["tag", "last", "x" * 50]) == 2
    assert main(["tag", "last", *(f"t{n}" for n in range(30))]) == 2


def test_a_note_is_written_read_and_taken_away(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "note", "last", "ran", "out", "of", "time") == {
        "id": name(2),
        "note": "ran out of time",
    }
    assert ids(capsys, "--text", "ran time") == [name(2)]
    assert main(["note", "last"]) == 0
    assert "ran out of time" in capsys.readouterr().out
    assert told(capsys, "note", "last", "--clear") == {"id": name(2), "note": ""}
    assert main(["note", "last", "x", "--clear"]) == 2


def test_what_is_deleted_can_be_put_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "delete", "last") == {"id": name(2), "deleted": True}
    assert ids(capsys) == [name(1)]
    assert ids(capsys, "--deleted") == [name(2)]
    assert main(["show", name(2)]) == 1
    assert main(["delete", name(2)]) == 1
    assert told(capsys, "delete", name(2)[:6], "--undo") == {"id": name(2), "deleted": False}
    assert ids(capsys) == [name(2), name(1)]
    capsys.readouterr()
    assert main(["delete", "last", "--undo"]) == 1
    assert "no attempt is deleted" in capsys.readouterr().err


def test_a_search_tells_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "deep", "dive"]) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.endswith("FOUND")
    assert all("Went well until the deep dive." in row for row in rows)
    assert len(rows) == 2


def test_how_to_sort_is_one_of_a_few_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert ids(capsys, "--sort=oldest") == [name(1), name(2)]
    assert main(["history", "--sort", "sideways"]) == 2
    assert "newest, oldest" in capsys.readouterr().err
