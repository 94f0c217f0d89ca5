"""Keys and pastes out of bytes, however they are cut into pieces."""

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.events import Key, Paste
from textual.message import Message

from sdcoach.tui.key_reader import KeyReader
from tests.hostile import HOSTILE


def read(*pieces: str) -> list[Message]:
    """Return what pieces of input come to, the reader at rest in the end."""
    reader = KeyReader()
    return [event for piece in (*pieces, "") for event in reader.feed(piece)]


def keys(*pieces: str) -> list[str]:
    return [event.key for event in read(*pieces) if isinstance(event, Key)]


def test_letters_chords_and_arrows_are_what_they_were() -> None:
    assert keys("ab \x0f\x1b[A\x1bOB\r\x7f") == [
        "a", "b", "space", "ctrl+o", "up", "down", "enter", "backspace",
    ]  # fmt: skip


def test_escape_and_any_character_are_alt_and_that_character() -> None:
    assert keys("\x1bn") == ["alt+n"]
    assert keys("\x1b1") == ["alt+1"]
    assert [key[:4] for key in keys("\x1b-")] == ["alt+"]
    assert [key[:4] for key in keys("\x1b?")] == ["alt+"]
    assert keys("\x1b") == ["escape"]


def test_escapes_in_quick_succession_keep_their_letters() -> None:
    assert keys("\x1bn\x1bn") == ["alt+n", "alt+n"]
    assert keys("\x1bn\x1b[A") == ["alt+n", "up"]
    assert keys("\x1b\x1b") == ["escape", "escape"]


def test_a_paste_presses_no_key() -> None:
    (paste,) = read(f"\x1b[200~{HOSTILE}\x1bq\x1b\r\x1b[201~")
    assert isinstance(paste, Paste)
    assert paste.text == f"{HOSTILE}\x1bq\x1b\r".replace("\x00", "")


@settings(max_examples=60)
@given(
    text=st.text(st.sampled_from("ab?\n\r\x1b[20~1;hq"), max_size=30).filter(
        lambda text: "\x1b[201~" not in text + "\x1b[201~"[:-1]
    ),
    cuts=st.lists(st.integers(0, 60), max_size=8),
)
def test_a_paste_may_come_in_any_pieces(text: str, cuts: list[int]) -> None:
    whole = f"a\x1b[200~{text}\x1b[201~b"
    # The mark that begins a paste comes in one piece, or cut behind its fourth character.
    places = sorted({cut for cut in cuts if cut < len(whole) and cut not in (2, 3, 4)})
    pieces = [whole[a:b] for a, b in zip([0, *places], [*places, len(whole)], strict=True)]
    events = read(*(piece for piece in pieces if piece))
    assert [event.key for event in events if isinstance(event, Key)] == ["a", "b"]
    assert [event.text for event in events if isinstance(event, Paste)] == [text]
