"""Every command of the palette, on every screen that offers it, run by name."""

import pytest

from tests.tui.support import Interview, interviewing

pytestmark = pytest.mark.anyio

SKIPPED = {"Editor"}
"""Lends the terminal away; a real terminal tests it."""


async def test_every_command_of_the_interview_runs_from_the_palette() -> None:
    async with interviewing(mode="practice") as held:
        await held.type("## Scope\nwriter -> api -> store\n? How many users?\n= a: 2 * 3\n")
        titles = [one.title for one in held.app.get_system_commands(held.screen)]
        assert len(titles) > 12
        for title in titles:
            if title not in SKIPPED:
                await _run(held, title)
        assert held.app.is_running


async def _run(held: Interview, title: str) -> None:
    await held.press("ctrl+p")
    await held.until(lambda: held.app.screen is not held.screen)
    await held.type(title)
    await held.until(lambda: title in "\n".join(held.rows[4:]))
    await held.pilot.pause(0.2)  # the list is filled by a worker of Textual's own
    await held.press("enter")
    await held.pilot.pause(0.1)
    assert held.app._exception is None, title
    for _ in range(3):
        if held.app.screen is not held.screen or held.screen.mode is not None:
            await held.press("escape")
    await held.press("f12")
    if held.screen.drawer.display:
        await held.press("escape")
    await held.until(lambda: held.notes.has_focus)


@pytest.mark.parametrize("keys", [("enter",) * 4, ("escape",) * 4, ("enter", "escape", "enter")])
async def test_keys_pressed_once_too_often_leave_the_interview_where_it_is(
    keys: tuple[str, ...],
) -> None:
    async with interviewing() as held:
        await held.press("ctrl+p")
        await held.until(lambda: held.app.screen is not held.screen)
        await held.type("talk")
        await held.until(lambda: any(row.strip() == "Talk" for row in held.rows))
        await held.press("down", *keys)
        await held.until(lambda: held.app.screen is held.screen)
        await held.press("f12", "f12")
        assert held.app.screen is held.screen
        assert held.notes.has_focus
        await held.type("a")
        assert held.notes.text.endswith("a")
