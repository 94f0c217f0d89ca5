"""From what an HTTP client raises, or a host answers, to a fault with a plain sentence."""

import math
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from sdcoach.coach.complaints import excerpt, message_in, wait_of, words_in
from sdcoach.coach.faults import Fault
from sdcoach.coach.profiles import NO_KEY, Profile, Secret, host_of, is_loopback
from sdcoach.text import duration

LONGEST_WAIT = 60.0
"""Seconds; a host that asks for more is not waited for."""

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
        words = words_in(body)
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
        told = excerpt(message_in(body), sent, key)
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
        if _goes_through_proxy(self.profile) and names & {"ConnectError", "ProxyError"}:
            return bad_proxy()
        if any(isinstance(one, socket.gaierror) for one in chain):
            return Fault(
                "offline",
                f"the name {self.host} cannot be found",
                hint="is this machine online, and base_url spelled right?",
            )
        if any(isinstance(one, ConnectionRefusedError) for one in chain):
            return self.refused()
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


def bad_proxy() -> Fault:
    """Return the fault for a proxy of the environment that lets nothing through."""
    return Fault(
        "offline",
        "the proxy that the environment names cannot be used or does not let the request through",
        hint="look at HTTPS_PROXY, ALL_PROXY and NO_PROXY; a socks proxy is not supported",
    )


def bad_certificates() -> Fault:
    """Return the fault for certificates of the environment that cannot be read."""
    return Fault(
        "insecure",
        "the certificates that the environment names cannot be read",
        hint="look at SSL_CERT_FILE and SSL_CERT_DIR",
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


def _goes_through_proxy(profile: Profile) -> bool:
    parts = urlsplit(profile.base_url)
    if is_loopback(profile) or proxy_bypass(parts.hostname or ""):
        return False
    proxies = getproxies()
    return bool(proxies.get(parts.scheme) or proxies.get("all"))


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
