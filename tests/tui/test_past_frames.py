"""The screens of history and progress as plain text, at the sizes that are promised.

Only what no wording of the bank's evidence can change: the rest is tested by what it says.

`SDCOACH_NEW_FRAMES=1 pytest tests/tui/test_past_frames.py` writes the files anew.
"""

from collections.abc import Callable

import pytest

from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.screens.history import HistoryScreen
from sdcoach.tui.screens.trends import TrendsScreen
from sdcoach.tui.services import Services
from tests.tui.past import hold, write
from tests.tui.sitting import DESIGN, ESTIMATE, SCOPE, pastebin_sitting
from tests.tui.support import MONDAY, Wrist, assert_frame, frame, make_services, until
from tests.tui.test_attempt import scored
from tests.tui.test_compare import second_sitting

pytestmark = pytest.mark.anyio

SIZES = [(50, 15), (80, 24), (120, 40)]


def a_past() -> Services:
    """Six weeks of practice, the last two attempts played out minute by minute."""
    clock = Wrist()
    services = make_services(clock=clock)
    for number in range(6):
        hold(
            services,
            ("pastebin", "mint", "query-cache")[number % 3],
            days_ago=52 - 7 * number,
            levels=[1 + min(3, (number + place) // 3) for place in range(8)],
            predicted=3,
            phase="design",
            notes=SCOPE + ESTIMATE + DESIGN,
        )
    hold(services, "mint", days_ago=9, sprint="scope", ends="finished", minutes_in=6)
    clock.utc = MONDAY - 5 * 86_400_000
    scored(pastebin_sitting(services, clock))
    second = second_sitting(services, clock)
    second.do("tagged", tags=["evening"])
    second.do("noted", text="Clock kept, cache still thin.")
    clock.utc = MONDAY
    write(services)
    return services


SCREENS: dict[str, tuple[Callable[[Services], object], tuple[str, ...]]] = {
    "trends-levels": (lambda services: TrendsScreen(services), ("2",)),
    "trends-practice": (lambda services: TrendsScreen(services), ("5",)),
    "trends-coverage": (lambda services: TrendsScreen(services), ("6",)),
    "trends-numbers": (lambda services: TrendsScreen(services), ("3", "n")),
    "history": (lambda services: HistoryScreen(services), ("o", "o", "space")),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
async def test_the_screen_is_drawn_as_agreed(name: str, size: tuple[int, int]) -> None:
    services = a_past()
    make, keys = SCREENS[name]
    screen = make(services)
    app = SdcoachApp(services, lambda app: app.push_screen(screen))  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        if isinstance(screen, ReadingPage):
            await until(pilot, lambda: screen.found is not None)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert_frame(f"{name}-{size[0]}x{size[1]}", frame(app))
