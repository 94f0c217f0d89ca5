"""The page for the day before: one's own words, and nothing where there is nothing."""

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.bank.question import KINDS
from sdcoach.cli import main
from sdcoach.history.brief import Brief, gap_words, read_brief
from sdcoach.history.brief_page import brief_html, brief_lines, headline
from sdcoach.history.days import days_left
from sdcoach.history.outcome_log import new_outcome
from sdcoach.history.outcomes import Outcome
from sdcoach.history.past import read_past
from sdcoach.interview.session import Session
from sdcoach.tui.held import open_attempt
from sdcoach.tui.services import Services
from tests.tui.past import hold, write
from tests.tui.support import MONDAY, make_services

NOTES = "## Scope\ncore: paste, link\nout: accounts\n## Design\nwriter -> api -> db\n"


def read(services: Services, outcome: Outcome | None = None) -> Brief:
    phases = {kind: services.bank.phases(kind) for kind in KINDS}
    with services.reader() as connection:
        assert connection is not None
        return read_brief(connection, read_past(connection), phases, outcome)  # type: ignore[arg-type]


@pytest.fixture
def services() -> Services:
    return make_services()


def test_the_opening_is_the_best_scope_in_ones_own_words(services: Services) -> None:
    hold(services, "mint", days_ago=5, notes=NOTES, levels=(4, 3, 3, 3, 3, 3, 3, 3))
    hold(
        services, "pastebin", days_ago=4, notes="## Scope\nless\n", levels=(2, 3, 3, 3, 3, 3, 3, 3)
    )
    hold(services, "sales-rank", days_ago=2, reference=True)
    hold(services, "sales-rank", days_ago=1, notes="## Scope\nknown\n", levels=(4,) * 8)
    write(services)
    opening = read(services).opening
    assert opening is not None
    assert opening.lines == ("core: paste, link", "out: accounts")
    assert opening.level == 4


def test_what_one_still_forgets_is_what_was_weak_most_often(services: Services) -> None:
    for days, depth in ((4, 1), (3, 2), (2, 4)):
        hold(services, "pastebin", days_ago=days, levels=(3, 3, 3, 3, depth, 2, 3, 3))
    write(services)
    gaps = read(services).gaps
    assert [(gap.dimension, gap.times, gap.of) for gap in gaps] == [
        ("reliability", 3, 3),
        ("depth", 2, 3),
    ]
    assert all(gap.says for gap in gaps)


def test_estimation_is_counted_only_where_it_counts(services: Services) -> None:
    hold(services, "pastebin", days_ago=3, levels=(3, 1, 3, 3, 3, 3, 3, 3))
    hold(services, "parking-lot", days_ago=2, levels=(3, 1, 3, 3, 3, 3, 3, 3))
    hold(services, "parking-lot", days_ago=1, levels=(3, 1, 3, 3, 3, 2, 3, 3))
    write(services)
    gaps = {gap.dimension: gap for gap in read(services).gaps}
    assert (gaps["estimation"].times, gaps["estimation"].of) == (1, 1)
    assert (gaps["reliability"].times, gaps["reliability"].of) == (1, 3)


def test_a_point_of_one_question_is_told_as_that_questions(services: Services) -> None:
    hold(services, "pastebin", days_ago=1, levels=(3, 3, 3, 3, 2, 3, 3, 3))
    write(services)
    (gap,) = read(services).gaps
    assert gap.says in {signal.says for signal in services.bank.question("pastebin").signals}
    assert gap_words(gap).startswith("Depth, in 1 of 1, last in Paste-and-share text service: ")


def test_a_gap_that_was_named_is_told_as_it_was_named(services: Services) -> None:
    name = hold(services, "pastebin", days_ago=1, ends="finished")
    write(services)
    held = open_attempt(services, name)
    held.do(
        "scored",
        levels={"depth": 2, "scope": 3},
        evidence={},
        gaps={"depth": "how big the cache is"},
        flags=[],
        seconds=1,
    )
    held.do("practise_chosen", text="Say how big")
    write(services)
    brief = read(services)
    assert [gap.says for gap in brief.gaps] == ["how big the cache is"]
    assert gap_words(brief.gaps[0]) == "Depth, in 1 of 1: how big the cache is"
    assert brief.practise == "Say how big"


def test_the_clock_says_when_to_leave_the_phase_that_runs_over(services: Services) -> None:
    hold(services, "pastebin", days_ago=1, phase="design")  # half in scope, half in design
    write(services)
    brief = read(services)
    yours = {one.phase: one.yours_ms for one in brief.clock}
    assert (yours["scope"], yours["design"]) == (23 * 60_000, 22 * 60_000)
    assert [one.phase for one in brief.clock if one.over] == ["scope", "design"]
    assert brief.clock_says == "Leave Scope when the clock says 39 left."


def test_numbers_that_were_looked_up_are_counted(services: Services) -> None:
    name = hold(services, "pastebin", days_ago=1, ends="left", minutes_in=5, mode="practice")
    write(services)
    with services.reader() as connection:
        from sdcoach.history.attempts import events

        assert connection is not None
        session, made = Session.resume(
            events(connection, name), services.origin, services.clock.tick()
        )
    for text in ("dc_rtt", " and ", "dc_rtt", "uuid"):
        by = "typed" if text == " and " else "card"
        made += session.edit("notes", session.state.notes + text, by, services.clock.tick())
    services.journal.append(made)
    hold(services, "mint", days_ago=0.5)
    write(services)
    assert [(one.name, one.times) for one in read(services).numbers] == [
        ("round trip inside a data centre or region", 2),
        ("UUID", 1),
    ]


def test_sections_without_anything_to_rest_on_are_left_out(services: Services) -> None:
    hold(services, "pastebin", days_ago=1, notes="nothing\n", levels=(3,) * 8)
    write(services)
    text = "\n".join(brief_lines(read(services), MONDAY, 0))
    assert "OPEN LIKE THIS" not in text
    assert "YOU STILL FORGET" not in text
    assert "NUMBERS" not in text
    assert "YOUR CLOCK" in text


def test_the_headline_says_when_it_is(services: Services) -> None:
    hold(services, "pastebin", days_ago=1)
    write(services)
    assert headline(read(services), MONDAY, 0) == "The day before: senior, 45 min"
    entry = new_outcome("Initech", "2026-11-24", 1, seniority="staff")
    assert headline(read(services, entry), MONDAY, 0) == "Tomorrow: Initech, staff, 45 min"
    today = entry._replace(date="2026-11-23")
    assert headline(read(services, today), MONDAY, 0).startswith("Today: ")


@given(st.dates(datetime.date(1971, 1, 2), datetime.date(2200, 1, 1)), st.integers(-720, 840))
def test_days_left_are_those_of_the_calendar(day: datetime.date, offset: int) -> None:
    now = datetime.datetime(2026, 11, 23, 18, 30)
    at = round(now.replace(tzinfo=datetime.UTC).timestamp() * 1000)
    there = (now + datetime.timedelta(minutes=offset)).date()
    assert days_left(day.isoformat(), at, offset) == (day - there).days


def test_the_page_to_print_needs_nothing_else_and_escapes_all(services: Services) -> None:
    hold(services, "pastebin", days_ago=1, notes="## Scope\n<script>x</script> & more\n")
    write(services)
    page = brief_html(read(services), MONDAY, 0)
    assert "<script" not in page
    assert "&lt;script&gt;x&lt;/script&gt; &amp; more" in page
    assert page.count("<svg") == 1
    assert "//" not in page


def test_the_command_prints_writes_and_tells(
    services: Services, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brief"]) == 1
    hold(services, "pastebin", days_ago=1, notes=NOTES, practise="Say how big")
    write(services)
    services.journal.close()
    capsys.readouterr()
    assert main(["brief"]) == 0
    text = capsys.readouterr().out
    assert "core: paste, link" in text
    assert "Say how big" in text
    file = tmp_path / "brief.html"
    assert main(["brief", "--html", str(file)]) == 0
    assert "core: paste, link" in file.read_text()
    capsys.readouterr()
    assert main(["brief", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["opening"]["lines"] == ["core: paste, link", "out: accounts"]
