"""Histories of any size, with events of every real shape.

`python -m tests.bench.generate FILE [--attempts N] [--events M] [--long K]` fills a history.
A few interviews are played through `Session`; the rest are those under other names and dates.
"""

import argparse
import random
import uuid
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sdcoach.bank.content import content_hash, to_json
from sdcoach.bank.load import load_rubric
from sdcoach.bank.question import DIMENSIONS
from sdcoach.history.rows import Content
from sdcoach.history.store import Entry, Store
from sdcoach.interview.clock import Tick
from sdcoach.interview.events import Event
from sdcoach.interview.session import Session, Setup
from sdcoach.paths import questions_dir

QUESTIONS = (
    ("pastebin", "Design a paste-and-share text service"),
    ("web-crawler", "Design a web crawler"),
    ("twitter-timeline", "Design a timeline and its search"),
    ("mint", "Design a personal finance service"),
    ("query-cache", "Design a cache for a search engine"),
    ("sales-rank", "Design best-seller lists by category"),
    ("social-graph", "Design a graph of friends"),
    ("scaling-aws", "Design a service that grows to millions"),
)
PHASES = (
    ("scope", 360_000),
    ("estimate", 240_000),
    ("data", 360_000),
    ("design", 780_000),
    ("depth", 720_000),
    ("failure", 180_000),
    ("recap", 60_000),
)
SENIORITIES = ("mid", "senior", "staff")
SAID = (
    "writer -> api -> object store; reads go through a cache of hot keys and a replica; "
    "seven base 62 characters; one primary takes the writes; shard by hash of the key; "
    "queue, retry with backoff, expire after a month; p99 below 200 ms; two zones"
)
WORDS = SAID.split()
BEGAN = 1_650_000_000_000
DAY = 86_400_000
ORIGIN = str(uuid.UUID(int=0xC0FFEE))
FEWEST = 24
"""Events of an attempt that has one of every kind that is played here."""


@lru_cache(maxsize=1)
def rubric() -> Content:
    """The shipped rubric for system design, as the history keeps it."""
    rubrics = load_rubric(questions_dir() / "rubric.yaml").value
    assert rubrics is not None
    text = to_json(rubrics["system-design"])
    return Content(content_hash(text), "rubric", text)


def setup(number: int, *, mode: str = "interview", sprint: str | None = None) -> Setup:
    """What is settled before interview `number`."""
    question, title = QUESTIONS[number % len(QUESTIONS)]
    return Setup(
        question,
        title,
        "Build that.",
        "system-design",
        f"question-{question}",
        rubric().hash,
        45,
        SENIORITIES[number % len(SENIORITIES)],
        mode,
        number,
        60,
        tuple(pair for pair in PHASES if sprint in (None, pair[0])),
        sprint,
    )


def name(number: int) -> str:
    """The id of attempt `number`."""
    return str(uuid.UUID(int=random.Random(number).getrandbits(128), version=4))


class Played:
    """An interview played by a clock that is set, one event at a time."""

    def __init__(
        self,
        number: int = 0,
        *,
        mode: str = "interview",
        sprint: str | None = None,
        origin: str = ORIGIN,
        began: int | None = None,
    ) -> None:
        self.random = random.Random(number)
        self.ms = 0
        self.began = BEGAN + number * DAY // 3 if began is None else began
        self.notes = ""
        self.session, self.events = Session.start(
            name(number), origin, setup(number, mode=mode, sprint=sprint), self.tick()
        )

    @property
    def attempt(self) -> str:
        return self.session.state.attempt

    def tick(self) -> Tick:
        return Tick(self.ms, self.ms, self.began + self.ms)

    def wait(self, ms: int) -> "Played":
        self.ms += ms
        return self

    def do(self, kind: str, **payload: object) -> "Played":
        self.events += self.session.do(kind, self.tick(), **payload)
        return self

    def type(self, text: str, *, document: str = "notes", by: str = "typed") -> "Played":
        """Append to a document."""
        state = self.session.state
        before = state.notes if document == "notes" else state.sheet
        self.events += self.session.edit(document, before + text, by, self.tick())
        return self

    def revise(self) -> "Played":
        """Put a word somewhere into the notes, or take some characters out."""
        notes = self.session.state.notes
        at = self.random.randrange(len(notes) + 1)
        end = at + self.random.choice((0, 0, 6, 20))
        word = self.random.choice(WORDS)
        new = f"{notes[:at]}{word} {notes[end:]}"
        made = self.session.edit("notes", new, "typed", self.tick())
        self.events += made
        return self if made else self.do("heartbeat")

    def score(self, level: int | None = None) -> "Played":
        levels = {each: level or self.random.randint(1, 4) for each in DIMENSIONS}
        return self.do(
            "scored",
            levels=levels,
            evidence=dict.fromkeys(DIMENSIONS, "one primary takes the writes"),
            gaps=dict.fromkeys(DIMENSIONS, "say what fails first"),
            flags=[],
            seconds=180,
        )


def played(number: int = 0, events: int = 40) -> Played:
    """Play one scored interview of exactly `events` events, `FEWEST` or more."""
    if events < FEWEST:
        raise ValueError(f"an attempt like this has at least {FEWEST} events")
    one = Played(number)
    one.wait(20_000).type("## Scope\n", by="template")
    one.wait(9_000).do("asked", text="? how much traffic", heard=["traffic"], offset=9)
    one.do("said", text="Ten million users.", by="script")
    one.wait(30_000).do("phase_entered", phase="estimate", by="heading")
    one.wait(9_000).type("writes = 10M paste/month\n", document="sheet", by="sheet")
    one.wait(30_000).do("hint_taken", phase="estimate", rung=0, text="What is the ratio?")
    one.wait(30_000).do("phase_entered", phase="design", by="key")
    step = 2_000_000 // (events - FEWEST + 1)
    for count in range(events - FEWEST):
        one.wait(step)
        if count % 5 == 4 or len(one.session.state.notes) > 6_000:
            one.revise()
        elif count % 50 == 49:
            one.do("heartbeat")
        else:
            ending = "\n" if count % 12 == 11 else " "
            one.type(one.random.choice(WORDS) + ending)
    one.do("followup_shown", id="on-the-news", text="One paste is on the news.", deck=False)
    one.wait(20_000).type("F1 cache the hot paste\n", by="followup")
    one.wait(20_000).do("phase_entered", phase="recap", by="heading")
    one.wait(20_000).do("finished", by="candidate")
    one.do("predicted", band=one.random.randint(1, 4))
    one.do("evidence_marked", signal="hot-key", mark="use")
    one.do("estimate_paired", estimate="write-rate", line="writes")
    one.do(
        "scoring_drafted", levels={"scope": 3}, evidence={}, gaps={}, flags=[], seconds=20
    ).score()
    one.do("pivot_named", text="When the cache came up").do("reference_opened")
    one.do("practise_chosen", text="Say what fails first").do("tagged", tags=["evening"])
    one.do("noted", text="Went well until the deep dive.").do("scoring_drafted", levels={}, **_NONE)
    return one.score()


_NONE: dict[str, object] = {"evidence": {}, "gaps": {}, "flags": [], "seconds": 5}


def renamed(events: list[Event], number: int) -> list[Event]:
    """Return an interview as attempt `number`, on another day."""
    attempt, later = name(number), BEGAN + number * DAY // 3 - events[0].at
    return [event._replace(attempt=attempt, at=event.at + later) for event in events]


def histories(attempts: int, events: int) -> Iterator[list[Event]]:
    """Yield that many interviews of that many events each."""
    patterns = [played(number, events).events for number in range(min(attempts, 48))]
    for number in range(attempts):
        yield renamed(patterns[number % len(patterns)], number)


def fill(path: Path, *, attempts: int = 10_000, events: int = 40, long: int = 0) -> None:
    """Write a history.

    Args:
        path: The database, made when it does not exist.
        attempts: How many attempts.
        events: How many events each.
        long: How many events one more attempt, the newest, has; 0 for none.
    """
    store = Store(path)
    try:
        store.write([rubric()])
        batch: list[Entry] = []
        for journal in histories(attempts, events):
            batch += journal
            if len(batch) >= 20_000:
                store.write(batch)
                batch.clear()
        if long:
            batch += renamed(played(0, long).events, attempts)
        store.write(batch)
    finally:
        store.close()


def main() -> None:
    """Fill a history from the command line."""
    parser = argparse.ArgumentParser(description="Fill a history with attempts.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--attempts", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=40)
    parser.add_argument("--long", type=int, default=0)
    wanted = parser.parse_args()
    fill(wanted.file, attempts=wanted.attempts, events=wanted.events, long=wanted.long)


if __name__ == "__main__":
    main()
