"""Starting the app: what it needs, where it cannot run, and what is said when it ends."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sdcoach import config, paths
from sdcoach.bank.index import Bank, open_bank
from sdcoach.bank.problem import did_you_mean
from sdcoach.errors import ConfigError, SdcoachError, StorageError
from sdcoach.history.attempts import SHORT_ID, interrupted
from sdcoach.history.journal import Journal
from sdcoach.history.origin import read_origin
from sdcoach.interview.clock import SystemClock
from sdcoach.interview.events import Event
from sdcoach.tui.actions import BY_ID
from sdcoach.tui.keyboard import unknown

if TYPE_CHECKING:
    from sdcoach.tui.app import SdcoachApp
    from sdcoach.tui.services import Services


class NoTerminalError(SdcoachError):
    """The app was started where nothing can be drawn."""

    kind = "no-terminal"


def run(argv: Sequence[str] = ()) -> int:
    """Run the app at Home and return its exit code.

    Args:
        argv: `--bank DIR`, any number of times.

    Raises:
        UsageError: When anything else is given.
        SdcoachError: When it cannot run here, or bank, settings or history cannot be read.
    """
    bank = None
    if argv:
        from sdcoach.cli.arguments import Parser
        from sdcoach.cli.start import bank_with

        parser = Parser("", "The app, at Home.")
        parser.add_argument("--bank", action="append", type=Path, default=[], metavar="DIR")
        bank = bank_with(parser.parse_args(list(argv)).bank, fresh=False)
    return run_app(lambda app: app.go_home(), bank=bank)


def run_app(
    first: Callable[["SdcoachApp"], None],
    *,
    bank: Bank | None = None,
    check: Callable[["Services"], None] | None = None,
) -> int:
    """Run the app and return its exit code.

    Args:
        first: Shows the first screen.
        bank: The questions; by default the shipped ones and one's own.
        check: Called before anything is drawn, to refuse what cannot be started.

    Raises:
        SdcoachError: When it cannot run here, or bank, settings or history cannot be read.
    """
    require_terminal()
    settings = _settings()
    shelf = open_bank() if bank is None else bank
    from sdcoach.tui.app import SdcoachApp
    from sdcoach.tui.services import Services

    apps: list[SdcoachApp] = []

    def tell(error: StorageError | None) -> None:
        for app in apps:
            app.post_message(SdcoachApp.Trouble(error))

    database = paths.database_file()
    journal = Journal(database, on_trouble=tell)
    origin = read_origin(paths.data_home())
    services = Services(shelf, settings, SystemClock(), journal, database, origin)
    with services.reader():
        pass  # a history that is damaged or newer is refused before the screen is taken
    if check is not None:
        check(services)
    refused: list[SdcoachError] = []

    def show(app: SdcoachApp) -> None:
        try:
            first(app)
        except SdcoachError as error:
            refused.append(error)
            app.exit()

    app = SdcoachApp(services, show)
    apps.append(app)
    try:
        app.run(mouse=settings.mouse)
    finally:
        apps.clear()
        saved = journal.close()
    if not saved:
        rescue(journal)
    if refused:
        raise refused[0]
    _tell_left(services, app.left)
    return app.return_code or 0


def _settings() -> config.Config:
    """Return the settings, with a keymap that names only what there is."""
    settings = config.load()
    strangers = unknown(dict(settings.keys))
    if strangers:
        raise ConfigError(
            f"[keys] names {strangers[0]!r}, which is no action",
            hint=did_you_mean(strangers[0], BY_ID, "`sdcoach keys` lists them"),
            place=str(paths.config_file()),
        )
    return settings


def require_terminal() -> None:
    """Refuse to draw where nothing can be drawn.

    Raises:
        NoTerminalError: When input or output is no terminal, or a terminal that cannot draw.
    """
    hint = "`sdcoach start --plain` holds an interview as plain lines"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NoTerminalError("the app needs a terminal for input and output", hint=hint)
    if os.environ.get("TERM") == "dumb":
        raise NoTerminalError("this terminal cannot draw (TERM=dumb)", hint=hint)


def _tell_left(services: "Services", left: Sequence[str]) -> None:
    """Say how to go on with what was left and still waits."""
    if not left:
        return
    try:
        with services.reader() as connection:
            waiting = [row.id for row in interrupted(connection)] if connection else []
    except StorageError:
        waiting = list(left)  # said in vain is better than not said
    for attempt in dict.fromkeys(left):
        if attempt in waiting:
            which = "" if attempt == waiting[0] else f" {attempt[:SHORT_ID]}"
            print(f"The interview waits: sdcoach resume{which}")


def _as_text(event: Event) -> str:
    """Return an event that has no journal to be folded with: its text, or all that it holds."""
    if "inserted" in event.payload:
        return str(event.payload["inserted"])
    import json

    return f"{event.kind}: {json.dumps(event.payload, ensure_ascii=False)}"


def rescue(journal: Journal) -> None:
    """Put what the history would not take into a file of its own, as text that can be read."""
    from sdcoach import atomic
    from sdcoach.interview.fold import fold

    by_attempt: dict[str, list[str]] = {}
    unsaved = journal.unsaved()
    for attempt in dict.fromkeys(event.attempt for event in unsaved):
        mine = [event for event in unsaved if event.attempt == attempt]
        state = fold(mine)
        texts = [state.title, state.notes, state.sheet]
        if state.status == "new":
            # Its beginning is in the history, so these edits have no text to apply to.
            texts = [_as_text(event) for event in mine]
        by_attempt[attempt] = [text for text in texts if text]
    text = "\n\n".join(f"# {name}\n\n" + "\n\n".join(told) for name, told in by_attempt.items())
    path = Path.home() / f"sdcoach-unsaved-{time.strftime('%Y%m%d-%H%M%S')}.md"
    try:
        atomic.write_text(path, text + "\n")
    except OSError as error:
        print(f"sdcoach: the history could not be written, nor {path}: {error}", file=sys.stderr)
        print(text)
        return
    print(
        f"sdcoach: not all could be written to the history; what is missing is in {path}",
        file=sys.stderr,
    )
