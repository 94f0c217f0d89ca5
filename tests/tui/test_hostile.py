"""Hostile text on every screen: nothing of it reaches the terminal as more than text."""

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml
from textual.app import App

from sdcoach import paths
from sdcoach.bank.index import open_bank, refresh
from sdcoach.interview.clock import SystemClock
from sdcoach.interview.fold import fold
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.held import open_attempt
from sdcoach.tui.services import Services
from tests.hostile import ESCAPES, HOSTILE, MARKUP, foreign
from tests.terminal import Terminal, sdcoach
from tests.tui.past import hold
from tests.tui.sitting import Sitting
from tests.tui.support import ORIGIN, Wrist, frame, make_services, until

ESC, F12 = "\x1b", "\x1b[24~"


def evil(node: Any, key: str = "") -> Any:
    """Put hostile text into every sentence of a question, and leave ids and numbers alone."""
    if isinstance(node, dict):
        return {name: evil(item, str(name)) for name, item in node.items()}
    if isinstance(node, list):
        return [evil(item, key) for item in node]
    if isinstance(node, str) and key in (
        "title",
        "prompt",
        "answer",
        "asks",
        "says",
        "matters",
        "name",
    ):
        return f"{node} {HOSTILE}"
    return node


def write_question() -> Path:
    """Write a hostile question of one's own, made from a shipped one."""
    text = (paths.questions_dir() / "system_design" / "pastebin.yaml").read_text(encoding="utf-8")
    question = evil(yaml.safe_load(text))
    question["id"] = "evil"
    file = paths.user_questions_dir() / "evil.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        yaml.safe_dump(question, allow_unicode=False, sort_keys=False), encoding="utf-8"
    )
    return file


def evil_report() -> dict[str, Any]:
    """A second opinion as a stranger's export might bring it."""
    opinion = {
        "level": 3,
        "said": 4,
        "quotes": [{"text": HOSTILE, "where": HOSTILE, "spans": [[-9, 10**9]]}],
        "dropped": 1,
        "missing": [HOSTILE],
        "why_not_higher": HOSTILE,
        "why_not_lower": HOSTILE,
        "flags": [HOSTILE],
        "spread": [1, 4],
    }
    return {
        **dict.fromkeys(("id", "model", "host", "band", "prompt_hash"), HOSTILE),
        "total": 50,
        "times": 3,
        "seconds": 1,
        "flags": [HOSTILE],
        "tokens": {"input": HOSTILE, "output": HOSTILE},
        "dimensions": {HOSTILE: opinion, "depth": opinion},
    }


def past() -> None:
    """Keep two attempts with hostile text, one scored and one interrupted, then spoil the rows."""
    clock = Wrist()
    clock.utc = SystemClock().tick().utc - 60_000
    services = make_services(clock=clock)
    services.journal.start()
    notes = f"## Scope\n{HOSTILE}\n? {HOSTILE}\n= a: 2 * 3 {MARKUP}\nwriter -> {MARKUP} -> api\n"
    scored = hold(services, "pastebin", days_ago=2, practise=HOSTILE, title=HOSTILE, notes=notes)
    open_attempt(services, scored).do("coached", report=evil_report())
    clock.wait(-1200)
    sitting = Sitting(services, clock, number=7)
    sitting.write(notes).do("asked", text=HOSTILE, heard=[], offset=1)
    sitting.do("said", text=HOSTILE, by="script").do(
        "hint_taken", phase="scope", rung=1, text=HOSTILE
    )
    sitting.do("followup_shown", id="evil", text=HOSTILE, deck=False)
    sitting.do("tagged", tags=[HOSTILE]).do("noted", text=HOSTILE)
    assert services.journal.close(20)
    with closing(sqlite3.connect(paths.database_file())) as connection:
        # Whatever cleans on the way in, a row can be written by anybody.
        connection.execute(
            "UPDATE attempt_rows SET title = ?, practise = ?, note = ?", [HOSTILE] * 3
        )
        connection.execute("UPDATE texts SET title = ?, note = ?, practise = ?", [HOSTILE] * 3)
        connection.execute(
            "UPDATE events SET payload = json_set(payload, '$.title', ?, '$.prompt', ?)"
            " WHERE kind = 'started'",
            [HOSTILE, HOSTILE],
        )
        connection.commit()


def settle(terminal: Terminal) -> str:
    """Read until the screen rests; return it."""
    for _ in range(100):
        if not terminal.read(0.12):
            break
    return terminal.text


@pytest.fixture
def home_of_evil() -> None:
    """A home whose every text is hostile."""
    write_question()
    refresh(open_bank())
    past()


def back_home(terminal: Terminal) -> None:
    """Go back until Home is there."""
    for _ in range(8):
        if "NEXT" in settle(terminal):
            return
        terminal.send(ESC)
    terminal.wait("NEXT")


def attempt_page(terminal: Terminal) -> None:
    """Walk through the page of an attempt, its replay and its reference."""
    for keys in ("1", "2", "3", "4", "5", "n", "1", "jjj", " "):
        terminal.send(keys)
        settle(terminal)
    terminal.send("r")
    settle(terminal)
    for keys in ("n", "\x1b[C", "\x1b[C", ".", ","):
        terminal.send(keys)
        settle(terminal)
    terminal.send(ESC)
    settle(terminal)
    terminal.send("o")
    settle(terminal)
    terminal.send("\r")
    settle(terminal)
    terminal.send("jjjjj")
    settle(terminal)
    terminal.send(ESC)
    settle(terminal)


@pytest.mark.terminal
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_no_screen_sends_a_foreign_escape(home_of_evil: None, size: tuple[int, int]) -> None:
    terminal = sdcoach(size=size)
    try:
        terminal.wait("Enter")
        assert "Evil" in settle(terminal)
        terminal.send("h")
        terminal.wait("Evil")
        terminal.send("/")
        terminal.wait("narrow")
        terminal.send("Evil")
        settle(terminal)
        terminal.send("\r")
        settle(terminal)
        terminal.send("j\r")
        terminal.wait("Evil")
        attempt_page(terminal)
        terminal.send("m")
        terminal.wait("A model's opinion")
        for keys in ("j", "a", "x", " "):
            terminal.send(keys)
            settle(terminal)
        back_home(terminal)
        terminal.send("b")
        settle(terminal)
        terminal.send("/")
        terminal.wait("narrow")
        terminal.send("PWNED")
        terminal.wait("Evil")
        terminal.send("\r")
        settle(terminal)
        terminal.send("\r")
        terminal.wait("Level")
        assert "Evil" in settle(terminal)
        terminal.send("\r")
        terminal.wait("compute")
        # The interview, with hostile text in question, answers and pasted notes.
        terminal.send(f"{ESC}[200~{HOSTILE}\r## Design [/x]\rwriter -> {MARKUP} -> b{ESC}[201~\r")
        terminal.send("? How many users?\r")
        terminal.wait("Ten million")
        terminal.send(f"? {MARKUP}\r= {MARKUP}\r")
        for letter in ("v", "t", "g", "d", "h", "r"):
            terminal.send(ESC + letter)
            settle(terminal)
            if letter == "h":
                terminal.send("\r")
            else:
                terminal.send(ESC if letter in "gr" else F12)
            settle(terminal)
        terminal.send("\x07")  # ^G puts in the last answer
        terminal.send("\x0c")
        settle(terminal)
        terminal.send(f"{ESC}[200~x: 5 {HOSTILE}\ry: 3{ESC}[201~")
        settle(terminal)
        terminal.send("\x0c")
        settle(terminal)
        terminal.send("\x10")
        settle(terminal)
        terminal.send(ESC)
        settle(terminal)
        terminal.send(ESC + "x")
        terminal.wait("Enter ends")
        terminal.send("\r")
        terminal.wait("would the interviewer have said")
        terminal.send("2")
        terminal.send(f"{ESC}[200~{HOSTILE}{ESC}[201~")
        settle(terminal)
        terminal.send("\r")
        for number in range(1, 9):
            terminal.wait(f"{number} of 8")
            terminal.send("1")
            settle(terminal)
            if number == 1:
                terminal.send("w")
                settle(terminal)
                terminal.send(f"{ESC}[200~{HOSTILE}{ESC}[201~")
                settle(terminal)
                terminal.send("\r")
                settle(terminal)
            terminal.send("\r")
        terminal.wait("you said")
        attempt_page(terminal)
        back_home(terminal)
        terminal.send("q")
        assert terminal.ended() == 0
    finally:
        terminal.close()
    assert foreign(bytes(terminal.raw)) == []
    assert b"Traceback" not in terminal.raw


@pytest.mark.terminal
@pytest.mark.parametrize(
    "config",
    [
        'theme = "\\u001b]0;PWNED\\u0007"',
        'seniority = "\\u001b[2J"',
        '"\\u001b]0;PWNED\\u0007" = 1',
        '[keys]\n"interview.next_phase" = "\\u001b]0;PWNED\\u0007"\n"home.bank" = "[/x]"',
        "\x1b]0;PWNED\x07",
    ],
    ids=["theme", "choice", "name", "keys", "syntax"],
)
def test_hostile_settings_are_refused_or_harmless(config: str, own_home: Path) -> None:
    file = paths.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(config, encoding="utf-8")
    terminal = sdcoach("start", "pastebin")
    try:
        terminal.wait(lambda text: "compute" in text or "sdcoach:" in text)
        if "compute" in terminal.text:
            settle(terminal)
            terminal.send(ESC + "k")
            settle(terminal)
            terminal.send(ESC)
            settle(terminal)
            terminal.send("\x11\r")
            assert terminal.ended() == 0
        else:
            assert terminal.ended() == 1
    finally:
        terminal.close()
    assert foreign(bytes(terminal.raw)) == []
    assert b"Traceback" not in terminal.raw


def links(app: App[None]) -> list[str]:
    """Return what a click on any cell of the screen would do."""
    found = []
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            meta = segment.style.meta if segment.style else {}
            found += [f"{name} {value}" for name, value in meta.items() if name == "@click"]
            if segment.style and segment.style.link:
                found.append(segment.style.link)
    return found


def assert_harmless(app: App[None], what: str) -> None:
    assert links(app) == [], what
    text = "\n".join(frame(app))
    foreign_signs = {one for one in ESCAPES if not one.isprintable()}
    assert not foreign_signs & set(text), what


@pytest.mark.anyio
async def test_no_markup_becomes_a_link_on_any_screen(home_of_evil: None) -> None:
    clock = Wrist()
    clock.utc = SystemClock().tick().utc
    services = make_services(clock=clock)
    services.bank = refresh(services.bank) or services.bank
    app = SdcoachApp(services, lambda app: app.go_home())
    try:
        async with app.run_test(size=(100, 40)) as pilot:
            await until(pilot, lambda: "Evil" in "\n".join(frame(app)))
            assert_harmless(app, "home")
            await pilot.press("h")
            await until(pilot, lambda: type(app.screen).__name__ == "HistoryScreen")
            await until(pilot, lambda: "Evil" in "\n".join(frame(app)))
            assert_harmless(app, "history")
            await pilot.press("j", "enter")
            await until(pilot, lambda: type(app.screen).__name__ == "AttemptScreen")
            for key in ("1", "2", "3", "4", "5", "n"):
                await pilot.press(key)
                await pilot.pause()
                assert "Evil" in "\n".join(frame(app))
                assert_harmless(app, f"the page of an attempt, {key}")
            for _ in range(3):
                if type(app.screen).__name__ != "HomeScreen":
                    await pilot.press("escape")
            await until(pilot, lambda: type(app.screen).__name__ == "HomeScreen")
            await pilot.press("b")
            await until(pilot, lambda: type(app.screen).__name__ == "BankScreen")
            await pilot.press("slash")
            await until(pilot, lambda: type(app.focused).__name__ == "Input")
            await pilot.press(*"PWNED")
            await until(pilot, lambda: "[/x]" in "\n".join(frame(app)))
            assert_harmless(app, "bank")
            await pilot.press("enter", "enter")
            await until(pilot, lambda: type(app.screen).__name__ == "ChooseScreen")
            await pilot.pause()
            assert_harmless(app, "choose")
            await pilot.press("enter")
            await until(pilot, lambda: type(app.screen).__name__ == "InterviewScreen")
            await until(pilot, lambda: "[/x]" in "\n".join(frame(app)))
            await pilot.press(*"? users", "enter", *"[@click=app.quit]x[/]", "enter")
            await pilot.pause()
            assert "[@click=app.quit]x[/]" in "\n".join(frame(app))
            assert_harmless(app, "interview")
            for keys in (["escape", "v"], ["escape", "g"]):
                await pilot.press(*keys)
                await pilot.pause()
                assert_harmless(app, f"interview, {keys}")
                await pilot.press("escape", "f12")
            await pilot.press("ctrl+p")
            await pilot.pause()
            assert_harmless(app, "palette")
    finally:
        services.journal.close()


@pytest.mark.anyio
async def test_a_question_typed_on_the_spot_is_plain_text() -> None:
    from sdcoach.tui.starting import Terms, typed_setup

    services = make_services(clock=Wrist())
    setup = typed_setup(services, HOSTILE, HOSTILE, Terms("senior", 45, "interview"))
    app = SdcoachApp(services, lambda app: app.begin(setup))
    try:
        async with app.run_test(size=(100, 30)) as pilot:
            await until(pilot, lambda: "[/x]" in "\n".join(frame(app)))
            assert_harmless(app, "interview")
    finally:
        services.journal.close()


def test_what_the_journal_gives_back_is_clean() -> None:
    clock = Wrist()
    services: Services = make_services(clock=clock)
    services.journal.start()
    sitting = Sitting(services, clock)
    sitting.write("fine\n").do("asked", text=HOSTILE, heard=[], offset=1)
    assert services.journal.close(10)
    with services.reader() as connection:
        from sdcoach.history import attempts

        assert connection is not None
        state = fold(attempts.events(connection, str(uuid.UUID(int=1, version=4))))
    assert MARKUP in state.asked[0].text
    assert not set("\x1b\x07\x9b\x9d\u202e\u2066") & set(state.asked[0].text)
    assert state.attempt.startswith("00000000")
    assert ORIGIN in state.last_seq
