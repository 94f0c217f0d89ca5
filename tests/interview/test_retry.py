"""The retry of a phase begins where the phase began."""

from sdcoach.interview.clock import Tick
from sdcoach.interview.events import Event
from sdcoach.interview.retry import Earlier, before_phase, weakest_phase
from sdcoach.interview.session import Session, Setup

PHASES = (("scope", 360_000), ("data", 360_000), ("design", 360_000))
DIMENSION_OF = {"scope": "scope", "data": "api-data", "design": "design"}


def journal() -> list[Event]:
    setup = Setup("q", "Q", "P", "system-design", "h", "r", 45, "senior", "interview", 1, 0, PHASES)
    session, events = Session.start(
        "00000000-0000-4000-8000-000000000009", "o", setup, Tick(0, 0, 0)
    )

    def at(seconds: int) -> Tick:
        return Tick(seconds * 1000, seconds * 1000, seconds * 1000)

    events += session.edit("notes", "## Scope\ncore", "typed", at(10))
    events += session.edit("sheet", "a = 1", "typed", at(20))
    events += session.edit("notes", "## Scope\ncore\n\n## Data", "typed", at(30))
    events += session.do("phase_entered", at(31), phase="data", by="heading")
    events += session.edit("notes", "## Scope\ncore\n\n## Data\nlinks", "typed", at(40))
    events += session.edit("sheet", "a = 1\nb = 2", "typed", at(50))
    events += session.do("finished", at(60), by="candidate")
    return events


def test_notes_and_sheet_stand_as_when_the_phase_began() -> None:
    assert before_phase(journal(), "data", "Data") == Earlier(
        "## Scope\ncore\n\n## Data\n", "a = 1"
    )


def test_a_phase_never_reached_begins_after_everything() -> None:
    earlier = before_phase(journal(), "design", "Design")
    assert earlier.notes.endswith("links\n\n## Design\n")
    assert earlier.sheet == "a = 1\nb = 2"


def test_the_weakest_phase_is_the_lowest_scored_and_the_weightiest_of_equals() -> None:
    order, weights = ["scope", "data", "design"], {"scope": 15, "api-data": 10, "design": 20}
    levels = {"scope": 3, "api-data": 2, "design": 2}
    assert weakest_phase(levels, DIMENSION_OF, order, weights) == "design"
    assert weakest_phase(levels, DIMENSION_OF, order, {}) == "data"
    unshown: dict[str, int | None] = {"scope": 3, "api-data": None, "design": 2}
    assert weakest_phase(unshown, DIMENSION_OF, order, weights) == "data"
    assert weakest_phase({}, DIMENSION_OF, ["scope"], weights) is None
