"""Looking for words in all that was written: notes, sheets, titles, tags, notes about attempts.

What a person types is only words here: signs that mean something to the index are quoted, and
every word may be the beginning of a longer one.
"""

import sqlite3
from typing import NamedTuple

from sdcoach.history.database import path_of
from sdcoach.history.troubles import from_sqlite
from sdcoach.text import one_line

MOST_WORDS = 16
_LONGEST_WORD = 64
_AROUND = 14
"""Words of a line that are shown around what was found."""


class Hit(NamedTuple):
    """Where an attempt holds the words."""

    attempt: str
    """UUID."""
    line: str
    """A piece of the text around them, on one line."""


def match_of(text: str) -> str:
    """Return what to ask the index for, so that every word of `text` is there.

    Returns:
        An empty string when no word can be looked for: only signs, or nothing at all.
    """
    words = []
    for word in one_line(text).split()[:MOST_WORDS]:
        if any(char.isalnum() for char in word):
            quoted = word[:_LONGEST_WORD].replace('"', '""')
            words.append(f'"{quoted}"*')
    return " ".join(words)


def find_words(connection: sqlite3.Connection, text: str, *, limit: int = 30) -> list[Hit]:
    """Return where the newest attempts hold all words of `text`; deleted ones are left out.

    Raises:
        StorageError: When the history cannot be read.
    """
    wanted = match_of(text)
    if not wanted:
        return []
    query = f"""
        SELECT a.uuid, snippet(text_index, -1, '', '', '…', {_AROUND})
        FROM text_index JOIN attempt_rows r ON r.attempt_id = text_index.rowid
        JOIN attempts a ON a.id = r.attempt_id
        WHERE text_index MATCH ? AND r.attempt_id IN (
            SELECT n.attempt_id FROM attempt_rows n
            WHERE n.deleted = 0 AND n.status != 'new' AND n.attempt_id IN (
                SELECT rowid FROM text_index WHERE text_index MATCH ?)
            ORDER BY n.started_at DESC, n.attempt_id DESC LIMIT ?)
        ORDER BY r.started_at DESC, r.attempt_id DESC
    """  # noqa: S608 - a number of our own
    try:
        rows = connection.execute(query, [wanted, wanted, limit]).fetchall()
    except sqlite3.Error as error:
        raise from_sqlite(error, path_of(connection), writing=False) from error
    return [Hit(attempt, one_line(line)) for attempt, line in rows]
