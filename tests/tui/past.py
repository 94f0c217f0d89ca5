"""A past to look back on: attempts held in the simulated time of a test, through the core."""

import uuid
from collections.abc import Sequence

from sdcoach.bank.question import DIMENSIONS
from sdcoach.interview.session import Session
from sdcoach.interview.setup import make_setup
from sdcoach.tui.services import Services
from sdcoach.tui.starting import keep_contents
from tests.tui.support import Wrist

DAY = 86_400.0


def hold(
    services: Services,
    question: str,
    *,
    days_ago: float,
    ends: str = "scored",
    minutes_in: float = 45,
    seniority: str = "senior",
    mode: str = "interview",
    levels: Sequence[int] = (3, 3, 3, 3, 2, 2, 3, 2),
    predicted: int | None = 3,
    practise: str = "",
    reference: bool = False,
    sprint: str | None = None,
    phase: str = "",
    notes: str = "## Scope\npaste text, get a link\n",
    title: str = "",
    attempt: str = "",
) -> str:
    """Hold an interview some days before the clock of `services`, and return its id.

    Args:
        services: The core; its clock must be a `Wrist`, which is not moved.
        question: Id of a question of the bank.
        days_ago: When it began.
        ends: "scored", "finished", "abandoned" or "left".
        minutes_in: How long it took.
        seniority: Aimed at.
        mode: interview or practice.
        levels: One per dimension.
        predicted: The forecast.
        practise: What was chosen to practise.
        reference: Whether the reference was opened after scoring.
        sprint: One phase alone.
        phase: Entered half way.
        notes: What was typed.
        title: Another title than the question's.
        attempt: The id it gets.
    """
    clock = services.clock
    assert isinstance(clock, Wrist)
    then = Wrist()
    then.utc = clock.utc - round(days_ago * DAY * 1000)
    setup = make_setup(
        services.bank,
        question,
        seniority=seniority,
        minutes=45,
        mode=mode,
        seed=7,
        utc_offset=0,
        sprint=sprint,
    )
    if title:
        setup = setup._replace(title=title)
    keep_contents(services, setup)
    name = attempt or str(uuid.uuid4())
    session, made = Session.start(name, services.origin, setup, then.tick())
    then.wait(30)
    made += session.edit("notes", notes, "typed", then.tick())
    then.wait(minutes_in * 30)
    if phase:
        made += session.do("phase_entered", then.tick(), phase=phase, by="key")
    then.wait(minutes_in * 30 - 30)
    if ends == "left":
        made += session.leave(then.tick())
    elif ends == "abandoned":
        made += session.do("abandoned", then.tick())
    else:
        made += session.do("finished", then.tick(), by="candidate")
    if ends == "scored":
        if predicted is not None:
            made += session.do("predicted", then.tick(), band=predicted)
        scores = dict(zip(DIMENSIONS, levels, strict=True))
        made += session.do(
            "scored", then.tick(), levels=scores, evidence={}, gaps={}, flags=[], seconds=300
        )
        if practise:
            made += session.do("practise_chosen", then.tick(), text=practise)
        if reference:
            then.wait(60)
            made += session.do("reference_opened", then.tick())
    services.journal.append(made)
    return name


def write(services: Services) -> None:
    """Put all that was held on disk."""
    services.journal.start()
    assert services.journal.flush(10)
