import pytest

from sdcoach.bank.question import Header, Source
from sdcoach.history.attempts import AttemptRow, Tried
from sdcoach.history.next import Next, next_question, recommend
from sdcoach.history.standing import latest_levels, read_standing
from sdcoach.interview.session import Session
from sdcoach.tui.services import Services
from sdcoach.tui.starting import utc_offset
from tests.tui.past import hold, write
from tests.tui.support import MONDAY, Wrist, make_services

DAY = 86_400_000


def header(name: str, difficulty: str = "easy", topics: tuple[str, ...] = ()) -> Header:
    source = Source("", "", "")
    return Header(name, f"Design {name}", "system-design", difficulty, topics, source, "")  # type: ignore[arg-type]


def row(question: str, days_ago: float = 1, **changes: object) -> AttemptRow:
    at = MONDAY - round(days_ago * DAY)
    made = AttemptRow(
        id=f"{question}-{days_ago}",
        question=question,
        title=question,
        kind="system-design",
        seniority="senior",
        minutes=45,
        mode="interview",
        seed=1,
        sprint=None,
        held="here",
        status="scored",
        started_at=at,
        utc_offset=0,
        last_at=at,
        total_ms=2_700_000,
        elapsed_ms=2_700_000,
        paused_ms=0,
        predicted=None,
        band="leaning-no",
        total=50,
        levels={},
        practise="",
        scoring_started=True,
        reference_known=False,
        tags=(),
        note="",
        deleted=False,
    )
    return made._replace(**changes)  # type: ignore[arg-type]


def chosen(headers: list[Header], known: dict[str, Tried], newest: list[AttemptRow]) -> Next:
    item = next_question(known, headers, newest, MONDAY, 0)
    assert item is not None
    return item


def next_of(services: Services) -> list[Next]:
    tick = services.clock.tick()
    offset = utc_offset(tick.utc)
    with services.reader() as connection:
        newest = read_standing(connection, tick.utc, offset).newest if connection else []
        return recommend(connection, services.bank.headers, newest, tick, offset)


def test_the_first_question_is_an_easy_one() -> None:
    item = chosen([header("a", "hard"), header("b", "easy"), header("c", "medium")], {}, [])
    assert (item.question, item.why) == ("b", "New to you, and easy.")


def test_a_new_question_shares_topics_with_what_went_badly() -> None:
    headers = [
        header("a", topics=("caching",)),
        header("b", topics=("search",)),
        header("c", "hard", topics=("tail-latency",)),
    ]
    weak = row("a", 3, levels={"scope": 3, "depth": 1})
    headers[0] = header("a", topics=("caching", "tail-latency"))
    item = chosen(headers, {"a": Tried(1, weak.started_at, None, None)}, [weak])
    assert item.question == "c"
    assert item.why == "New to you, and it meets tail latency again: on Friday depth was 1."


@pytest.mark.parametrize(
    "changes", [{"reference_known": True}, {"sprint": "scope"}, {"status": "finished"}]
)
def test_what_does_not_count_does_not_steer(changes: dict[str, object]) -> None:
    headers = [header("a", topics=("x",)), header("b"), header("c", topics=("x",))]
    weak = row("a", levels={"depth": 1}, **changes)
    assert chosen(headers, {"a": Tried(1, 0, None, None)}, [weak]).question == "b"


def test_when_all_were_tried_the_one_tried_longest_ago_comes_again() -> None:
    known = {"a": Tried(2, MONDAY - DAY, None, None), "b": Tried(1, MONDAY - 9 * DAY, "x", 61)}
    item = chosen([header("a"), header("b")], known, [])
    assert item.question == "b"
    assert item.why == "You have tried every question; this one last on Sat 14; your best is 61."


def test_without_any_question_nothing_is_recommended() -> None:
    assert next_question({}, [], [], MONDAY, 0) is None


def test_an_interrupted_interview_comes_before_an_unscored_one_before_a_question() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1, ends="finished")
    hold(services, "mint", days_ago=0.05, ends="left", minutes_in=10, mode="practice")
    write(services)
    items = next_of(services)
    assert [item.does for item in items] == ["continue", "score", "start"]
    assert [item.question for item in items[:2]] == ["mint", "pastebin"]
    assert all(item.why.endswith(".") for item in items)


def test_sprints_and_old_attempts_are_not_offered_for_scoring() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1, ends="finished", sprint="scope", minutes_in=6)
    hold(services, "mint", days_ago=20, ends="finished")
    write(services)
    assert [item.does for item in next_of(services)] == ["start"]


@pytest.mark.parametrize("away_minutes", [1, 10, 30])
@pytest.mark.parametrize("mode", ["interview", "practice"])
def test_the_time_left_is_what_going_on_would_give(mode: str, away_minutes: float) -> None:
    from sdcoach.history.attempts import events as read_events

    clock = Wrist()
    services = make_services(clock=clock)
    days = (19 + away_minutes) / 24 / 60
    name = hold(
        services,
        "pastebin",
        days_ago=days,
        ends="left",
        minutes_in=19,
        phase="data",
        mode=mode,
        notes="words " * 50,
    )
    write(services)
    item = next_of(services)[0]
    with services.reader() as connection:
        assert connection is not None
        session, _ = Session.resume(
            read_events(connection, name), services.origin, services.clock.tick()
        )
    assert item.left_ms == session.left_ms(services.clock.tick())
    assert item.phase == session.state.phase == "data"


def test_one_stands_where_the_latest_two_counted_scores_are() -> None:
    rows = [
        row("a", 1, levels={"scope": 4, "depth": None}),
        row("b", 2, levels={"scope": 1}, reference_known=True),
        row("c", 3, levels={"scope": 3, "depth": 2, "no-dimension": 4}),
        row("d", 4, levels={"scope": 2, "depth": 1}),
        row("e", 5, levels={"depth": 4}),
    ]
    assert latest_levels(rows) == {"scope": (3, 4), "depth": (1, 2)}
