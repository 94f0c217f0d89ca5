"""Three hundred question files that somebody, or a disk, has spoiled: always a place, never a traceback."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from sdcoach.bank.check import inspect
from sdcoach.bank.index import open_bank
from sdcoach.paths import questions_dir

SHIPPED = questions_dir() / "system_design" / "pastebin.yaml"
MUTATED = 300

Mutation = Callable[[bytes, random.Random], bytes]


def _lines(data: bytes) -> list[bytes]:
    return data.split(b"\n")


def _field_dropped(data: bytes, chance: random.Random) -> bytes:
    """A top-level field with all that belongs to it."""
    lines = _lines(data)
    starts = [
        n for n, line in enumerate(lines) if line[:1].isalpha() and not line.startswith(b"allows")
    ]
    at = chance.randrange(len(starts))
    end = starts[at + 1] if at + 1 < len(starts) else len(lines)
    return b"\n".join(lines[: starts[at]] + lines[end:])


def _line_dropped(data: bytes, chance: random.Random) -> bytes:
    lines = _lines(data)
    fields = [n for n, line in enumerate(lines) if line.strip().startswith((b"says:", b"heard:"))]
    del lines[chance.choice(fields)]
    return b"\n".join(lines)


def _type_changed(data: bytes, chance: random.Random) -> bytes:
    field = chance.choice([b"topics", b"scope", b"study", b"source", b"difficulty", b"kind"])
    value = chance.choice([b"17", b"[]", b"{a: 1}", b"true", b"~", b"[[x]]"])
    lines = _lines(data)
    at = next(n for n, line in enumerate(lines) if line.startswith(field + b":"))
    end = at + 1
    while end < len(lines) and lines[end].startswith(b" "):
        end += 1
    return b"\n".join([*lines[:at], field + b": " + value, *lines[end:]])


def _tab(data: bytes, chance: random.Random) -> bytes:
    lines = _lines(data)
    indented = [n for n, line in enumerate(lines) if line.startswith(b"  - id:")]
    at = chance.choice(indented)
    lines[at] = b"\t" + lines[at].lstrip()
    return b"\n".join(lines)


def _anchor(data: bytes, chance: random.Random) -> bytes:
    return data.replace(b"kind: system-design", b"kind: &kind system-design\nother: *kind", 1)


def _laughs(data: bytes, chance: random.Random) -> bytes:
    depth = chance.randrange(3, 12)
    lines = [b"a0: &a0 [lol, lol]"]
    lines += [
        b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, depth)
    ]
    return b"\n".join(lines) + b"\n" + data


def _huge(data: bytes, chance: random.Random) -> bytes:
    return data + b"# " + b"x" * 10_000_000


def _not_utf8(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.choice([b"\xff", b"\xfe\xff", b"\xc3(", b"\xed\xa0\x80"]) + data[at:]


def _twice(data: bytes, chance: random.Random) -> bytes:
    key = chance.choice([b"title: Again", b"prompt: Again", b"signals: []", b"id: again"])
    return data + b"\n" + key + b"\n"


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) * 3 // 4)]


def _control(data: bytes, chance: random.Random) -> bytes:
    at = data.index(b"prompt: ") + 8
    return data[:at] + bytes([chance.choice([0, 7, 8, 27, 127])]) + data[at:]


def _bracket(data: bytes, chance: random.Random) -> bytes:
    return data.replace(
        b"topics: [", chance.choice([b"topics: [[", b"topics: {", b"topics: '["]), 1
    )


def _tag(data: bytes, chance: random.Random) -> bytes:
    tag = chance.choice([b"!!python/object/apply:os.system", b"!x", b"!!binary", b"!!int"])
    return data.replace(b"title: ", b"title: " + tag + b" ", 1)


def _reference_lost(data: bytes, chance: random.Random) -> bytes:
    return data.replace(b"touches: [", b"touches: [nothing-such, ", 1)


MUTATIONS: tuple[Mutation, ...] = (
    _field_dropped,
    _line_dropped,
    _type_changed,
    _tab,
    _anchor,
    _laughs,
    _not_utf8,
    _twice,
    _cut,
    _control,
    _bracket,
    _tag,
    _reference_lost,
)


@pytest.mark.parametrize("part", range(10))
def test_a_spoiled_file_is_named_with_a_place(part: int, tmp_path: Path) -> None:
    data = SHIPPED.read_bytes()
    path = tmp_path / "pastebin.yaml"
    for number in range(part, MUTATED, 10):
        chance = random.Random(number)
        mutation = MUTATIONS[number % len(MUTATIONS)]
        spoiled = mutation(data, chance)
        path.write_bytes(spoiled)
        problems = inspect([path]).problems
        assert problems, f"{mutation.__name__} {number} went unseen"
        lines = spoiled.count(b"\n") + 1
        for problem in problems:
            assert problem.file == str(path)
            assert 1 <= problem.line <= lines
            assert problem.column >= 1
            assert problem.message


def test_ten_megabytes_are_refused_without_being_read_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "pastebin.yaml"
    path.write_bytes(_huge(SHIPPED.read_bytes(), random.Random(1)))
    (problem,) = inspect([path]).problems
    assert "bytes" in problem.message


def test_spoiled_files_leave_the_rest_of_the_bank_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDCOACH_HOME", str(tmp_path))
    own = tmp_path / "questions"
    own.mkdir()
    data = SHIPPED.read_bytes().replace(b"id: pastebin", b"id: mine", 1)
    (own / "mine.yaml").write_bytes(data)
    structural = (_field_dropped, _tab, _anchor, _not_utf8, _twice, _cut, _control, _tag)
    for number, mutation in enumerate(structural):
        (own / f"spoiled-{number}.yaml").write_bytes(mutation(data, random.Random(number)))
    bank = open_bank(fresh=True)
    assert bank.question("mine").title
    assert bank.question("pastebin").id == "pastebin"
    assert len(bank.broken) == len(structural)
