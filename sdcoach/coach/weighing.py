"""What becomes of an opinion that the candidate accepts, under the rules that any score keeps."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sdcoach.coach.material import source_of
from sdcoach.coach.report import Opinion, Quote, Report, level_word, read_report, rechecked
from sdcoach.interview.state import Scores, State
from sdcoach.scoring.debrief import Debrief, objection
from sdcoach.scoring.own_words import OwnWords

ANSWERS = ("accepted", "rejected")
"""What the candidate may make of an opinion."""


class Accepting(NamedTuple):
    """What accepting one opinion comes to."""

    fields: dict[str, Any]
    """What `opinion_weighed` says beside report, dimension and answer; empty when no score changes."""
    refusal: str = ""
    """Why the level may not stand; then nothing is recorded."""


def held_to(kept: Mapping[str, Any], debrief: Debrief) -> Report | None:
    """Return a kept report as far as it still holds for this attempt; None when it is unreadable."""
    report = read_report(kept)
    if report is None:
        return None
    words = debrief.evidence.words
    return rechecked(
        report,
        source_of(words),
        debrief.rubric,
        debrief.seniority,
        far_off=debrief.estimates.far_off,
        whole=words.state.sprint is None,
    )


def accepting(told: Report, dimension: str, debrief: Debrief, state: State) -> Accepting:
    """Return what accepting an opinion makes of the scores that count.

    A level of 3 or 4 keeps the candidate's own evidence where that carries it, and else takes the
    passage that the model quoted, which was found in the candidate's words. Where the level rises,
    or no gap was named, the gap is what the model misses.

    Args:
        told: The report, as `held_to` gave it.
        dimension: Which of its opinions.
        debrief: The attempt, read for scoring.
        state: The attempt as it stands now.
    """
    scores = state.latest_scores
    one = next((each for each in told.opinions if each.dimension == dimension), None)
    if one is None or scores is None or state.sprint is not None or not told.numbered:
        return Accepting({})
    if dimension not in scores.taken and scores.levels.get(dimension, 0) == one.level:
        return Accepting({})
    if all(dimension != row.id for row in debrief.rubric.dimensions):
        return Accepting({})
    evidence, quoted = _evidence(one, scores, debrief.evidence.words)
    gap = _gap(one, scores, debrief)
    most, because = debrief.most(dimension)
    refusal = objection(one.level, evidence, gap or "-", most=most)
    if refusal:
        return Accepting({}, f"{refusal} {because if (one.level or 0) > most else ''}".rstrip())
    fields = {"level": one.level, "evidence": evidence, "gap": gap, "quoted": quoted}
    return Accepting(fields)


def _evidence(one: Opinion, scores: Scores, words: OwnWords) -> tuple[str, bool]:
    own = scores.evidence.get(one.dimension, "")
    if not objection(one.level, own, "-"):
        taken = scores.taken.get(one.dimension)
        return own, taken is not None and taken.quoted
    lines = [_line(quote, words) for quote in one.quotes]
    return next((line for line in lines if line), own), any(lines)


def _line(quote: Quote, words: OwnWords) -> str:
    """Return the longest stretch of a quote that stands in one line, letter for letter."""
    text = (words.sheet if quote.where == "sheet" else words.notes).text
    parts = (text[span.start : span.end].split("\n") for span in quote.spans)
    return max((piece.strip() for some in parts for piece in some), key=len, default="")


def _gap(one: Opinion, scores: Scores, debrief: Debrief) -> str:
    if one.level == 4:
        return ""
    own = scores.gaps.get(one.dimension, "").strip()
    if own and (one.level or 0) <= (scores.levels.get(one.dimension) or 0):
        return own
    anchor = debrief.page(one.dimension).anchors[one.level or 1]
    return next(filter(None, [*one.missing, one.why_not_higher, own]), anchor)


# --- in words ---------------------------------------------------------------------------------


def answer_words(dimension: str, report: str, state: State) -> str:
    """Return what the candidate made of an opinion and what came of it; empty when nothing.

    As it follows `you`: `accepted it: your level is 2 now, it was 3`.
    """
    answer = state.weighed.get((report, dimension), "")
    scores, own = state.latest_scores, state.own_levels
    if answer not in ANSWERS:
        return ""
    if scores is None or dimension not in scores.levels:
        return f"{answer} it"
    now = level_word(scores.levels[dimension])
    taken = scores.taken.get(dimension)
    if taken is not None and taken.report == report:
        quoted = ", carried by the passage it quotes" if taken.quoted else ""
        was = f", it was {level_word(own[dimension])}" if dimension in own else ""
        return f"accepted it: your level is {now} now{was}{quoted}"
    if answer == "accepted" and taken is None:
        return f"accepted it; your level is {now}"
    if answer == "accepted":
        return f"accepted it; your level is {now}, from another opinion"
    return f"rejected it: your level stays {now}"
