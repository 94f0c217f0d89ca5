"""Trends: what makes a point, what makes an average, and that they tell what was held."""

import pytest

from sdcoach.bank.question import DIMENSIONS, KINDS, PHASES, Kind
from sdcoach.history.past import Past, PhaseTime, Tally, read_past, read_tally
from sdcoach.history.trends import RECENT, Trends, phase_order, trends
from sdcoach.tui.services import Services
from tests.tui.past import hold, write
from tests.tui.support import MONDAY, make_services

DAY = 86_400_000
TOPICS = {"pastebin": ("caching", "queues"), "mint": ("caching",), "sales-rank": ("ranking",)}
NONE = Tally(0, 0, 0, {}, ())


def past(number: int, **changes: object) -> Past:
    made = Past(
        id=f"attempt-{number}",
        question="pastebin",
        title="Pastebin",
        kind="system-design",
        seniority="senior",
        sprint=None,
        held="here",
        status="scored",
        started_at=MONDAY - (100 - number) * DAY,
        elapsed_ms=2_700_000,
        predicted=None,
        band="leaning-no",
        total=50,
        levels={"scope": 2},
        phases=(PhaseTime("scope", 300_000, 360_000),),
        model_levels={},
        expected={},
        expected_total=None,
        expected_band=None,
        unprompted=0,
        prompted=0,
        missed=0,
        judged={},
        reference_known=False,
    )
    return made._replace(**changes)  # type: ignore[arg-type]


def made(*attempts: Past, tally: Tally = NONE) -> Trends:
    return trends(attempts, tally, TOPICS, MONDAY, 0)


def scope(found: Trends) -> tuple[float | None, float | None]:
    (one,) = (each for each in found.dimensions if each.dimension == "scope")
    return one.now, one.before


def test_now_is_the_last_five_and_before_the_five_before() -> None:
    levels = [1, 1, 2, 2, 2, 2, 2, 3, 3, 4, 4, 4]
    found = made(*(past(n, levels={"scope": level}) for n, level in enumerate(levels)))
    assert scope(found) == (sum(levels[-RECENT:]) / 5, sum(levels[-2 * RECENT : -RECENT]) / 5)


def test_what_was_held_with_the_reference_known_is_drawn_and_not_averaged() -> None:
    found = made(
        past(1), past(2, levels={"scope": 4}, total=90, reference_known=True), past(3, total=40)
    )
    assert scope(found) == (2, None)
    (points,) = (one.points for one in found.dimensions if one.dimension == "scope")
    assert [point.hollow for point in points] == [False, True, False]
    assert [point.hollow for point in found.totals] == [False, True, False]
    (caching,) = (one for one in found.coverage if one.topic == "caching")
    assert caching.cells["scope"].times == 2
    assert caching.cells["scope"].level == 2


def test_the_practice_of_one_phase_makes_no_trend_of_whole_interviews() -> None:
    sprint = past(2, sprint="scope", levels={}, total=None, band=None, status="finished")
    found = made(past(1), sprint, tally=Tally(1, 1, 0, {"pastebin": 1}, (("scope", 1, 2_700_000),)))
    assert [len(one.points) for one in found.phases] == [1]
    assert [(one.phase, one.times) for one in found.sprints] == [("scope", 1)]
    assert sum(week.sprints for week in found.weeks) == 1
    assert sum(week.interviews for week in found.weeks) == 1


def test_what_was_not_shown_makes_no_point() -> None:
    found = made(past(1, levels={"scope": None, "depth": 3}))
    assert scope(found) == (None, None)
    assert [one.dimension for one in found.dimensions] == list(DIMENSIONS)


def test_a_phase_is_told_by_its_middle_share_and_only_of_clocks_of_ours() -> None:
    spent = (180_000, 360_000, 3_600_000)
    attempts = [past(n, phases=(PhaseTime("scope", ms, 360_000),)) for n, ms in enumerate(spent)]
    elsewhere = past(9, held="elsewhere", phases=(PhaseTime("scope", 1, 360_000),))
    left = past(8, status="open", levels={})
    (phase,) = made(*attempts, left, elsewhere).phases
    assert phase.share == 1.0
    assert len(phase.points) == 3


def test_estimates_are_told_by_the_share_within_a_factor_of_two() -> None:
    judged = {"exact": 1, "right": 2, "rough": 1, "wrong": 0, "missing": 4}
    found = made(past(1, judged=judged), past(2), past(3, judged=judged, reference_known=True))
    assert found.estimates.now == 3 / 8
    assert found.estimates.counts == judged
    assert len(found.estimates.points) == 1


def test_weeks_without_practice_are_there_too() -> None:
    found = made(past(100 - 20), past(100 - 1))
    assert [week.interviews for week in found.weeks] in ([1, 0, 1, 0], [1, 0, 0, 1])
    assert all(
        later.began - one.began == 7 * DAY
        for one, later in zip(found.weeks, found.weeks[1:], strict=False)
    )
    assert made().weeks == ()


def test_every_topic_of_the_bank_is_there_the_most_met_first() -> None:
    tally = Tally(3, 0, 0, {"mint": 2, "pastebin": 1, "gone": 7}, ())
    found = made(past(1, question="mint"), tally=tally)
    assert [(one.topic, one.times) for one in found.coverage] == [
        ("caching", 3),
        ("queues", 1),
        ("ranking", 0),
    ]


def test_what_was_raised_unasked_is_a_share_of_all_that_was_heard() -> None:
    assert made(past(1, unprompted=6, prompted=2, missed=9)).unprompted == 0.75
    assert made(past(1)).unprompted is None


# --- over a real history ------------------------------------------------------------------------


def read(services: Services) -> tuple[list[Past], Tally]:
    with services.reader() as connection:
        assert connection is not None
        return read_past(connection), read_tally(connection)


def test_the_numbers_of_a_held_interview_are_kept_when_it_is_scored() -> None:
    services = make_services()
    notes = "## Scope\nten times more reads than writes\n= writes: 10M paste/month to paste/s\n"
    hold(
        services, "pastebin", days_ago=3, notes=notes, predicted=2, levels=(3, 2, 3, 3, 2, 1, 3, 4)
    )
    write(services)
    (one,), tally = read(services)
    assert one.levels == dict(zip(DIMENSIONS, (3, 2, 3, 3, 2, 1, 3, 4), strict=True))
    assert one.predicted == 2
    assert set(one.expected) == set(DIMENSIONS)
    assert one.expected_total is not None
    assert one.expected_band in ("strong-no", "leaning-no")
    assert one.unprompted + one.prompted + one.missed == len(
        services.bank.question("pastebin").signals
    )
    assert one.judged["exact"] == 1
    assert sum(count or 0 for count in one.judged.values()) == len(
        services.bank.question("pastebin").estimates
    )
    assert sum(phase.spent_ms for phase in one.phases) == one.elapsed_ms
    assert tally == Tally(1, 1, 0, {"pastebin": 1}, ())


def test_corrected_evidence_is_heard_again_when_nobody_waits() -> None:
    from sdcoach.history.store import Store
    from sdcoach.tui.held import open_attempt

    services = make_services()
    name = hold(services, "pastebin", days_ago=3, notes="one key is a hot key, cached\n")
    write(services)
    before = read(services)[0][0].unprompted
    assert before
    with services.reader() as connection:
        assert connection is not None
        from sdcoach.history.attempts import find
        from sdcoach.history.report import read_report

        debrief = read_report(connection, find(connection, name)).debrief
    assert debrief is not None
    heard = [one for one in debrief.evidence.by_signal.values() if one.state == "unprompted"]
    held = open_attempt(services, name)
    for one in heard:
        held.do("evidence_marked", signal=one.signal.id, mark="not-so")
    services.journal.close()
    store = Store(services.database)
    while store.rebuild_some():
        pass
    store.close()
    assert read(services)[0][0].unprompted == 0


def test_the_reference_makes_later_interviews_hollow_and_not_earlier_ones() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=9)
    hold(services, "pastebin", days_ago=6, reference=True)
    hold(services, "pastebin", days_ago=3)
    hold(services, "mint", days_ago=2)
    hold(services, "mint", days_ago=1, sprint="scope", ends="finished", minutes_in=6)
    write(services)
    found, tally = read(services)
    assert [one.reference_known for one in found] == [False, False, True, False, False]
    assert (tally.interviews, tally.scored, tally.hollow) == (4, 4, 1)
    assert tally.sprints == (("scope", 1, 360_000),)


def test_only_the_newest_are_looked_at_one_by_one() -> None:
    services = make_services()
    names = [hold(services, "mint", days_ago=9 - n, ends="abandoned") for n in range(4)]
    write(services)
    with services.reader() as connection:
        assert connection is not None
        assert [one.id for one in read_past(connection, limit=2)] == names[-2:]


@pytest.mark.parametrize("kind", KINDS)
def test_phases_stand_in_the_order_of_each_format(kind: Kind) -> None:
    order = phase_order()
    assert len(order) == len(set(order))
    assert [phase for phase in order if phase in PHASES[kind]] == list(PHASES[kind])
    assert order[-1] == "recap"
