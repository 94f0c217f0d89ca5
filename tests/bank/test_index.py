"""The bank offers what is on disk, reads no YAML when nothing changed, and survives bad files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sdcoach import paths
from sdcoach.bank.compiled import compile_folder, parse_compiled, read_compiled
from sdcoach.bank.content import content_hash, question_to_json
from sdcoach.bank.index import Bank, open_bank, refresh
from sdcoach.bank.load import load_question
from sdcoach.errors import NotFoundError
from tests.bank import sample


def own_bank() -> Bank:
    return open_bank(fresh=True)


def own_folder() -> Path:
    return paths.user_questions_dir()


def test_every_shipped_question_opens_as_its_file_says() -> None:
    bank = open_bank(fresh=True)
    assert bank.broken == ()
    assert len(bank.headers) >= 8
    for header in bank.headers:
        question = bank.question(header.id)
        assert question.header == header
        assert question == load_question(bank.file(header.id)).value
        assert bank.content_hash(header.id) == content_hash(bank.content_json(header.id))
        assert bank.content_json(header.id) == question_to_json(question)
        assert not bank.own(header.id)


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFoundError) as caught:
        open_bank().question("pastbin")
    assert caught.value.hint == "Did you mean `pastebin`?"


def test_shared_content_is_there() -> None:
    bank = open_bank()
    assert [item.short for item in bank.phases("system-design")][:2] == ["Scope", "Estimate"]
    assert len(bank.rubric("object-oriented").dimensions) == 8
    assert bank.rubric_hash("system-design") == content_hash(bank.rubric_json("system-design"))
    assert "caching" in {topic.id for topic in bank.topics}
    assert "primer" in {reading.id for reading in bank.library}
    assert "redis" in bank.technologies


def test_a_fresh_start_imports_no_yaml() -> None:
    open_bank(fresh=True)
    code = (
        "import sys; from sdcoach.bank.index import open_bank, refresh; b = open_bank();"
        "b.question(b.headers[0].id); b.format('system-design', 45, 'mid'); assert not refresh(b);"
        "print([m for m in ('yaml', 'dataclasses', 'hashlib', 'rich', 'tomllib', 'difflib')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_own_questions_join_the_bank_and_follow_their_files() -> None:
    path = sample.file(own_folder())
    bank = own_bank()
    assert bank.own("lamps")
    assert bank.headers[-1].id == "lamps"
    assert bank.file("lamps") == path
    assert refresh(bank) is None

    path.write_text(path.read_text().replace("a row of lamps", "two rows of lamps"))
    newer = refresh(bank)
    assert newer is not None
    assert newer.question("lamps").title == "Design two rows of lamps"
    assert bank.question("lamps").title == "Design a row of lamps"

    path.unlink()
    gone = refresh(newer)
    assert gone is not None
    assert "lamps" not in {header.id for header in gone.headers}


def test_own_questions_are_read_from_the_cache_at_the_next_start() -> None:
    sample.file(own_folder())
    own_bank()
    assert open_bank().question("lamps").id == "lamps"


def test_a_broken_file_is_listed_and_hurts_nothing() -> None:
    sample.file(own_folder())
    bad = own_folder() / "bad.yaml"
    bad.write_text("id: bad\n\ttitle: x\n")
    bank = own_bank()
    assert bank.question("lamps").id == "lamps"
    assert [item.path for item in bank.broken] == [str(bad)]
    assert bank.broken[0].problems[0].line == 2
    assert open_bank().broken == bank.broken
    with pytest.raises(NotFoundError) as refused:
        bank.question("bad")
    assert "cannot be used" in refused.value.message
    assert refused.value.place.startswith(f"{bad}:2")
    bad.write_text(sample.written({**sample.fields(), "id": "bad"}))
    repaired = refresh(bank)
    assert repaired is not None
    assert repaired.broken == ()
    assert repaired.question("bad").id == "bad"


def test_a_shipped_id_is_shadowed_only_on_purpose() -> None:
    def take(question: sample.Fields) -> None:
        question["id"] = "pastebin"

    path = sample.file(own_folder(), take)
    bank = own_bank()
    assert not bank.own("pastebin")
    assert "shadows: true" in bank.broken[0].problems[0].hint
    assert bank.broken[0].problems[0].line == 1

    path.write_text("shadows: true\n" + path.read_text())
    bank = own_bank()
    assert bank.own("pastebin")
    assert bank.broken == ()
    assert [header.id for header in bank.headers].count("pastebin") == 1


def test_two_own_files_with_one_id_leave_the_first() -> None:
    sample.file(own_folder() / "a")
    sample.file(own_folder() / "b")
    bank = own_bank()
    assert bank.file("lamps").parent.name == "a"
    assert [Path(item.path).parent.name for item in bank.broken] == ["b"]


def test_another_folder_can_be_given(tmp_path: Path) -> None:
    sample.file(tmp_path / "team")
    assert open_bank([tmp_path / "team"], fresh=True).question("lamps").id == "lamps"
    assert "lamps" not in {header.id for header in open_bank(fresh=True).headers}


def test_a_cache_that_no_longer_says_what_it_was_made_from_is_made_again() -> None:
    path = sample.file(own_folder())
    own_bank()
    for cache in (paths.data_home() / "cache").iterdir():
        head, found, tail = cache.read_bytes().rpartition(b'"lamps.yaml"')  # not in the index
        cache.write_bytes(head + b"{" * len(found) + tail)
    stale = open_bank()
    assert stale.question("lamps").id == "lamps"
    again = refresh(stale)
    assert again is not None
    assert again.file("lamps") == path
    assert refresh(again) is None


def test_a_damaged_cache_is_made_again() -> None:
    sample.file(own_folder())
    own_bank()
    for cache in (paths.data_home() / "cache").iterdir():
        cache.write_bytes(b'{"form": 1, "half')
    assert own_bank().question("lamps").id == "lamps"


def test_a_cache_that_cannot_be_written_is_kept_in_memory() -> None:
    sample.file(own_folder())
    (paths.data_home() / "cache").write_text("a file where a folder belongs")
    bank = own_bank()
    assert bank.question("lamps").id == "lamps"
    assert refresh(bank) is None


def test_unchanged_questions_keep_their_line(tmp_path: Path) -> None:
    sample.file(tmp_path)
    first = parse_compiled(compile_folder(tmp_path), tmp_path)
    assert first is not None
    path = tmp_path / "lamps.yaml"
    seen = path.stat()
    path.write_bytes(b"#" * seen.st_size)  # looks the same from outside
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    second = parse_compiled(compile_folder(tmp_path, first), tmp_path)
    assert second is not None
    assert second.entries == first.entries


def test_an_unstamped_compilation_is_the_same_every_time(tmp_path: Path) -> None:
    sample.file(tmp_path)
    first = compile_folder(tmp_path, stamped=False)
    os.utime(tmp_path / "lamps.yaml", ns=(1, 1))
    assert compile_folder(tmp_path, stamped=False) == first
    assert str(tmp_path).encode() not in first


def test_what_questions_name_to_read_is_kept_apart_from_them(tmp_path: Path) -> None:
    def name(question: sample.Fields) -> None:
        question["study"] = ["primer", "raft"]

    sample.file(tmp_path, name)
    first = parse_compiled(compile_folder(tmp_path), tmp_path)
    assert first is not None
    assert first.study() == {"lamps.yaml": ["primer", "raft"]}
    again = parse_compiled(compile_folder(tmp_path, first), tmp_path)
    assert again is not None
    assert again.study() == first.study()
    sample.file(tmp_path, lambda question: question.update(study=["primer"], title="Other lamps"))
    changed = parse_compiled(compile_folder(tmp_path, again), tmp_path)
    assert changed is not None
    assert changed.study() == {"lamps.yaml": ["primer"]}


def test_a_reading_knows_the_questions_that_it_serves() -> None:
    bank = open_bank(fresh=True)
    serves = bank.studied_for()
    for header in bank.headers:
        named = {reading for reading, questions in serves.items() if header.id in questions}
        assert named == set(bank.question(header.id).study)
    assert set(serves) <= {reading.id for reading in bank.library}


def test_a_broken_shared_file_leaves_what_it_held_before(tmp_path: Path) -> None:
    for name in ("rubric.yaml", "formats.yaml", "topics.yaml", "library.yaml"):
        shutil.copy(paths.questions_dir() / name, tmp_path)
    first = parse_compiled(compile_folder(tmp_path), tmp_path)
    assert first is not None
    (tmp_path / "topics.yaml").write_text("topics: no\n")
    second = parse_compiled(compile_folder(tmp_path, first), tmp_path)
    assert second is not None
    assert second.text(second.parts["topics"]) == first.text(first.parts["topics"])
    assert second.broken[0].path.endswith("topics.yaml")


def test_no_compiled_file_is_no_error(tmp_path: Path) -> None:
    assert read_compiled(tmp_path / "none.jsonl", tmp_path) is None
    assert parse_compiled(b"", tmp_path) is None
    assert parse_compiled(b'{"form": 99}\n', tmp_path) is None
