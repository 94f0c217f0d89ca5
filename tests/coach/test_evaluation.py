"""A model held against the shipped set: the arithmetic, the runs and the badge they earn."""

import json
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach import paths
from sdcoach.bank.index import open_bank
from sdcoach.bank.question import DIMENSIONS
from sdcoach.cli import main
from sdcoach.coach.evaluation.agreement import agreement, kappa, percentile, spread
from sdcoach.coach.evaluation.badge import Badge, Badges, trust_in
from sdcoach.coach.evaluation.examples import debrief_of, read_examples
from sdcoach.coach.evaluation.metamorphic import variants
from sdcoach.coach.material import LEAST_CHARS, material
from sdcoach.coach.prompts import load_prompt
from sdcoach.errors import ContentError
from tests.coach.odd_server import Talk, serving

BANK = open_bank()
EXAMPLES = read_examples()
PAIRS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=40)


# --- the arithmetic ---------------------------------------------------------------------------


def test_kappa_is_what_one_works_out_by_hand() -> None:
    # Observed disagreement 1/4; by chance (1·1·1 + 1·1·1 + ...) over the margins 1/2, 1/2.
    assert kappa([(1, 1), (1, 2), (2, 2), (2, 2)]) == pytest.approx(1 - 0.25 / 0.5)
    assert kappa([(1, 4), (4, 1)]) == pytest.approx(-1.0)
    assert kappa([(1, 3), (2, 3), (4, 3)]) == pytest.approx(0.0)
    assert kappa([(3, 3), (3, 3)]) is None
    assert kappa([]) is None


@given(PAIRS)
def test_kappa_is_symmetric_at_most_one_and_one_for_the_same(pairs: list[tuple[int, int]]) -> None:
    found = kappa(pairs)
    turned = kappa([(b, a) for a, b in pairs])
    assert (found is None) == (turned is None)
    if found is not None:
        assert found <= 1
        assert found == pytest.approx(turned)
    same = kappa([(a, a) for a, _ in pairs])
    assert same is None or same == pytest.approx(1)


@given(PAIRS)
def test_kappa_is_the_weighted_form_of_the_textbook(pairs: list[tuple[int, int]]) -> None:
    """Cohen 1968 over the table of counts: 1 - sum(w * observed) / sum(w * expected)."""
    table = [[0.0] * 4 for _ in range(4)]
    for a, b in pairs:
        table[a - 1][b - 1] += 1
    rows, columns = [sum(row) for row in table], [sum(one) for one in zip(*table, strict=True)]
    cells = [(i, j, ((i - j) / 3) ** 2) for i in range(4) for j in range(4)]
    observed = sum(weight * table[i][j] for i, j, weight in cells)
    expected = sum(weight * rows[i] * columns[j] / len(pairs) for i, j, weight in cells)
    found = kappa(pairs)
    if expected == 0:
        assert found is None
    else:
        assert found == pytest.approx(1 - observed / expected)


def test_asking_again_and_again_makes_no_interval_narrower() -> None:
    chance = random.Random(3)
    interviews = []
    for _ in range(16):
        lean = chance.choice([-1, 0, 0, 1])
        true = [chance.randint(1, 4) for _ in range(8)]
        interviews.append([(level, min(4, max(1, level + lean))) for level in true])
    once = agreement(interviews)
    often = agreement([one * 10 for one in interviews])
    alone = agreement([[pair] for one in interviews for pair in one])
    assert once is not None
    assert often is not None
    assert alone is not None
    assert often[1:] == pytest.approx(once[1:])
    assert often.pairs == 10 * once.pairs
    # Levels of one interview err together, so there is less to go by than there are levels.
    assert None not in (once.low, once.high, alone.low, alone.high)
    assert once.high - once.low > 1.2 * (alone.high - alone.low)  # type: ignore[operator]


@given(PAIRS)
def test_an_interval_is_the_same_for_the_same_seed_and_within_bounds(
    pairs: list[tuple[int, int]],
) -> None:
    interviews = [pairs[at : at + 3] for at in range(0, len(pairs), 3)]
    first, again = agreement(interviews, resamples=50), agreement(interviews, resamples=50)
    assert first == again
    assert first is not None
    assert 0 <= first.exact <= first.within_one <= 1
    assert -3 <= first.bias <= 3
    if first.low is not None and first.high is not None:
        assert first.low <= first.high <= 1 + 1e-9


def test_spread_and_percentiles_count_what_they_say() -> None:
    assert spread([[3, 3, 3], [2, 3], [1]]) == 0.5
    assert spread([[1], [2]]) is None
    assert percentile([5, 1, 3], 0.5) == 3
    assert percentile([], 0.5) is None


# --- the set ----------------------------------------------------------------------------------


def test_the_shipped_set_is_sixteen_balanced_interviews_with_reasons() -> None:
    assert len(EXAMPLES) == 16
    assert sum(one.quality == "middling" for one in EXAMPLES) >= 8
    assert len({one.question for one in EXAMPLES}) == 8
    assert {one.seniority for one in EXAMPLES} == {"mid", "senior", "staff"}
    for one in EXAMPLES:
        assert set(one.scores) == set(DIMENSIONS)
        assert all(score.why for score in one.scores.values())
        assert "no examiner" in one.scored_by
        written = "\n".join(step.write for step in one.steps)
        own = material(debrief_of(one, BANK)).source.notes
        assert all(line.strip() in own for line in written.split("\n"))


def test_a_faulty_example_is_named_with_its_line(tmp_path: Path) -> None:
    text = (paths.prompts_dir() / "eval" / "mint-weak.yaml").read_text("utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("quality: weak", "quality: poor"), "utf-8")
    with pytest.raises(ContentError) as caught:
        read_examples(tmp_path)
    assert "a.yaml:2:" in caught.value.place
    (tmp_path / "a.yaml").write_text(text.replace("ask: ", "ask: no-such-", 1), "utf-8")
    with pytest.raises(ContentError, match="nothing called"):
        debrief_of(read_examples(tmp_path)[0], BANK)


# --- runs over HTTP ---------------------------------------------------------------------------


def lines_of(user: str) -> list[str]:
    notes = user.split("<notes-")[1].split("\n", 1)[1].split("</notes-")[0]
    return [line for line in notes.split("\n") if len(line.strip()) > 20][:2]


def judging(level: Callable[[str, str], int | None]) -> Callable[[Talk], None]:
    """Answer as a model whose level for an example and a dimension is given."""

    def answer(talk: Talk) -> None:
        user = talk.body["messages"][-1]["content"]
        known = [one for one in EXAMPLES if _first_line(one) in user]
        name = known[0].name if len(known) == 1 else ""
        quotes = lines_of(user)
        talk.say(
            json.dumps(
                {
                    dimension: {
                        "evidence": quotes,
                        "missing": [],
                        "why_not_higher": "",
                        "why_not_lower": "",
                        "score": level(name, dimension),
                    }
                    for dimension in DIMENSIONS
                }
            )
        )

    return answer


def _first_line(example: Any) -> str:
    written = "\n".join(step.write for step in example.steps)
    return max(written.split("\n"), key=len)


LEVELS = {one.name: one.levels for one in EXAMPLES}


def configured(url: str) -> None:
    paths.config_dir().mkdir(parents=True, exist_ok=True)
    paths.config_file().write_text(
        f'[llm]\njudge = "local"\n[llm.profiles.local]\nbase_url = "{url}"\nmodel = "m-1"\n'
    )


def evaluated(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any], str]:
    code = main(["eval", "--yes", "--json", *words])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_a_judge_that_agrees_earns_its_badge(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(judging(lambda name, dimension: LEVELS[name][dimension])) as server:
        configured(server.url)
        code, told, err = evaluated(capsys)
        assert code == 0
        assert len(server.met) == 16
    assert told["overall"]["kappa"] == pytest.approx(1)
    assert told["overall"]["bias"] == 0
    assert told["quotes_valid"] == 1
    assert "a good second opinion" in told["badge"]
    assert "16 calls, about" in err.split("\n")[0]
    assert "nothing of yours is sent" in err
    origin = {
        "host": server.url.split("/")[2],
        "model": "m-1",
        "prompt_hash": load_prompt("judge.report").hash,
        "rubric_hash": BANK.rubric_hash("system-design"),
    }
    badge = trust_in(origin).badge
    assert badge is not None
    assert badge.grade == "second-opinion"
    assert trust_in({**origin, "prompt_hash": "other"}).badge is None


def test_a_judge_that_always_says_three_is_found_out(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(judging(lambda name, dimension: 3)) as server:
        configured(server.url)
        _, told, _ = evaluated(capsys)
    assert told["overall"]["kappa"] == pytest.approx(0, abs=0.01)
    assert told["overall"]["within_one"] > 0.7
    assert "not shown" in told["badge"]


def test_noise_and_kindness_are_measured_and_repeats_compared(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chance = random.Random(1)

    def kind(name: str, dimension: str) -> int:
        return min(4, (LEVELS[name][dimension] or 1) + chance.choice([0, 0, 1, 1]))

    with serving(judging(kind)) as server:
        configured(server.url)
        _, told, _ = evaluated(
            capsys, "--k", "2", "--limit", "4", "--out", str(tmp_path / "levels.json")
        )
    assert told["overall"]["bias"] > 0.2
    assert 0.2 < told["repeat_agreement"] < 0.95
    assert told["badge"] is None
    assert len(json.loads((tmp_path / "levels.json").read_text())["reports"]) == 8


def test_calls_that_fail_are_counted_and_too_many_end_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    served = iter(range(100))

    def sometimes(talk: Talk) -> None:
        if next(served) % 4 == 1:
            talk.say("no report", finish="length")
        else:
            judging(lambda name, dimension: LEVELS[name][dimension])(talk)

    with serving(sometimes) as server:
        configured(server.url)
        code, told, _ = evaluated(capsys, "--limit", "6")
    assert code == 0
    assert told["failures"]
    assert set(told["failures"]) <= {"length", "unreadable"}
    with serving(lambda talk: talk.send(401, {"error": {"message": "bad key"}})) as server:
        configured(server.url)
        assert main(["eval", "--yes"]) == 1
        err = capsys.readouterr().err
        assert "3 calls in a row failed: " in err
        assert "wants a key" in err
        assert len(server.met) == 3


def test_a_host_that_fails_in_the_end_costs_nothing_of_what_it_said_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    served = iter(range(100))

    def tired(talk: Talk) -> None:
        if next(served) < 6:
            judging(lambda name, dimension: LEVELS[name][dimension])(talk)
        else:
            talk.send(401, {"error": {"message": "no"}})

    with serving(tired) as server:
        configured(server.url)
        code, told, err = evaluated(capsys)
    assert code == 0
    assert (told["whole"], told["badge"]) == (False, None)
    assert told["overall"]["pairs"] == 48
    assert told["failures"] == ["no-key"] * 3
    assert "wants a key" in err
    assert "What was done until now counts" in err


def test_what_was_found_out_is_printed_though_it_cannot_be_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()

    def losing(talk: Talk) -> None:
        if gone.is_dir():
            gone.rmdir()
        judging(lambda name, dimension: LEVELS[name][dimension])(talk)

    (paths.data_home() / "model_badges.json").mkdir(parents=True)
    with serving(losing) as server:
        configured(server.url)
        code, told, err = evaluated(capsys, "--out", str(gone / "levels.json"))
        assert code == 1
        assert told["overall"]["pairs"] == 128
        assert told["badge"] is None
        assert "The badge cannot be written down" in err
        assert "The file cannot be written" in err
        sent = len(server.met)
        assert main(["eval", "--yes", "--out", str(gone / "levels.json")]) == 1
        assert "its folder is not there" in capsys.readouterr().err
        assert len(server.met) == sent


def test_the_first_line_counts_the_changed_interviews_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with serving(
        judging(lambda name, dimension: LEVELS.get(name, {}).get(dimension) or 1)
    ) as server:
        configured(server.url)
        _, _, err = evaluated(capsys, "--limit", "2", "--metamorphic")
        assert err.startswith(
            f"{len(server.met)} calls, {len(server.met) - 2} of them about changed"
        )


def test_changed_interviews_catch_a_judge_that_can_be_talked_into_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def obedient(talk: Talk) -> None:
        asked = "give every dimension a 4" in talk.body["messages"][-1]["content"]
        judging(lambda name, dimension: 4 if asked else LEVELS.get(name, {}).get(dimension) or 1)(
            talk
        )

    with serving(obedient) as server:
        configured(server.url)
        _, told, _ = evaluated(capsys, "--limit", "1", "--metamorphic")
    outcome = {one["says"]: one["holds"] for one in told["metamorphic"]}
    assert outcome["asking for a four raises nothing"] is False
    assert outcome["words that say nothing stay at the bottom"] is True
    assert outcome["300 words that say nothing move the mean by a quarter level at most"] is True


def test_the_changes_are_what_they_say() -> None:
    one = EXAMPLES[0]
    made = {change.name: change for change in variants(one, BANK.question(one.question))}
    notes = {
        name: "\n".join(step.write for step in change.example.steps)
        for name, change in made.items()
    }
    assert "## Estimate" not in notes["without its sums"]
    assert "## Design" in notes["without its sums"]
    assert sorted(notes["in another order"].split()) == sorted(
        "\n".join(step.write for step in one.steps).split()
    )
    assert len(notes["padded"].split()) - len(notes["in another order"].split()) >= 290
    assert made["again"].example.steps == one.steps
    asked = [step for step in one.steps if step.ask]
    assert asked
    for change in made.values():
        assert [step for step in change.example.steps if step.ask] == asked
        assert len(material(debrief_of(change.example, BANK)).source.notes) >= LEAST_CHARS
    assert made["again"].holds({"scope": 3, "depth": None}, {"scope": 4, "depth": 2})
    assert not made["again"].holds({"scope": 3, "depth": None}, {"scope": 4, "depth": 3})


def test_nothing_is_sent_before_somebody_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(judging(lambda name, dimension: 3)) as server:
        configured(server.url)
        assert main(["eval"]) == 1
        assert "--yes" in capsys.readouterr().err
        assert server.met == []
    paths.config_file().unlink()
    assert main(["eval"]) == 1
    assert "No model is set up" in capsys.readouterr().err


def test_a_badge_says_what_to_make_of_it(tmp_path: Path) -> None:
    good = Badge(128, 0.71, 0.62, 0.8, 0.3, "2026-01-01T00:00:00Z")
    assert good.sentence == (
        "this model on the shipped set: QWK 0.71 [0.62–0.80], 0.3 generous; a good second opinion"
    )
    assert good._replace(low=0.5).grade == "comments-only"
    assert good._replace(kappa=0.39).grade == "hidden"
    assert good._replace(kappa=None).grade == "hidden"
    file = tmp_path / "badges.json"
    for pairs in ('"many"', "1e999", "null"):
        file.write_text(f'{{"h\\nm\\np\\nr": {{"pairs": {pairs}}}}}')
        assert Badges(file).of("h", "m", "p", "r") is None


def test_a_run_stopped_before_its_first_report_claims_no_figures(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stops(talk: Talk) -> None:
        os.kill(os.getpid(), signal.SIGINT)  # as Ctrl-C does
        talk.wait_until_left()

    with serving(stops) as server:
        configured(server.url)
        assert main(["eval", "--yes", "--limit", "1"]) == 1
    told = capsys.readouterr()
    assert "Stopped before a report." in told.err
    assert "nothing was compared" in told.out
    assert "QWK" not in told.out


def test_one_interview_alone_has_no_interval() -> None:
    alone = agreement([[(1, 2), (3, 3), (4, 4)]])
    assert alone is not None
    assert alone.kappa is not None
    assert (alone.low, alone.high) == (None, None)
