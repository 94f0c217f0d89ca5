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


NOTES = f"""for whom, {HOSTILE}
## Scope
paste text -> short link
## Design
writer -> lb -> write api -> sharded db
"""


def shown(services: Services, question: Question, notes: str = "") -> SdcoachApp:
    phases = services.bank.phases("system-design")
    screen = ReferenceScreen(question, phases, "staff", services.bank.library, notes)
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


@pytest.mark.anyio
async def test_one_s_own_notes_stand_beside_each_phase() -> None:
    services = make_services()
    app = shown(services, services.bank.question("pastebin"), NOTES)
    async with app.run_test(size=(100, 200)) as pilot:
        await until(pilot, lambda: any("ESTIMATE" in row for row in frame(app)))
        rows = frame(app)
        scope = rows.index(" SCOPE")
        assert rows[scope + 2].startswith("   for whom, [/x]")
        assert "│ - In: save a text" in rows[scope + 2]
        assert any(re.search("paste text -> short link +│ ", row) for row in rows)
        assert any(re.search("nothing written +│ ", row) for row in rows)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f‪-‮]", "\n".join(rows))
        assert "n reference alone" in rows[-1]
        await pilot.press("n")
        assert "   - In: save a text" in "\n".join(frame(app))
        assert "nothing written" not in "\n".join(frame(app))


@pytest.mark.anyio
async def test_code_of_the_reference_is_never_cut_to_stand_beside_the_notes() -> None:
    services = make_services()
    question = services.bank.question("pastebin")
    line = "def first_run(self, sizes: Container[Size], need: int) -> int | None:"
    reference = question.reference._replace(
        outline={"scope": "- In: save a text", "data": f"```python\n{line}\n```"}
    )
    app = shown(services, question._replace(reference=reference), NOTES)
    async with app.run_test(size=(100, 200)) as pilot:
        await until(pilot, lambda: any("one good answer" in row for row in frame(app)))
        rows = [row.rstrip() for row in frame(app)]
        assert f"   {line}" in rows
        assert any("│ - In: save a text" in row for row in rows)


@pytest.mark.anyio
@pytest.mark.parametrize("width", [50, 80, 100])
async def test_one_s_own_diagram_is_held_against_the_first(width: int) -> None:
    services = make_services()
    app = shown(services, services.bank.question("pastebin"), NOTES)
    async with app.run_test(size=(width, 400)) as pilot:
        await until(pilot, lambda: "YOUR DIAGRAM" in "\n".join(frame(app)))
        seen = " ".join(" ".join(frame(app)).split())
        assert "✓ both 3 of 10 parts, 2 of 11 connections" in seen
        assert "taken as your lb is Balancer" in seen
        assert "● only yours sharded db" in seen
        assert all(len(row) <= width for row in frame(app))
        if width < 96:
            assert "you wrote" in seen
            assert "one good answer" in seen


@pytest.mark.anyio
async def test_who_drew_nothing_is_told_so() -> None:
    services = make_services()
    app = shown(services, services.bank.question("pastebin"), "## Scope\nonly words\n")
    async with app.run_test(size=(80, 300)) as pilot:
        await until(pilot, lambda: "You drew none" in "\n".join(frame(app)))
