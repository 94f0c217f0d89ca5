"""No character that a terminal acts upon passes the door, and nothing else is kept out."""

import sys
import unicodedata

import pytest

from sdcoach.text import clean, one_line, short_title

ACTED_UPON = {"Cc", "Cs", "Zl", "Zp"}
TURNS_THE_LINE = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
FOREIGN_MARKS = set("\ufeff\ufff9\ufffa\ufffb")


def test_only_characters_that_a_terminal_acts_upon_are_taken_out() -> None:
    for number in range(sys.maxunicode + 1):
        char = chr(number)
        bad = unicodedata.category(char) in ACTED_UPON or char in TURNS_THE_LINE | FOREIGN_MARKS
        expected = {"\n": "\n", "\t": "\t", "\r": "\n"}.get(char, "" if bad else char)
        assert clean(f"a{char}b") == f"a{expected}b", f"U+{number:04X}"


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Design a web crawler", "Web crawler"),
        ("Design Pastebin", "Pastebin"),
        ("  Design\tthe \x1b[1m feed ", "[1m feed"),
        ("Design", "Design"),
        ("Design a", "A"),
        ("design a cache", "Design a cache"),
        ("", ""),
        (" \u202e\n", ""),
    ],
)
def test_a_short_title_is_the_name_alone(title: str, short: str) -> None:
    assert short_title(title) == short
    assert one_line(short) == short
