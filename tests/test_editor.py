"""$EDITOR in a real terminal: what it cannot do must cost neither the terminal nor a word."""

import pytest

from tests.terminal import sdcoach

pytestmark = pytest.mark.terminal

LINE = "enough words of notes for this to be kept when the window is left, which takes a hundred of"


@pytest.mark.parametrize("editor", ["/nowhere/ed", "/etc/passwd", "'unclosed"])
def test_an_editor_that_cannot_start_loses_no_word(editor: str) -> None:
    first = sdcoach("start", "pastebin", env={"EDITOR": editor})
    try:
        first.wait("compute")
        first.type(f"{LINE}\rbefore ")
        first.send("\x1be")
        first.wait("Not edited:")
        first.type("and after")
        first.wait("before and after")
        first.send("\x11")
        first.wait("Enter leaves")
        first.send("\r")
        assert first.ended() == 0
    finally:
        first.close()
    second = sdcoach("resume")
    try:
        # What was lent to the editor is older than what was typed since.
        second.wait("before and after")
    finally:
        second.close()
