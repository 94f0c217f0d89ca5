"""A model interviews in the real app: what is shown, what is recorded, and that no key is lost."""

import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sdcoach import paths
from sdcoach.coach.consent import Consent
from sdcoach.config import Config
from sdcoach.interview.fold import fold
from sdcoach.interview.setup import make_setup
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.screens.agreement import AgreementScreen
from sdcoach.tui.screens.interview import InterviewScreen
from sdcoach.tui.widgets.talk import SidePane, TalkRows
from tests.coach.failing import FAULTS, Behaviour, says
from tests.coach.odd_server import OddServer, Talk, serving
from tests.tui.support import Interview, Wrist, frame, interviewing, journal, make_services, until
from tests.tui.test_frozen import LONG, geometry

pytestmark = pytest.mark.anyio

ASKED = "? How many users are there, and how much do they read and write?\n"
FAITHFUL = (
    "Plan for ten million users.",
    "They make ten million new pastes a month.",
    "Reads come to a hundred million a month, and it is spread unevenly.",
)
SCRIPT = "Ten million users. Ten million new pastes and a hundred million reads a month"
SOON = 8.0
"""Seconds; two are the rule (bench_live.py holds it), the rest is for a busy machine."""
KEYS = "a text that is typed while somebody else is thinking, letter by letter"


def settings(server: OddServer | str, **more: object) -> Config:
    url = server if isinstance(server, str) else server.url
    profile = {"base_url": url, "model": "odd-1", **more}
    return Config(llm={"interviewer": "local", "profiles": {"local": profile}})


def agree(server: OddServer) -> None:
    paths.data_dir()
    Consent().give(f"127.0.0.1:{server.server_port}", "talk")


@asynccontextmanager
async def talking(
    behave: Behaviour, size: tuple[int, int] = (80, 24), mode: str = "interview"
) -> AsyncIterator[tuple[Interview, OddServer]]:
    with serving(behave) as server:
        agree(server)
        async with interviewing(config=settings(server), size=size, mode=mode) as held:
            await held.until(lambda: held.screen.room.voice is not None)
            await held.until(lambda: len(server.met) >= 1)  # the prewarming request
            await held.pilot.pause()
            yield held, server


def shown(held: Interview) -> str:
    """Return what the rows of the conversation say, which is there to see."""
    wide = held.screen.has_class("-wide")
    rows = held.screen.query_one(SidePane if wide else TalkRows)
    assert rows.region.height > 0
    return " ".join(rows.said.split())


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (50, 15)])
async def test_a_model_speaks_for_the_script_and_is_recorded_as_such(size: tuple[int, int]) -> None:
    async with talking(says(*FAITHFUL, pause=0.05), size) as (held, server):
        await held.type(ASKED)
        await held.until(lambda: bool(held.state.said))
        (said,) = held.state.said
        assert (said.text, said.by, said.to, said.number) == (
            " ".join(FAITHFUL), "model", "asked", 0,
        )  # fmt: skip
        await held.pilot.pause()
        assert "Plan for ten million users." in shown(held)
        assert "typing" not in shown(held)
        state = fold(await held.saved())
        assert state.said == held.state.said
        assert state.skipped == 0
        assert [one.body.get("stream") for one in server.met] == [None, True]


async def test_sentences_appear_one_by_one_while_the_candidate_types_on() -> None:
    async with talking(says(*FAITHFUL, pause=0.6), (100, 30)) as (held, _):
        await held.type(ASKED)
        await held.until(lambda: "Plan for ten million users. …" in shown(held))
        assert held.state.said == []
        await held.type(KEYS)
        assert held.notes.text.endswith(KEYS)
        await held.until(lambda: "new pastes a month. …" in shown(held))
        await held.until(lambda: bool(held.state.said))
        assert held.focus == []


async def test_hints_and_follow_ups_are_said_in_other_words_too() -> None:
    lines = ["Take one read and follow it from click to byte. Where does it wait?"]

    def behave(talk: Talk) -> None:
        says(lines[0])(talk)

    async with talking(behave, (100, 30)) as (held, _):
        held.screen.room.enter_phase("design")
        await held.press("escape", "h", "enter")
        await held.until(lambda: bool(held.state.said))
        (said,) = held.state.said
        assert (said.by, said.to, said.number) == ("model", "hint", 0)
        await held.pilot.pause()
        assert "Take one read and follow it" in shown(held)
        assert held.state.hints[0].text == "Follow one read from click to byte. Where does it wait?"

        lines[0] = "Redis takes that."
        held.screen.room.enter_phase("depth")
        await held.followup()
        text = held.state.followups[0].text
        await held.until(lambda: text[:30] in shown(held))
        assert len(held.state.said) == 1  # a follow-up in the script's words is in its own event


async def test_a_leak_is_never_seen_and_the_script_stands() -> None:
    leak = "A cache with two replicas takes that."
    async with talking(says(leak)) as (held, _):
        seen: list[str] = []
        await held.type(ASKED)
        while not held.state.said:
            seen.append(shown(held))
            await held.pilot.pause(0.01)
        await held.pilot.pause()
        seen.append(shown(held))
        assert not any("replicas" in one for one in seen)
        assert [(one.by, SCRIPT in one.text) for one in held.state.said] == [("script", True)]
        assert "Ten million users" in shown(held)


async def test_what_was_seen_before_the_script_took_over_is_recorded_too() -> None:
    async with talking(says(FAITHFUL[0], "Redis takes that.", pause=0.3)) as (held, _):
        await held.type(ASKED)
        await held.until(lambda: len(held.state.said) == 2)
        first, second = held.state.said
        assert (first.text, first.by) == (FAITHFUL[0], "model")
        assert (SCRIPT in second.text, second.by) == (True, "script")
        await held.pilot.pause()
        assert "Ten million users" in shown(held)


async def test_a_host_that_stalls_is_replaced_within_two_seconds_and_the_clock_runs() -> None:
    async with talking(FAULTS["nothing comes"]) as (held, server):
        await held.type(ASKED)
        began = time.monotonic()
        left = held.screen.room.left_ms
        held.clock.wait(1)
        await held.until(lambda: "typing (1 s)" in shown(held))
        await held.until(lambda: bool(held.state.said))
        assert time.monotonic() - began < SOON
        assert held.screen.room.left_ms == left - 1_000
        assert held.state.said[-1].by == "script"
        await held.until(lambda: "Ten million users" in shown(held))
        assert server.left.wait(2)


@pytest.mark.parametrize("name", FAULTS)
async def test_no_fault_hinders_the_typing_and_the_script_speaks(name: str) -> None:
    with serving(FAULTS[name]) as server:
        agree(server)
        async with interviewing(config=settings(server)) as held:
            await held.type(ASKED)
            await held.type(KEYS)
            assert held.notes.text == ASKED + KEYS
            began = time.monotonic()
            await held.until(lambda: bool(held.state.said) and held.state.said[-1].by == "script")
            assert time.monotonic() - began < SOON
            assert SCRIPT in held.state.said[-1].text
            await held.type("\nand on")
            assert held.notes.text == f"{ASKED}{KEYS}\nand on"
            assert held.focus == []
            state = fold(await held.saved())
            assert state.notes == held.notes.text


async def test_three_silent_lines_end_it_and_that_is_said_once() -> None:
    async with talking(FAULTS["the host is in trouble"], (120, 30)) as (held, server):
        for number, text in enumerate(
            ("How many users?", "How big is a paste?", "Any accounts?"), 1
        ):
            await held.type(f"? {text}\n")
            await held.until(lambda number=number: len(held.state.said) == number)  # type: ignore[misc]
        await held.until(lambda: "keeps to the script" in held.last_row)
        met = len(server.met)
        await held.type("? How fast must opening be?\n")
        assert held.state.said[-1].by == "script"
        assert len(held.state.said) == 4
        assert len(server.met) == met
        assert "typing" not in shown(held)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (50, 15)])
async def test_nothing_a_model_says_moves_the_notes(size: tuple[int, int]) -> None:
    async with talking(says(*FAITHFUL, pause=0.15), size) as (held, _):
        await held.paste(LONG)
        await held.press("pageup", "up", "up", "end", "left", "left")
        await held.pilot.pause()
        before = geometry(held)
        held.screen.room.ask("How many users are there, and how much do they read and write?")
        held.screen.draw()
        for _ in range(400):
            await held.pilot.pause(0.005)
            assert geometry(held) == before
            if held.state.said:
                break
        assert held.state.said[-1].by == "model"
        await held.pilot.pause()
        assert geometry(held) == before
        assert held.focus == []


@pytest.mark.parametrize("ways", ["next", "end", "leave", "quote", "pause"])
async def test_what_is_being_said_is_settled_before_anything_else_happens(ways: str) -> None:
    mode = "practice" if ways == "pause" else "interview"
    async with talking(FAULTS["nothing comes"], mode=mode) as (held, _):
        await held.type(KEYS + KEYS + "\n" + ASKED)
        assert held.state.said == []
        if ways == "next":
            await held.type("? How big is a paste?\n")
        elif ways == "end":
            await held.press("escape", "x", "enter")
        elif ways == "leave":
            await held.press("ctrl+q", "enter")
        elif ways == "pause":
            await held.press("escape", "p")
        else:
            await held.press("ctrl+g")
            assert f"> On traffic: {SCRIPT}" in held.notes.text or f"> {SCRIPT}" in held.notes.text
        await held.until(lambda: bool(held.state.said))
        events = journal(held.app.services, held.state.attempt)
        kinds = [one.kind for one in events]
        assert kinds.count("said") == 1
        if ways == "next":
            assert kinds.index("said") < len(kinds) - 1 - kinds[::-1].index("asked")
        if ways == "end":
            assert kinds.index("said") < kinds.index("finished")
        state = fold(events)
        assert state.skipped == 0
        assert state.told("asked", 0) is not None


async def test_a_crash_before_the_answer_is_made_good_on_return() -> None:
    async with talking(FAULTS["nothing comes"]) as (held, _):
        await held.type(ASKED)
        assert held.state.said == []
        services, attempt = held.app.services, held.state.attempt
        events = journal(services, attempt)
        assert [one.kind for one in events].count("said") == 0
        held.app._lock.release()
        again = make_services(clock=Wrist())
        app = SdcoachApp(again, lambda app: app.go_on(attempt))
        try:
            async with app.run_test() as pilot:
                await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
                assert isinstance(app.screen, InterviewScreen)
                (said,) = app.screen.room.state.said
                assert (SCRIPT in said.text, said.by) == (True, "script")
        finally:
            again.journal.close()


# --- only after an agreement ----------------------------------------------------------------


async def first_screen(server: OddServer, config: Config | None = None) -> SdcoachApp:
    services = make_services(config=config or settings(server), clock=Wrist())
    setup = make_setup(
        services.bank, "pastebin", seniority="senior", minutes=45, mode="interview", seed=7,
        utc_offset=0,
    )  # fmt: skip
    return SdcoachApp(services, lambda app: app.begin(setup))


async def test_nothing_is_sent_before_the_agreement_which_shows_the_first_bytes() -> None:
    with serving(says(*FAITHFUL)) as server:
        app = await first_screen(server)
        async with app.run_test(size=(100, 40)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, AgreementScreen))
            page = app.screen
            assert isinstance(page, AgreementScreen)
            await until(pilot, lambda: page.found is not None)
            held = page.found
            assert held is not None
            await pilot.pause()
            assert server.met == []
            await pilot.press("enter")
            assert app.screen is page
            await pilot.press("y")
            await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
            assert Consent().given(f"127.0.0.1:{server.server_port}", "talk")
            await until(pilot, lambda: bool(server.met))
            assert server.met[0].raw == held[0].body
        app.services.journal.close()


async def test_a_narrow_agreement_shows_the_whole_question_and_who_it_is_about() -> None:
    with serving(says(*FAITHFUL)) as server:
        app = await first_screen(server)
        async with app.run_test(size=(50, 15)) as pilot:
            await until(pilot, lambda: "This sends" in " ".join(frame(app)))
            first, second, third = frame(app)[:3]
            assert first.strip() == "May a model interview you?"
            assert second.strip() == f"odd-1 at 127.0.0.1:{server.server_port}"
            assert not third.strip()
        app.services.journal.close()


async def test_without_the_agreement_the_script_alone_interviews() -> None:
    with serving(says(*FAITHFUL)) as server:
        app = await first_screen(server)
        async with app.run_test(size=(100, 40)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, AgreementScreen))
            await pilot.press("n")
            await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
            assert isinstance(app.screen, InterviewScreen)
            assert app.screen.room.voice is None
            assert app.screen.room.state.elapsed_ms == 0
            app.screen.room.ask("How many users?")
            assert app.screen.room.state.said[-1].by == "script"
            await pilot.pause(0.3)
        app.services.journal.close()
        assert server.met == []
        assert not Consent().given(f"127.0.0.1:{server.server_port}", "talk")


async def test_going_back_from_the_agreement_starts_nothing() -> None:
    with serving(says(*FAITHFUL)) as server:
        app = await first_screen(server)
        async with app.run_test(size=(100, 40)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, AgreementScreen))
            await pilot.press("escape")
            await until(pilot, lambda: not app.is_running)
        app.services.journal.close()
        assert server.met == []
        assert app.left == []


async def test_settings_that_cannot_be_used_leave_the_script_and_are_told() -> None:
    config = Config(llm={"interviewer": "nobody", "profiles": {}})
    async with interviewing(config=config, size=(140, 30)) as held:
        assert held.screen.room.voice is None
        await held.until(lambda: "keeps to the script" in held.last_row)
        await held.type(ASKED)
        assert held.state.said[-1].by == "script"


def test_without_a_profile_nothing_of_the_coach_is_loaded(tmp_path: Path) -> None:
    code = """
import asyncio, json, sys
from sdcoach.config import Config
from tests.tui.support import interviewing

async def hold():
    async with interviewing() as held:
        await held.type("? How many users?\\n")
        assert held.state.said
asyncio.run(hold())
print("\\n" + json.dumps(sorted(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        env={"SDCOACH_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "TERM": "xterm"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout.strip().splitlines()[-1])
    assert "sdcoach.tui.screens.interview" in loaded
    foreign = [one for one in loaded if one.startswith(("sdcoach.coach", "openai", "httpx2"))]
    assert foreign == []
    assert "sdcoach.tui.live" not in loaded
