"""`export`, `import`, `backup` and `restore`, run as a person would."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sdcoach.cli import main
from sdcoach.history.store import Store
from sdcoach.paths import database_file
from sdcoach.tui.services import Services
from tests.bench.generate import Played, name, played, rubric
from tests.tui.past import hold, write
from tests.tui.support import make_services

EVIL = '<script>alert(1)</script> & "quoted" ```` | \x1b[31m \u202e <img src=x onerror=y>'


def keep(*attempts: Played) -> None:
    store = Store(database_file())
    store.write([rubric()])
    for one in attempts:
        store.write(one.events)
    store.close()


@pytest.fixture
def scored() -> str:
    """An attempt at a shipped question, with all that a page can show."""
    services: Services = make_services()
    made = hold(
        services,
        "pastebin",
        days_ago=1,
        notes="## Scope\ncache the hot paste in memory\nwriter -> api -> db\n= 10M paste/month\n",
        practise="Say what fails first",
    )
    write(services)
    services.journal.close()
    return made


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "rect", "line", "circle") or self.get_starttag_text()[-2:] != "/>":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read_page(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    return page


def test_one_attempt_becomes_a_page_that_needs_nothing_else(
    scored: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "attempt.html"
    assert main(["export", scored[:8], "--output", str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    page = read_page(text)
    assert page.tags.count("svg") == 3
    assert "script" not in page.tags
    assert not [
        name for name, _ in page.attributes if name in ("src", "href") or name.startswith("on")
    ]
    assert not re.search(r"(?:https?:)?//|@import|url\(", text)
    seen = " ".join(page.texts)
    for words in ("cache the hot paste in memory", "Say what fails first", "Leaning", "Evidence"):
        assert words in seen
    assert "default-src 'none'" in text


def test_what_a_person_typed_cannot_become_part_of_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = Played(4).type(EVIL + "\n").do("asked", text=EVIL, heard=[], offset=0)
    one.do("finished", by="candidate").do("tagged", tags=[EVIL]).do("noted", text=EVIL)
    one.do("practise_chosen", text=EVIL)
    keep(one)
    assert main(["export", "last", "--format", "html"]) == 0
    page = read_page(capsys.readouterr().out)
    assert not {"script", "img"} & set(page.tags)
    assert sum("<script>alert(1)</script>" in text for text in page.texts) >= 4
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", "".join(page.texts))
    assert main(["export", "last", "--format", "md"]) == 0
    markdown = capsys.readouterr().out
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", markdown)
    outside = re.sub(r"^(`{3,})text\n.*?\n\1$", "", markdown, flags=re.M | re.S)
    assert not re.search(r"(?<!\\)<script", outside)
    assert "`````text" in markdown


def test_one_attempt_as_markdown(scored: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "last"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("# Design a paste-and-share text service\n")
    for words in ("## Levels", "## Time", "## Evidence", "writer -> api -> db", scored):
        assert words in text


def test_one_attempt_as_json_has_what_show_has_and_its_journal(
    scored: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "last", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert main(["export", "last", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    journal = whole.pop("journal")
    assert whole == shown
    assert [event["kind"] for event in journal][:2] == ["started", "notes_edited"]


def test_an_interview_that_goes_on_gives_no_answer_away(
    capsys: pytest.CaptureFixture[str],
) -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=0.01, ends="left", minutes_in=10)
    write(services)
    services.journal.close()
    for form in ("md", "html", "json"):
        assert main(["export", "last", "--format", form]) == 0
        told = capsys.readouterr().out
        assert "paste text, get a link" in told
        assert not [
            one.id for one in services.bank.question("pastebin").signals if one.says in told
        ]


def test_all_travels_to_another_machine_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(played(1), played(2))
    file = tmp_path / "all.jsonl"
    assert main(["export", "-o", str(file)]) == 0
    assert "2 attempts" in capsys.readouterr().err
    assert main(["history", "--json"]) == 0
    here = capsys.readouterr().out
    monkeypatch.setenv("SDCOACH_HOME", str(tmp_path / "other"))
    assert main(["import", str(file)]) == 0
    assert capsys.readouterr().out == "2 new attempts, 0 changed, 80 new events.\n"
    assert main(["import", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"attempts": 0, "changed": 0, "events": 0}
    assert main(["history", "--json"]) == 0
    assert capsys.readouterr().out == here
    assert main(["export"]) == 0
    assert capsys.readouterr().out == file.read_text()


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(played(1))
    assert main(["export", "-o", str(tmp_path / "nowhere" / "all.jsonl")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert main(["export", "no-such", "-o", str(tmp_path / "x.md")]) == 1
    assert not list(tmp_path.glob("*x.md*"))


def test_a_history_cannot_be_one_page(capsys: pytest.CaptureFixture[str]) -> None:
    keep(played(1))
    assert main(["export", "--format", "html"]) == 2


def test_a_backup_goes_out_and_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(played(1))
    file = tmp_path / "safe.db"
    assert main(["backup", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(file), "bytes": file.stat().st_size}
    keep(played(2))
    assert main(["restore", str(file), "--json"]) == 0
    kept = Path(json.loads(capsys.readouterr().out)["kept"])
    assert kept.exists()
    assert main(["history", "--json"]) == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == [name(1)]
    assert main(["restore", str(tmp_path / "none.db")]) == 1
    assert "no such file" in capsys.readouterr().err
