"""Reading what a host says about an error: how long to wait, what it refuses, in which words."""

import email.utils
import json
import math
import re
import time
from collections.abc import Mapping

from sdcoach.coach.profiles import NO_KEY, Secret
from sdcoach.text import one_line

GIVEN_UP = (
    "response_format",
    "max_completion_tokens",
    "max_tokens",
    "reasoning_effort",
    "temperature",
    "stream_options",
    "provider",
)
"""Parameters that are given up when a host refuses them, in the order they are looked for."""

_EXCERPT = 200
_SHARED = 12
"""Letters and digits in a row that, when also in what was sent, make a host's words an echo."""


def wait_of(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer's headers ask to wait, or None when they do not."""
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if not value:
            continue
        try:
            seconds = float(value) * scale
        except ValueError:
            moment = _moment(value)
            if moment is None:
                continue
            seconds = moment - time.time()
        if math.isnan(seconds):
            continue
        return min(max(0.0, seconds), 86_400.0)
    return None


def excerpt(words: str, sent: str, key: Secret) -> str:
    """Return a host's own words, shortened, or nothing when they echo the request or the key."""
    told = one_line(words)[:_EXCERPT]
    bare = _bare(told)
    if key.reveal() != NO_KEY and _share(_bare(key.reveal()), bare, 6):
        return ""
    return "" if _share(bare, _bare(sent), _SHARED) else told


def error_in(body: object) -> tuple[int, object] | None:
    """Return the status and the error of a body that holds an error, whatever its own status."""
    error = body.get("error") if isinstance(body, Mapping) else None
    if not error:
        return None
    code = str(error.get("code")) if isinstance(error, Mapping) else ""
    status = int(code) if re.fullmatch("[45][0-9][0-9]", code) else 500
    return status, error


def named_parameter(body: object, sendable: tuple[str, ...]) -> str | None:
    """Return which of the sent parameters a refusal complains about, or None.

    The error's own `param` decides, then its words.
    """
    error = body.get("error", body) if isinstance(body, Mapping) else body
    own = error.get("param") if isinstance(error, Mapping) else None
    texts = ([own] if isinstance(own, str) else []) + [words_in(body)]
    for text in texts:
        for name in sendable:
            # Whole words only: max_tokens is no part of a name that ends with it.
            if re.search(rf"(?<![a-z_]){re.escape(name)}(?![a-z_])", text.lower()):
                return name
    return None


def about_schema(body: object) -> bool:
    """Whether a refusal is about structured answers without naming the parameter."""
    return bool(
        re.search(
            r"json.?schema|json.?object|grammar|guided|structured output", words_in(body).lower()
        )
    )


def complains_of_bounds(body: object) -> bool:
    """Whether a refusal of the schema is about `maxItems` and the like."""
    return bool(
        re.search(
            r"(?:max|min)(?:items|length)|minimum|maximum(?! context)", words_in(body).lower()
        )
    )


def words_in(body: object) -> str:
    """Return an error's body as text, as far as it may matter."""
    if isinstance(body, str):
        return body[:4000]
    if isinstance(body, Mapping):
        return json.dumps(body, default=str, ensure_ascii=False)[:4000]
    return ""


def message_in(body: object) -> str:
    """Return an error's own sentence, where it has one."""
    error = body.get("error", body) if isinstance(body, Mapping) else body
    message = error.get("message") if isinstance(error, Mapping) else error
    return message if isinstance(message, str) and "<" not in message else ""


def _share(one: str, other: str, length: int) -> bool:
    """Whether as many characters in a row of one are also in the other."""
    length = min(length, len(one))
    starts = range(len(one) - length + 1) if length else ()
    return any(one[at : at + length] in other for at in starts)


def _bare(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", re.sub(r"\\+[ntr\"]", " ", text).casefold()))


def _moment(value: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
