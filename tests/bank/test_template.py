"""The template for a question of one's own passes the linter once it is filled in."""

import re
from pathlib import Path

import pytest

from sdcoach.bank.check import check
from sdcoach.bank.index import open_bank
from sdcoach.bank.question import KINDS, Kind
from sdcoach.bank.template import template, write_template
from sdcoach.errors import StorageError, UsageError

BANK = open_bank()
_WORDS = [
    "amber",
    "basil",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "glade",
    "heron",
    "inlet",
    "jetty",
    "kelp",
    "larch",
    "maple",
    "north",
]


def _filled(text: str) -> str:
    """Write something sensible wherever the template is blank."""
    count = 0

    def word(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        field = match[1]
        said = f"{_WORDS[count % 14]} {_WORDS[count // 14 % 14]} lamp {count}"
        special = {
            "topics": "caching",
            "study": "primer",
            "url": "https://example.org/lamps",
            "key": "10M look/month to look/s",
            "unit": "look/s",
        }
        if field == "says":
            word.said = said  # type: ignore[attr-defined]
        if field == "heard":
            said = word.said  # type: ignore[attr-defined]
        return match[0].replace("…", special.get(field, said), 1)

    lines = []
    for line in text.split("\n"):
        code, hash_, comment = line.partition("  #")
        filled = re.sub(r"^\s*(?:- )?(\w+): \[?…\]?\s*$", word, code)
        lines.append(filled + hash_ + comment)
    return "\n".join(lines)


@pytest.mark.parametrize("kind", KINDS)
def test_filled_in_it_is_a_sound_question(kind: Kind, tmp_path: Path) -> None:
    path = write_template(tmp_path, "row-of-lamps", kind, bank=BANK)
    path.write_text(_filled(path.read_text("utf-8")), "utf-8")
    assert "…" not in re.sub(r"#.*", "", path.read_text("utf-8"))
    assert [str(problem) for problem in check([path])] == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_blank_that_is_left_is_named_with_its_line(kind: Kind, tmp_path: Path) -> None:
    path = write_template(tmp_path, "row-of-lamps", kind, bank=BANK)
    lines = template("row-of-lamps", kind).split("\n")
    blank = {n for n, line in enumerate(lines, 1) if "…" in line.partition("#")[0]}
    named = {problem.line for problem in check([path]) if "blank" in problem.message}
    assert named == blank
    hints = {problem.path: problem.hint for problem in check([path]) if "blank" in problem.message}
    assert hints["clarifications[fact-1].cues[0]"] == hints["title"] == "Write it."
    assert hints["study[0]"] == "Write it, or remove it."


def test_a_taken_id_a_bad_one_and_a_file_that_exists_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="already"):
        write_template(tmp_path, "pastebin", bank=BANK)
    for bad in ("Two Words", "../up", "", "-x", "x" * 99):
        with pytest.raises(UsageError, match="no id"):
            write_template(tmp_path, bad, bank=BANK)
    with pytest.raises(UsageError, match="kind"):
        write_template(tmp_path, "mine", "poem", bank=BANK)
    write_template(tmp_path / "deep" / "er", "mine", bank=BANK)
    with pytest.raises(StorageError, match="exists"):
        write_template(tmp_path / "deep" / "er", "mine", bank=BANK)
