"""The verdict, the evidence of a dimension and a sprint's look back, as plain lines of text."""

from collections.abc import Iterator

from sdcoach.scoring.debrief import DimensionPage
from sdcoach.scoring.evidence import Heard
from sdcoach.scoring.sprint import LookBack
from sdcoach.scoring.verdict import Verdict
from sdcoach.text import duration, minutes_seconds


def verdict_lines(verdict: Verdict, title: str) -> Iterator[str]:
    """Return the page of a scored attempt, line by line."""
    result = verdict.result
    yield f"{title} · {verdict.aimed}"
    yield ""
    told = [f"{verdict.band_name.upper()} · {result.total}"]
    if verdict.forecast:
        told.append(verdict.forecast)
    told.append(f"shown: {verdict.shown or 'below mid'}, aimed: {verdict.aimed}")
    yield " · ".join(told)
    if result.capped:
        yield f"The total is capped, because {result.capped} is at 1."
    yield ""
    for number, sentence in enumerate(verdict.sentences, 1):
        yield f"{number}. {sentence}"
    if verdict.way_up_says:
        yield f"Nearest way up: {verdict.way_up_says}"
    yield ""
    for row in verdict.rows:
        level = "not shown, counts as 1" if row.not_shown else str(row.level)
        tally = row.tally
        heard = f"{tally.unprompted} unprompted, {tally.prompted} prompted, {tally.missed} missed"
        if tally.aloud:
            heard += f", {tally.aloud} said aloud"
        expected = "" if row.expected is None else f"; the evidence alone suggests {row.expected}"
        yield f"{row.letter} {row.name}: {level} ({heard}{expected})"
    if verdict.taken_says:
        yield verdict.taken_says
    if verdict.estimates_says:
        yield ""
        yield f"Estimates: {verdict.estimates_says}"
    if verdict.decided_says:
        yield f"Decided: {verdict.decided_says}"
    if verdict.seconds:
        yield f"Scored in {duration(verdict.seconds)}."


def heard_words(heard: Heard) -> str:
    """Return one signal as a line: how, when, where it was heard, or what it would have been."""
    name = heard.signal.id.replace("-", " ")
    if heard.state == "missed":
        return f"never: {name}: {heard.signal.says}"
    if heard.state == "aloud":
        return f"said aloud: {name}: {heard.signal.says}"
    how = f"after {heard.cue}" if heard.state == "prompted" else "unprompted"
    return f"{minutes_seconds((heard.elapsed_ms or 0) / 1000)} {how}: {name}: {heard.line}"


def page_lines(page: DimensionPage) -> Iterator[str]:
    """Return the anchors of a dimension and its numbered signals."""
    counts = f"weight {page.weight}" if page.weight else "which does not count here"
    yield f"{page.dimension.letter} {page.dimension.name}, {counts}."
    for level, anchor in enumerate(page.anchors, 1):
        yield f"Level {level}: {anchor}"
    if page.most < 4:
        yield f"Only level {page.most} is open: {page.most_because}"
    yield "Your notes:" if page.heard else "This question has no points to look for here."
    for number, heard in enumerate(page.heard, 1):
        yield f"{number}. {heard_words(heard)}"


def look_back_lines(back: LookBack) -> Iterator[str]:
    """Return what the practice of one phase showed."""
    facts = len(back.asked) + len(back.unasked)
    if facts:
        yield f"You asked for {len(back.asked)} of {facts} facts."
        for fact in back.asked:
            yield f"asked: {fact.asks}"
        for fact in back.unasked:
            yield f"never asked: {fact.asks} {fact.matters}"
    if back.heard:
        said = sum(one.state != "missed" for one in back.heard)
        yield f"You made {said} of {len(back.heard)} points."
        for one in back.heard:
            yield heard_words(one)
