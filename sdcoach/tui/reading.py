"""A page whose content takes a while to read: it shows itself first and reads in a thread."""

from typing import ClassVar, Generic, TypeVar

from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.worker import Worker, WorkerState

from sdcoach.errors import SdcoachError
from sdcoach.text import one_line
from sdcoach.tui.keyboard import bound
from sdcoach.tui.page import Page, Result, error_rows

Found = TypeVar("Found")
GROUP = "reading"


class ReadingPage(Page[Result], Generic[Result, Found]):
    """A page that reads before it has anything to say.

    A subclass gives `read`, which runs in a thread and touches no widget, and `shown`, the rows
    once it has come back. Its keys come from the registry, and each is dealt with before the
    next is looked at: a binding would let the letters behind `w` overtake it.
    """

    groups: ClassVar[tuple[str, ...]] = ()
    """The groups of actions whose keys it takes; a later one goes before an earlier."""

    class Read(Message):
        """What was read."""

        def __init__(self, found: object) -> None:
            super().__init__()
            self.found = found

    class Refused(Message):
        """It could not be read."""

        def __init__(self, error: SdcoachError) -> None:
            super().__init__()
            self.error = error

    def __init__(self) -> None:
        super().__init__()
        self.found: Found | None = None
        self.trouble: SdcoachError | None = None
        self._actions: dict[str, str] = {}

    # --- what a subclass gives ------------------------------------------------------------

    def read(self) -> Found:
        """Read, off the event loop.

        Raises:
            SdcoachError: When that cannot be.
        """
        raise NotImplementedError

    def taken(self, found: Found) -> None:
        """Take what was read; `found` is set already."""

    def top(self, width: int) -> list[Content]:
        """Return the rows that can be shown before anything is read."""
        raise NotImplementedError

    def shown(self, found: Found, width: int, height: int) -> list[Content]:
        """Return the rows once it is read."""
        raise NotImplementedError

    def take_key(self, key: str, character: str | None) -> bool:
        """Take a key before the actions do; return whether it was taken."""
        return False

    # --- keys -----------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Give a key to what takes text, or else run its action."""
        if self.take_key(event.key, event.character if event.is_printable else None):
            event.stop()
            event.prevent_default()
            self.draw()
            return
        run = getattr(self, f"action_{self._actions.get(event.key, '')}", None)
        if run is not None:
            event.stop()
            event.prevent_default()
            run()

    # --- reading --------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Show the header in the first frame and begin to read."""
        overrides = dict(self.sdcoach.services.config.keys)
        for group in self.groups:
            for action, keys in bound(group):
                own = overrides.get(action.id)
                for key in (own,) if own else keys:
                    self._actions[key] = action.name
        self.start_reading()

    def start_reading(self) -> None:
        """Read, or read anew; what was read before stays until then."""
        self.run_worker(
            self._read, thread=True, exclusive=True, exit_on_error=False, group=GROUP, name=GROUP
        )

    def _read(self) -> None:
        try:
            self.post_message(self.Read(self.read()))
        except SdcoachError as error:
            self.post_message(self.Refused(error))

    def on_reading_page_read(self, event: Read) -> None:
        """Show what was read."""
        event.stop()
        self.found, self.trouble = event.found, None  # type: ignore[assignment]
        self.taken(event.found)  # type: ignore[arg-type]
        self.draw()

    def on_reading_page_refused(self, event: Refused) -> None:
        """Show why it could not be."""
        event.stop()
        self.trouble = event.error
        self.draw()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so when reading failed in a way nobody foresaw, instead of waiting for ever."""
        if event.worker.group == GROUP and event.state is WorkerState.ERROR:
            cause = event.worker.error
            self.trouble = SdcoachError(
                "this could not be read",
                hint="please report it: " + one_line(f"{type(cause).__name__}: {cause}")[:200],
            )
            self.draw()

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the page, its error, or its header while it is being read."""
        if self.trouble is not None:
            return [*self.top(width), Content(""), *error_rows(self.trouble, width)]
        if self.found is None:
            return [*self.top(width), Content(""), Content.styled("   reading…", "dim")]
        return self.shown(self.found, width, height)
