"""The lines that the language was designed around, with exact answers worked out independently."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from sdcoach.envelope.record import record
from sdcoach.envelope.sheet import Sheet

CASES = json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_golden_line_gives_its_exact_answer(case: dict) -> None:
    line = Sheet().evaluate("\n".join(case["input"]))[-1]
    told = record(line)
    if case["kind"] == "error":
        assert line.error is not None
        assert (line.error.message, line.error.hint) == (case["message"], case["hint"])
        assert line.input[line.error.start : line.error.end] == case["underline"]
        return
    assert told["error"] is None
    assert told["display"] == case["display"]
    if case["kind"] == "value":
        assert (told["value"], told["unit"]) == (case["value"], case["unit"])
    elif case["kind"] == "range":
        assert (told["lo"], told["hi"], told["unit"]) == (case["lo"], case["hi"], case["unit"])
        for key in ("p5", "mid", "p95"):
            assert told[key] == pytest.approx(case[key], rel=1e-9)
    else:
        assert told["value"] == case["computed"]
        assert told["claimed"] == case["claimed"]
        assert Fraction(told["claimed"]) != 0
