"""Painting only what looks different must show what painting everything shows."""

import asyncio

from hypothesis import example, given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.strip import Strip

from sdcoach.tui.widgets.steady import SteadyArea

START = (
    "## Scope\n"
    "a long line with (brackets), {more} of them and so many words that it wraps into rows\n"
    "\n{ two\tcolumns\n- and [one] more }" + "\nline" * 9
)
TYPED = [*"ab(]#", "space", "enter", "tab"]
MOVES = ["left", "right", "up", "down", "home", "end", "pageup", "pagedown"]
SELECTS = ["shift+left", "shift+right", "shift+up", "shift+down", "f6", "f7"]
EDITS = [
    "backspace",
    "delete",
    "ctrl+k",
    "ctrl+u",
    "ctrl+w",
    "ctrl+z",
    "ctrl+y",
    "ctrl+x",
    "ctrl+v",
]
KEYS = st.lists(st.sampled_from([*TYPED, *MOVES, *SELECTS, *EDITS]), min_size=1, max_size=25)


class Desk(App[None]):
    """One text field of 26 columns and 18 rows inside its border."""

    CSS = "SteadyArea { width: 30; height: 20; }"

    def __init__(self, wraps: bool) -> None:
        super().__init__()
        self.area = SteadyArea(
            START, soft_wrap=wraps, tab_behavior="indent", placeholder="Write here."
        )
        self.area.cursor_blink = False

    def compose(self) -> ComposeResult:
        """Lay out the field."""
        yield self.area

    def rows(self) -> list[Strip]:
        """Return its rows as they are painted."""
        return self.area.render_lines(self.area.outer_size.region)


async def typed(keys: list[str], wraps: bool) -> None:
    app = Desk(wraps)
    async with app.run_test(size=(40, 22)) as pilot:
        await pilot.press(*keys)
        steady = app.rows()
        app.area.forget_rows()
        await pilot.pause()
        anew = app.rows()
        assert [row.text for row in steady] == [row.text for row in anew]
        assert steady == anew


@settings(max_examples=25, deadline=None)
@given(KEYS, st.booleans())
@example(["f7"], True)
@example(["f7", "left"], False)
@example(["down"] * 3, False)
@example(["down"] * 3 + ["up"], False)
def test_after_any_keys_every_row_is_as_if_all_were_painted(keys: list[str], wraps: bool) -> None:
    asyncio.run(typed(keys, wraps))


async def touched(keys: list[str]) -> int:
    app = Desk(wraps=True)
    async with app.run_test(size=(40, 22)) as pilot:
        await pilot.press("a")
        before = app.rows()
        for key in keys:
            await pilot.press(key)
        after = app.rows()
        return sum(1 for old, new in zip(before, after, strict=True) if old is not new)


def test_a_letter_touches_one_row_alone() -> None:
    assert asyncio.run(touched(["b"])) == 1


def test_moving_on_touches_the_rows_of_two_lines() -> None:
    assert asyncio.run(touched(["down"])) == 5


async def emptied() -> tuple[str, str]:
    app = Desk(wraps=True)
    async with app.run_test(size=(40, 22)) as pilot:
        await pilot.press("f7", "backspace")
        empty = "\n".join(row.text for row in app.rows())
        await pilot.press("x")
        return empty, "\n".join(row.text for row in app.rows())


def test_the_placeholder_comes_and_goes() -> None:
    empty, written = asyncio.run(emptied())
    assert "Write here." in empty
    assert "Write here." not in written
    assert "x" in written
