"""What a model has earned on the shipped set, and whether its numbers are worth showing."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from sdcoach import atomic, paths
from sdcoach.coach.evaluation.agreement import Agreement
from sdcoach.coach.profiles import Profile, host_of
from sdcoach.coach.report import Report, unnumbered
from sdcoach.errors import StorageError

Grade: TypeAlias = Literal["second-opinion", "comments-only", "hidden"]

GOOD_FROM = 0.6
"""The lower end of the interval from which a model is a good second opinion."""
HIDDEN_BELOW = 0.4
"""The kappa below which its levels are not shown."""
ENOUGH_PAIRS = 48
"""With fewer the interval is too wide to speak of."""
WORDS: dict[Grade, str] = {
    "second-opinion": "a good second opinion",
    "comments-only": "read its comments and ignore its numbers",
    "hidden": "its levels do not follow the reference scores, so they are not shown",
}


class Badge(NamedTuple):
    """The outcome of an evaluation of one model under one prompt and rubric."""

    pairs: int
    kappa: float | None
    low: float | None
    high: float | None
    bias: float
    at: str
    """UTC, as `2026-01-31T12:00:00Z`."""

    @property
    def grade(self) -> Grade:
        """What to make of its levels."""
        if self.kappa is None or self.kappa < HIDDEN_BELOW:
            return "hidden"
        if self.low is not None and self.low >= GOOD_FROM and self.pairs >= ENOUGH_PAIRS:
            return "second-opinion"
        return "comments-only"

    @property
    def sentence(self) -> str:
        """The badge in words."""
        if self.kappa is None or self.low is None or self.high is None:
            return f"this model on the shipped set: {WORDS[self.grade]}"
        lean = "as strict as the reference"
        if abs(self.bias) >= 0.05:
            lean = f"{abs(self.bias):.1f} {'generous' if self.bias > 0 else 'strict'}"
        figures = f"QWK {self.kappa:.2f} [{self.low:.2f}–{self.high:.2f}], {lean}"
        return f"this model on the shipped set: {figures}; {WORDS[self.grade]}"


class Trust(NamedTuple):
    """What may be made of the numbers of one model's report. The one rule for all its forms."""

    badge: Badge | None
    """None when the model was not evaluated under this prompt and rubric."""

    @property
    def shown(self) -> bool:
        """Whether a person is shown the levels, and what follows from them."""
        return self.badge is None or self.badge.grade != "hidden"

    @property
    def sentence(self) -> str:
        """What the model has earned, as a sentence; empty when nobody knows."""
        return "" if self.badge is None else f"{_capital(self.badge.sentence)}."

    def record(self) -> dict[str, Any]:
        """Return it for JSON: there the numbers stay, and this says what they are worth."""
        if self.badge is None:
            why = "This model was not evaluated with this prompt and rubric."
            return {"grade": None, "numbers_trusted": None, "why": why}
        grade = self.badge.grade
        trusted = grade == "second-opinion"
        return {"grade": grade, "numbers_trusted": trusted, "why": self.sentence}

    def on(self, told: Report) -> Report:
        """Return a report as it may be shown: without its levels where they earned nothing."""
        return told if self.shown else unnumbered(told)


class Badges:
    """The badges, in one small file that may be deleted at any time."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or paths.data_home() / "model_badges.json"

    def of(self, host: str, model: str, prompt_hash: str, rubric_hash: str) -> Badge | None:
        """Return a model's badge; None when it was not evaluated under this prompt and rubric."""
        kept = self._read().get(_key(host, model, prompt_hash, rubric_hash))
        try:
            return None if kept is None else _decoded(kept)
        except (TypeError, ValueError, KeyError, OverflowError):
            return None

    def keep(
        self, profile: Profile, prompt_hash: str, rubric_hash: str, found: Agreement, at: str
    ) -> Badge:
        """Write down what a model has earned, and return it.

        Raises:
            StorageError: When it cannot be written.
        """
        badge = Badge(found.pairs, found.kappa, found.low, found.high, found.bias, at)
        all_ = self._read()
        all_[_key(host_of(profile), profile.model, prompt_hash, rubric_hash)] = badge._asdict()
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            atomic.write_text(self.file, json.dumps(all_, ensure_ascii=False, indent=1) + "\n")
        except OSError as error:
            reason = error.strerror or str(error)
            message = f"The badge cannot be written down: {reason}."
            raise StorageError(message, place=str(self.file)) from error
        return badge

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}  # what is not known was not earned
        return found if isinstance(found, dict) else {}


def trust_in(report: Mapping[str, Any]) -> Trust:
    """Return what the model behind a report has earned; reads the file.

    Args:
        report: As the history keeps it, with host, model and the hashes of prompt and rubric.
    """
    names = ("host", "model", "prompt_hash", "rubric_hash")
    return Trust(Badges().of(*(str(report.get(name, "")) for name in names)))


def with_trust(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kept report as JSON tells it: what its numbers are worth stands beside them."""
    return {**report, "trust": trust_in(report).record()}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _key(host: str, model: str, prompt_hash: str, rubric_hash: str) -> str:
    return "\n".join((host, model, prompt_hash, rubric_hash))


def _decoded(kept: dict[str, Any]) -> Badge:
    def number(name: str) -> float | None:
        return None if kept[name] is None else float(kept[name])

    return Badge(
        int(kept["pairs"]),
        number("kappa"),
        number("low"),
        number("high"),
        float(kept["bias"]),
        str(kept["at"]),
    )
