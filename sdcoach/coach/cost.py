"""What a report cost: by the provider's own count, else by the user's own price, never by both.

A provider that counts says so in the `cost` of its usage, as OpenRouter does. It is believed when
every answer that went into the report has it: a part of a price is none.
"""

from collections.abc import Sequence
from typing import Any

from sdcoach.coach.answers import Usage
from sdcoach.coach.profiles import Price

_WORDS = {"provider": "by the provider's count", "user": "by your price"}
_SMALL = 0.001
"""Below this, more places are shown."""


def cost_of(usages: Sequence[Usage | None], price: Price | None) -> dict[str, Any] | None:
    """Return what some answers cost and by whose word, as a report keeps it; None when unknown.

    Args:
        usages: One for every answer; None for one that the host did not count.
        price: The user's own price of a million tokens.
    """
    known = [one for one in usages if one is not None]
    if not known or len(known) < len(usages):
        return None
    told = [one.cost for one in known if one.cost is not None]
    if len(told) == len(known):
        return {"amount": round(sum(told), 8), "by": "provider"}
    if price is None:
        return None
    amount = sum(one.prompt * price.input + one.completion * price.output for one in known) / 1e6
    return {"amount": round(amount, 8), "by": "user"}


def cost_words(cost: object) -> str:
    """Return a kept cost as `0.0042 by the provider's count`; empty when there is none."""
    if not isinstance(cost, dict):
        return ""
    amount, whose = cost.get("amount"), _WORDS.get(str(cost.get("by")))
    if not isinstance(amount, (int, float)) or whose is None:
        return ""
    return f"{amount:.6f} {whose}" if 0 < amount < _SMALL else f"{amount:.4f} {whose}"
