"""Scoring: few keys, nothing lost, and no level without its evidence."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from sdcoach.interview.fold import fold
from sdcoach.scoring.debrief import SAID_ALOUD, open_debrief
from sdcoach.scoring.draft import Scoring
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.held import Held, open_attempt
from sdcoach.tui.palette import UNICODE
from sdcoach.tui.scoring_rows import View, scoring_rows
from sdcoach.tui.screens.scoring import ScoringScreen
from sdcoach.tui.services import Services
from sdcoach.tui.starting import Terms, typed_setup
from tests.tui.sitting import Sitting, pastebin_sitting
from tests.tui.support import Wrist, frame, make_services, until

HOSTILE = "[/x] [@click=app.quit]go[/] \x1b]0;PWNED\x07 \x9b31m ‮evil"


class Desk:
    """An app that shows the scoring of one attempt, and what it was dismissed with."""

    def __init__(self, services: Services, held: Held) -> None:
        self.held = held
        self.done: list[bool | None] = []
        self.screen = ScoringScreen(services, held)
        self.app = SdcoachApp(services, lambda app: app.push_screen(self.screen, self.done.append))

    async def ready(self, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: self.screen.scoring is not None)
        await pilot.pause()

    def rows(self) -> list[str]:
        return frame(self.app)

    def row(self, beginning: str) -> str:
        """The first row that begins so, without blanks around it."""
        return next(row.strip() for row in self.rows() if row.strip().startswith(beginning))


@pytest.fixture
def clock() -> Wrist:
    return Wrist()


@pytest.fixture
def services(clock: Wrist) -> Services:
    return make_services(clock=clock)


@pytest.mark.anyio
async def test_a_fixture_is_scored_in_at_most_forty_keys(services: Services, clock: Wrist) -> None:
    desk = Desk(services, pastebin_sitting(services, clock))
    keys = ["3", "enter", "2", "enter", "4", "enter", "3", "enter"]
    keys += ["j", "x", "k", "k", "space", "2", "enter"]  # depth: one match is wrong, another line
    keys += ["f", "1", "enter", "2", "enter", "j", "s", "3", "enter", "2", "enter"]
    assert len(keys) <= 40
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        clock.wait(160)
        await pilot.press(*keys)
        await pilot.pause()
    assert desk.done == [True]
    scores = fold(desk.held.events).latest_scores
    assert scores is not None
    assert list(scores.levels.values()) == [3, 2, 4, 3, 2, 2, 3, 2]
    assert scores.evidence["depth"] == "Cache: Redis for hot pastes, LRU"
    assert scores.evidence["decisions"].startswith(SAID_ALOUD)
    assert scores.flags.count("single-point") == 1
    assert scores.seconds == 160
    assert set(scores.gaps) == set(scores.levels) - {"api-data"}
    state = desk.held.state
    assert state.draft is None
    assert state.marks["hot-key"] == "not-so"
    assert "aloud" in state.marks.values()


@pytest.mark.anyio
async def test_digit_and_enter_are_enough_with_what_is_chosen_beforehand(
    services: Services, clock: Wrist
) -> None:
    desk = Desk(services, pastebin_sitting(services, clock))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        for _ in range(8):
            await pilot.press("2", "enter")
        await pilot.pause()
    assert desk.done == [True]
    scores = fold(desk.held.events).latest_scores
    assert scores is not None
    assert scores.levels == dict.fromkeys(scores.levels, 2)
    assert scores.evidence["depth"].startswith("Expiry: sweep by index")
    assert all(scores.gaps.values())


@pytest.mark.anyio
async def test_an_interrupted_scoring_goes_on_exactly_where_it_was(
    services: Services, clock: Wrist
) -> None:
    services.journal.start()
    desk = Desk(services, pastebin_sitting(services, clock))
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        clock.wait(30)
        await pilot.press(
            "3", "enter", "2", "enter", "3", "enter", "2", "k", "x", "f", "2", "escape"
        )
        await pilot.press("escape")
        await pilot.pause()
        before = desk.rows()
    assert desk.done == [False]
    clock.wait(3_600)
    again = Desk(services, open_attempt(services, desk.held.state.attempt))
    async with again.app.run_test(size=(100, 30)) as pilot:
        await again.ready(pilot)
        scoring = again.screen.scoring
        assert scoring is not None
        assert scoring.dimension.id == "design"
        assert scoring.levels == {"scope": 3, "estimation": 2, "api-data": 3, "design": 2}
        assert scoring.flags == desk.screen.scoring.flags  # type: ignore[union-attr]
        assert again.rows()[0].endswith("4 of 8 · 0:30")
        assert "A3  B2  C3  ▸D2  E  F  G  H" in again.rows()[0]
        assert "LEVEL 2" in [row.strip() for row in again.rows()]
    services.journal.close()
    assert before != []


@pytest.mark.anyio
async def test_a_three_without_evidence_is_refused_with_the_reason(
    services: Services, clock: Wrist
) -> None:
    desk = Desk(services, pastebin_sitting(services, clock))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        for _ in range(6):
            await pilot.press("2", "enter")
        await pilot.press("3")
        await pilot.pause()
        assert desk.row("evidence") == "evidence   none, so 1 or 2"
        assert desk.rows()[-1].strip().startswith("A 3 needs a line of your own.")
        assert desk.row("LEVEL") == "LEVEL ?"
        await pilot.press("s", "4")
        await pilot.pause()
        assert "enough for a 3, not for a 4" in desk.rows()[-1]
        await pilot.press("3")
        await pilot.pause()
        assert desk.row("LEVEL") == "LEVEL 3"
        assert desk.row("evidence").startswith("evidence   ◌ said aloud  ")
        await pilot.press("s")
        await pilot.pause()
        assert desk.row("LEVEL") == "LEVEL ?"


@pytest.mark.anyio
async def test_own_words_that_stand_in_the_notes_become_that_line(
    services: Services, clock: Wrist
) -> None:
    desk = Desk(services, pastebin_sitting(services, clock))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        await pilot.press("w", *"SURVIVES the loss")
        await pilot.pause()
        assert desk.rows()[-1].endswith("in your notes")
        await pilot.press("enter", "4")
        await pilot.pause()
        assert desk.row("evidence").endswith("“- a stored paste survives the loss of one disk”")
        assert desk.row("LEVEL") == "LEVEL 4"
        await pilot.press("w", *"I drew it", "enter")
        await pilot.pause()
        assert desk.row("evidence").startswith("evidence   ◌ said aloud  I drew it")
        assert desk.row("LEVEL") == "LEVEL ?"


@pytest.mark.anyio
async def test_not_shown_takes_a_second_enter(services: Services, clock: Wrist) -> None:
    desk = Desk(services, pastebin_sitting(services, clock))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "not shown" in desk.rows()[-1]
        await pilot.press("enter")
        await pilot.pause()
        assert "A-  ▸B" in desk.rows()[0]
        await pilot.press("backspace")
        await pilot.pause()
        assert desk.row("LEVEL") == "LEVEL not shown"


@pytest.mark.anyio
async def test_a_level_can_be_given_without_a_digit(services: Services, clock: Wrist) -> None:
    desk = Desk(services, pastebin_sitting(services, clock))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        await pilot.press("l", "l", "l", "h")
        await pilot.pause()
        assert desk.row("LEVEL") == "LEVEL 2"


@pytest.mark.anyio
async def test_revising_starts_from_the_latest_scores(services: Services, clock: Wrist) -> None:
    held = pastebin_sitting(services, clock)
    levels = {one.id: 2 for one in services.bank.rubric("system-design").dimensions}
    held.do("scored", levels=levels, evidence={}, gaps={}, flags=["no-cut-list"], seconds=100)
    desk = Desk(services, held)
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        assert "▸A2  B2  C2  D2  E2  F2  G2  H2" in desk.rows()[0]
        await pilot.press("1", *["enter"] * 8)
        await pilot.pause()
    assert desk.done == [True]
    state = fold(held.events)
    assert [version.levels["scope"] for version in state.scores] == [2, 1]
    assert state.scores[1].flags == ("no-cut-list",)


@pytest.mark.anyio
async def test_what_the_app_expects_is_not_seen_while_scoring(
    services: Services, clock: Wrist
) -> None:
    desk = Desk(services, pastebin_sitting(services, clock))
    async with desk.app.run_test(size=(160, 50)) as pilot:
        await desk.ready(pilot)
        for _ in range(7):
            await pilot.press("2", "enter")
            await pilot.pause()
            assert not re.search(
                r"leaning|strong (?:no|yes)|evidence alone|of 100", "\n".join(desk.rows())
            )


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(50, 15), (80, 24), (100, 30), (160, 50)])
async def test_every_size_shows_anchors_lines_and_level(
    services: Services, clock: Wrist, size: tuple[int, int]
) -> None:
    desk = Desk(services, pastebin_sitting(services, clock))
    async with desk.app.run_test(size=size) as pilot:
        await desk.ready(pilot)
        await pilot.press("2", "enter", "2", "enter", "2", "enter", "2", "enter")
        await pilot.pause()
        rows = desk.rows()
        assert len(rows) == size[1]
        assert max(len(row) for row in rows) <= size[0]
        assert [row[3] for row in rows if re.match(r" . [1-4]  \w", row)] == ["1", "2", "3", "4"]
        assert any(row.startswith(" ▸ ● 35:00") for row in rows)
        for _ in range(6):
            await pilot.press("j")
        await pilot.pause()
        under = next(row for row in desk.rows() if row.startswith(" ▸ ○"))
        assert "What breaks next" in under
        for label in ("evidence", "gap", "red flags"):
            assert desk.row(label)


@pytest.mark.anyio
async def test_a_question_typed_on_the_spot_is_scored_from_the_notes_alone(
    services: Services, clock: Wrist
) -> None:
    setup = typed_setup(services, HOSTILE, HOSTILE, Terms("staff", 45, "interview"))
    sitting = Sitting(services, clock, setup).write(f"## Scope\n{HOSTILE}\nthe cache holds links\n")
    sitting.at(45).do("finished", by="candidate").do("pivot_named", text=HOSTILE)
    desk = Desk(services, sitting.held)
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        await pilot.press("w", *"cache holds", "enter", "3", "enter")
        await pilot.pause()
        assert "A3  ▸B" in desk.rows()[0]
        screen = "\n".join(desk.rows())
        assert "\x1b" not in screen
        assert "\x9b" not in screen
        assert "‮" not in screen
        await pilot.press("w", *"[/x] [@click=app.quit]go[/]", "enter")
        await pilot.pause()
        assert "[/x] [@click=app.quit]go[/]" in desk.row("evidence")
        for _ in range(7):
            await pilot.press("1", "enter")
        await pilot.pause()
    assert desk.done == [True]


def test_no_size_makes_more_rows_than_there_are(services: Services, clock: Wrist) -> None:
    held = pastebin_sitting(services, clock)
    rubric = services.bank.rubric("system-design")
    debrief = open_debrief(services.bank.question("pastebin"), rubric, held.events)
    scoring = Scoring(debrief, held.state)

    @given(
        st.integers(50, 200),
        st.integers(14, 60),
        st.integers(0, 7),
        st.integers(0, 6),
        st.sampled_from([None, 1, 2]),
        st.booleans(),
    )
    @settings(max_examples=60, deadline=None)
    def check(
        width: int, height: int, place: int, here: int, level: int | None, ticking: bool
    ) -> None:
        scoring.place = place
        scoring.levels = {scoring.dimension.id: level} if level else {}
        line = min(here, len(scoring.lines()) - 1)
        view = View(scoring, held.state.title, line, 0, UNICODE, ticking)
        rows = scoring_rows(view, width, height)
        assert len(rows) <= height
        plain = [row.plain for row in rows]
        assert sum(row.startswith(" ▸ ") and row[3] in "●◐○◌" for row in plain) == 1
        labels = [row.split()[0] for row in plain if row.strip()]
        assert {"LEVEL", "evidence", "gap"} <= set(labels)
        if ticking:
            flags = [row for row in plain if "[ ] " in row or "[x] " in row]
            assert sum(len(re.findall(r"\d \[[ x]\]", row)) for row in flags) == len(
                scoring.offered
            )
            told = " ".join(" ".join(plain).split())
            # Below sixteen rows a long proof may be cut; the flags themselves never are.
            proofs = [one.proof for one in scoring.offered if one.proof]
            assert height < 16 or all(f"({proof})" in told for proof in proofs)
            assert all(row.cell_length <= width for row in rows if "[ ] " in row.plain)
        else:
            anchors = [row[3] for row in plain if re.match(r" . [1-4] {2}\w", row)]
            assert anchors == list("1234")

    check()
