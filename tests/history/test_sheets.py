"""Sheets are kept by name, as plain files."""

from pathlib import Path

import pytest

from sdcoach.errors import NotFoundError, StorageError
from sdcoach.history import sheets


def test_a_sheet_comes_back_as_it_was_saved() -> None:
    assert sheets.names() == []
    assert sheets.save("Video storage", "a = 1\nb = 2") == "Video storage"
    sheets.save("api", "c = 3\n")
    assert sheets.names() == ["Video storage", "api"]
    assert sheets.load("Video storage") == "a = 1\nb = 2\n"


def test_saving_again_replaces_and_deleting_removes() -> None:
    sheets.save("one", "a = 1")
    sheets.save("one", "a = 2")
    assert sheets.load("one") == "a = 2\n"
    sheets.delete("one")
    sheets.delete("one")
    with pytest.raises(NotFoundError, match="no sheet"):
        sheets.load("one")


def test_a_name_cannot_leave_the_folder() -> None:
    kept = sheets.save("../../etc/passwd\x1b]0;x\x07", "a = 1")
    assert list(sheets.folder().parent.rglob("*.sheet")) == [sheets.folder() / f"{kept}.sheet"]
    assert "/" not in kept
    with pytest.raises(StorageError, match="needs a name"):
        sheets.save("///", "a = 1")


def test_where_nothing_can_be_written_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SDCOACH_HOME", str(tmp_path / "file" / "under"))
    assert sheets.names() == []
    with pytest.raises(StorageError, match="cannot be saved"):
        sheets.save("one", "a = 1")
