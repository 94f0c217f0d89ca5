"""What a report cost: by the provider's count or by the user's price, never by a part of either."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.coach.answers import Usage
from sdcoach.coach.client import Client
from sdcoach.coach.cost import cost_of, cost_words
from sdcoach.coach.profiles import Price
from sdcoach.coach.report import read_report
from tests.coach.asking import profile
from tests.coach.odd_server import BASE, Talk, serving
from tests.coach.test_judge import feedback, told

PRICE = Price(2.0, 10.0)


def billing(*costs: object) -> Any:
    """A host that says of each answer in turn what it cost; None: it does not say."""
    left = list(costs)

    def answer(talk: Talk) -> None:
        usage: dict[str, object] = {"prompt_tokens": 1_000, "completion_tokens": 100}
        cost = left.pop(0)
        said = "no JSON at all" if cost == "broken" else json.dumps(told())
        if cost is not None:
            usage["cost"] = 0.5 if cost == "broken" else cost
        message = {"role": "assistant", "content": said}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        talk.send(200, {**BASE, "choices": [choice], "usage": usage})

    return answer


async def cost(*costs: object, again: bool = False, price: Price | None = None) -> Any:
    with serving(billing(*costs)) as server:
        asked = feedback(profile(server.url, price=price), again=again)
        async with Client(asked.profile) as client:
            kept = await asked.send(client)
    read = read_report(json.loads(json.dumps(kept)))
    assert read is not None
    assert read.origin["cost"] == kept["cost"]
    return kept["cost"]


@pytest.mark.anyio
async def test_the_provider_is_believed_and_else_the_users_price() -> None:
    assert await cost(0.0042, price=PRICE) == {"amount": 0.0042, "by": "provider"}
    assert await cost(0, price=PRICE) == {"amount": 0.0, "by": "provider"}
    assert await cost(None, price=PRICE) == {"amount": 0.003, "by": "user"}
    assert await cost(None) is None


@pytest.mark.anyio
async def test_every_answer_is_counted_also_one_that_had_to_be_repaired() -> None:
    assert await cost("broken", 0.25, price=PRICE) == {"amount": 0.75, "by": "provider"}
    every = {"amount": 0.6, "by": "provider"}
    assert await cost(0.1, 0.2, 0.3, again=True, price=PRICE) == every


@pytest.mark.anyio
async def test_a_part_of_a_price_is_none() -> None:
    mixed = {"amount": 0.009, "by": "user"}
    assert await cost(0.1, None, 0.3, again=True, price=PRICE) == mixed
    assert await cost(0.1, None, 0.3, again=True) is None


COSTS = st.none() | st.floats(0, 1)


@given(st.lists(st.none() | COSTS.map(lambda cost: Usage(10, 5, cost=cost)), max_size=5))
def test_the_two_are_never_added_up(usages: list[Usage | None]) -> None:
    found = cost_of(usages, PRICE)
    if found is None:
        assert not usages or None in usages
    elif found["by"] == "user":
        assert found["amount"] == pytest.approx(len(usages) * 70e-6)
    else:
        told = sum(one.cost or 0 for one in usages if one)
        assert found["amount"] == pytest.approx(told, abs=1e-8)  # it is kept to eight places


def test_the_words_say_whose_count_it_is_and_nothing_of_a_strangers() -> None:
    assert cost_words({"amount": 0.0042, "by": "provider"}) == "0.0042 by the provider's count"
    assert cost_words({"amount": 0.00002, "by": "user"}) == "0.000020 by your price"
    assert cost_words({"amount": 0, "by": "user"}) == "0.0000 by your price"
    for odd in (None, [], {}, {"amount": "1", "by": "user"}, {"amount": 1, "by": "a friend"}):
        assert cost_words(odd) == ""
