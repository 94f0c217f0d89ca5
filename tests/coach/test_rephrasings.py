"""How many honest rephrasings the guards let through, and how many wrong ones."""

from collections import Counter

import pytest

from sdcoach.bank.words import is_negation
from sdcoach.coach.wording import Wording
from tests.coach.rephrasing import HONEST, judged, rephrasings

LEAKS = ("term", "figure", "advice", "verdict")
# What was measured. None of the honest ones passed when the guards knew no synonyms.
HONEST_PASS = {"tuned": (50, 83), "held": (5, 21)}
# Wrong claims made of the line's own words that are shown: as many as before.
SHOWN = {"tuned": {"relation": 2, "flip": 1}, "held": {"relation": 2, "flip": 0}}


@pytest.mark.parametrize("part", ["tuned", "held"])
def test_honest_rephrasings_pass_as_often_as_measured_and_no_leak_does(
    part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    leaked = []
    for one in rephrasings():
        if one.held != (part == "held"):
            continue
        found = judged(one)
        counts[one.kind, found.outcome] += 1
        if one.kind in LEAKS and found.outcome != "refused":
            leaked.append((one.line, one.text))
    kinds = sorted({kind for kind, _ in counts})
    with capsys.disabled():
        print(f"\n{part}: shown to the end, shown in part, refused")
        for kind in kinds:
            three = [counts[kind, outcome] for outcome in ("passed", "shown", "refused")]
            print(f"  {kind:9}", *(f"{count:3}" for count in three))
    least, of = HONEST_PASS[part]
    assert counts[HONEST, "passed"] + counts[HONEST, "shown"] + counts[HONEST, "refused"] == of
    assert counts[HONEST, "passed"] >= least
    assert leaked == []
    for kind, most in SHOWN[part].items():
        assert counts[kind, "passed"] + counts[kind, "shown"] <= most


def test_what_is_written_down_has_sixty_of_each_and_a_third_is_held() -> None:
    wrong = [one for one in rephrasings() if one.kind != HONEST]
    honest = [one for one in rephrasings() if one.kind == HONEST]
    assert len(wrong) == 60
    assert len(honest) >= 60
    assert sum(one.held for one in wrong) == sum(one.held for one in honest) == 21
    assert all("¦" not in one.text for one in rephrasings())


@pytest.mark.parametrize(
    ("line", "said", "meant"),
    [
        ("A paste is kept.", "A paste is stored.", "A paste is kept."),
        ("At most ten.", "No more than ten.", "at most ten."),
        ("It chose a spot.", "It has picked a place.", "It has chose a spot."),
        ("Load is uneven.", "Load isn't even.", "Load is uneven."),
        ("Ten times the load.", "A tenfold load.", "A ten times load."),
        ("It is noon.", "Here's the situation: it's noon.", "it is noon."),
        # the line has the word itself, or no word that it could stand for
        ("A place is kept and stored.", "It is stored.", "It is stored."),
        ("Ten users.", "Ten pastes are stored.", "Ten pastes are stored."),
        ("It must not change.", "It must not change.", "It must not change."),
    ],
)
def test_a_sentence_is_put_back_into_the_words_of_its_line(
    line: str, said: str, meant: str
) -> None:
    wording = Wording(line)
    assert wording.back(wording.bared(said)) == meant


def test_no_rewording_takes_a_denial_away() -> None:
    lines = {one.line for one in rephrasings()}
    for line in lines:
        wording = Wording(line)
        for denial in ("must not", "cannot", "never", "does not", "will not"):
            said = f"It {denial} keep the value of every thing that was given."
            meant = wording.back(wording.bared(said))
            assert any(is_negation(word.strip(".,")) for word in meant.split()), (line, meant)
