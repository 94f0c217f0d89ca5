"""`sdcoach show`, run as a person or a program would."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from sdcoach.bank.content import question_to_json
from sdcoach.cli import main
from sdcoach.history.rows import Content
from sdcoach.history.store import Store
from sdcoach.paths import database_file
from tests.bench.generate import Played, name, rubric
from tests.cli.test_history import KEYS, complaint
from tests.scoring.acting import pastebin

SHOWN = KEYS | {
    "phases",
    "notes",
    "sheet",
    "asked",
    "hints",
    "followups",
    "evidence",
    "estimates",
    "scores",
    "flags",
    "feedback",
}


def keep(*attempts: Played) -> None:
    store = Store(database_file())
    store.write([rubric(), Content("question-pastebin", "question", question_to_json(pastebin()))])
    for one in attempts:
        store.write(one.events)
    store.close()


def sat(number: int = 0) -> Played:
    """Pastebin, with a few of its points made."""
    one = Played(number)
    one.wait(60_000).type("## Scope\n").type("? how many users\n")
    one.do("asked", text="how many users", heard=["traffic"], offset=10)
    one.do("said", text="Ten million users.", by="script")
    one.wait(60_000).do("phase_entered", phase="estimate", by="heading")
    one.type("writes = 10M paste/month to paste/s\n", document="sheet", by="sheet")
    one.wait(60_000).do("hint_taken", phase="estimate", rung=0, text="What is the ratio?")
    one.do("phase_entered", phase="design", by="key")
    one.wait(60_000).type("seven base 62 characters make the key\n")
    one.do("followup_shown", id="on-the-news", text="One paste is on the news.", deck=False)
    return one.wait(60_000)


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["show", *words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_as_json_an_attempt_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    one = sat().do("finished", by="candidate").do("predicted", band=3).score(3)
    one.do("pivot_named", text="the key").do("coached", report={"total": 60})
    keep(one)
    found = shown(capsys, "last")
    assert found.keys() >= SHOWN
    assert found["id"] == name(0)
    assert found["notes"] == one.session.state.notes
    assert found["sheet"] == "writes = 10M paste/month to paste/s\n"
    assert sum(phase["spent_seconds"] for phase in found["phases"]) == found["elapsed_seconds"]
    assert sum(phase["budget_seconds"] for phase in found["phases"]) == 45 * 60
    assert found["phases"][0] == {"id": "scope", "budget_seconds": 360, "spent_seconds": 120}
    assert found["asked"] == [
        {"elapsed_seconds": 60, "text": "how many users", "heard": ["traffic"]}
    ]
    assert found["hints"][0]["text"] == "What is the ratio?"
    assert found["followups"][0]["id"] == "on-the-news"
    assert found["scores"]["depth"] == {
        "level": 3,
        "evidence": "one primary takes the writes",
        "gap": "say what fails first",
    }
    assert (found["predicted"], found["band"], found["total"]) == ("leaning-yes", "leaning-yes", 66)
    assert found["flags"] == []
    assert found["pivotal"] == "the key"
    why = "This model was not evaluated with this prompt and rubric."
    trust = {"grade": None, "numbers_trusted": None, "why": why}
    assert found["feedback"] == [{"total": 60, "trust": trust, "weighed": {}}]
    assert found["from_opinions"] == {}
    question = pastebin()
    assert [one["signal"] for one in found["evidence"]] == [one.id for one in question.signals]
    heard = {one["signal"]: one for one in found["evidence"] if one["state"] == "unprompted"}
    assert any("base 62" in one["line"] for one in heard.values())
    assert [one["id"] for one in found["estimates"]] == [one.id for one in question.estimates]
    assert {one["judgement"] for one in found["estimates"]} >= {"exact", "missing"}


def test_credits_and_earlier_scores_are_in_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    one = sat().do("asked", text="how long is it kept", heard=[], offset=20)
    one.do("finished", by="candidate").score(2).score(3)
    one.do("credited", clarification="expiry", asked=1)
    keep(one)
    found = shown(capsys, "last")
    assert found["credits"] == [
        {"clarification": "expiry", "asked": 1, "text": "how long is it kept"}
    ]
    assert found["versions"] == 2
    assert [one["scores"]["depth"]["level"] for one in found["earlier_scores"]] == [2]
    assert found["scores"]["depth"]["level"] == 3


def test_before_the_end_nothing_gives_the_answer_away(capsys: pytest.CaptureFixture[str]) -> None:
    keep(sat())
    found = shown(capsys, name(0)[:8])
    assert found["status"] == "interrupted"
    assert found["evidence"] == found["estimates"] == []
    assert found["scores"] == {}
    assert main(["show", "last"]) == 0
    out = capsys.readouterr().out
    for signal in pastebin().signals:
        assert signal.says not in out


def test_as_text_an_attempt_reads_from_the_verdict_to_the_notes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keep(sat().do("finished", by="candidate").do("predicted", band=3).score(2))
    assert main(["show", "last"]) == 0
    out = capsys.readouterr().out
    heads = ["VERDICT", "PHASES", "ASKED AND SHOWN", "NOTES", "SHEET", "EVIDENCE", "ESTIMATES"]
    places = [out.index(f"\n{head}\n") for head in heads]
    assert places == sorted(places)
    assert "LEANING NO · 33" in out
    assert "one band too kind" in out
    assert "1:00 you: how many users" in out
    assert "seven base 62 characters make the key" in out
    assert main(["show", name(0)]) == 0
    assert capsys.readouterr().out == out


def test_a_sprint_shows_what_it_looked_at_instead_of_a_verdict(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keep(Played(0, sprint="scope").wait(60_000).type("a word").do("finished", by="candidate"))
    assert main(["show", "last"]) == 0
    out = capsys.readouterr().out
    assert "the phase scope alone" in out
    assert "never asked:" in out
    assert shown(capsys, "last")["phases"] == [
        {"id": "scope", "budget_seconds": 360, "spent_seconds": 60}
    ]


def test_without_the_question_it_was_held_on_the_rest_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keep(sat().do("finished", by="candidate"))
    with closing(sqlite3.connect(database_file())) as connection, connection:
        connection.execute("UPDATE contents SET json = '{}' WHERE kind = 'question'")
    found = shown(capsys, "last")
    assert found["evidence"] == found["estimates"] == []
    assert "base 62" in found["notes"]
    with closing(sqlite3.connect(database_file())) as connection, connection:
        connection.execute("DELETE FROM contents")
    assert shown(capsys, "last") == found


def test_an_unknown_attempt_is_not_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert complaint(capsys, ["show", "last"])["kind"] == "not-found"
    keep(sat())
    told = complaint(capsys, ["show", "ffff0000ffff"])
    assert told["kind"] == "not-found"
    assert "sdcoach history" in told["hint"]
    assert main(["show", "ffff0000ffff"]) == 1


def test_a_beginning_that_several_share_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    numbers = [number for number in range(200) if name(number).startswith(name(0)[0])][:2]
    keep(*(sat(number) for number in numbers))
    told = complaint(capsys, ["show", name(0)[0]])
    assert told["kind"] == "ambiguous"
    assert all(name(number)[:13] in told["hint"] for number in numbers)


@pytest.mark.parametrize("words", [[], ["a", "b"], ["last", "--sideways"]])
def test_without_one_attempt_it_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(["show", *words]) == 2
    assert capsys.readouterr().err.startswith("sdcoach: ")


def test_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--help"]) == 0
    assert "usage: sdcoach show" in capsys.readouterr().out


def test_hostile_events_reach_the_terminal_as_plain_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keep(sat().do("finished", by="candidate"))
    evil = "x\x1b[2J\x9b31m\u202e[@click=app.quit]"
    with closing(sqlite3.connect(database_file())) as connection, connection:
        connection.execute(
            "UPDATE events SET payload = json_set(payload, '$.text', ?, '$.inserted', ?)"
            " WHERE kind != 'started'",
            [evil, evil],
        )
    assert main(["show", "last"]) == 0
    out = capsys.readouterr().out
    assert "x[2J31m[@click=app.quit]" in out
    assert all(line.isprintable() for line in out.splitlines())
