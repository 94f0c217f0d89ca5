import pytest

from sdcoach import paths
from sdcoach.bank.index import open_bank
from sdcoach.history.attempts import events as read_events
from sdcoach.interview.fold import fold
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.screens.bank import BankScreen
from sdcoach.tui.screens.bell import BellScreen
from sdcoach.tui.screens.choose import ChooseScreen
from sdcoach.tui.screens.form import FormScreen
from sdcoach.tui.screens.interview import InterviewScreen
from sdcoach.tui.services import Services
from tests.tui.past import hold, write
from tests.tui.support import frame, make_services, until

pytestmark = pytest.mark.anyio


def app_on(services: Services) -> SdcoachApp:
    return SdcoachApp(services, lambda app: app.push_screen(BankScreen(services)))


def chosen(app: SdcoachApp) -> str:
    return next(row for row in frame(app) if row.startswith(" ▸"))


async def test_every_question_is_listed_with_times_tried_and_best_band() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=4)
    hold(services, "pastebin", days_ago=2, levels=(3,) * 8)
    hold(services, "mint", days_ago=1, ends="abandoned")
    write(services)
    app = app_on(services)
    async with app.run_test(size=(120, 60)) as pilot:
        rows = frame(app)
        listed = [row for row in rows if " easy " in row or " medium " in row or " hard " in row]
        assert len(listed) == len(services.bank.headers)
        assert next(row for row in listed if "Paste-and-share" in row).split("│")[0].split()[
            -3:
        ] == [
            "2",
            "leaning",
            "yes",
        ]
        await pilot.press("slash", *"pastebin", "enter")
        await until(pilot, lambda: "Tried 2 times, at best 66, leaning" in "\n".join(frame(app)))


@pytest.mark.parametrize("size", [(50, 15), (80, 24), (120, 40)])
async def test_the_preview_gives_nothing_away(size: tuple[int, int]) -> None:
    services = make_services()
    app = app_on(services)
    async with app.run_test(size=size) as pilot:
        for header in services.bank.headers:
            told = " ".join(" ".join(frame(app)).split())
            question = services.bank.question(header.id)
            for secret in (*question.clarifications, *question.followups):
                says = secret.answer if hasattr(secret, "answer") else secret.says
                assert says[:40] not in told
            assert all(signal.says[:40] not in told for signal in question.signals)
            assert all(len(row) <= size[0] for row in frame(app))
            await pilot.press("j")


async def test_a_preview_that_is_cut_says_so() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(50, 15)) as pilot:
        await until(pilot, lambda: any(row.startswith("───") for row in frame(app)))
        rows = frame(app)
        rule = max(number for number, row in enumerate(rows) if row.startswith("───"))
        shown = [row for row in rows[rule + 1 : -1] if row.strip()]
        assert shown[-1].rstrip().endswith("…")


async def test_typing_narrows_the_list_and_escape_gives_it_back() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"crawlr")
        await until(pilot, lambda: "rawler" in chosen(app))
        first = "thirty thumbnails"
        # The list takes the arrows while the field has the letters.
        await pilot.press("down", "up", "enter")
        await until(pilot, lambda: frame(app)[0].startswith(" BANK  crawlr "))
        assert frame(app)[-1].startswith(" Enter choose")
        assert "crawlr" not in "\n".join(frame(app)[1:])
        assert "rawler" in chosen(app)
        await pilot.press("escape")
        await until(pilot, lambda: first in chosen(app))
        await pilot.press("slash", *"zzzz")
        await until(pilot, lambda: "Nothing fits" in "\n".join(frame(app)))
        await pilot.press("enter", "enter", "escape")
        await until(pilot, lambda: first in chosen(app))
        assert isinstance(app.screen, BankScreen)


@pytest.mark.parametrize("size", [(50, 15), (80, 24), (100, 30), (160, 50)])
@pytest.mark.parametrize("tried", [False, True])
async def test_the_list_reads_by_its_shown_names(size: tuple[int, int], tried: bool) -> None:
    services = make_services()
    if tried:
        hold(services, "memory-cache", days_ago=2, levels=(3,) * 8)
        write(services)
    app = app_on(services)
    async with app.run_test(size=size) as pilot:
        assert ("best" in frame(app)[1]) is (tried and size[0] > 50)
        await pilot.press("slash", *"level:medium", "enter")
        await until(pilot, lambda: "level:medium" in frame(app)[0])
        shown = [row[3:].split("  ")[0] for row in frame(app)[2:] if " medium" in row]
        names = [name.rstrip("…").casefold() for name in shown if name.strip()]
        assert len(names) >= 6
        assert names == sorted(names)
        if tried and size[0] > 50:
            assert any("leaning yes" in row for row in frame(app)[2:])


async def test_a_large_bank_is_made_searchable_off_the_event_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sdcoach.tui.screens.bank.FEW", 10)
    app = app_on(make_services())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"parking")
        await until(pilot, lambda: frame(app)[0].split()[1:3] == ["1", "of"])
        assert "garage" in chosen(app)
        await pilot.press("escape", "slash", *"level:easy paste")
        await until(pilot, lambda: "Paste-and-share" in chosen(app))


async def test_every_part_can_be_seen_when_it_is_chosen_in_a_narrow_terminal() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(50, 15)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: any("Part" in row for row in frame(app)))
        await pilot.press("j", "j", "j")
        seen = []
        for _ in range(8):
            row = next(row for row in frame(app) if "Part" in row)
            seen.append(row.partition("[")[2].partition("]")[0])
            assert "all" in row or "… " in row
            await pilot.press("l")
        assert seen == ["all", "Scope", "Estimate", "Data", "Design", "Depth", "Failure", "Recap"]


async def test_typed_filters_narrow_by_level_topic_and_what_was_tried() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=2, levels=(3,) * 8)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"level:hard")
        await until(pilot, lambda: " easy " not in "\n".join(frame(app)))
        assert chosen(app).rstrip().endswith(" hard")
        assert "is:new is:tried is:due" in "\n".join(frame(app))
        await pilot.press("escape")
        await pilot.press("slash", *"is:tried")
        await until(pilot, lambda: "1 of" in frame(app)[0])
        assert "Paste-and-share" in chosen(app)
        await pilot.press("escape")
        await pilot.press("slash", *"topic:nothing")
        await until(pilot, lambda: "Narrow by topic:" in "\n".join(frame(app)))


async def test_first_last_and_pages_move_through_the_list() -> None:
    services = make_services()
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        first = chosen(app)
        await pilot.press("G")
        last = chosen(app)
        assert last != first
        await pilot.press("g")
        assert chosen(app) == first
        for _ in services.bank.headers:
            await pilot.press("pagedown")
        assert chosen(app) == last
        await pilot.press("pageup")
        assert chosen(app) != last


async def test_enter_chooses_terms_and_starts() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"mint", "enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, ChooseScreen))
        assert "personal finance" in frame(app)[1]
        await pilot.press("h", "enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        state = app.screen.room.state
        assert (state.question, state.seniority) == ("mint", "mid")


async def test_a_broken_file_is_shown_with_its_place_and_a_hint() -> None:
    folder = paths.user_questions_dir()
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("id: mine\ntitel: Mine\n")
    services = make_services()
    services.bank = open_bank(fresh=True)
    app = app_on(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("G")
        assert "mine.yaml  cannot be used" in chosen(app)
        told = "\n".join(frame(app))
        assert "1:1  clarifications" in told
        assert "Add `clarifications:`." in told
        await pilot.press("enter")
        assert isinstance(app.screen, BankScreen)


async def test_a_question_typed_on_the_spot_is_held_without_facts() -> None:
    services = make_services()
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Title: write something here." in frame(app)[-1])
        await pilot.press(*"A lift", "enter", *"Build it.", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ChooseScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        state = app.screen.room.state
        assert (state.question, state.title, state.prompt) == (
            "typed-a-lift",
            "A lift",
            "Build it.",
        )
        await pilot.press(*"? how many floors", "enter")
        await until(pilot, lambda: bool(app.screen.room.state.said))
        assert app.screen.room.state.asked[0].heard == ()
        assert app.screen.room.next_hint() is None


async def test_the_notes_of_an_interview_held_elsewhere_become_an_attempt_to_score() -> None:
    services = make_services()
    app = app_on(services)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", *"pastebin", "enter", "p")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        assert "its signals, estimates and reference count" in "\n".join(frame(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Notes: write or paste" in frame(app)[-1])
        app.screen.query_one("#text").insert("## Scope\nlinks never change\n")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ChooseScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, BellScreen))
        assert services.journal.flush(5)
        with services.reader() as connection:
            assert connection is not None
            [(attempt,)] = connection.execute("SELECT uuid FROM attempts").fetchall()
            state = fold(read_events(connection, attempt))
        assert (state.question, state.held, state.status) == ("pastebin", "elsewhere", "finished")
        assert state.notes == "## Scope\nlinks never change"
        assert state.own_characters == len(state.notes)


async def test_escape_asks_once_before_it_drops_what_was_written() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", *"T", "tab", *"text", "escape")
        await until(pilot, lambda: "Esc again drops" in frame(app)[-1])
        await pilot.press("x", "escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, BankScreen))


async def test_a_paste_into_the_form_loses_its_control_characters() -> None:
    from textual.events import Paste

    app = app_on(make_services())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        app.screen.query_one("#title").post_message(Paste("a\x1b]0;X\x07\nb"))
        app.screen.query_one("#text").post_message(Paste("one\r\ntwo\x9b31m\u202e"))
        await until(pilot, lambda: app.screen.query_one("#text").text == "one\ntwo31m")
        await until(pilot, lambda: app.screen.query_one("#title").value == "a]0;X b")


async def test_one_phase_alone_can_be_chosen_for_any_question() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: any("Part" in row for row in frame(app)))
        await pilot.press("j", "j", "j", "l", "l")
        await until(pilot, lambda: any("A sprint" in row for row in frame(app)))
        await pilot.press("enter")
        await until(pilot, lambda: hasattr(app.screen, "notes"))
        assert app.screen.room.state.sprint == "estimate"  # type: ignore[attr-defined]
        assert app.screen.room.left_ms == 4 * 60_000  # type: ignore[attr-defined]
