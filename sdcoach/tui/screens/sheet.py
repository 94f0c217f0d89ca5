"""The envelope sheet on its own: sums without an interview, saved by name."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import TextArea

from sdcoach.envelope.sheet import Sheet
from sdcoach.errors import SdcoachError
from sdcoach.history import sheets
from sdcoach.tui import talking
from sdcoach.tui.keyboard import bound
from sdcoach.tui.mode_host import ModeHost
from sdcoach.tui.modes import Choice, Confirm, Pick, Told
from sdcoach.tui.page import Page
from sdcoach.tui.sums import cheat_rows, steps_rows
from sdcoach.tui.widgets.drawer import Drawer
from sdcoach.tui.widgets.key_line import KeyLine
from sdcoach.tui.widgets.pad import Owner
from sdcoach.tui.widgets.paper import Paper

SCRATCH = "scratch"
"""What a sheet without a name is kept as."""


class SheetScreen(Page[str]):
    """Lines and what they come to. What is typed is kept when one leaves, named or not."""

    where: ClassVar[str] = "sheet"
    BINDINGS: ClassVar[list[BindingType]] = []  # the field offers every key in order of typing
    DEFAULT_CSS = """
    SheetScreen {
        layers: base over;
        #drawer { height: 1fr; }
        #sheet-title { height: 1; width: 100%; }
        #sheet-desk { height: 1fr; }
        #sheet { width: 1fr; height: 100%; border: none; padding: 0 0 0 1; }
        #sheet-results { width: 36%; max-width: 34; height: 100%; padding: 0 1 0 0; }
        #sheet-note { height: 1; width: 100%; }
        #strip { layer: over; dock: bottom; width: 100%; display: none; background: $strip; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sheet = Sheet()
        self._called = SCRATCH
        self._saved = ""
        self._names: list[str] = []
        self._host = ModeHost(self, "strip")
        self._keys: dict[str, Callable[[], None]] = {}

    def compose(self) -> ComposeResult:
        """Lay out the sheet, the keys, and the rows for modes."""
        owner = Owner(self._take_key, lambda: self._host.mode is None, lambda _: None)
        yield Drawer("", owner, complete=self._complete, id="drawer")
        yield KeyLine(id="keys")
        yield Paper(id="strip")

    def on_mount(self) -> None:
        """Begin with what was left here last time."""
        overrides = dict(self.sdcoach.services.config.keys)
        self._keys = {
            key: getattr(self, f"action_{action.name}")
            for action, keys in bound("sheet", overrides)
            for key in keys
        }
        self._drawer.pad.focus()
        self._read(SCRATCH)

    @property
    def _drawer(self) -> Drawer:
        return self.query_one("#drawer", Drawer)

    @property
    def _text(self) -> str:
        return self._drawer.pad.text

    # --- drawing --------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the results and the keys."""
        self._draw_keys()
        self.call_after_refresh(self._tell)

    def _draw_keys(self) -> None:
        shown = ("sheet.save", "sheet.open", "sheet.steps", "sheet.numbers", "sheet.cheat")
        self.query_one("#keys", KeyLine).keys(
            [("Tab", "complete"), *self.hints(*shown)],
            right=self.hints("sheet.back"),
            width=self.app.size.width,
        )

    def _tell(self) -> None:
        results = self._sheet.evaluate(self._text)
        title = "SHEET" if self._called == SCRATCH else f"SHEET {self._called}"
        self._drawer.tell(results, self.sdcoach.signs.rule, title)

    @on(TextArea.Changed)
    def _changed(self) -> None:
        self._tell()

    def rows(self, width: int, height: int) -> list[Content]:
        """Return nothing: the sheet draws itself."""
        return []

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        return [], []

    # --- keys -----------------------------------------------------------------------------

    def _take_key(self, key: str, character: str | None) -> bool:
        if self._host.mode is not None:
            return self._host.press(key, character)
        if key in self._keys:
            self._keys[key]()
            return True
        return key.startswith("alt+")

    def _complete(self, before: str) -> str:
        found = self._sheet.completions(talking.last_word(before))
        return talking.completion(before, [item.text for item in found])

    def action_back(self) -> None:
        """Go back; what was typed is kept."""
        if self._text != self._saved:
            self._write(self._called, say=False)
        self.dismiss(None)

    def action_save(self) -> None:
        """Ask for a name and save."""

        def find(typed: str) -> list[Choice]:
            wanted = sheets.fit_name(typed)
            first = wanted or ("" if self._called == SCRATCH else self._called)
            names = [first] if first else []
            names += [one for one in self._names if one != first and one.startswith(wanted)]
            return [
                Choice(one, "replaces" if one in self._names else "new", partial(self._write, one))
                for one in names
            ]

        self._host.mode = Pick("Save as", find)

    def action_open(self) -> None:
        """Choose a saved sheet."""

        def find(typed: str) -> list[Choice]:
            wanted = typed.casefold()
            return [
                Choice(one, "", partial(self._open, one))
                for one in self._names
                if wanted in one.casefold()
            ]

        self._host.mode = Pick("Open", find)

    def action_delete(self) -> None:
        """Ask whether to delete the saved sheet."""
        if self._called == SCRATCH:
            self._host.mode = Told([Content(" This sheet has no name, so nothing is saved.")])
            return
        self._host.mode = Confirm(
            f"Enter deletes the saved sheet {self._called}; its lines stay here.",
            partial(self._in_thread, self._delete_now, self._called),
        )

    def action_steps(self) -> None:
        """Unfold the line the cursor is in."""
        row = self._drawer.pad.cursor_location[0]
        self._sheet.evaluate(self._text)
        self._host.mode = Told(steps_rows(self._sheet, row + 1))

    def action_numbers(self) -> None:
        """Look up a number and put it in."""

        def find(typed: str) -> list[Choice]:
            return [
                Choice(name, aside, partial(self._put, value))
                for name, value, aside in talking.numbers(typed)
            ]

        self._host.mode = Pick("Number", find)

    def _put(self, text: str) -> None:
        self._drawer.pad.insert(text)

    def action_cheat(self) -> None:
        """Show what the calculator understands."""
        self._host.mode = Told(cheat_rows())

    # --- files, off the event loop --------------------------------------------------------

    def _in_thread(self, run: Callable[..., None], *values: str) -> None:
        self.app.run_worker(
            partial(self._guarded, run, *values), thread=True, exit_on_error=False, group="sheets"
        )

    def _guarded(self, run: Callable[..., None], *values: str) -> None:
        try:
            run(*values)
        except SdcoachError as error:
            self.app.call_from_thread(
                self._say, f"{error} · {error.hint}" if error.hint else str(error)
            )

    def _read(self, name: str) -> None:
        self._in_thread(self._read_now, name)

    def _read_now(self, name: str) -> None:
        names = sheets.names()
        text = sheets.load(name) if name in names else ""
        self.app.call_from_thread(self._took, name, text.removesuffix("\n"), names)

    def _took(self, name: str, text: str, names: list[str]) -> None:
        if not self.is_mounted:
            return
        self._called, self._saved = name, text
        self._names = [one for one in names if one != SCRATCH]
        if not self._text or name != SCRATCH:
            self._drawer.pad.load_text(text)
            self._drawer.pad.move_cursor(self._drawer.pad.document.end)
        self.draw()

    def _open(self, name: str) -> None:
        if self._text != self._saved:
            self._write(self._called, say=False)
        self._read(name)

    def _write(self, name: str, *, say: bool = True) -> None:
        self._in_thread(self._write_now, name, self._text, "say" if say else "")

    def _write_now(self, name: str, text: str, say: str) -> None:
        kept = sheets.save(name, text)
        if say:
            self.app.call_from_thread(self._wrote, kept, text, sheets.names())

    def _wrote(self, name: str, text: str, names: list[str]) -> None:
        self._called, self._saved = name, text
        self._names = [one for one in names if one != SCRATCH]
        self._say(f"Saved as {name}.")
        self._tell()

    def _delete_now(self, name: str) -> None:
        sheets.delete(name)
        self.app.call_from_thread(self._deleted, name)

    def _deleted(self, name: str) -> None:
        self._called, self._saved = SCRATCH, ""
        self._names = [one for one in self._names if one != name]
        self._say(f"Deleted {name}.")
        self._tell()

    def _say(self, text: str) -> None:
        if self.is_mounted:
            self.query_one("#keys", KeyLine).say(text)
            self.set_timer(4, self._draw_keys)
