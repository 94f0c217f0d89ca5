from pathlib import Path

import pytest
from textual.events import Key

from sdcoach import paths
from sdcoach.config import Config
from sdcoach.history.locks import AttemptLock
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.list_page import ListPage
from sdcoach.tui.screens.bank import BankScreen
from sdcoach.tui.screens.bell import BellScreen
from sdcoach.tui.screens.choose import ChooseScreen
from sdcoach.tui.screens.home import HomeScreen
from sdcoach.tui.screens.interview import InterviewScreen
from sdcoach.tui.screens.keys import KeysScreen
from sdcoach.tui.screens.scoring import ScoringScreen
from sdcoach.tui.screens.too_small import TooSmall
from sdcoach.tui.services import Services
from tests.tui.past import hold, write
from tests.tui.support import Wrist, frame, make_services, until

pytestmark = pytest.mark.anyio
HOSTILE = "Design \x1b]0;PWNED\x07 a [/x] [@click=app.quit]pwn[/] \u202etxet"


def app_on(services: Services) -> SdcoachApp:
    return SdcoachApp(services, lambda app: app.go_home())


def a_past(services: Services) -> None:
    hold(services, "pastebin", days_ago=4, practise="say what the cache holds.", reference=True)
    hold(services, "pastebin", days_ago=1, levels=(3, 3, 3, 4, 3, 3, 3, 3))
    hold(services, "query-cache", days_ago=9, levels=(1, 2, 3, 4, 3, 2, 3, 3), predicted=2)
    hold(services, "sales-rank", days_ago=2, ends="finished", sprint="scope", minutes_in=6)


async def test_the_first_run_is_three_lines_and_enter_starts_the_clock() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(100, 30)) as pilot:
        rows = frame(app)
        assert rows[0] == " sdcoach"
        assert rows[2].startswith(
            "   Enter   Design a paste-and-share text service, senior, 45 min"
        )
        told = "\n".join(rows)
        assert "? asks the interviewer, = computes" in told
        assert "NEXT" not in told
        assert "LATEST" not in told
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        assert app.screen.room.state.question == "pastebin"
        assert app.screen.notes.has_focus


@pytest.mark.parametrize("size", [(50, 15), (80, 24), (120, 40)])
async def test_home_fits_and_has_no_row_too_long(size: tuple[int, int]) -> None:
    services = make_services()
    a_past(services)
    hold(services, "twitter-timeline", days_ago=0.01, ends="left", minutes_in=12)
    write(services)
    app = app_on(services)
    async with app.run_test(size=size):
        rows = frame(app)
        assert len(rows) == size[1]
        assert all(len(row) <= size[0] for row in rows)
        assert rows[2] == " NEXT"
        assert "Enter" in rows[3]
        assert rows[-1].startswith(" Enter go on")
        assert rows[-1].endswith("q quit")


async def test_home_says_what_is_next_what_was_and_where_one_stands() -> None:
    services = make_services()
    a_past(services)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 32)):
        told = "\n".join(frame(app))
    assert "Mon 23 Nov" in told
    assert "Last time you chose to practise: say what the cache holds." in told
    assert "Scope sprint" in told
    # After the reference was opened, a total stands in parentheses and counts for nothing.
    assert "(73)  leaning yes  you said leaning yes" in told
    assert "( )  the reference was known" in told
    assert " 55   leaning no   you said leaning yes" in told
    assert "Scope & requirements       1 3" in told
    assert "Depth & scaling            3 2" in told
    assert "a senior passes at 3" in told


async def test_sections_without_data_are_left_out() -> None:
    services = make_services()
    hold(services, "mint", days_ago=30, ends="abandoned", minutes_in=9)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 30)):
        told = "\n".join(frame(app))
    assert "abandoned" in told
    assert "WHERE YOU STAND" not in told
    assert "This week" not in told
    assert "practise" not in told


async def test_what_was_given_up_is_no_practice_of_this_week() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=0.2, minutes_in=45)
    hold(services, "mint", days_ago=0.1, ends="abandoned", minutes_in=9)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 30)):
        assert " This week   1 interview · 45 min" in "\n".join(frame(app))


async def test_an_interrupted_interview_comes_first_and_goes_on() -> None:
    clock = Wrist()
    services = make_services(clock=clock)
    hold(services, "web-crawler", days_ago=0.5, ends="finished")
    name = hold(
        services,
        "pastebin",
        days_ago=0.02,
        ends="left",
        minutes_in=19,
        phase="design",
        mode="practice",
        notes="## Scope\nkept words\n",
    )
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 30)) as pilot:
        rows = frame(app)
        assert rows[3].strip() == (
            "▸ Enter   Continue Paste-and-share text service, Design, 26 left"
        )
        assert rows[5].strip() == "Score Web crawler that feeds a search engine"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        assert app.screen.room.state.attempt == name
        assert "kept words" in app.screen.notes.text


async def test_an_interview_whose_time_ran_out_is_offered_for_scoring() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=2, ends="left", minutes_in=19, phase="design")
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 30)):
        rows = frame(app)
    assert "Score Paste-and-share text service" in rows[3]
    assert "ran out while you were away" in rows[4]


async def test_the_choice_of_terms_starts_with_them() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, ChooseScreen))
        assert "[senior]" in "\n".join(frame(app))
        await pilot.press("l", "j", "l", "L", "j", "l")
        told = "\n".join(frame(app))
        assert "[staff]" in told
        assert "[61] minutes" in told
        assert "[practice]" in told
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        state = app.screen.room.state
        assert (state.seniority, state.minutes, state.mode) == ("staff", 61, "practice")


async def test_escape_leaves_the_terms_as_they_were() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m", "l", "escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert "senior, 45 minutes" in "\n".join(frame(app))


async def test_one_starts_a_sprint_of_the_first_phase() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        state = app.screen.room.state
        assert state.sprint == "scope"
        assert state.budgets == (("scope", 6 * 60_000),)


async def test_home_shows_what_happened_since_it_was_left() -> None:
    clock = Wrist()
    services = make_services(clock=clock)
    hold(services, "mint", days_ago=3, ends="abandoned")
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        clock.wait(180)
        await pilot.press(*"words", "ctrl+q", "enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await until(pilot, lambda: "Continue" in "\n".join(frame(app)))
        assert app.left


async def test_the_cursor_goes_over_everything_that_enter_opens() -> None:
    services = make_services()
    a_past(services)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(12):
            await pilot.press("j")
        rows = frame(app)
        last = rows.index(next(row for row in rows if "WHERE YOU STAND" in row)) - 2
        assert [row for row in rows if row.startswith(" ▸")] == [rows[last]]
        await pilot.press(*["k"] * 12)
        assert "▸ Enter" in frame(app)[3]


async def test_a_damaged_history_is_a_sentence_and_questions_still_start() -> None:
    services = make_services()
    paths.database_file().write_bytes(b"this is no database" * 100)
    app = app_on(services)
    async with app.run_test(size=(100, 30)) as pilot:
        told = "\n".join(frame(app))
        assert "The history is damaged" in told
        assert "backups" in told
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))


async def test_an_attempt_that_is_open_elsewhere_is_refused_in_words() -> None:
    from sdcoach.history.locks import AttemptLock

    services = make_services()
    name = hold(services, "pastebin", days_ago=0.01, ends="left", minutes_in=5)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 30)) as pilot:
        with AttemptLock(services.database.parent) as lock:
            lock.acquire(name)
            await pilot.press("enter")
            await until(pilot, lambda: "open in another window" in frame(app)[-1])
        assert isinstance(app.screen, HomeScreen)


async def test_hostile_text_from_the_database_is_shown_as_plain_text() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1, practise=HOSTILE, title=HOSTILE)
    hold(services, "mint", days_ago=0.01, ends="left", minutes_in=5, title=HOSTILE)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(120, 40)) as pilot:
        told = "\n".join(frame(app))
        assert "[/x]" in told
        assert "[@click=app.quit]pwn[/]" in told
        assert not set(told) & {"\x1b", "\x07", "\u202e"}
        await pilot.press("h")
        assert "[@click=app.quit]" in "\n".join(frame(app))


async def test_a_small_terminal_says_what_it_needs_and_comes_back() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(40, 10)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TooSmall))
        assert "needs 50x15, this is 40x10" in "\n".join(frame(app))
        await pilot.resize_terminal(50, 15)
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_the_page_of_keys_scrolls_filters_and_goes_back() -> None:
    config = Config(keys=(("interview.next_phase", "f4"),))
    app = app_on(make_services(config=config))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, KeysScreen))
        told = "\n".join(frame(app))
        assert told.startswith(" HOME")
        await pilot.press("slash", *"heading")
        await until(pilot, lambda: "F4  Esc n" in "\n".join(frame(app)))
        await pilot.press("escape")
        await until(pilot, lambda: "\n".join(frame(app)).startswith(" HOME"))
        await pilot.press("G")
        assert not "\n".join(frame(app)).startswith(" HOME")
        await pilot.press("slash", *"envelope")
        await until(pilot, lambda: "BANK" not in "\n".join(frame(app)))
        assert "envelope sheet" in "\n".join(frame(app))
        await pilot.press("escape")
        await until(pilot, lambda: "\n".join(frame(app)).startswith(" HOME"))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


@pytest.mark.parametrize(
    ("opens", "typed"),
    [("question_mark", "envelope"), ("b", "mint"), ("h", "paste"), ("h", "")],
)
async def test_a_filter_that_is_given_up_leaves_no_row_behind(opens: str, typed: str) -> None:
    services = make_services()
    a_past(services)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(opens)
        await until(pilot, lambda: isinstance(app.screen, ListPage))
        await pilot.pause()
        before = frame(app)
        screen = app.screen
        assert isinstance(screen, ListPage)
        for _ in range(2):
            await pilot.press("slash", *typed)
            await until(pilot, lambda: screen.room == (80, 22) and screen.typed == typed)
            screen.action_back()
            assert screen.room == (80, 23)
            await until(pilot, lambda: frame(app) == before)


async def test_letters_on_their_way_when_the_filter_is_given_up_narrow_nothing() -> None:
    services = make_services()
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, BankScreen))
        await pilot.pause()
        before = frame(app)
        for key in ("slash", *"mint", "escape"):
            app.post_message(Key(key, key if len(key) == 1 else {"slash": "/"}.get(key)))
        await until(pilot, lambda: frame(app) == before)
        await pilot.pause()
        await pilot.pause()
        assert frame(app) == before


async def test_an_ascii_terminal_gets_ascii_signs(tmp_path: Path) -> None:
    services = make_services(config=Config(ascii=True))
    a_past(services)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 30)) as pilot:
        assert frame(app)[3].startswith(" > Enter")
        await pilot.press("b")
        assert any(row.startswith(" > ") for row in frame(app))
        assert "│" not in "\n".join(frame(app))


async def test_the_sheet_computes_and_keeps_its_lines() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", *"a: 10M/day", "enter", *"b: 3 * a")
        await until(pilot, lambda: "= 30M/day" in frame(app)[2])
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("e")
        await until(pilot, lambda: "b: 3 * a" in frame(app)[2])


async def test_the_palette_offers_what_home_can_do() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(80, 24)):
        offered = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Bank", "History", "Change", "Sheet", "Keys", "Quit"} <= offered


async def test_an_unscored_interview_goes_to_forecast_or_scores() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1, ends="finished")
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, BellScreen))
        await pilot.press("3", *"the cache", "escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await until(pilot, lambda: "You began to score it" in "\n".join(frame(app)))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ScoringScreen))


async def test_scoring_that_another_window_holds_is_refused_with_a_sentence() -> None:
    services = make_services()
    attempt = hold(services, "web-crawler", days_ago=0.5, ends="finished")
    write(services)
    other = AttemptLock(services.database.parent)
    other.acquire(attempt)
    app = app_on(services)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "Score Web crawler" in "\n".join(frame(app)))
        await pilot.press("enter")
        await until(pilot, lambda: "another window" in frame(app)[-1])
        other.release()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, BellScreen))
