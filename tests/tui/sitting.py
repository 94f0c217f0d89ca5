"""A whole interview on a shipped question, played by hand into a journal of the real app."""

import uuid

from sdcoach.interview.session import Session, Setup
from sdcoach.interview.setup import make_setup
from sdcoach.tui.held import Held
from sdcoach.tui.services import Services
from sdcoach.tui.starting import keep_contents
from tests.tui.support import Wrist

SCOPE = """## Scope
Core   paste text -> short link;  open link -> text
       expiry: never, or a time the writer picks
Out    accounts, editing, custom links, syntax colours
Targets
- open: p99 < 200 ms, 99.9 %     - paste: 99.5 % is enough
- a stored paste survives the loss of one disk
"""
ESTIMATE = """
## Estimate
= writes: 10M paste/month to paste/s ≈ 3.86 paste/s
= reads: 100M read/month to read/s ≈ 38.6 read/s
-> one primary takes the writes; a cache is for the peak
"""
DATA = """
## Data
POST /pastes {text, expires} -> link;  GET /{link} -> text, 404 unknown
paste(link primary key, expires_at, body key), index on expires_at
"""
DESIGN = """
## Design
writer -> lb -> write api -> primary (link, expiry, created)
write api -> object store: body
reader -> lb -> read api -> cache -> replica -> object store
link = base62 of a counter range, 7 chars
Read: cache; else row; expired? 404; else body, fill cache
"""
DEPTH = """
## Deep dives
Cache: Redis for hot pastes, LRU
Expiry: sweep by index on (expires_at), 1,000 rows a batch,
"""
ANSWER = """
one key = 39 read/s, one node is enough; the hot paste sits at the edge for 60 s
"""
SHEET = """writes: 10M paste/month to paste/s
reads: 100M read/month to read/s
stored: 1.27 KB/paste × 10M paste/month × 36 month
links: 62^7"""


class Sitting:
    """One attempt, given to the journal as it is played."""

    def __init__(
        self, services: Services, clock: Wrist, setup: Setup | None = None, *, number: int = 1
    ) -> None:
        self.services, self.clock = services, clock
        setup = setup or make_setup(
            services.bank,
            "pastebin",
            seniority="senior",
            minutes=45,
            mode="interview",
            seed=7,
            utc_offset=0,
        )
        keep_contents(services, setup)
        self.began = clock.mono
        session, events = Session.start(
            str(uuid.UUID(int=number, version=4)), services.origin, setup, clock.tick()
        )
        self.held = Held(services, session, events)
        services.journal.append(events)

    def at(self, minute: float) -> "Sitting":
        """Let the clock stand at a minute of the interview."""
        self.clock.wait(minute * 60 - (self.clock.mono - self.began) / 1000)
        return self

    def write(self, text: str, *, by: str = "typed", document: str = "notes") -> "Sitting":
        """Add text to a document, at its end."""
        session = self.held.session
        whole = getattr(session.state, document) + text
        made = session.edit(document, whole, by, self.clock.tick())
        self.held.events += made
        self.services.journal.append(made)
        return self

    def do(self, kind: str, **payload: object) -> "Sitting":
        """Record any event."""
        self.held.do(kind, **payload)
        return self

    def enter(self, phase: str, text: str) -> "Sitting":
        """Enter a phase and write its part, line by line, twenty seconds each."""
        self.do("phase_entered", phase=phase, by="heading")
        for line in text.splitlines(keepends=True):
            self.write(line)
            self.clock.wait(20)
        return self


def pastebin_sitting(services: Services, clock: Wrist, *, number: int = 1) -> Held:
    """A middling senior interview: depth named rather than worked, design over its time."""
    sitting = Sitting(services, clock, number=number)
    sitting.write(SCOPE.splitlines(keepends=True)[0])
    sitting.at(0.5).enter("scope", "".join(SCOPE.splitlines(keepends=True)[1:]))
    asked = "How many users, and how much do they write and read?"
    sitting.at(3).do("asked", text=asked, heard=["traffic"], offset=10)
    sitting.do("said", text="Ten million users.", by="script")
    sitting.at(5).do("asked", text="How big is a typical paste?", heard=["size"], offset=20)
    sitting.at(7).enter("estimate", ESTIMATE)
    for line in SHEET.splitlines(keepends=True):
        sitting.write(line, document="sheet", by="sheet")
    sitting.at(12).enter("data", DATA).at(17).enter("design", DESIGN)
    sitting.at(31).do("hint_taken", phase="design", rung=1, text="Follow one read to its bytes.")
    sitting.at(34).enter("depth", DEPTH)
    sitting.at(37).do(
        "followup_shown",
        id="on-the-news",
        text="One paste is on the news and takes a fifth of all reads.",
        deck=False,
    )
    sitting.at(38).write("\n### F1 One paste is on the news\n", by="followup").write(ANSWER)
    sitting.at(42).enter("failure", "\n## Failure\nPrimary dies: promote a replica\n")
    sitting.at(44).enter("recap", "\n## Recap\nOne primary, a cache, texts in an object store\n")
    sitting.at(45).do("finished", by="candidate")
    sitting.do("predicted", band=3)
    sitting.do("pivot_named", text="I ran out of time to go deep on the cache")
    return sitting.held
