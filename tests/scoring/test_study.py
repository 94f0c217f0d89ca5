"""What to read for what went worst."""

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import DIMENSIONS
from sdcoach.scoring.study import EACH, READINGS, to_study

LIBRARY = open_bank().library
WEIGHTS = dict.fromkeys(DIMENSIONS, 10)


def test_every_dimension_has_readings_and_all_are_in_the_library() -> None:
    known = {reading.id for reading in LIBRARY}
    assert set(READINGS) == set(DIMENSIONS)
    assert {name for names in READINGS.values() for name in names} <= known


def test_no_worked_answer_to_a_question_is_offered() -> None:
    takes = {reading.id: reading for reading in LIBRARY}
    offered = [takes[name] for names in READINGS.values() for name in names]
    assert not [one.id for one in offered if "/solutions/" in one.url]
    levels = dict.fromkeys(DIMENSIONS, 2)
    for one in offered:
        found = to_study(levels, WEIGHTS, [one.id], LIBRARY, one.url)
        assert one not in [reading for study in found for reading in study.readings]


def test_the_two_weakest_get_two_each_the_question_s_own_first() -> None:
    levels = {**dict.fromkeys(DIMENSIONS, 3), "depth": 1, "reliability": None}
    found = to_study(levels, {**WEIGHTS, "reliability": 20}, ["kafka"], LIBRARY)
    assert [one.dimension for one in found] == ["reliability", "depth"]
    assert [len(one.readings) for one in found] == [EACH, EACH]
    assert found[1].readings[0].id == "kafka"


def test_nothing_is_offered_twice_nor_where_all_is_at_four_or_has_no_weight() -> None:
    levels = {**dict.fromkeys(DIMENSIONS, 4), "scope": 2, "collaboration": 2}
    found = to_study(levels, WEIGHTS, [], LIBRARY)
    ids = [reading.id for one in found for reading in one.readings]
    assert len(ids) == len(set(ids)) == 4
    assert to_study(dict.fromkeys(DIMENSIONS, 4), WEIGHTS, [], LIBRARY) == ()
    assert to_study({"scope": 1}, {"scope": 0}, [], LIBRARY) == ()
    assert to_study({"scope": 1}, WEIGHTS, [], ()) == ()
