"""Sums are paired with the question's keys, judged, and read for what they decided."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.scoring.estimates import Estimates, check_estimates, judge
from sdcoach.scoring.own_words import replay
from tests.scoring.acting import Played, pastebin

QUESTION = pastebin()
MORE = {"document": "sheet"}


def check(play: Played) -> Estimates:
    return check_estimates(QUESTION, replay(play.finish()))


def found(estimates: Estimates) -> dict[str, str]:
    return {
        one.estimate.id: f"{one.judgement} {one.line.label}" if one.line else one.judgement
        for one in estimates.judged
    }


DRAWN = """## Estimate
= writes: 10M paste/month to paste/s ≈ 3.86 paste/s
= reads: 100M read/month to read/s ≈ 38.6 read/s
= peak: 5 × reads ≈ 193 read/s
-> one primary takes the writes; a cache is for the peak
= stored: 1.27 KB/paste × 10M paste/month × 36 month ≈ 457 GB

## Design
= links: 62^7 ≈ 3.52T
"""
SHEET = """writes: 10M paste/month to paste/s
reads: 100M read/month to read/s
peak: 5 × reads
stored: 1.27 KB/paste × 10M paste/month × 36 month
links: 62^7
"""


@pytest.mark.parametrize("sheet", [SHEET, ""])
def test_the_drawn_interview_is_judged_as_drawn(sheet: str) -> None:
    estimates = check(Played().at(8).write(DRAWN).write(sheet, document="sheet"))
    assert found(estimates) == {
        "write-rate": "exact writes",
        "read-rate": "exact reads",
        "peak-reads": "exact peak",
        "stored": "exact stored",
        "rows": "missing",
        "key-space": "exact links",
        "guess-odds": "missing",
        "cache-memory": "missing",
    }
    assert not estimates.far_off
    assert [(one.sums, one.text) for one in estimates.decisions] == [
        (("writes", "reads", "peak"), "one primary takes the writes; a cache is for the peak"),
        (("stored",), ""),
        (("links",), ""),
    ]
    by_id = {one.estimate.id: one for one in estimates.judged}
    assert by_id["peak-reads"].decided == "one primary takes the writes; a cache is for the peak"
    assert by_id["stored"].decided == ""
    assert by_id["stored"].key == "≈ 457 GB"


@pytest.mark.parametrize(
    ("factor", "judgement"),
    [
        (1, "exact"),
        (1.1, "exact"),
        (1 / 1.09, "exact"),
        (1.2, "right"),
        (0.5, "right"),
        (2.1, "rough"),
        (0.11, "rough"),
        (10, "wrong"),
        (0.1, "wrong"),
        (0, "wrong"),
        (-1, "wrong"),
    ],
)
def test_a_sum_is_judged_by_its_factor(factor: float, judgement: str) -> None:
    assert judge(factor) == judgement


@given(st.floats(0.001, 1000))
def test_too_much_and_too_little_weigh_the_same(factor: float) -> None:
    if abs(factor - 0.1) > 1e-9 and abs(factor - 10) > 1e-9:
        assert judge(factor) == judge(1 / factor)


@pytest.mark.parametrize(
    ("line", "name", "judgement"),
    [
        ("disk: 460 GB", "stored", "exact disk"),
        ("bytes stored: 300 GB", "stored", "right bytes stored"),
        ("stored: 100 GB", "stored", "rough stored"),
        ("stored: 45 TB", "stored", "wrong stored"),
        ("write rate: 4/s", "write-rate", "exact write rate"),
        ("writes: 3.9", "write-rate", "exact writes"),
        ("62^7", "key-space", "exact 62^7"),
        ("links = 62^6", "key-space", "missing"),
        ("logs: 45 TB", "stored", "missing"),
        ("servers: 12", "write-rate", "missing"),
    ],
)
def test_one_line_is_paired_by_what_it_is(line: str, name: str, judgement: str) -> None:
    assert found(check(Played().write(line, document="sheet")))[name] == judgement


def test_only_a_sum_called_by_the_keys_name_can_cost_the_level() -> None:
    assert check(Played().write("stored: 45 TB", document="sheet")).far_off
    assert not check(Played().write("logs: 45 TB\nother = 9 PB", document="sheet")).far_off


def test_the_candidate_can_pair_again_and_unpair() -> None:
    play = Played().write("blob: 45 TB\nstored: 457 GB\n", document="sheet")
    play.finish()
    play.do("estimate_paired", estimate="rows", line="stored")
    play.do("estimate_paired", estimate="stored", line="blob")
    play.do("estimate_paired", estimate="key-space", line=None)
    estimates = check_estimates(QUESTION, replay(play.events))
    judged = found(estimates)
    assert (judged["rows"], judged["stored"], judged["key-space"]) == (
        "rough stored",
        "wrong blob",
        "missing",
    )
    assert estimates.far_off
    assert all(one.by_candidate for one in estimates.judged if one.line)


def test_a_pair_of_different_dimensions_is_wrong_but_costs_no_level() -> None:
    play = Played().write("days: 3 days\n", document="sheet")
    play.finish()
    play.do("estimate_paired", estimate="stored", line="days")
    estimates = check_estimates(QUESTION, replay(play.events))
    assert found(estimates)["stored"] == "wrong days"
    assert not estimates.far_off


def test_a_claim_is_judged_by_what_it_claims() -> None:
    estimates = check(Played().write("stored: 36 * 12.7 GB = 40 GB", document="sheet"))
    assert found(estimates)["stored"] == "wrong stored"


def test_values_that_a_card_brought_are_not_the_candidates_sums() -> None:
    play = Played().write("stored: 457 GB\n", by="card", document="sheet")
    play.write("half: stored / 2\n", document="sheet")
    estimates = check(play)
    assert [one.label for one in estimates.sums] == ["half"]


def test_sums_after_the_bell_do_not_count() -> None:
    assert found(check(Played().at(46).write("stored: 457 GB", document="sheet")))["stored"] == (
        "missing"
    )


def test_every_key_answers_itself() -> None:
    for estimate in QUESTION.estimates:
        *above, last = estimate.key.strip().split("\n")
        name = estimate.id.replace("-", " ")
        text = "\n".join([*above, f"{name}: {last}"])
        judged = {
            one.estimate.id: one for one in check(Played().write(text, document="sheet")).judged
        }
        assert judged[estimate.id].judgement == "exact"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["= x: 3", "= 1/0", "= ", "-> so", "## Data", "= y = x * 2", "text", "= 5 GB = 6 GB"]
        ),
        max_size=8,
    )
)
def test_any_notes_can_be_checked(lines: list[str]) -> None:
    estimates = check(Played().write("\n".join(lines)))
    assert len(estimates.judged) == len(QUESTION.estimates)
    labels = [label for one in estimates.decisions for label in one.sums]
    assert len(labels) == len(set(labels)) == len(estimates.sums)
