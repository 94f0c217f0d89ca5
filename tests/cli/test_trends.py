"""`trends` and `outcome`, run as a person or a program would."""

import json
import re

import pytest

from sdcoach.cli import main
from sdcoach.cli.sparks import bar, spark
from tests.tui.past import hold, write
from tests.tui.support import make_services


@pytest.fixture
def held() -> None:
    services = make_services()
    for number in range(6):
        hold(
            services,
            ("pastebin", "mint")[number % 2],
            days_ago=20 - number,
            predicted=4,
            levels=(3, 3, 3, 3, 2, 2, 3, 1 + number % 4),
        )
    hold(services, "mint", days_ago=1, sprint="scope", ends="finished", minutes_in=6)
    write(services)
    services.journal.close()


def test_as_text_each_trend_has_its_lines(held: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trends"]) == 0
    text = capsys.readouterr().out
    for words in (
        "6 interviews",
        "1 sprint",
        "SCORE",
        "Depth",
        "OF BUDGET",
        "caching",
        "never met",
    ):
        assert words in text
    assert "too kind" in text
    assert max(len(line) for line in text.splitlines()) <= 100


def test_the_bar_stands_beside_the_figure_that_it_draws(
    held: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trends"]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("PHASE"))
    assert lines[start].split() == ["PHASE", "OF", "BUDGET", "LATELY", "LAST"]
    share, drawn = re.search(r"(\d+)%\s+(\S+)", lines[start + 1]).groups()  # type: ignore[union-attr]
    assert drawn.count("█") == min(30, round(int(share) * 15 / 100))


def test_as_json_it_has_the_numbers_behind_it(
    held: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trends", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"totals", "dimensions", "phases", "estimates", "weeks", "coverage", "sprints"} <= set(
        told
    )
    assert len(told["totals"]) == 6
    structure = told["dimensions"][-1]
    assert [point["level"] for point in structure["points"]] == [1, 2, 3, 4, 1, 2]
    assert structure["now"] == 12 / 5
    assert all(point["expected"] in (1, 2, 3, 4, None) for point in structure["points"])
    assert len(told["calibration"]["points"]) == 6


def test_without_an_attempt_there_is_no_trend(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trends"]) == 1
    assert "sdcoach start" in capsys.readouterr().err


def test_in_ascii_no_sign_is_strange(held: None, capsys: pytest.CaptureFixture[str]) -> None:
    from sdcoach.paths import config_file

    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text("ascii = true\n")
    assert main(["trends"]) == 0
    chart = [
        line
        for line in capsys.readouterr().out.splitlines()
        if line.startswith(("SCORE", "Depth", "scope"))
    ]
    assert chart
    assert all(line.isascii() for line in chart)


def test_a_spark_has_a_character_a_value() -> None:
    assert spark([1, 2.5, 4, None, 9], 1, 4) == "▁▅█ █"
    assert spark([], 0, 1) == ""
    assert spark([3, 3], 3, 3) == "▁▁"
    assert bar(0.5, 4) == "██··│"
    assert bar(1.5, 4) == "████│██"
    assert bar(9, 4, ascii=True) == "####|####"


def test_a_real_interview_is_noted_answered_and_listed(
    held: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["outcome", "add", "Initech", "2030-11-30", "--seniority", "senior", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"] is None
    assert main(["outcome", "list"]) == 0
    assert "ahead" in capsys.readouterr().out
    assert main(["outcome", "result", "initech", "strong-no"]) == 0
    capsys.readouterr()
    assert main(["outcome", "list", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["company"], one["result"], one["mocks"]) == ("Initech", "strong-no", 5)
    assert one["gap"] > 0
    assert main(["outcome", "list"]) == 0
    assert "too kind" in capsys.readouterr().out
    assert main(["outcome", "remove", "initech"]) == 0
    capsys.readouterr()
    assert main(["outcome", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_day_that_is_none_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outcome", "add", "Initech", "tomorrow"]) == 2
    assert "2026-11-30" in capsys.readouterr().err
    assert main(["outcome"]) == 2
    assert main(["outcome", "result", "nobody", "strong-no"]) == 1
