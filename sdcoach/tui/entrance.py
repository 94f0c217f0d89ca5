"""The way into an interview and out of it: begun, gone on with, left, ended.

Imported when the first interview opens: Home is shown before the session and its screen.
"""

import contextlib
import uuid
from typing import TYPE_CHECKING

from sdcoach.errors import SdcoachError, StorageError
from sdcoach.history.attempts import events as read_events
from sdcoach.interview.events import Event
from sdcoach.interview.retry import Earlier
from sdcoach.interview.room import Room
from sdcoach.interview.session import Session, Setup
from sdcoach.tui.held import Held
from sdcoach.tui.screens.interview import InterviewScreen
from sdcoach.tui.starting import interviewer_for, keep_contents, known_kind, reminder

if TYPE_CHECKING:
    from sdcoach.tui.app import SdcoachApp
    from sdcoach.tui.screens.bell import BellScreen


def begin(app: "SdcoachApp", setup: Setup, earlier: Earlier | None) -> None:
    """Start an interview; its clock runs from now on.

    Args:
        app: Shows it.
        setup: What is settled.
        earlier: For the retry of a phase, the notes and the sheet it starts from.
    """
    services = app.services
    if services.config.llm.get("interviewer"):
        from sdcoach.tui.live import asks_first

        if asks_first(app, setup, lambda: begin(app, setup, earlier)):
            return
    attempt = str(uuid.uuid4())
    with contextlib.suppress(StorageError):
        # Where nothing can be written, the interview is held in memory; the banner says so.
        app.hold(attempt)
    keep_contents(services, setup)
    session, events = Session.start(attempt, services.origin, setup, services.clock.tick())
    if earlier is not None:
        tick = services.clock.tick()
        events += session.edit("notes", earlier.notes, "template", tick)
        events += session.edit("sheet", earlier.sheet, "template", tick)
    services.journal.append(events)
    _enter(app, Held(services, session, events))


def go_on(app: "SdcoachApp", attempt: str) -> None:
    """Go on with an interrupted interview; one whose time is long over is asked for its bell.

    Raises:
        SdcoachError: When it is open elsewhere, has ended or cannot be read.
    """
    services = app.services
    app.hold(attempt)
    try:
        services.journal.flush(1.0)
        with services.reader() as connection:
            journal = read_events(connection, attempt) if connection is not None else []
        session, made = Session.resume(journal, services.origin, services.clock.tick())
    except SdcoachError:
        app.let_go()
        raise
    services.journal.append(made)
    held = Held(services, session, journal + made)
    if session.state.over:
        app.open_bell(held)
    else:
        _enter(app, held)


def _enter(app: "SdcoachApp", held: Held) -> None:
    services, state = held.services, held.state

    def record(made: list[Event]) -> None:
        held.events += made
        services.journal.append(made)

    def bell() -> "BellScreen":
        from sdcoach.tui.screens.bell import BellScreen

        return BellScreen(held)

    phases = services.bank.phases(known_kind(state.kind))
    interviewer = interviewer_for(services, state)
    room = Room(held.session, services.clock, record, phases, interviewer)
    room.owed()
    screen = InterviewScreen(room, bell=bell, reminder=reminder(services))
    for path in screen.css_path:
        # Read before the screen is pushed: pushing would parse every stylesheet anew.
        app.stylesheet.read(path)
    app.stylesheet.parse()
    if services.config.llm.get("interviewer"):
        from sdcoach.tui.live import attach

        attach(screen, services, interviewer.question)
    app.push_screen(screen, lambda how: _leave(app, held, how or "left"))


def _leave(app: "SdcoachApp", held: Held, how: str) -> None:
    if how == "discarded":
        held.services.journal.discard(held.state.attempt)
    if how == "score":
        app.open_scoring(held)
        return
    if how == "sprint":
        app.open_attempt(held)
        return
    if how == "left":
        app.left.append(held.state.attempt)
    app.home_or_out()
