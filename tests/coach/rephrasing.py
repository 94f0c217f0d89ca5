"""What a model may say for a line of the script and what it may not, and what the guards make of it."""

from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import yaml

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import Question
from sdcoach.coach.guards import Guard, Known, Splitter
from sdcoach.coach.terms import Terms
from sdcoach.interview.interviewer import Interviewer
from sdcoach.interview.state import Asked, State

HONEST = "honest"
_WRITTEN = Path(__file__).with_name("rephrasings.yaml")
_NOTES = "# first thoughts\n- who does what, and how often\n"
_OPEN = "What colour is it?"
_HERE = "¦"


class Rephrasing(NamedTuple):
    """One way to say a line.

    Attributes:
        question: Its id.
        release: Which line of it.
        line: The line in the script's own words.
        kind: `honest`, or in which way it is wrong.
        text: What is said.
        wrong: The sentence, from 0, that must not be shown; of an honest one -1.
        held: Whether the guards were never tuned on it.
    """

    question: str
    release: str
    line: str
    kind: str
    text: str
    wrong: int
    held: bool


class Judged(NamedTuple):
    """What the guards made of one.

    Attributes:
        outcome: `passed`: it stands; `shown`: it was shown until the script replaced it, or the
            wrong sentence of it was; `refused`: the script speaks, and nothing wrong was shown.
        why: In a word why the script speaks.
        at: The sentence that was refused.
    """

    outcome: Literal["passed", "shown", "refused"]
    why: str = ""
    at: str = ""


@cache
def rephrasings() -> tuple[Rephrasing, ...]:
    """Return all that is written down."""
    found = []
    for entry in yaml.safe_load(_WRITTEN.read_text("utf-8")):
        question, release = entry["question"], entry["release"]
        line, held = _line(_question(question), release), entry.get("held", False)
        found += [
            Rephrasing(question, release, line, HONEST, text, -1, held) for text in entry["honest"]
        ]
        for kind, marked in entry.get("wrong", {}).items():
            wrong = len(sentences(marked.partition(_HERE)[0])) if _HERE in marked else 0
            text = marked.replace(_HERE, "")
            found.append(Rephrasing(question, release, line, kind, text, wrong, held))
    return tuple(found)


def judged(one: Rephrasing) -> Judged:
    """Let a fresh guard hear one, sentence by sentence."""
    question = _question(one.question)
    asked = next((c.asks for c in question.clarifications if c.id in one.release), "")
    given = Known(f"{question.title}\n{question.prompt}", written=f"{_NOTES}? {asked or _OPEN}\n")
    guard = Guard(_terms(one.question), one.line, given)
    for sentence in sentences(one.text):
        if why := guard.refuses(sentence):
            seen = one.kind != HONEST and len(guard.passed) > one.wrong
            return Judged("shown" if seen else "refused", why, sentence)
    if why := guard.lacks():
        return Judged("shown", why, one.text)
    return Judged("passed")


def sentences(text: str) -> list[str]:
    """Cut a text as the stream of a model is cut."""
    splitter = Splitter()
    found = [*splitter.feed(text), splitter.rest()]
    return [one for one in found if one]


@cache
def _question(id: str) -> Question:
    return open_bank().question(id)


@cache
def _terms(id: str) -> Terms:
    return Terms(_question(id))


def _line(question: Question, release: str) -> str:
    """Return what the script says; the releases are explained where they are written down."""
    kind, _, name = release.partition(":")
    if kind == "clarification":
        return _script(question).told(Asked(0, "", (name,), 0))
    if kind == "hint":
        phase, _, rung = name.partition("/")
        return question.hints[phase][int(rung) - 1].says
    if kind == "followup":
        return next(one.says for one in question.followups if one.id == name)
    state = State()
    if kind == "call":
        state.asked = [Asked(0, _OPEN, (), 0)] * (int(name) - 1)
        return _script(question).answer(_OPEN, state).text
    id, _, when = name.partition("@")
    minutes, _, seconds = when.partition(":")
    asks = next(one.asks for one in question.clarifications if one.id == id)
    state.asked = [Asked((int(minutes) * 60 + int(seconds)) * 1000, asks, (id,), 0)]
    return _script(question).answer(asks, state).text


def _script(question: Question) -> Interviewer:
    return Interviewer(question, (), (), 7)
