"""The core, opened for a command that writes: bank, settings, history and clock, without a screen."""

import sys

from sdcoach import config, paths
from sdcoach.bank.index import Bank, open_bank
from sdcoach.errors import StorageError
from sdcoach.history.journal import Journal
from sdcoach.history.origin import read_origin
from sdcoach.interview.clock import Clock, SystemClock
from sdcoach.tui.services import Services


def open_services(bank: Bank | None = None, clock: Clock | None = None) -> Services:
    """Open the core and start the journal's writer; trouble with the history goes to stderr.

    Args:
        bank: By default the shipped questions and one's own.
        clock: By default the machine's.

    Raises:
        SdcoachError: When bank, settings or history cannot be read.
    """

    def tell(error: StorageError | None) -> None:
        if error is not None:
            hint = f"\n  {error.hint}" if error.hint else ""
            print(f"sdcoach: {error}{hint}", file=sys.stderr, flush=True)

    database = paths.database_file()
    journal = Journal(database, on_trouble=tell)
    shelf = open_bank() if bank is None else bank
    origin = read_origin(paths.data_home())
    services = Services(shelf, config.load(), clock or SystemClock(), journal, database, origin)
    with services.reader():
        pass  # a history that is damaged or newer is refused before anything begins
    journal.start()
    return services


def close_services(services: Services) -> bool:
    """Write what is left; what cannot be written goes into a file in the home folder.

    Returns:
        Whether everything is in the history.
    """
    saved = services.journal.close()
    if not saved:
        from sdcoach.cli.app import rescue

        rescue(services.journal)
    return saved
