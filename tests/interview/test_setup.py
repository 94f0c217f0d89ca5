"""What is settled before the clock starts."""

import pytest

from sdcoach.bank.index import Bank, open_bank
from sdcoach.errors import NotFoundError, UsageError
from sdcoach.interview.session import Setup
from sdcoach.interview.setup import make_setup


@pytest.fixture(scope="module")
def bank() -> Bank:
    return open_bank()


def make(bank: Bank, question: str = "pastebin", **changes: object) -> Setup:
    chosen: dict[str, object] = {
        "seniority": "senior",
        "minutes": 45,
        "mode": "interview",
        "seed": 1,
        "utc_offset": 60,
        **changes,
    }
    return make_setup(bank, question, **chosen)  # type: ignore[arg-type]


def test_the_phases_sum_to_the_length(bank: Bank) -> None:
    for minutes in (15, 35, 45, 50, 60, 120):
        setup = make(bank, minutes=minutes)
        assert sum(budget for _, budget in setup.phases) == minutes * 60_000
        assert next(phase for phase, _ in setup.phases) == "scope"


def test_it_keeps_which_version_of_question_and_rubric_it_was(bank: Bank) -> None:
    setup = make(bank)
    assert setup.question_hash == bank.content_hash("pastebin")
    assert setup.rubric_hash == bank.rubric_hash("system-design")
    assert setup.prompt == bank.question("pastebin").prompt


def test_a_sprint_is_its_phase_alone_with_its_own_minutes(bank: Bank) -> None:
    setup = make(bank, sprint="depth")
    assert setup.phases == (("depth", 12 * 60_000),)
    assert (setup.sprint, setup.minutes) == ("depth", 45)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"seniority": "junior"}, "seniority"),
        ({"mode": "exam"}, "mode"),
        ({"minutes": 10}, "10 minutes"),
        ({"sprint": "walkthrough"}, "phase"),
    ],
)
def test_what_there_is_not_is_refused(bank: Bank, changes: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        make(bank, **changes)


def test_an_unknown_question_is_not_found(bank: Bank) -> None:
    with pytest.raises(NotFoundError):
        make(bank, "pastbin")
