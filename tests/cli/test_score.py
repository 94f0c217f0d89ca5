"""`sdcoach score`: a file of scores, by the same rules as the screens."""

import json
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import DIMENSIONS
from sdcoach.cli import main
from sdcoach.history.attempts import AttemptRow, events, page
from sdcoach.history.database import open_reader
from sdcoach.history.locks import AttemptLock
from sdcoach.history.rows import Content
from sdcoach.history.store import Store
from sdcoach.interview.fold import fold
from sdcoach.interview.state import State
from sdcoach.paths import data_dir, database_file
from sdcoach.scoring.debrief import SAID_ALOUD
from tests.scoring.acting import Played

LINE = "Cache: Redis for hot pastes, LRU"


def keep(play: Played, *, end: str = "finished") -> None:
    """Put an attempt into the history, held on the bank's present question and rubric."""
    if end == "finished":
        play.finish()
    elif end:
        play.do(end)
    bank = open_bank()
    first, *rest = play.events
    started = {
        **first.payload,
        "question_hash": bank.content_hash("pastebin"),
        "rubric_hash": bank.rubric_hash("system-design"),
    }
    data_dir()
    store = Store(database_file())
    kept = bank.rubric_json("system-design")
    store.write([Content(bank.rubric_hash("system-design"), "rubric", kept)])
    store.write([first._replace(payload=started), *rest])
    store.close()


@pytest.fixture
def attempt() -> None:
    keep(Played().at(30).write(f"## Deep dives\n{LINE}\nstored in two places\n").at(45))


def scores(level: int | None = 2, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: {"level": level, "gap": "what was missing"} for name in DIMENSIONS
    }
    for name, change in changes.items():
        made[name.replace("_", "-")] = change
    return made


def score(tmp_path: Path, data: object, *more: str) -> int:
    file = tmp_path / "scores.json"
    file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return main(["score", "last", "--file", str(file), *more])


def newest() -> tuple[AttemptRow, State]:
    connection = open_reader(database_file())
    assert connection is not None
    with closing(connection):
        row = page(connection)[0]
        return row, fold(events(connection, row.id))


@pytest.mark.usefixtures("attempt")
def test_scores_are_recorded_and_the_band_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = {
        "predicted": "leaning-yes",
        "scores": scores(
            depth={"level": 3, "evidence": "redis for  hot pastes", "gap": "its size"}
        ),
        "flags": ["hot-key"],
        "pivotal": "the cache",
        "practise": "say what it holds",
    }
    assert score(tmp_path, data) == 0
    told = capsys.readouterr().out
    assert told.startswith("Design a paste-and-share text service: 40, leaning no\n")
    assert "Nearest way up: " in told
    row, state = newest()
    assert (row.status, row.total, row.band) == ("scored", 40, "leaning-no")
    assert (state.predicted, state.pivot, state.practise) == (3, "the cache", "say what it holds")
    assert state.latest_scores is not None
    assert state.latest_scores.flags == ("hot-key",)
    assert state.latest_scores.levels["depth"] == 3


@pytest.mark.usefixtures("attempt")
def test_as_json_it_tells_total_band_and_caps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = {"scores": scores(4) | {"design": {"level": None}}}
    for one in data["scores"].values():
        one["evidence"] = LINE
    assert score(tmp_path, data, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["total"] == 29
    assert (told["band"], told["capped"], told["not_shown"]) == ("strong-no", "design", ["design"])


@pytest.mark.usefixtures("attempt")
def test_every_version_of_the_scores_is_kept(tmp_path: Path) -> None:
    assert score(tmp_path, {"scores": scores(1)}) == 0
    assert score(tmp_path, {"scores": scores(2)}) == 0
    row, state = newest()
    assert len(state.scores) == 2
    assert row.total == 33


@pytest.mark.usefixtures("attempt")
@pytest.mark.parametrize(
    ("data", "place"),
    [
        ([], ""),
        ({}, "scores"),
        ({"scores": []}, "scores"),
        ({"scores": {}}, "scores.scope"),
        ({"scores": scores(), "verdict": 1}, "verdict"),
        ({"scores": scores(depth=3)}, "scores.depth"),
        ({"scores": scores(depth={})}, "scores.depth.level"),
        ({"scores": scores(depth={"level": 5})}, "scores.depth.level"),
        ({"scores": scores(depth={"level": True})}, "scores.depth.level"),
        ({"scores": scores(depth={"level": 2, "why": "x"})}, "scores.depth.why"),
        ({"scores": scores(depth={"level": 2, "gap": 3})}, "scores.depth.gap"),
        ({"scores": scores(depth={"level": 2, "gap": "x" * 3000})}, "scores.depth.gap"),
        ({"scores": scores(depth={"level": 2})}, "scores.depth"),
        ({"scores": scores(depth={"level": 3, "gap": "x"})}, "scores.depth"),
        (
            {"scores": scores(depth={"level": 3, "gap": "x", "evidence": "never wrote this"})},
            "scores.depth.evidence",
        ),
        ({"scores": scores(depth={"level": 4, "evidence": SAID_ALOUD + "x"})}, "scores.depth"),
        ({"scores": scores(), "flags": "hot-key"}, "flags"),
        ({"scores": scores(), "flags": ["hot-key", "tired"]}, "flags[1]"),
        ({"scores": scores(), "flags": [["hot-key"]]}, "flags[0]"),
        ({"scores": scores(), "predicted": "fine"}, "predicted"),
        ({"scores": scores(), "predicted": 0}, "predicted"),
        ({"scores": scores(), "pivotal": ["x"]}, "pivotal"),
    ],
)
def test_what_cannot_stand_is_refused_with_its_place_and_nothing_is_recorded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: object, place: str
) -> None:
    assert score(tmp_path, data, "--json") == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["kind"] == "scores"
    assert error["message"].startswith(f"{place}: " if place else "Here")
    assert newest()[0].status == "finished"


@pytest.mark.usefixtures("attempt")
@pytest.mark.parametrize("text", ["", "{", "\ud800", "[" * 100_000, "nan x", '{"scores": 1e400}'])
def test_what_is_no_json_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "scores.json"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert main(["score", "last", "--file", str(file)]) == 1
    assert "scores" in capsys.readouterr().err


def test_what_was_said_aloud_is_enough_for_a_three(tmp_path: Path) -> None:
    keep(Played().at(45))
    aloud = {"level": 3, "gap": "its size", "evidence": SAID_ALOUD + "LRU"}
    assert score(tmp_path, {"scores": scores(depth=aloud)}) == 0


def test_a_sum_far_off_leaves_only_a_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(Played().write("stored: 45 TB\n", document="sheet").at(45))
    assert score(tmp_path, {"scores": scores()}) == 1
    assert "scores.estimation: No more than 1" in capsys.readouterr().err
    assert score(tmp_path, {"scores": scores(estimation={"level": 1, "gap": "a check"})}) == 0


@pytest.mark.parametrize(
    ("play", "end", "says"),
    [
        (Played().at(20), "", "has not ended"),
        (Played().at(20), "abandoned", "abandoned"),
        (Played(sprint="depth").at(5), "finished", "one phase"),
    ],
)
def test_what_has_no_scores_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], play: Played, end: str, says: str
) -> None:
    keep(play, end=end)
    assert score(tmp_path, {"scores": scores()}) == 1
    assert says in capsys.readouterr().err


@pytest.mark.usefixtures("attempt")
def test_an_attempt_open_elsewhere_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with AttemptLock(data_dir()) as lock:
        lock.acquire(newest()[0].id)
        assert score(tmp_path, {"scores": scores()}) == 1
    assert "another window" in capsys.readouterr().err
    assert newest()[0].status == "finished"


def test_no_file_no_attempt_no_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "last", "--file", str(tmp_path / "none.json")]) == 1
    assert score(tmp_path, {"scores": scores()}) == 1
    assert main(["score", "last", "--json"]) == 2
    assert main(["score", "--file", "x"]) == 2
    assert "sdcoach: " in capsys.readouterr().err


@pytest.mark.usefixtures("attempt")
def test_without_a_file_it_asks_in_plain_lines_and_goes_on_where_it_was_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(*lines: str) -> str:
        monkeypatch.setattr("sys.stdin", StringIO("".join(f"{line}\n" for line in lines)))
        assert main(["score", "last"]) == 0
        return capsys.readouterr().out

    told = answer("3", "the cache", "2", "", "2", "", ":later")
    assert "goes on with it" in told
    assert newest()[0].status == "finished"
    told = answer(*["2", ""] * 6, "say what it holds")
    assert "LEANING NO · 33" in told
    row, state = newest()
    assert (row.total, row.predicted, state.practise) == (33, 3, "say what it holds")
