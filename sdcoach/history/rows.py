"""How an event lies in a row of the database, and back.

What comes out of the file is foreign text like any other: it is cleaned on the way.
"""

import json
from typing import Any, NamedTuple, TypeAlias

from sdcoach.interview.events import Event, Payload
from sdcoach.text import clean

_MOST = 2**63 - 1


class Content(NamedTuple):
    """A version of a question, rubric or format that an attempt was held on."""

    hash: str
    """SHA-256 of the JSON."""
    kind: str
    """question, rubric or format."""
    json: str


class Discard(NamedTuple):
    """The wish that an attempt never was."""

    attempt: str


Entry: TypeAlias = Event | Content | Discard
"""What the journal takes."""


def storable(text: str) -> str:
    """Return `text` as SQLite can take it: lone surrogates become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def whole(number: int) -> int:
    """Return `number` as SQLite can take it: 64 bits, signed."""
    return max(-_MOST, min(_MOST, number))


def dumped(payload: Payload) -> str:
    """Return a payload as compact JSON that can be encoded.

    Raises:
        ValueError: When it is no JSON, or nested too deeply.
        TypeError: When it holds something that JSON does not know.
    """
    try:
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        if not text.isascii():
            text.encode()
    except UnicodeEncodeError:
        return json.dumps(payload, separators=(",", ":"))
    except RecursionError as error:
        raise ValueError("a payload is nested too deeply") from error
    return text


def loaded(text: str) -> dict[str, Any]:
    """Return a payload from its JSON, cleaned; an empty one when it cannot be read."""
    try:
        payload = _cleaned(json.loads(text))
    except (ValueError, RecursionError):
        return {}
    return payload if isinstance(payload, dict) else {}


def event_of(attempt: str, row: tuple[str, int, str, int, int, int, str]) -> Event:
    """Return the event in a row of (origin, seq, kind, v, elapsed_ms, at, payload)."""
    origin, seq, kind, v, elapsed_ms, at, payload = row
    return Event(attempt, origin, seq, clean(kind), v, elapsed_ms, at, loaded(payload))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    return value
