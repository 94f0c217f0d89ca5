"""From what an HTTP client raises, or a host answers, to a fault with a plain sentence."""

import email.utils
import math
import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping

from sdcoach.coach.faults import Fault
from sdcoach.coach.profiles import NO_KEY, Profile, Secret, host_of, is_loopback
from sdcoach.text import duration, one_line

LONGEST_WAIT = 60.0
"""Seconds; a host that asks for more is not waited for."""

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

_CONTEXT = re.compile(
    r"context_length_exceeded|exceed_context_size|maximum context|context (?:length|size|window)"
    r"|prompt is too long|too many tokens|larger than the context"
)
_UNKNOWN_MODEL = re.compile(
    r"model_not_found|models? .{0,80}(?:not (?:be )?found|not exist|not loaded|unknown)"
    r"|no models? loaded|unknown model|invalid model|deploymentnotfound|no such model"
)
_FILTER = re.compile(r"content_filter|content management policy|responsibleai")
_CREDIT = re.compile(r"insufficient_quota|insufficient credits|no credits|billing")
_NAMED_LIMIT = re.compile(r'"n_ctx"\s*:\s*(\d+)|maximum context length (?:is|of) (\d+)')
_EXCERPT = 200
_SHARED = 12
"""Letters and digits in a row that, when also in what was sent, make a host's words an echo."""


class Teller:
    """Tells what went wrong with one profile's host."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.host = host_of(profile)

    def of_status(
        self, status: int, headers: Mapping[str, str], body: object, sent: str, key: Secret
    ) -> Fault:
        """Return the fault for an answer with an error's status, or an error in its body.

        Args:
            status: The HTTP status, or the one the body names.
            headers: The answer's.
            body: What came, decoded or as text.
            sent: What was sent, so that an echo of it is not told.
            key: The profile's key, for the same reason.
        """
        words = _words(body)
        lowered = words.lower()
        if status in (400, 413, 422, 500) and _CONTEXT.search(lowered):
            return self._context(lowered)
        if _FILTER.search(lowered) and 400 <= status < 500:
            return filtered()
        if status == 402 or (status in (403, 429) and _CREDIT.search(lowered)):
            return Fault(
                "no-credit",
                f"the account at {self.host} has no credit left",
                hint="look at its billing page, or use another profile",
            )
        if status in (400, 404, 422) and _UNKNOWN_MODEL.search(lowered):
            return self.no_model()
        if status == 429:
            return self._rate_limited(wait_of(headers))
        if status == 408 or status >= 500:
            return self._in_trouble(status, wait_of(headers))
        if status in (401, 403):
            return self._not_let_in(status)
        if 300 <= status < 400 or status in (404, 405, 406, 410, 415, 511):
            return self.not_a_chat_server(f"it answers with status {status}")
        told = excerpt(_message(body), sent, key)
        return Fault(
            "rejected",
            f"{self.host} does not take the request (status {status})"
            + (f": {told}" if told else ""),
            hint="`sdcoach doctor --profile "
            + self.profile.name
            + "` finds out what this host takes",
        )

    def of_exception(self, error: BaseException) -> Fault:
        """Return the fault for what the HTTP client or the system raised."""
        chain = list(_chain(error))
        names = {type(one).__name__ for one in chain}
        if names & {"ConnectTimeout", "PoolTimeout"}:
            return Fault(
                "timeout",
                f"{self.host} cannot be reached: no connection within 5 s",
                hint="is this machine online, and the address right?",
            )
        if any(isinstance(one, TimeoutError) for one in chain) or any(
            name.endswith(("Timeout", "TimeoutError")) for name in names
        ):
            return self.timed_out()
        if any(isinstance(one, ssl.SSLError) for one in chain):
            return Fault(
                "insecure",
                f"{self.host} shows a certificate that this machine does not trust",
                hint="a captive network, a proxy, or `http` where it says `https`?",
            )
        if any(isinstance(one, socket.gaierror) for one in chain):
            return Fault(
                "offline",
                f"the name {self.host} cannot be found",
                hint="is this machine online, and base_url spelled right?",
            )
        if any(isinstance(one, ConnectionRefusedError) for one in chain):
            return self.refused()
        if "ProxyError" in names:
            return Fault(
                "offline",
                "the proxy of the environment does not let the request through",
                hint="look at HTTPS_PROXY and NO_PROXY",
            )
        if names & {"ConnectError"}:
            return Fault(
                "offline",
                f"{self.host} cannot be reached",
                hint="is this machine online, and the address right?",
            )
        if names & {"RemoteProtocolError", "ReadError", "WriteError", "CloseError"} or any(
            isinstance(one, ConnectionError) for one in chain
        ):
            return self.reset()
        return self.not_a_chat_server("its answer cannot be read")

    def timed_out(self, seconds: float | None = None) -> Fault:
        """Return the fault for no answer in the time given."""
        return Fault(
            "timeout",
            f"{self.host} did not answer in time"
            if seconds is None
            else f"{self.host} was not done within {duration(seconds)}",
            hint="a smaller model, or a larger `deadline` in the profile",
        )

    def silent(self) -> Fault:
        """Return the fault for an answer whose first word is late."""
        return Fault(
            "timeout",
            f"{self.host} did not begin to speak in time",
            hint='`reasoning_effort = "none"` in the profile, or a smaller model',
        )

    def stalled(self, seconds: float) -> Fault:
        """Return the fault for an answer in the middle of which nothing more came."""
        return Fault(
            "stalled",
            f"the answer of {self.host} stopped in the middle: nothing for {duration(seconds)}",
            hint="ask again; if it happens often, look at the host's own log",
        )

    def refused(self) -> Fault:
        """Return the fault for a port where nothing listens."""
        return Fault(
            "refused-connection",
            f"nothing listens at {self.host}",
            hint="start the server, or correct base_url"
            if is_loopback(self.profile)
            else "correct base_url, or see whether the host is up",
        )

    def reset(self) -> Fault:
        """Return the fault for a connection that was cut before an answer came."""
        return Fault(
            "reset",
            f"{self.host} cut the connection before it had answered",
            hint="ask again; if it happens often, the host may be out of memory",
        )

    def no_model(self) -> Fault:
        """Return the fault for a model the host does not know."""
        pull = f"; with Ollama: `ollama pull {self.profile.model}`"
        return Fault(
            "no-model",
            f"{self.host} does not know the model {self.profile.model!r}",
            hint="correct `model` in the profile" + (pull if is_loopback(self.profile) else ""),
        )

    def not_a_chat_server(self, why: str) -> Fault:
        """Return the fault for something else that answers at the address."""
        return Fault(
            "not-a-chat-server",
            f"what answers at {self.host} is no chat server: {why}",
            hint="a network that wants a login first, or a base_url without its `/v1`?",
        )

    def garbled(self) -> Fault:
        """Return the fault for an answer that lost its form in the middle."""
        return Fault(
            "garbled",
            f"the answer of {self.host} broke off into something unreadable",
            hint="ask again; if it happens often, update the server",
        )

    def cut(self) -> Fault:
        """Return the fault for a stream that ended before its answer did."""
        return Fault(
            "cut",
            f"the answer of {self.host} ended in the middle",
            hint="ask again; nothing of it was used",
        )

    def _context(self, words: str) -> Fault:
        found = _NAMED_LIMIT.search(words)
        limit = int(found.group(1) or found.group(2)) if found else None
        size = f" of {limit:,} tokens" if limit else ""
        return Fault(
            "context",
            f"the request does not fit into the model's context{size}",
            hint="give the server a larger context, or use a model that has one (docs/model.md)",
            limit=limit,
        )

    def _rate_limited(self, wait: float | None) -> Fault:
        asks = "" if wait is None else f", and asks to wait {duration(math.ceil(wait))}"
        return Fault(
            "rate-limited",
            f"{self.host} says there were too many requests{asks}",
            hint="ask again later, or use another profile",
            wait=wait,
        )

    def _in_trouble(self, status: int, wait: float | None) -> Fault:
        busy = status in (503, 529)
        return Fault(
            "server-error",
            f"{self.host} is overloaded or not ready (status {status})"
            if busy
            else f"{self.host} has an error of its own (status {status})",
            hint="ask again in a while; nothing is lost",
            wait=wait,
        )

    def _not_let_in(self, status: int) -> Fault:
        if self.profile.key == NO_KEY:
            return Fault(
                "no-key",
                f"{self.host} wants a key, and the profile {self.profile.name!r} has none",
                hint='`key = "env:NAME"` or `key = "file:NAME"` in the profile',
            )
        if status == 401:
            return Fault(
                "bad-key",
                f"{self.host} does not accept the key of the profile {self.profile.name!r}",
                hint=f"it is read from {self.profile.key}; is it this host's, and still valid?",
            )
        return Fault(
            "forbidden",
            f"{self.host} accepts the key but does not allow this request",
            hint="the key may lack a right, or the model or the region is not open to it",
        )


def empty() -> Fault:
    """Return the fault for an answer without a word."""
    return Fault("empty", "the answer is empty", hint="ask again, or use another model")


def filtered() -> Fault:
    """Return the fault for an answer, or a request, that the host's filter took."""
    return Fault(
        "filtered",
        "the host's content filter took the answer",
        hint="something in the notes may have set it off; another host may not mind",
    )


def refused_by_model() -> Fault:
    """Return the fault for a model that declined."""
    return Fault(
        "refusal",
        "the model declined to answer",
        hint="ask again, or use another model",
    )


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


def _share(one: str, other: str, length: int) -> bool:
    """Whether as many characters in a row of one are also in the other."""
    length = min(length, len(one))
    starts = range(len(one) - length + 1) if length else ()
    return any(one[at : at + length] in other for at in starts)


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
    texts = ([own] if isinstance(own, str) else []) + [_words(body)]
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
            r"json.?schema|json.?object|grammar|guided|structured output", _words(body).lower()
        )
    )


def complains_of_bounds(body: object) -> bool:
    """Whether a refusal of the schema is about `maxItems` and the like."""
    return bool(
        re.search(r"(?:max|min)(?:items|length)|minimum|maximum(?! context)", _words(body).lower())
    )


def _words(body: object) -> str:
    """Return an error's body as text, as far as it may matter."""
    import json

    if isinstance(body, str):
        return body[:4000]
    if isinstance(body, Mapping):
        return json.dumps(body, default=str, ensure_ascii=False)[:4000]
    return ""


def _message(body: object) -> str:
    """Return an error's own sentence, where it has one."""
    error = body.get("error", body) if isinstance(body, Mapping) else body
    message = error.get("message") if isinstance(error, Mapping) else error
    return message if isinstance(message, str) and "<" not in message else ""


def _bare(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", re.sub(r"\\+[ntr\"]", " ", text).casefold()))


def _moment(value: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what lies behind it."""
    waiting: list[BaseException | None] = [error]
    met: set[int] = set()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in met:
            continue
        met.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
