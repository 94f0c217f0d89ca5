"""A whole question that the linter accepts, small enough to read, and ways to write it down."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from sdcoach.bank.question import DIMENSIONS, PHASES, SENIORITIES

Fields = dict[str, Any]

_WORDS = """
    amber basil cedar delta ember fjord glade heron inlet jetty kelp larch maple north ocean
    pearl quail river slate thyme umber viola willow zinnia
"""


def fields() -> Fields:
    """Return a fresh question as the mapping that its YAML holds."""
    signals = [
        {
            "id": f"{word}-point",
            "dimension": DIMENSIONS[number % 8],
            "seniority": SENIORITIES[number // 8],
            "says": f"The {word} lamp is lit.",
            "heard": [f"{word} lamp", f"`{word}=1`"],
        }
        for number, word in enumerate(_WORDS.split())
    ]
    rungs = [
        [{"says": f"{phase} rung {step}", "touches": ["amber-point"]} for step in "abcd"]
        for phase in PHASES["system-design"]
    ]
    return {
        "id": "lamps",
        "title": "Design a row of lamps",
        "kind": "system-design",
        "difficulty": "easy",
        "topics": ["caching"],
        "source": {"name": "Ours", "url": "https://example.org/lamps", "licence": "CC BY 4.0"},
        "prompt": "Show which lamps are lit.",
        "allows": [],
        "clarifications": [
            _clarification("traffic", "How many people look?", ["how many people", "traffic"]),
            _clarification("colour", "Which colours are there?", ["colour", "which hue"]),
            _clarification("power", "Where does power come from?", ["power + from", "electricity"]),
            _clarification("speed", "How fast must a lamp react?", ["how fast", "latency"]),
            _clarification("regions", "Where do the lamps stand?", ["where + stand", "region"]),
            _clarification("failure", "What if a lamp breaks?", ["lamp breaks", "outage"]),
            _clarification("hours", "At which hours are they lit?", ["which hours", "at night"]),
            _clarification("owner", "Who may switch a lamp?", ["who may switch", "owner"]),
        ],
        "scope": {"in": ["Show lit lamps"], "out": ["Sell lamps"]},
        "estimates": [
            _estimate("looks", "10M look/month to look/s", "look/s"),
            _estimate("bytes", "40 B * 10M", "MB"),
            _estimate("peak", "looks = 10M look/month to look/s\n5 * looks", "look/s"),
            _estimate("share", "20% of 1 TB to GB", "GB"),
            _estimate("wires", "ceil(10M lamp / (64 lamp/wire))", "wires"),
        ],
        "signals": signals,
        "hints": dict(zip(PHASES["system-design"][:5], rungs, strict=False)),
        "followups": [
            {"id": f"turn-{n}", "phase": "depth", "says": f"Lamp {n} goes out.", "touches": []}
            for n in range(6)
        ],
        "reference": {
            "outline": {phase: f"About {phase}." for phase in PHASES["system-design"]},
            "diagrams": [{"title": "Path", "mermaid": "flowchart LR\n  A[Eye] --> B[(Lamp)]\n"}],
            "trade_offs": [
                {"chosen": "Light", "rejected": "Dark", "because": "Seen", "changes": "Noon"},
                {"chosen": "Wire", "rejected": "Radio", "because": "Sure", "changes": "Rain"},
            ],
            "pitfalls": {seniority: ["Sits in the dark."] for seniority in SENIORITIES},
        },
        "study": ["primer-pastebin"],
    }


def _clarification(name: str, asks: str, cues: list[str]) -> Fields:
    answer = f"As for {name}: ten."
    return {"id": name, "asks": asks, "cues": cues, "answer": answer, "matters": "Much."}


def _estimate(name: str, key: str, unit: str) -> Fields:
    asks, decides = f"How many {name}", "One lamp will do."
    return {"id": name, "asks": asks, "key": key, "unit": unit, "decides": decides}


def written(question: Fields) -> str:
    """Return a question as YAML."""
    return yaml.safe_dump(question, sort_keys=False, allow_unicode=True, width=100)


def file(folder: Path, change: Callable[[Fields], object] | None = None) -> Path:
    """Write a question into a folder, perhaps changed, and return its file."""
    question = fields()
    if change is not None:
        change(question)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{question.get('id', 'lamps')}.yaml"
    path.write_text(written(question), encoding="utf-8")
    return path
