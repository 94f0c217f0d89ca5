"""Journals that went on in two places come together the same way everywhere."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.history.branches import Branches, Line, united

ATTEMPT = "00000000-0000-4000-8000-000000000001"
ORIGINS = ("00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b")
NONE = Branches({}, {})
KINDS = ("started", "notes_edited", "tagged", "finished")


def line(seq: int, says: int) -> Line:
    return Line(seq, KINDS[says % len(KINDS)], 1, seq * 10, says, "{}")


# A replica is, by origin, a journal: what it wrote at each number. Equal beginnings are common.
journals = st.lists(st.integers(0, 2), max_size=5).map(
    lambda said: tuple(line(seq, each) for seq, each in enumerate(said, 1))
)
gappy = st.sets(st.tuples(st.integers(1, 5), st.integers(0, 1)), max_size=5).map(
    lambda pairs: tuple(line(seq, says) for seq, says in sorted(dict(pairs).items()))
)


@st.composite
def replicas(draw: st.DrawFn) -> Branches:
    lines = {}
    for origin in ORIGINS:
        found = draw(journals | gappy)
        if found:
            lines[origin] = found
    # A replica is always what merging left behind.
    return united(ATTEMPT, NONE, Branches(lines, {}))


def merged(one: Branches, other: Branches) -> Branches:
    return united(ATTEMPT, one, other)


@settings(max_examples=300, deadline=None)
@given(replicas(), replicas(), replicas())
def test_merging_is_commutative_associative_and_idempotent(
    a: Branches, b: Branches, c: Branches
) -> None:
    assert merged(a, b) == merged(b, a)
    assert merged(merged(a, b), c) == merged(a, merged(b, c))
    assert merged(a, a) == a == merged(a, NONE)
    assert merged(merged(a, b), b) == merged(a, b)


@settings(max_examples=200, deadline=None)
@given(replicas(), replicas())
def test_no_event_is_lost_and_numbers_stay_in_order(a: Branches, b: Branches) -> None:
    whole = merged(a, b)
    kept = {event for lines in whole.lines.values() for event in lines}
    assert kept == {event for one in (a, b) for lines in one.lines.values() for event in lines}
    for lines in whole.lines.values():
        assert [each.seq for each in lines] == sorted({each.seq for each in lines})


@settings(max_examples=200, deadline=None)
@given(replicas(), replicas(), st.lists(st.integers(0, 2), min_size=1, max_size=3))
def test_going_on_after_a_merge_and_merging_again_agrees_everywhere(
    a: Branches, b: Branches, more: list[int]
) -> None:
    mine = merged(a, b)
    origin = ORIGINS[0]
    lines = mine.lines.get(origin, ())
    last = lines[-1].seq if lines else 0
    added = tuple(line(last + number, says) for number, says in enumerate(more, 1))
    mine = mine._replace(lines={**mine.lines, origin: lines + added})
    assert merged(mine, b) == merged(b, mine) == merged(merged(a, b), mine)


def test_one_journal_that_continues_another_is_no_fork() -> None:
    short = Branches({ORIGINS[0]: (line(1, 0), line(2, 1))}, {})
    long = Branches({ORIGINS[0]: (line(1, 0), line(2, 1), line(3, 2))}, {})
    assert merged(short, long) == long == merged(long, short)
    assert not long.forks


def test_the_branch_that_ended_keeps_the_name() -> None:
    begun = (line(1, 0),)
    ended = Branches({ORIGINS[0]: (*begun, line(2, 3))}, {})
    longer = Branches({ORIGINS[0]: (*begun, line(2, 1), line(3, 1), line(4, 1))}, {})
    whole = merged(longer, ended)
    assert whole.lines[ORIGINS[0]] == (*begun, line(2, 3))
    (name, fork) = next(iter(whole.forks.items()))
    assert fork.of == ORIGINS[0]
    assert fork.at_seq == 1
    assert whole.lines[name] == (line(2, 1), line(3, 1), line(4, 1))
