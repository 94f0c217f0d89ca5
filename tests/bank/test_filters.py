"""Questions narrowed by `name:value`, as typed in the bank and on the command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.bank import filters
from sdcoach.bank.index import open_bank
from sdcoach.errors import UsageError

BANK = open_bank()
TOPICS = {topic.id: topic.name for topic in BANK.topics}


def ids(typed: str, tried: set[str] | None = None, due: set[str] | None = None) -> set[str]:
    wanted = filters.parse(typed)
    past = tried or set(), due or set()
    return {one.id for one in BANK.headers if filters.matcher(wanted, TOPICS, *past)(one)}


def test_a_level_is_found_by_its_beginning() -> None:
    assert ids("level:eas") == {one.id for one in BANK.headers if one.difficulty == "easy"}
    assert ids("difficulty:easy level:hard") == {
        one.id for one in BANK.headers if one.difficulty in ("easy", "hard")
    }


def test_a_topic_is_found_by_its_id_or_its_name() -> None:
    filed = {one.id for one in BANK.headers if "caching" in one.topics}
    assert ids("topic:caching") == ids("topic:cach") == filed
    assert ids("topic:object-store") == {
        one.id for one in BANK.headers if "object-store" in one.topics
    }


def test_names_narrow_further_and_values_add_up() -> None:
    assert ids("topic:caching level:easy") == ids("topic:caching") & ids("level:easy")
    assert ids("level:easy level:medium level:hard") == ids("")


def test_the_history_decides_what_is_new_tried_and_due() -> None:
    everything = ids("")
    assert ids("is:tried", {"pastebin"}) == {"pastebin"}
    assert ids("is:new", {"pastebin"}) == everything - {"pastebin"}
    assert ids("is:due", set(), {"mint"}) == {"mint"}
    assert ids("is:due is:tried", {"pastebin"}, {"mint"}) == {"pastebin", "mint"}


def test_a_source_is_found_by_name_and_address() -> None:
    assert "pastebin" in ids("source:primer")
    assert "pastebin" in ids("source:github")
    assert ids("source:nobody") == set()


def test_what_is_half_typed_narrows_nothing() -> None:
    for typed in ("topic:", "lev", "is:", "level: kind:"):
        assert ids(typed) == ids("")
    assert filters.parse("feed level: ranking").words == "feed ranking"
    assert filters.parse("http://x").words == "http://x"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("lvel:hard", "`level`"),
        ("level:simple", "easy"),
        ("topic:cachng", "`caching`"),
        ("is:old", "tried"),
        ("kind:oo", "object-oriented"),
    ],
)
def test_a_finished_filter_that_can_narrow_nothing_is_refused(typed: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        filters.check(typed, BANK.topics)
    assert hint in caught.value.hint


@given(st.text(alphabet="topiclevkndsaur:- é\t", max_size=40))
def test_nothing_typed_breaks_it(typed: str) -> None:
    wanted = filters.parse(typed)
    fits = filters.matcher(wanted, TOPICS)
    assert {fits(header) for header in BANK.headers} <= {True, False}
