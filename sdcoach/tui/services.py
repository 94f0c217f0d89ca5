"""What the screens are given: content, history, clock and settings.

It is made before the app starts, from what can be had at once; the journal's writer starts
after the first frame.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sdcoach.bank.index import Bank
from sdcoach.config import Config
from sdcoach.history.database import Reader, open_reader
from sdcoach.history.journal import Journal
from sdcoach.interview.clock import Clock


@dataclass
class Services:
    """The core, as the screens see it."""

    bank: Bank
    config: Config
    clock: Clock
    journal: Journal
    database: Path
    origin: str

    @contextmanager
    def reader(self) -> Iterator[Reader | None]:
        """Open the history for reading; None while there is none.

        Raises:
            StorageError: When it cannot be read.
        """
        connection = open_reader(self.database)
        try:
            yield connection
        finally:
            if connection is not None:
                connection.close()
