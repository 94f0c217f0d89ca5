"""The real app in a world where time runs faster: `python -m tests.hasty SPEED QUESTION`.

Only the clock that the app is given differs; keys, screens and journal are the real ones. A
follow-up that takes minutes in life comes within a second or two.
"""

import sys

from sdcoach import config, paths
from sdcoach.bank.index import open_bank
from sdcoach.errors import StorageError
from sdcoach.history.journal import Journal
from sdcoach.history.origin import read_origin
from sdcoach.interview.clock import SystemClock, Tick
from sdcoach.interview.setup import make_setup
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.services import Services


class HastyClock:
    """The machine's clocks, run faster from now on."""

    def __init__(self, speed: int) -> None:
        self._speed = speed
        self._began = SystemClock().tick()

    def tick(self) -> Tick:
        """Read the clocks."""
        passed = SystemClock().tick().mono - self._began.mono
        passed *= self._speed
        return Tick(self._began.mono + passed, None, self._began.utc + passed)


def main(speed: int, question: str) -> None:
    """Hold a long practice interview on a question."""
    bank = open_bank(fresh=True)
    told: list[StorageError | None] = []
    journal = Journal(paths.database_file(), on_trouble=told.append)
    paths.data_dir()
    origin = read_origin(paths.data_home())
    clock = HastyClock(speed)
    services = Services(bank, config.load(), clock, journal, paths.database_file(), origin)
    setup = make_setup(
        bank, question, seniority="staff", minutes=120, mode="practice", seed=7, utc_offset=0
    )
    SdcoachApp(services, lambda app: app.begin(setup)).run()
    saved = journal.close()
    sys.exit(0 if saved and not any(told) else 1)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
