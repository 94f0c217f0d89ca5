"""The log for bug reports says where, and keeps what was written to itself."""

from pathlib import Path

import pytest

from sdcoach import crash_log, paths


def boom() -> None:
    raise ValueError("my secret notes")


def test_it_keeps_the_place_and_not_the_words() -> None:
    with pytest.raises(ValueError) as caught:
        boom()
    file = crash_log.write(caught.value)
    assert file == paths.data_home() / "sdcoach.log"
    text = file.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "in boom" in text
    assert "secret" not in text


def test_where_nothing_can_be_written_there_is_no_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SDCOACH_HOME", str(tmp_path / "file" / "under"))
    assert crash_log.write(ValueError("x")) is None


def test_it_begins_anew_when_it_has_grown_large() -> None:
    file = paths.data_dir() / "sdcoach.log"
    file.write_text("x" * (crash_log.LARGEST + 1))
    crash_log.write(ValueError("x"))
    assert file.stat().st_size < 1000
