"""A host's own words are told where they help, and never where they echo."""

import asyncio
import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.coach.complaints import error_in, excerpt, named_parameter, wait_of
from sdcoach.coach.faults import Fault
from sdcoach.coach.profiles import NO_KEY, Secret
from tests.coach.asking import KEY, KEY_NAME, NOTES, complete, profile
from tests.coach.odd_server import serving


def test_a_hosts_reason_is_told_when_it_echoes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_NAME, KEY)
    reason = {"error": "the \x1b[31mslot\nis on fire"}
    with serving(lambda talk: talk.send(400, reason)) as server, pytest.raises(Fault) as met:
        asyncio.run(complete(profile(server.url, key=f"env:{KEY_NAME}")))
    assert met.value.message.endswith("(status 400): the [31mslot is on fire")


@pytest.mark.parametrize(
    "words",
    [
        f"bad key {KEY}",
        f"bad key {KEY[:9]}***",
        f"bad key ...{KEY[-6:]}",
        f"unexpected input: {NOTES}",
        f"unexpected input: {NOTES[7:40].upper()}",
        "unexpected input: hot\\npaste\\nis\\ncached in seven",
        "unexpected input: hot-paste-is-cached",
    ],
)
def test_an_echo_is_not_told(words: str) -> None:
    assert excerpt(words, NOTES, Secret(KEY)) == ""


@given(st.text(max_size=300), st.integers(0, len(NOTES) - 20))
def test_no_stretch_of_the_notes_is_ever_told(around: str, at: int) -> None:
    told = excerpt(f"{around[:50]} {NOTES[at : at + 20]} {around[50:]}", NOTES, Secret(NO_KEY))
    assert NOTES[at : at + 20] not in told


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, 86_400),
        ({"retry-after": "tomorrow"}, None),
        ({"retry-after": "Wed, 99 Oct 2099 07:28:00 GMT"}, None),
    ],
)
def test_the_wait_is_read_as_hosts_write_it(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_of(headers) == seconds


def test_the_wait_may_be_a_moment() -> None:
    at = formatdate(time.time() + 30, usegmt=True)
    assert wait_of({"retry-after": at}) == pytest.approx(30, abs=2)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"error": {"message": "x", "param": "temperature"}}, "temperature"),
        ({"error": "unknown field max_tokens"}, "max_tokens"),
        ({"error": "unknown field max_completion_tokens"}, None),
        ({"detail": [{"loc": ["body", "temperature"]}]}, "temperature"),
        ({"message": "n_max_tokens_total is off"}, None),
        ("plain words about max_tokens", "max_tokens"),
        (None, None),
        ([], None),
    ],
)
def test_only_the_very_parameter_is_found(body: object, found: str | None) -> None:
    assert named_parameter(body, ("max_tokens", "temperature")) == found


def test_an_error_in_a_good_answer_has_its_own_status() -> None:
    assert error_in({"choices": []}) is None
    assert error_in({"error": None}) is None
    assert error_in({"error": {"code": 402}}) == (402, {"code": 402})
    assert error_in({"error": {"code": "429"}}) == (429, {"code": "429"})
    assert error_in({"error": {"code": "²99"}}) == (500, {"code": "²99"})
    assert error_in({"error": "no"}) == (500, "no")
