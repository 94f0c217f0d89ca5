"""The reference: what is broken or hostile in a question is shown as text."""

import re

import pytest

from sdcoach.bank.question import Diagram, Question, TradeOff
from sdcoach.config import Config
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.screens.reference import ReferenceScreen
from sdcoach.tui.services import Services
from tests.tui.support import frame, make_services, until

HOSTILE = "[/x] [@click=app.quit]go[/] \x1b]0;PWNED\x07 \x9b31m ‮evil"


def shown(services: Services, question: Question) -> SdcoachApp:
    phases = services.bank.phases("system-design")
    screen = ReferenceScreen(question, phases, "staff", services.bank.library)
    return SdcoachApp(services, lambda app: app.push_screen(screen))


@pytest.mark.anyio
async def test_hostile_text_and_undrawable_diagrams_are_shown_as_they_are() -> None:
    services = make_services()
    question = services.bank.question("pastebin")
    reference = question.reference._replace(
        outline={"scope": HOSTILE, "no-such-phase": f"- {HOSTILE}"},
        diagrams=(Diagram(HOSTILE, "no such diagram {{{"), Diagram("b", "flowchart LR\n  A --> B")),
        trade_offs=(TradeOff(HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        pitfalls={"staff": (HOSTILE,)},
    )
    app = shown(services, question._replace(reference=reference, title=HOSTILE))
    async with app.run_test(size=(80, 60)) as pilot:
        await until(pilot, lambda: any("┌" in row for row in frame(app)), seconds=20)
        seen = "\n".join(frame(app))
        assert "no such diagram {{{" in seen
        assert "[/x] [@click=app.quit]go[/]" in seen
        assert "NO-SUCH-PHASE" in seen
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f‪-‮]", seen)
        await pilot.press("j", "k", "G", "g", "space", "escape")
        await pilot.pause()
        assert not isinstance(app.screen, ReferenceScreen)


@pytest.mark.anyio
async def test_a_diagram_that_takes_too_long_shows_its_source() -> None:
    services = make_services()
    question = services.bank.question("pastebin")
    edges = "\n".join(f"  N{a} --> N{b}" for a in range(60) for b in range(a + 1, 60, 7))
    reference = question.reference._replace(
        diagrams=(Diagram("Too much", f"flowchart LR\n{edges}"),)
    )
    app = shown(services, question._replace(reference=reference))
    async with app.run_test(size=(80, 900)) as pilot:
        await until(pilot, lambda: any("N0 --> N1" in row for row in frame(app)), seconds=20)
        assert not any("drawing…" in row for row in frame(app))


@pytest.mark.anyio
async def test_a_picture_above_does_not_move_what_is_being_read() -> None:
    services = make_services(config=Config(ascii=True))
    app = shown(services, services.bank.question("pastebin"))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ReferenceScreen))
        await pilot.press("G")
        await pilot.pause()
        before = frame(app)[2:-1]
        screen = app.screen
        assert isinstance(screen, ReferenceScreen)
        await until(pilot, lambda: len(screen._drawings) == 2, seconds=20)
        await pilot.pause()
        assert frame(app)[2:-1] == before
        await pilot.press("g")
        while not any("Write API |" in row for row in frame(app)):
            await pilot.press("space")
            await pilot.pause()
            assert screen.more
        assert not re.search("[┌│─●○▸]", "\n".join(frame(app)))


@pytest.mark.anyio
async def test_the_drawing_process_ends_with_the_screen() -> None:
    services = make_services()
    app = shown(services, services.bank.question("pastebin"))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ReferenceScreen))
        screen = app.screen
        assert isinstance(screen, ReferenceScreen)
        await until(pilot, lambda: len(screen._drawings) == 2, seconds=20)
        process = screen._draughtsman._process
        assert process is not None
        await pilot.press("escape")
        await until(pilot, lambda: process.poll() is not None)
