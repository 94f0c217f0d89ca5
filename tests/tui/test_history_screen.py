import pytest
from textual.events import Key
from textual.keys import _character_to_key

from sdcoach import paths
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.screens.compare import CompareScreen
from sdcoach.tui.screens.history import HistoryScreen
from sdcoach.tui.screens.interview import InterviewScreen
from sdcoach.tui.services import Services
from tests.tui.past import hold, write
from tests.tui.support import frame, journal, make_services, until

pytestmark = pytest.mark.anyio


def app_on(services: Services) -> SdcoachApp:
    return SdcoachApp(services, lambda app: app.push_screen(HistoryScreen(services)))


def listed(app: SdcoachApp) -> list[str]:
    return [row for row in frame(app)[2:-1] if row.strip()]


@pytest.mark.parametrize("size", [(50, 15), (80, 24), (120, 40)])
async def test_attempts_are_listed_newest_first(size: tuple[int, int]) -> None:
    services = make_services()
    for number, question in enumerate(["pastebin", "mint", "query-cache"]):
        hold(services, question, days_ago=number + 1)
    write(services)
    app = app_on(services)
    async with app.run_test(size=size):
        rows = listed(app)
        assert ["Sun 22" in rows[0], "Sat 21" in rows[1], "Fri 20" in rows[2]] == [True] * 3
        assert "Paste" in rows[0]
        assert "leaning no" in rows[0]
        assert "3 attempts" in frame(app)[0]
        assert all(len(row) <= size[0] for row in frame(app))


async def test_an_empty_history_says_so() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(80, 24)) as pilot:
        assert "No attempt yet." in "\n".join(frame(app))
        await pilot.press("enter", "x", "u", "G", "j")
        assert "No attempt yet." in "\n".join(frame(app))


async def test_a_history_longer_than_a_page_is_read_to_its_end() -> None:
    services = make_services()
    for number in range(450):
        hold(services, "mint", days_ago=1 + number / 10, ends="abandoned", title=f"Number {number}")
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "450 attempts" in frame(app)[0]
        assert "Number 0 " in listed(app)[0]
        await pilot.press("G")
        assert "Number 449" in listed(app)[-1]
        await pilot.press("g", "pagedown")
        assert "Number 19 " in "\n".join(listed(app))
        await pilot.press("slash", *"number 4")
        fitting = sum(str(number).startswith("4") for number in range(450))
        await until(pilot, lambda: f"{fitting} attempts" in frame(app)[0])


async def test_enter_goes_on_with_what_was_interrupted() -> None:
    services = make_services()
    name = hold(services, "pastebin", days_ago=0.01, ends="left", minutes_in=5)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        assert frame(app)[-1].startswith(" Enter go on")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        assert app.screen.room.state.attempt == name


async def test_an_attempt_is_deleted_after_enter_and_comes_back() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1)
    hold(services, "mint", days_ago=2)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("x", "escape")
        assert len(listed(app)) == 2
        await pilot.press("x")
        assert "Enter deletes Paste-and-share text service" in frame(app)[-1]
        await pilot.press("enter")
        await until(pilot, lambda: "1 attempt" in frame(app)[0])
        assert "Personal finance" in listed(app)[0]
        await pilot.press("u")
        await until(pilot, lambda: "2 attempts" in frame(app)[0])
        assert "Paste-and-share" in listed(app)[0]


async def test_moving_on_takes_the_question_back() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1)
    hold(services, "mint", days_ago=2)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("x", "j")
        assert "deletes" not in frame(app)[-1]


async def test_a_history_that_cannot_be_read_is_a_sentence() -> None:
    services = make_services()
    paths.database_file().write_bytes(b"not a database" * 50)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "The history is damaged" in "\n".join(frame(app))
        await pilot.press("j", "enter", "G")
        assert "The history is damaged" in "\n".join(frame(app))


async def test_the_words_that_were_written_find_an_attempt_and_show_where() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1, notes="## Scope\nthe hot paste sits at the edge\n")
    hold(services, "mint", days_ago=2, notes="## Scope\nsums per month and budget\n")
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"edge sit")
        await until(pilot, lambda: "1 attempt" in frame(app)[0])
        assert "hot paste sits at the edge" in "\n".join(frame(app))
        await pilot.press("enter", "slash", *" NEAR(x")
        await until(pilot, lambda: "Nothing fits" in "\n".join(frame(app)))
        await pilot.press("escape")
        await until(pilot, lambda: "2 attempts" in frame(app)[0])


async def test_tags_and_a_note_are_written_shown_and_found() -> None:
    services = make_services()
    first = hold(services, "pastebin", days_ago=1)
    hold(services, "mint", days_ago=2)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", *"#Evening calm, calm", "enter")
        await until(pilot, lambda: "#evening #calm" in frame(app)[-2])
        await pilot.press("n", *"[/x] talk about failure", "enter")
        await until(pilot, lambda: "[/x] talk about failure" in frame(app)[-2])
        await pilot.press("t", "end", *" x", "escape")
        await until(pilot, lambda: "#evening #calm [/x]" in " ".join(frame(app)[-2].split()))
        await pilot.press("t", "end", *["backspace"] * 30, "enter")
        await until(pilot, lambda: "#evening" not in frame(app)[-2])
        await pilot.press("j", "t", *"late", "enter")
        await until(pilot, lambda: "#late" in frame(app)[-2])
        await pilot.press("slash", *"#late")
        await until(pilot, lambda: "1 attempt" in frame(app)[0])
        assert "Personal finance" in listed(app)[0]
        await pilot.press("escape")
        await pilot.press("t", *("x" * 41), "enter")
        await until(pilot, lambda: "at most 40 characters" in frame(app)[-1])
    kinds = [event.kind for event in journal(services, first)]
    assert (kinds.count("tagged"), kinds.count("noted")) == (2, 1)


def hurry(app: SdcoachApp, keys: str) -> None:
    """Press keys without a wait between them, as fast hands and a slow line do."""
    for key in keys:
        name = {"\n": "enter", "\b": "backspace"}.get(key, _character_to_key(key))
        app.post_message(Key(name, None if key in "\n\b" else key))


async def test_letters_typed_right_behind_a_key_reach_the_line_it_opens() -> None:
    services = make_services()
    first = hold(services, "pastebin", days_ago=1, notes="## Scope\nthe hot paste\n")
    hold(services, "mint", days_ago=2, notes="## Scope\nsums per month and a box\n")
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        hurry(app, "/boxo\b\n")
        await until(pilot, lambda: "1 attempt" in frame(app)[0])
        assert "Personal finance" in listed(app)[0]
        await pilot.press("escape")
        await until(pilot, lambda: "2 attempts" in frame(app)[0])
        assert frame(app)[0].startswith(" HISTORY   "), "o was a letter, not the key that sorts"
        hurry(app, "tcalm x\n")
        await until(pilot, lambda: "#calm #x" in frame(app)[-2])
        hurry(app, "nso it went\n")
        await until(pilot, lambda: "#calm #x   so it went" in frame(app)[-2])
    kinds = [event.kind for event in journal(services, first)]
    assert kinds[-2:] == ["tagged", "noted"]


async def test_what_is_left_as_it_was_records_nothing() -> None:
    services = make_services()
    name = hold(services, "pastebin", days_ago=1)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "enter", "n", "enter", "n", *"draft", "escape")
    assert not {"tagged", "noted"} & {event.kind for event in journal(services, name)}


async def test_the_order_can_be_changed() -> None:
    services = make_services()
    for number, level in enumerate((3, 1, 4)):
        hold(services, "mint", days_ago=number + 1, levels=[level] * 8, title=f"Level {level}")
    write(services)
    app = app_on(services)

    def order() -> list[str]:
        return [row.split("Level ")[1][0] for row in listed(app)]

    async with app.run_test(size=(80, 24)) as pilot:
        seen = {"newest": order()}
        for name in ("oldest", "best", "worst"):
            await pilot.press("o")
            assert f"{name} first" in frame(app)[0]
            seen[name] = order()
        await pilot.press("o", "o", "o")
        assert "first" not in frame(app)[0]
    assert seen == {
        "newest": ["3", "1", "4"],
        "oldest": ["4", "1", "3"],
        "best": ["4", "3", "1"],
        "worst": ["1", "3", "4"],
    }


async def test_two_are_marked_and_compared() -> None:
    services = make_services()
    ids = [hold(services, "mint", days_ago=number + 1) for number in range(4)]
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "j", "space", "j", "j", "space")
        marked = [number for number, row in enumerate(listed(app)) if "✓" in row]
        assert marked == [1, 3]
        assert "c compare" in frame(app)[-1]
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        screen = app.screen
        assert isinstance(screen, CompareScreen)
        await until(pilot, lambda: screen.found is not None)
        assert screen.found is not None
        assert (screen.found.first.row.id, screen.found.second.row.id) == (ids[3], ids[1])
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HistoryScreen))
        await pilot.press("space")
        assert sum("✓" in row for row in listed(app)) == 1


@pytest.mark.parametrize("width", [80, 100])
async def test_levels_are_a_line_of_blocks_where_there_is_room(width: int) -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1, levels=(1, 2, 3, 4, 4, 3, 2, 1))
    write(services)
    app = app_on(services)
    async with app.run_test(size=(width, 24)):
        assert "▁▃▅▇▇▅▃▁" in listed(app)[0]
        assert ("you said leaning yes" in listed(app)[0]) is (width == 100)
