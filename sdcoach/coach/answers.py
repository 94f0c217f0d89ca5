"""Reading what a host answers, whole or in pieces, without trusting its form."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

_MOST_TOKENS = 10**9
"""More than any answer took; what is beyond is no count."""


class Usage(NamedTuple):
    """What a call took, in tokens, as the host counts them.

    Attributes:
        prompt: Tokens read.
        completion: Tokens written, thinking included.
        cached: Those of `prompt` that the host had read before.
        thinking: Those of `completion` that were thinking.
        cost: What the provider itself says it cost, in its own currency, or None.
    """

    prompt: int
    completion: int
    cached: int = 0
    thinking: int = 0
    cost: float | None = None

    def __add__(self, other: object) -> "Usage":
        """Return the sum; the cost is known when both have it: half a price is none."""
        if not isinstance(other, Usage):
            return NotImplemented
        return Usage(
            self.prompt + other.prompt,
            self.completion + other.completion,
            self.cached + other.cached,
            self.thinking + other.thinking,
            None if self.cost is None or other.cost is None else self.cost + other.cost,
        )


class Part(NamedTuple):
    """What one answer, or one piece of a streamed answer, holds."""

    text: str = ""
    thinking: str = ""
    refusal: str = ""
    finish: str | None = None
    usage: Usage | None = None
    model: str = ""


def part_of(data: object) -> Part | None:
    """Return what a completion or a chunk of one holds; None when it is neither.

    A last chunk without choices, which carries the usage, is a part with nothing said.
    """
    if not isinstance(data, Mapping):
        return None
    choices = data.get("choices")
    usage = usage_of(data.get("usage"))
    model = data.get("model")
    model = model if isinstance(model, str) else ""
    if not isinstance(choices, list):
        return None
    if not choices:
        return Part(usage=usage, model=model)
    choice = choices[0]
    if not isinstance(choice, Mapping):
        return None
    said = choice.get("message", choice.get("delta"))
    if said is None:
        said = {}
    if not isinstance(said, Mapping):
        return None
    finish = choice.get("finish_reason")
    return Part(
        _text(said.get("content")),
        _text(said.get("reasoning_content")) or _text(said.get("reasoning")),
        _text(said.get("refusal")),
        finish if isinstance(finish, str) else None,
        usage,
        model,
    )


def usage_of(data: object) -> Usage | None:
    """Return the usage a host reports, or None."""
    if not isinstance(data, Mapping):
        return None
    prompt, completion = data.get("prompt_tokens"), data.get("completion_tokens")
    if not _is_count(prompt):
        return None
    cost = data.get("cost")
    return Usage(
        prompt,
        completion if _is_count(completion) else 0,
        _detail(data.get("prompt_tokens_details"), "cached_tokens"),
        _detail(data.get("completion_tokens_details"), "reasoning_tokens"),
        float(cost) if isinstance(cost, (int, float)) and 0 <= cost < 1e6 else None,
    )


def _detail(details: object, name: str) -> int:
    value = details.get(name) if isinstance(details, Mapping) else None
    return value if _is_count(value) else 0


def _is_count(value: object) -> TypeGuard[int]:
    """Whether it can be a number of tokens: `true` is none, and JSON knows no largest number."""
    return type(value) is int and 0 <= value <= _MOST_TOKENS


def _text(value: Any) -> str:
    """Return a text that came as one, or as a list of parts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(
            one["text"]
            for one in value
            if isinstance(one, Mapping) and isinstance(one.get("text"), str)
        )
    return ""
