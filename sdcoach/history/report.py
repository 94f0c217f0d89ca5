"""One attempt with all that is known of it, ready to be written down somewhere."""

import sqlite3
from typing import NamedTuple

from sdcoach.bank.content import question_from_json, rubric_from_json
from sdcoach.bank.question import Phase
from sdcoach.errors import ContentError
from sdcoach.history.attempts import AttemptRow, content, events
from sdcoach.interview.events import Event
from sdcoach.interview.fold import fold
from sdcoach.interview.state import State
from sdcoach.scoring.debrief import Debrief, open_debrief
from sdcoach.scoring.verdict import Verdict, give_verdict


class Report(NamedTuple):
    """One attempt."""

    row: AttemptRow
    state: State
    events: list[Event]
    debrief: Debrief | None
    """None until the interview is over, and without the question it was held on."""

    def verdict(self, phases: tuple[Phase, ...] = ()) -> Verdict | None:
        """Return the verdict; None when it has none.

        Args:
            phases: The phases of its kind, for their names; without them their ids are used.
        """
        return None if self.debrief is None else give_verdict(self.debrief, phases)


def read_report(connection: sqlite3.Connection, row: AttemptRow) -> Report:
    """Read an attempt. A long one takes a while: call it off the event loop.

    Raises:
        StorageError: When the history cannot be read.
    """
    journal = events(connection, row.id)
    state = fold(journal)
    debrief = _debrief(connection, state, journal) if state.over else None
    return Report(row, state, journal, debrief)


def _debrief(connection: sqlite3.Connection, state: State, journal: list[Event]) -> Debrief | None:
    question = content(connection, state.question_hash)
    rubric = content(connection, state.rubric_hash)
    if question is None or rubric is None:
        return None
    try:
        return open_debrief(question_from_json(question), rubric_from_json(rubric), journal)
    except ContentError:  # of a stranger's making; the journal can be shown all the same
        return None
