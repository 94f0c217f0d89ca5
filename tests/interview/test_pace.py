"""The bar's cues, the words of the clock, and the few reminders."""

from sdcoach.interview.pace import Cue, Pace, Reminders, clock_words, cues, paces

MINUTE = 60_000


def test_amber_at_the_budget_and_red_at_half_as_much_again() -> None:
    assert Pace("scope", 6 * MINUTE, 6 * MINUTE - 1).cue is Cue.NONE
    assert Pace("scope", 6 * MINUTE, 6 * MINUTE).cue is Cue.AMBER
    assert Pace("scope", 6 * MINUTE, 9 * MINUTE - 1).cue is Cue.AMBER
    assert Pace("scope", 6 * MINUTE, 9 * MINUTE).cue is Cue.RED
    assert Pace("recap", 0, 0).cue is Cue.NONE


def test_every_phase_has_its_pace() -> None:
    made = paces((("scope", 5), ("data", 7)), {"data": 9})
    assert [(pace.phase, pace.budget, pace.spent) for pace in made] == [
        ("scope", 5, 0),
        ("data", 7, 9),
    ]


def test_the_last_phase_is_late_when_the_interview_is() -> None:
    budgets = (("scope", 6 * MINUTE), ("data", 6 * MINUTE), ("recap", MINUTE))
    early = paces(budgets, {"scope": 6 * MINUTE, "recap": 2 * MINUTE})
    assert cues(early) == [Cue.AMBER, Cue.NONE, Cue.NONE]
    late = paces(budgets, {"scope": 6 * MINUTE, "data": 5 * MINUTE, "recap": 2 * MINUTE})
    assert cues(late) == [Cue.AMBER, Cue.NONE, Cue.RED]


def test_the_clock_says_minutes_and_then_words() -> None:
    said = [
        clock_words(ms)
        for ms in (35 * MINUTE, 35 * MINUTE - 1, 60_001, 60_000, 1, 0, -59_999, -60_000)
    ]
    assert said == [
        "35 left",
        "35 left",
        "2 left",
        "last minute",
        "last minute",
        "time",
        "time",
        "1 over",
    ]


def test_each_reminder_is_told_once() -> None:
    reminders = Reminders(45 * MINUTE, 0)
    assert reminders.due(10 * MINUTE, 0, "nudge") == ""
    assert reminders.due(23 * MINUTE, 0, "nudge") == Reminders.HALF
    assert reminders.due(24 * MINUTE, 119_000, "nudge") == ""
    assert reminders.due(24 * MINUTE, 120_000, "nudge") == "nudge"
    assert reminders.due(30 * MINUTE, 200_000, "nudge") == ""
    assert reminders.due(40 * MINUTE, 0, "nudge") == Reminders.FIVE
    assert reminders.due(44 * MINUTE, 0, "nudge") == ""


def test_a_resumed_interview_hears_nothing_of_what_lies_behind() -> None:
    reminders = Reminders(45 * MINUTE, 30 * MINUTE)
    assert reminders.due(31 * MINUTE, 0, "nudge") == ""
    assert reminders.due(41 * MINUTE, 0, "nudge") == Reminders.FIVE


def test_a_sprint_of_a_few_minutes_has_its_half_alone() -> None:
    reminders = Reminders(6 * MINUTE, 0)
    assert reminders.due(3 * MINUTE, 0, "nudge") == Reminders.HALF
    assert reminders.due(5 * MINUTE, 0, "nudge") == ""
