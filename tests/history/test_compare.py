"""Two attempts side by side."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.bank.question import DIMENSIONS
from sdcoach.cli import main
from sdcoach.history.attempts import find
from sdcoach.history.compare import Comparison, beside, compare
from sdcoach.history.report import read_report
from sdcoach.tui.services import Services
from tests.tui.past import hold, write
from tests.tui.support import make_services

FIRST = "## Scope\ncore: paste, link\n= writes: 10M paste/month to paste/s\n## Design\na cache\n"
SECOND = "## Scope\ncore: paste, link, expiry\n= writes: 20M paste/month to paste/s\nwriter -> api -> db\none paste is hot: a hot key\n"


def compared(services: Services, one: str, other: str) -> Comparison:
    with services.reader() as connection:
        assert connection is not None
        return compare(*(read_report(connection, find(connection, name)) for name in (one, other)))


@pytest.fixture
def services() -> Services:
    return make_services()


def test_what_became_unprompted_is_told_first(services: Services) -> None:
    one = hold(services, "pastebin", days_ago=4, notes=FIRST, levels=(3, 3, 3, 3, 2, 2, 3, 2))
    other = hold(services, "pastebin", days_ago=1, notes=SECOND, levels=(3, 3, 3, 3, 3, 2, 3, 2))
    write(services)
    found = compared(services, one, other)
    assert found.same_question
    gained = {pair.signal for pair in found.signals if pair.gained > 0}
    assert "hot-key" in gained
    assert f"{len(gained)} point" in found.sentences[0]
    assert "Depth from 2 to 3." in found.sentences
    assert [pair.dimension for pair in found.levels] == list(DIMENSIONS)
    assert found.estimates[0].first == "exact"
    assert next((pair.label, bool(pair.first), bool(pair.second)) for pair in found.sums) == (
        "writes",
        True,
        True,
    )
    assert sum(pair.first_spent or 0 for pair in found.phases) == found.first.state.elapsed_ms
    back = compared(services, other, one)
    assert [pair.gained for pair in back.signals] == [-pair.gained for pair in found.signals]


def test_different_questions_are_held_against_each_other_by_dimension(services: Services) -> None:
    one = hold(services, "pastebin", days_ago=4, notes=FIRST)
    other = hold(services, "mint", days_ago=1, notes=SECOND)
    write(services)
    found = compared(services, one, other)
    assert (found.signals, found.estimates) == ((), ())
    assert "The questions differ" in found.sentences[0]
    assert {pair.kept for pair in found.notes} == {"apart"}
    assert "\n".join(pair.first for pair in found.notes).rstrip() == FIRST.rstrip()
    assert "\n".join(pair.second for pair in found.notes).rstrip() == SECOND.rstrip()
    assert [pair.dimension for pair in found.tallies] == list(DIMENSIONS)
    assert sum(sum(pair.first) for pair in found.tallies) == len(
        services.bank.question("pastebin").signals
    )


def test_a_second_attempt_that_knew_the_reference_is_no_fair_pair(services: Services) -> None:
    one = hold(services, "pastebin", days_ago=4, reference=True)
    other = hold(services, "pastebin", days_ago=1)
    write(services)
    assert "no fair pair" in compared(services, one, other).sentences[-1]
    assert "no fair pair" not in " ".join(compared(services, other, one).sentences)


def test_an_interview_that_goes_on_gives_no_evidence_away(services: Services) -> None:
    one = hold(services, "pastebin", days_ago=4, notes=FIRST)
    other = hold(services, "pastebin", days_ago=0.01, ends="left", minutes_in=9, notes=SECOND)
    write(services)
    found = compared(services, one, other)
    assert (found.signals, found.tallies) == ((), ())
    assert found.notes


texts = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=8).map("\n".join)


@given(texts, texts)
def test_each_side_of_the_diff_is_one_of_the_texts(one: str, other: str) -> None:
    pairs = list(beside(one, other))
    left = [pair.first for pair in pairs if pair.kept != "added"]
    right = [pair.second for pair in pairs if pair.kept != "removed"]
    assert left == one.splitlines()
    assert right == other.splitlines()
    assert all(pair.first == pair.second for pair in pairs if pair.kept == "same")


def test_the_command_prints_both_and_json(
    services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    one = hold(services, "pastebin", days_ago=4, notes=FIRST + "\x1b[31m" + "long " * 60)
    other = hold(services, "pastebin", days_ago=1, notes=SECOND)
    write(services)
    services.journal.close()
    assert main(["compare", one, "last"]) == 0
    text = capsys.readouterr().out
    for words in ("EVIDENCE THAT CHANGED", "missed -> unprompted", "MINUTES", "NOTES", "ESTIMATE"):
        assert words in text
    notes = text.split("NOTES\n")[1].splitlines()
    assert max(len(line) for line in notes) <= 100
    assert any(" | " in line for line in notes)
    halves = [line[:48].split() for line in notes if "long" in line]
    assert len(halves) > 5
    assert all(set(words) <= {"[31mlong", "long"} for words in halves)
    assert "\x1b" not in text
    assert main(["compare", one, other, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"levels", "evidence", "phases", "notes", "sums", "estimates"} <= set(told)
    assert told["first"]["id"] == one
    assert main(["compare", one, "nothing"]) == 1
