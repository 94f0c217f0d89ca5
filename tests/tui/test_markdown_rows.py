"""Markdown as rows: nothing lost, nothing too wide, nothing alive."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.tui.markdown_rows import inline, markdown_rows

TEXT = """# Calls
A paragraph
that flows on.

- a bullet with `code`
  that goes on
- **bold** [x](javascript:y) [@click=app.quit]go[/]

1. one
```
  kept   as it is
```
"""


def test_each_kind_of_line_has_its_look() -> None:
    assert [row.plain for row in markdown_rows(TEXT, 60)] == [
        "   Calls",
        "   A paragraph that flows on.",
        "",
        "   - a bullet with code that goes on",
        "   - bold [x](javascript:y) [@click=app.quit]go[/]",
        "",
        "   1. one",
        "     kept   as it is",
    ]


def test_bold_italic_and_code_are_styled_and_stray_marks_are_kept() -> None:
    content = inline("**a** `b*c` *d* 2 * 3 * 4 ** x `open")
    assert content.plain == "a b*c d 2 * 3 * 4 ** x `open"
    styles = {content.plain[span.start : span.end]: str(span.style) for span in content.spans}
    assert styles == {"a": "bold", "b*c": "$accent", "d": "italic"}


def test_a_long_bullet_hangs_under_its_own_words() -> None:
    rows = [row.plain for row in markdown_rows("- one two three four five six", 22)]
    assert rows == ["   - one two three", "     four five six"]


@given(st.text(alphabet="ab *`#-\n[]/1.", max_size=200), st.integers(30, 120))
@settings(max_examples=60, deadline=None)
def test_no_letter_is_lost_and_no_row_is_too_wide(text: str, width: int) -> None:
    rows = markdown_rows(text, width)
    shown = "".join(row.plain for row in rows)
    assert shown.count("a") == text.count("a")
    assert shown.count("b") == text.count("b")
    assert all(row.cell_length <= width for row in rows) or "```" in text
