"""Finding the JSON object in what a model wrote around it.

Tolerant about where the object stands, strict about what it is: nothing is mended, so that an
answer that was cut is never completed by us.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeVar

from sdcoach.coach.thinking import part

T = TypeVar("T")

_FENCE = re.compile(r"```[A-Za-z]*[ \t]*\n(.*?)```", re.DOTALL)
_MOST_TRIES = 200
"""Braces that are tried as the beginning of an object; prose has a few, an attack thousands."""


def objects(text: str) -> list[dict[str, Any]]:
    """Return the JSON objects in a text, the largest first; none inside another."""
    said, thought = part(text.lstrip("\ufeff"))
    source = said or thought
    found: list[tuple[int, dict[str, Any]]] = []
    for block in _FENCE.findall(source):
        found += _scan(block)
    found += _scan(_FENCE.sub("", source))
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]


def first_valid(text: str, validate: Callable[[dict[str, Any]], T]) -> T:
    """Return what `validate` makes of the largest object that it accepts.

    Raises:
        ValueError: When there is none: with the complaint about the largest object, in words
            that can be told to the model.
    """
    complaint = "there is no JSON object in the answer"
    for at, one in enumerate(objects(text)):
        try:
            return validate(one)
        except ValueError as error:
            if at == 0:
                complaint = str(error)
    raise ValueError(complaint)


def _scan(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects at the top of a text with their lengths in characters."""
    at = 0
    for _ in range(_MOST_TRIES):
        at = text.find("{", at)
        if at < 0:
            return
        try:
            value, end = _DECODER.raw_decode(text, at)
        except ValueError:
            at += 1
        except RecursionError:
            return  # nothing as deep is a report, and what follows is as deep
        else:
            if isinstance(value, dict):
                yield end - at, value
            at = end


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


_DECODER = json.JSONDecoder(strict=False, parse_constant=_refuse)
