"""An attempt that a screen holds open: its session, its journal so far, and the way to add to it."""

from dataclasses import dataclass
from typing import Any

from sdcoach.errors import NotFoundError
from sdcoach.history.attempts import events as read_events
from sdcoach.interview.events import Event
from sdcoach.interview.session import Session
from sdcoach.interview.state import State
from sdcoach.tui.services import Services


@dataclass
class Held:
    """One attempt, open for scoring, marking or reading."""

    services: Services
    session: Session
    events: list[Event]

    @property
    def state(self) -> State:
        """The fold of everything so far."""
        return self.session.state

    def do(self, kind: str, **payload: Any) -> None:
        """Record one event; the journal has it from here on."""
        made = self.session.do(kind, self.services.clock.tick(), **payload)
        self.events += made
        self.services.journal.append(made)


def open_attempt(services: Services, attempt: str) -> Held:
    """Read an attempt from the history. Call it from a worker: a long journal takes a while.

    Raises:
        StorageError: When the history cannot be read.
        NotFoundError: When it holds no such attempt.
    """
    services.journal.flush(2.0)
    with services.reader() as connection:
        journal = read_events(connection, attempt) if connection is not None else []
    if not journal:
        raise NotFoundError("the history has no such attempt", hint="`sdcoach history` lists them")
    session = Session.review(journal, services.origin, services.clock.tick())
    return Held(services, session, journal)
