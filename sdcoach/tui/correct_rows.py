"""The parts of an attempt's page that are corrected: estimates paired anew, questions credited.

The program pairs and hears as well as it can; where it was wrong, one key says so.
"""

from typing import Any, NamedTuple

from textual.content import Content

from sdcoach.bank.question import Clarification
from sdcoach.interview.state import Asked
from sdcoach.scoring.verdict import never_asked
from sdcoach.text import minutes_seconds, one_line
from sdcoach.tui.page import heading
from sdcoach.tui.palette import Signs
from sdcoach.tui.review import Review
from sdcoach.tui.verdict_rows import Sheet, hanging


class Option(NamedTuple):
    """One answer, and what is recorded when it is taken."""

    text: str
    payload: dict[str, Any]


class Pick(NamedTuple):
    """A question about one match, with its answers."""

    says: str
    event: str
    options: tuple[Option, ...]
    place: int
    """The answer that stands now."""


def pick_sheet(pick: Pick, place: int, signs: Signs, width: int) -> Sheet:
    """Return a question and its answers."""
    rows = [*hanging("", pick.says, width, indent=1, style="bold"), Content("")]
    choices = []
    for number, option in enumerate(pick.options):
        choices.append(len(rows))
        here = signs.here if number == place else " "
        mark = signs.done if number == pick.place else " "
        style = "$accent" if number == place else ""
        made = hanging(f"{here} {mark} ", option.text, width, indent=1, style=style)
        rows += made
    return Sheet(rows, choices)


# --- estimates --------------------------------------------------------------------------------


def estimates_sheet(review: Review, signs: Signs, width: int, place: int) -> Sheet:
    """Return the sums against their keys; every key can be paired with another sum."""
    estimates = review.debrief.estimates
    rows = [heading("ESTIMATES")]
    choices = []
    for number, one in enumerate(estimates.judged):
        who = "you paired  " if one.by_candidate else "yours       "
        label = hanging(who, "nothing", width, indent=5, style="dim")
        if one.line is not None:
            label = hanging(who, f"{one.line.label} {one.line.display}", width, indent=5)
        style = "$warning" if one.judgement in ("rough", "wrong") else "$accent"
        label[-1] = Content.assemble(label[-1], "   ", (one.judgement, style))
        choices.append(len(rows) + 1)
        rows += [
            Content(""),
            *_chosen(one.estimate.asks, signs, width, here=number == place),
            *label,
            *hanging("the key     ", one.key or one.estimate.key, width, indent=5),
        ]
        if one.decided:
            rows += hanging("you decided ", one.decided, width, indent=5)
        rows += hanging("it decides  ", one.estimate.decides, width, indent=5)
    answering = {one.line.ref for one in estimates.judged if one.line}
    rest = [one for one in estimates.sums if one.ref not in answering]
    if rest:
        rows += [Content(""), heading("YOUR OTHER SUMS")]
        for other in rest:
            rows += hanging("", f"{other.label}: {other.display}", width)
    if estimates.decisions:
        rows += [Content(""), heading("DECIDED")]
        for decision in estimates.decisions:
            rows += hanging(
                "", f"{', '.join(decision.sums)} -> {decision.text or 'nothing written'}", width
            )
    return Sheet(rows, choices)


def pair_pick(review: Review, place: int) -> Pick | None:
    """Return the question which sum answers an estimate; None when there is no sum."""
    estimates = review.debrief.estimates
    if not estimates.sums or place >= len(estimates.judged):
        return None
    judged = estimates.judged[place]
    options = [
        Option(f"{one.label} {one.display}", {"estimate": judged.estimate.id, "line": one.ref})
        for one in estimates.sums
    ]
    options.append(Option("none of these", {"estimate": judged.estimate.id, "line": None}))
    refs = [one.ref for one in estimates.sums]
    now = refs.index(judged.line.ref) if judged.line is not None else len(refs)
    says = f"Which of your sums answers “{judged.estimate.asks}”?"
    return Pick(says, "estimate_paired", tuple(options), now)


# --- what was never asked ---------------------------------------------------------------------


def _facts(review: Review) -> tuple[list[Clarification], list[Clarification], list[Clarification]]:
    """Return the facts never asked for, those credited, and those that were heard."""
    facts = review.debrief.question.clarifications
    unasked = list(review.verdict.unasked if review.verdict else never_asked(review.debrief))
    left = {one.id for one in unasked}
    state = review.held.state
    heard = {name for asked in state.asked for name in asked.heard}
    credited = [one for one in facts if one.id in state.credits and one.id not in heard]
    return unasked, credited, [one for one in facts if one.id not in left and one.id in heard]


def unasked_sheet(review: Review, signs: Signs, width: int, place: int) -> Sheet:
    """Return the facts never asked for, those asked for, and what each question was heard as."""
    state = review.held.state
    unasked, credited, heard = _facts(review)
    total = len(unasked) + len(credited) + len(heard)
    rows = [Content.assemble(heading("NEVER ASKED"), (f"   {len(unasked)} of {total}", "dim"))]
    choices = []
    for number, one in enumerate(unasked):
        choices.append(len(rows) + 1)
        rows += [
            Content(""),
            *_chosen(one.asks, signs, width, here=number == place, mark=signs.ring),
            *_fact(one, width),
        ]
    if credited or heard:
        rows += [Content(""), heading("ASKED")]
    for number, one in enumerate(credited, len(unasked)):
        asked = state.asked[state.credits[one.id]]
        choices.append(len(rows) + 1)
        rows += [
            Content(""),
            *_chosen(one.asks, signs, width, here=number == place, mark=signs.done),
            *hanging("", f"credited by you: {_question(asked)}", width, indent=5, style="dim"),
            *_fact(one, width),
        ]
    for one in heard:
        rows += [
            Content(""),
            *_chosen(one.asks, signs, width, here=False, mark=signs.done),
            *_fact(one, width),
        ]
    if state.asked:
        rows += [Content(""), heading("YOUR QUESTIONS, AND WHAT THEY WERE HEARD AS"), Content("")]
        names = {one.id: one.asks for one in (*unasked, *credited, *heard)}
        for asked in state.asked:
            rows += hanging("", _question(asked), width)
            as_what = " ".join(names.get(name, name) for name in asked.heard)
            rows += hanging("-> ", as_what or "nothing it knows", width, indent=8, style="dim")
    return Sheet(rows, choices)


def credit_pick(review: Review, place: int) -> Pick | None:
    """Return which of one's questions asked for a fact; None when nothing was asked."""
    state = review.held.state
    unasked, credited, _ = _facts(review)
    facts = [*unasked, *credited]
    if not state.asked or place >= len(facts):
        return None
    fact = facts[place]
    options = [
        Option(_question(asked), {"clarification": fact.id, "asked": number})
        for number, asked in enumerate(state.asked)
    ]
    options.append(Option("none; I never asked for it", {"clarification": fact.id, "asked": None}))
    now = state.credits.get(fact.id, len(options) - 1)
    says = f"Which of your questions asked “{fact.asks}”?"
    return Pick(says, "credited", tuple(options), now)


def _question(asked: Asked) -> str:
    return f"{minutes_seconds(asked.elapsed_ms / 1000)} {one_line(asked.text)}"


def _fact(fact: Clarification, width: int) -> list[Content]:
    return [
        *hanging("", fact.answer, width, indent=5),
        *hanging("", fact.matters, width, indent=5, style="dim"),
    ]


def _chosen(text: str, signs: Signs, width: int, *, here: bool, mark: str = "") -> list[Content]:
    """Return the line under the finger, or one that could be."""
    label = f"{signs.here if here else ' '} {mark}{' ' if mark else ''}"
    style = "bold $accent" if here else "bold"
    return hanging(label, text, width, indent=1, style=style)
