"""The page of an attempt: verdict, what lies behind it, and the door to the reference."""

import re
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from sdcoach.history.locks import AttemptLock
from sdcoach.interview.fold import fold
from sdcoach.interview.setup import make_setup
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.held import Held
from sdcoach.tui.screens.attempt import AttemptScreen
from sdcoach.tui.screens.home import HomeScreen
from sdcoach.tui.screens.interview import InterviewScreen
from sdcoach.tui.screens.reference import ReferenceScreen
from sdcoach.tui.screens.scoring import ScoringScreen
from sdcoach.tui.services import Services
from sdcoach.tui.starting import Terms, typed_setup
from tests.tui.sitting import Sitting, pastebin_sitting
from tests.tui.support import Wrist, frame, make_services, until

HOSTILE = "[/x] [@click=app.quit]go[/] \x1b]0;PWNED\x07 \x9b31m ‮evil"
PLAIN = "[/x] [@click=app.quit]go[/]"
LEVELS = {
    "scope": 3,
    "estimation": 3,
    "api-data": 3,
    "design": 3,
    "depth": 2,
    "reliability": 2,
    "decisions": 3,
    "collaboration": 2,
}


def scored(held: Held) -> Held:
    evidence = {
        "depth": "Cache: Redis for hot pastes, LRU",
        "scope": "- open: p99 < 200 ms, 99.9 %     - paste: 99.5 % is enough",
        "decisions": "said aloud: SQL, since expiry wants an index",
    }
    gaps = {"depth": "key, value, size and lifetime of what it holds"}
    held.do(
        "scored",
        levels=dict(LEVELS),
        evidence=evidence,
        gaps=gaps,
        flags=["name-without-mechanism"],
        seconds=340,
    )
    return held


class Desk:
    """An app that shows one attempt."""

    def __init__(self, services: Services, attempt: str | Held) -> None:
        self.page = AttemptScreen(services, attempt)
        self.app = SdcoachApp(services, lambda app: app.push_screen(self.page))

    async def ready(self, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: self.page.found is not None or self.page.trouble is not None)
        await pilot.pause()

    def rows(self) -> list[str]:
        return frame(self.app)

    def has(self, pattern: str) -> str:
        """The first row that the pattern is found in; fails when there is none."""
        found = [row for row in self.rows() if re.search(pattern, row)]
        assert found, f"{pattern} is nowhere in\n" + "\n".join(self.rows())
        return found[0]

    def lacks(self, pattern: str) -> bool:
        return not any(re.search(pattern, row) for row in self.rows())

    async def press(self, pilot: Pilot[None], *keys: str) -> None:
        await pilot.press(*keys)
        await pilot.pause()


@pytest.fixture
def clock() -> Wrist:
    return Wrist()


@pytest.fixture
def services(clock: Wrist) -> Services:
    return make_services(clock=clock)


@pytest.fixture
def held(services: Services, clock: Wrist) -> Held:
    return pastebin_sitting(services, clock)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_the_verdict_fits_on_one_page(
    services: Services, held: Held, size: tuple[int, int]
) -> None:
    desk = Desk(services, scored(held))
    async with desk.app.run_test(size=size) as pilot:
        await desk.ready(pilot)
        rows = desk.rows()
        assert len(rows) == size[1]
        assert rows[0].startswith(" Paste-and-share text service · senior · Mon 23 Nov")
        assert rows[0].endswith("scored in 5:40")
        assert "shown: mid · aimed: senior" in desk.has(r"^ LEANING NO · 55")
        desk.has("you said leaning yes: one band too kind")
        desk.has(r"evidence alone: \w+ \w+ · \d+")
        assert [row[3] for row in rows if re.match(r" {3}[123]  \w", row)] == ["1", "2", "3"]
        assert "“Cache: Redis for hot pastes, LRU”" in "\n".join(rows)
        desk.has(r"Nearest way up: \w.* make \d\d, leaning yes")
        assert re.search(r"A Scope & requirements +3 .*E Depth & scaling +2 ", "\n".join(rows))
        assert re.search(r"H Structure, time, collab\. +2 ", "\n".join(rows))
        desk.has(r"^   Estimates   .*exact.*missing")
        desk.has(r"^   Decided     writes, reads -> one primary takes the writes")
        desk.has(r"^ ONE THING TO PRACTISE")
        desk.has(r"^ ▸   \w")
        desk.has("own words…")
        desk.has(r"^   d   Deep dives .*12 min")
        desk.has(r" o   (Open t|T)he reference")
        for key in ("1 scores", "2 signals", "3 estimates", "4 time", "o reference"):
            assert key in rows[-1]


@pytest.mark.anyio
async def test_the_essentials_of_the_verdict_need_no_scrolling_in_the_smallest_terminal(
    services: Services, held: Held
) -> None:
    desk = Desk(services, scored(held))
    async with desk.app.run_test(size=(50, 15)) as pilot:
        await desk.ready(pilot)
        rows = desk.rows()
        desk.has(r"^ LEANING NO · 55 +shown: mid · aimed: senior")
        desk.has("you said leaning yes: one band too kind")
        assert [row[3] for row in rows if re.match(r" {3}[123]  \w", row)] == ["1", "2", "3"]
        way_up = " ".join("\n".join(rows).split())
        assert re.search(r"Nearest way up: \w[^…]* make \d\d, leaning yes", way_up)
        things = []
        for number in range(1, 5):
            desk.has(rf"^ ONE THING TO PRACTISE +{number} of 4")
            things.append(desk.has("^ ▸"))
            await desk.press(pilot, "j")
        assert len(set(things)) == 4
        assert "own words…" in things[-1]
        assert desk.rows()[1] != rows[1], "after the last thing, j scrolls"
        await desk.press(pilot, "g", "space")
        assert desk.page.found is not None
        assert desk.page.found.held.state.practise
        await desk.press(pilot, "G")
        desk.has("H Structure, time, collab")
        desk.has(r"^   Estimates .*exact")
        desk.has(r"^   d   Deep dives again")


@pytest.mark.anyio
async def test_every_part_is_one_key_away_and_esc_leads_back(
    services: Services, held: Held
) -> None:
    desk = Desk(services, scored(held))
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        await desk.press(pilot, "1")
        desk.has(r"^ E Depth & scaling +2 +evidence alone: 3")
        desk.has(r"^ {5}● “Cache: Redis for hot pastes, LRU”")
        desk.has(r"^ {5}○ key, value, size and lifetime")
        desk.has(r"◌ said aloud  SQL, since expiry wants an index")
        await desk.press(pilot, "G")
        desk.has(r"Red flags   Pattern name without mechanism")
        desk.has(r"The moment  I ran out of time to go deep on the cache")
        await desk.press(pilot, "2")
        desk.has(r"^   ● 0:30  core and cut")
        desk.has(r"^   ○       visits counted")
        await desk.press(pilot, "3")
        desk.has(r"yours       writes ≈ 3\.86 paste/s   exact")
        desk.has(r"yours       nothing   missing")
        await desk.press(pilot, "4")
        desk.has(r"Design +17:00 of 13 .*! 4 min over")
        desk.has(r"in all +45:00 of 45")
        desk.has(r"37:00 asked F1")
        await desk.press(pilot, "5")
        desk.has(r"NEVER ASKED   11 of 13")
        desk.has(r"○ Do we count how often a paste is opened\?")
        await desk.press(pilot, "n")
        desk.has(r"^   = reads: 100M read/month to read/s ≈ 38\.6 read/s")
        await desk.press(pilot, "escape")
        desk.has(r"^ LEANING NO")
        await desk.press(pilot, "l", "l")
        desk.has(r"^ SIGNALS")
        await desk.press(pilot, "h", "h")
        desk.has(r"^ LEANING NO")


@pytest.mark.anyio
async def test_one_thing_to_practise_is_chosen_or_written(services: Services, held: Held) -> None:
    desk = Desk(services, scored(held))
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        await desk.press(pilot, "j", "space")
        assert held.state.practise.startswith("Leave Design after 13 minutes")
        desk.has(r"^ ▸ ✓ Leave Design after 13 minutes")
        await desk.press(pilot, "w", *"say what [/x] holds", "enter")
        assert held.state.practise == "say what [/x] holds"
        desk.has(r"✓ say what \[/x\] holds")
        await desk.press(pilot, "w", *"never mind", "escape")
        assert held.state.practise == "say what [/x] holds"
        await desk.press(pilot, "j", "j", "j", "enter", *"x", "enter")
        assert held.state.practise == "x"
    assert len(fold(held.events).scores) == 1


@pytest.mark.anyio
async def test_the_reference_is_a_door_that_asks_first(services: Services, held: Held) -> None:
    desk = Desk(services, scored(held))
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        await desk.press(pilot, "o")
        assert "“reference known”" in desk.rows()[-1]
        assert "Enter open" in desk.rows()[-1]
        await desk.press(pilot, "j")
        assert desk.app.screen is desk.page
        assert held.state.reference_opened_at is None
        await desk.press(pilot, "o", "enter")
        await until(pilot, lambda: isinstance(desk.app.screen, ReferenceScreen))
        assert held.state.reference_opened_at is not None
        await desk.press(pilot, "escape")
        await until(pilot, lambda: desk.app.screen is desk.page)
        await desk.press(pilot, "o")
        await until(pilot, lambda: isinstance(desk.app.screen, ReferenceScreen))
    assert [event.kind for event in held.events].count("reference_opened") == 1


@pytest.mark.anyio
async def test_the_reference_shows_outline_diagrams_trade_offs_and_reading(
    services: Services, held: Held
) -> None:
    desk = Desk(services, scored(held))
    async with desk.app.run_test(size=(100, 300)) as pilot:
        await desk.ready(pilot)
        await desk.press(pilot, "o", "enter")
        await until(pilot, lambda: any("╭" in row for row in desk.rows()), seconds=20)
        await until(pilot, lambda: desk.lacks("drawing…"), seconds=20)
        await desk.press(pilot, "n")
        desk.has(r"^ SCOPE$")
        desk.has(r"^   - Targets: opening p99 < 200 ms")
        desk.has(r"│ Write API ├")
        desk.has(r"^ TRADE-OFFS$")
        desk.has(r"rather than  A key-value store")
        headings = [row for row in desk.rows() if row.startswith(" PITFALLS")]
        assert headings == [" PITFALLS · senior", " PITFALLS · mid", " PITFALLS · staff"]
        desk.has(r"^ TO READ$")
        desk.has(r"https://github\.com/donnemartin/system-design-primer#appendix")
        assert not any("`" in row or "**" in row for row in desk.rows())


@pytest.mark.anyio
async def test_an_unscored_attempt_keeps_its_evidence_shut(services: Services, held: Held) -> None:
    desk = Desk(services, held)
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        desk.has(r"^ NOT SCORED")
        desk.has(r"You said    leaning yes")
        desk.has(r"The moment  I ran out of time")
        desk.has(r"Design +17:00 of 13")
        for key in ("2", "3", "5", "o"):
            await desk.press(pilot, key)
            assert "once the attempt is scored" in desk.rows()[-1]
        await desk.press(pilot, "n")
        desk.has(r"^   ## Scope")
        await desk.press(pilot, "escape", "enter")
        await until(pilot, lambda: isinstance(desk.app.screen, ScoringScreen))
        screen = desk.app.screen
        assert isinstance(screen, ScoringScreen)
        await until(pilot, lambda: screen.scoring is not None)
        for _ in range(8):
            await pilot.press("2", "enter")
        await until(pilot, lambda: desk.app.screen is desk.page)
        await until(pilot, lambda: not desk.lacks(r"^ LEANING NO · 33"))


@pytest.mark.anyio
async def test_revised_scores_show_in_the_verdict(services: Services, held: Held) -> None:
    desk = Desk(services, scored(held))
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        await desk.press(pilot, "s")
        screen = desk.app.screen
        assert isinstance(screen, ScoringScreen)
        await until(pilot, lambda: screen.scoring is not None)
        await pilot.press("1", *["enter"] * 8)
        await until(pilot, lambda: desk.app.screen is desk.page)
        await until(pilot, lambda: not desk.lacks(r"^ LEANING NO · 45"))
        await desk.press(pilot, "1", "G")
        desk.has(r"Revised     55 -> 45")


@pytest.mark.anyio
async def test_an_attempt_is_read_from_the_history_by_its_id(
    services: Services, held: Held
) -> None:
    services.journal.start()
    desk = Desk(services, scored(held).state.attempt)
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        desk.has(r"^ LEANING NO · 55")
    assert services.journal.close()


@pytest.mark.anyio
async def test_an_unknown_attempt_is_a_sentence(services: Services) -> None:
    desk = Desk(services, "00000000-0000-4000-8000-00000000dead")
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        desk.has(r"The history has no such attempt\.")
        desk.has(r"`sdcoach history` lists them")
        await desk.press(pilot, "1", "j", "space", "s", "o", "w", "enter")
        desk.has(r"The history has no such attempt\.")


@pytest.mark.anyio
async def test_the_first_frame_does_not_wait_for_the_reading(
    services: Services, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    go = threading.Event()
    desk = Desk(services, scored(held))
    read: Callable[[], object] = desk.page.read
    monkeypatch.setattr(desk.page, "read", lambda: (go.wait(10), read())[1])
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: desk.app.screen is desk.page)
        await pilot.pause()
        desk.has("reading…")
        await desk.press(pilot, "1", "o", "j")
        go.set()
        await desk.ready(pilot)
        desk.has(r"^ LEANING NO · 55")


@pytest.mark.anyio
async def test_an_abandoned_and_a_pasted_interview_show_what_there_is(
    services: Services, clock: Wrist
) -> None:
    given_up = Sitting(services, clock).write("## Scope\npaste text -> link\n").at(9)
    desk = Desk(services, given_up.do("abandoned").held)
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        desk.has(r"^ GIVEN UP")
        await desk.press(pilot, "s")
        assert "nothing to score" in desk.rows()[-1]
        await desk.press(pilot, "n")
        desk.has(r"^   paste text -> link")
    terms = Terms("mid", 45, "interview")
    setup = typed_setup(services, "Parking lot", "", terms)._replace(held="elsewhere")
    pasted = Sitting(services, clock, setup, number=2).write("one gate\n", by="paste")
    desk = Desk(services, scored(pasted.do("finished", by="candidate").held))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        desk.has(r"^ LEANING NO")
        assert desk.lacks("Estimates|Decided|You never asked|○ 0|Open the reference")
        assert not re.search("signals|estimates|time|unasked|reference", desk.rows()[-1])
        await desk.press(pilot, "o")
        assert "no reference answer" in desk.rows()[-1]


@pytest.mark.anyio
async def test_an_interrupted_interview_goes_on_with_enter(
    services: Services, clock: Wrist
) -> None:
    services.journal.start()
    sitting = Sitting(services, clock).write("## Scope\npaste text -> link\n").at(9)
    services.journal.append(sitting.held.session.leave(clock.tick()))
    attempt = sitting.held.state.attempt
    lock = AttemptLock(services.database.parent)
    lock.acquire(attempt)
    desk = Desk(services, attempt)
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        desk.has(r"^ RUNNING")
        lock.release()
        desk.page.reread()
        await until(pilot, lambda: not desk.lacks(r"^ INTERRUPTED"))
        await desk.press(pilot, "enter")
        await until(pilot, lambda: isinstance(desk.app.screen, InterviewScreen))
    services.journal.close()


@pytest.mark.anyio
async def test_a_sprint_has_no_band(services: Services, clock: Wrist) -> None:
    setup = make_setup(
        services.bank,
        "pastebin",
        seniority="senior",
        minutes=45,
        mode="interview",
        seed=7,
        utc_offset=0,
        sprint="scope",
    )
    sitting = Sitting(services, clock, setup).write("Out  accounts, editing, custom links\n")
    sitting.at(2).do("asked", text="How big is a paste?", heard=["size"], offset=0)
    desk = Desk(services, sitting.at(6).do("finished", by="candidate").held)
    async with desk.app.run_test(size=(100, 50)) as pilot:
        await desk.ready(pilot)
        desk.has(r"You asked 1 of 13 that matter\.")
        desk.has(r"✓ How big is a typical paste")
        desk.has(r"● 0:00 .*core and cut")
        assert desk.lacks("LEANING|STRONG")
        await desk.press(pilot, "s")
        assert "no scores" in desk.rows()[-1]


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(50, 15), (80, 24), (120, 40)])
async def test_hostile_text_is_only_text(
    services: Services, clock: Wrist, size: tuple[int, int]
) -> None:
    setup = typed_setup(services, HOSTILE, HOSTILE, Terms("senior", 45, "interview"))
    # A damaged history may hold what the door of the app would never let in.
    setup = setup._replace(title=HOSTILE, prompt=HOSTILE)
    sitting = Sitting(services, clock, setup).write(f"{HOSTILE}\n= [/x]: 2 × 3\n-> {HOSTILE}\n")
    sitting.do("asked", text=HOSTILE, heard=[], offset=0).at(44)
    sitting.do("followup_shown", id="x", text=HOSTILE, deck=False)
    held = sitting.do("finished", by="candidate").do("pivot_named", text=HOSTILE).held
    evidence = dict.fromkeys(LEVELS, HOSTILE)
    held.do("scored", levels=LEVELS, evidence=evidence, gaps=evidence, flags=["[/x]"], seconds=1)
    held.do("practise_chosen", text=HOSTILE)
    desk = Desk(services, held)
    seen = ""
    async with desk.app.run_test(size=size) as pilot:
        await desk.ready(pilot)
        for key in ("g", "G", "1", "G", "4", "G", "n", "escape", "j", "space"):
            await desk.press(pilot, key)
            seen += "\n".join(desk.rows())
        assert desk.app.screen is desk.page
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f‪-‮]", seen)
    if size[0] >= 80:
        assert PLAIN in seen


@pytest.mark.anyio
async def test_esc_leads_home_where_a_start_left_home_out(services: Services, held: Held) -> None:
    services.journal.start()
    app = SdcoachApp(services, lambda app: app.open_scoring(held))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ScoringScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        app.open_attempt(scored(held))
        await until(pilot, lambda: "PRACTISE" in "\n".join(frame(app)))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
    services.journal.close()


@pytest.mark.anyio
async def test_scores_that_another_window_gives_are_not_given_here_too(
    services: Services, held: Held
) -> None:
    other = AttemptLock(services.database.parent)
    other.acquire(held.state.attempt)
    desk = Desk(services, scored(held))
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        await desk.press(pilot, "s")
        assert "This attempt is open in another window" in desk.rows()[-1]
        assert desk.app.screen is desk.page
        other.release()
        await desk.press(pilot, "s")
        await until(pilot, lambda: isinstance(desk.app.screen, ScoringScreen))


@pytest.mark.anyio
async def test_esc_on_the_verdict_leads_home(services: Services, held: Held) -> None:
    services.journal.start()
    app = SdcoachApp(services, lambda app: app.open_attempt(scored(held)))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "PRACTISE" in "\n".join(frame(app)))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
    services.journal.close()
