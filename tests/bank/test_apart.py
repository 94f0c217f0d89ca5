"""A large folder is compiled in a process of its own, and what comes of it is the same."""

import time
from pathlib import Path

import pytest

from sdcoach.bank.apart import FEW, Apart
from sdcoach.bank.compiled import compile_folder, empty
from sdcoach.bank.index import Bank, open_bank, refresh
from tests.bank import sample


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SDCOACH_HOME", str(tmp_path / "home"))
    text = sample.written(sample.fields())
    folder = tmp_path / "questions"
    folder.mkdir()
    for number in range(FEW + 5):
        changed = text.replace("id: lamps", f"id: lamps-{number}", 1)
        (folder / f"lamps-{number}.yaml").write_text(changed, "utf-8")
    return folder


def bank_of(folder: Path) -> Bank:
    return open_bank([folder])


def test_many_new_files_arrive_through_another_process(folder: Path) -> None:
    told: list[int] = []
    before = bank_of(folder)
    assert "lamps-1" not in {header.id for header in before.headers}
    after = refresh(before, Apart(lambda: True, told.append).recompiled)
    assert after is not None
    assert {f"lamps-{n}" for n in range(FEW + 5)} <= {header.id for header in after.headers}
    assert told == [FEW + 5]
    here = compile_folder(folder, empty(folder))
    assert after.content_json("lamps-3") in here.decode()


def test_a_few_changes_are_read_on_the_spot(folder: Path) -> None:
    told: list[int] = []
    apart = Apart(lambda: True, told.append)
    bank = refresh(bank_of(folder), apart.recompiled)
    assert bank is not None
    path = folder / "lamps-1.yaml"
    path.write_text(path.read_text("utf-8").replace("easy", "hard", 1), "utf-8")
    newer = refresh(bank, apart.recompiled)
    assert newer is not None
    assert newer.question("lamps-1").difficulty == "hard"
    assert len(told) == 1


def test_who_leaves_meanwhile_does_not_wait(folder: Path) -> None:
    began = time.monotonic()
    bank = refresh(bank_of(folder), Apart(lambda: False, lambda files: None).recompiled)
    assert time.monotonic() - began < 5
    assert bank is None
