"""What can go wrong between us and a model, each with one plain sentence and what to do.

A fault never holds a key, a header or what was sent: it may be shown, logged or exported.
"""

from typing import Literal, TypeAlias

from sdcoach.coach.answers import Usage
from sdcoach.errors import SdcoachError

Cause: TypeAlias = Literal[
    "no-profile",  # nothing is configured, or not under that name
    "no-key",  # the key that the profile names is not there
    "bad-key",  # the host does not take the key
    "forbidden",  # the key is good, but not for this
    "no-credit",  # the account is empty
    "no-model",  # the host does not know the model
    "insecure",  # we do not send: plain http with a key, a readable key file, a bad certificate
    "offline",  # the host's name cannot be found, or a proxy is in the way
    "refused-connection",  # nothing listens there
    "reset",  # the connection was cut before an answer came
    "timeout",  # no answer in the time given
    "stalled",  # the answer stopped in the middle
    "rate-limited",  # too many requests
    "server-error",  # the host is in trouble
    "not-a-chat-server",  # something else answers there
    "garbled",  # the answer broke its own form in the middle
    "empty",  # an answer without text
    "cut",  # the answer ended before its end
    "length",  # the answer did not fit into its tokens
    "only-thinking",  # the tokens went into thinking
    "refusal",  # the model declined
    "filtered",  # the host's filter took the answer
    "too-large",  # more than any answer of ours may have
    "context",  # the prompt does not fit into the model's context
    "rejected",  # the host does not take the request
    "unreadable",  # no usable report, after a repair turn and the rungs below
    "cancelled",  # the person stopped it
]
"""A stable word for each cause; shown nowhere, tested everywhere."""

RETRYABLE: frozenset[Cause] = frozenset({"rate-limited", "server-error", "reset"})
"""What may be gone a moment later: the client itself tries these again, at most twice."""


class Fault(SdcoachError):  # noqa: N818  # it is the field's word, and not always an error of ours
    """Something went wrong with a model; the attempt is as it was.

    Attributes:
        cause: The stable word.
        message: One plain sentence.
        hint: What to do; empty when there is nothing.
        wait: Seconds that the host asks to wait, or None.
        limit: Tokens that fit, when the host said so (`context`), or None.
        raw: What the model wrote, when it could not be used (`unreadable`, `length`, `cut`).
            It may quote the candidate, so it is shown on request and never logged.
        usage: What it took nevertheless, when the host said so, or None.
    """

    kind = "model"

    def __init__(
        self,
        cause: Cause,
        message: str,
        *,
        hint: str = "",
        wait: float | None = None,
        limit: int | None = None,
        raw: str = "",
        usage: Usage | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.cause: Cause = cause
        self.wait = wait
        self.limit = limit
        self.raw = raw
        self.usage = usage

    @property
    def retryable(self) -> bool:
        """Whether asking again may help without changing anything."""
        return self.cause in RETRYABLE

    def __repr__(self) -> str:
        return f"Fault({self.cause!r}, {self.message!r})"
