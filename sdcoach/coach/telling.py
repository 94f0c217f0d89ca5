"""What has come of an answer: put together, and judged whether it is one."""

from typing import NamedTuple

from sdcoach.coach import causes
from sdcoach.coach.answers import Part, Usage
from sdcoach.coach.faults import Fault
from sdcoach.coach.request import Request
from sdcoach.coach.thinking import Parting, part
from sdcoach.coach.transport import too_large
from sdcoach.text import clean


class Reply(NamedTuple):
    """A whole answer.

    Attributes:
        text: What the model said, without its thinking.
        finish: Why it ended, in the host's word; None when not told.
        usage: Tokens, when the host counts them.
        model: The model that answered, in the host's words.
        seconds: From the call to the end of the answer, waiting included.
        thinking: What it thought, when that was sent along.
    """

    text: str
    finish: str | None
    usage: Usage | None
    model: str
    seconds: float
    thinking: str = ""


class Told:
    """What has come of a streamed answer so far."""

    def __init__(self) -> None:
        self.begun = False
        self.size = self.thought_size = 0
        self.finish: str | None = None
        self._said: list[str] = []
        self._thought: list[str] = []
        self._refusal: list[str] = []
        self._usage: Usage | None = None
        self._model = ""
        self._parting = Parting()

    def take(self, piece: Part) -> list[tuple[str, bool]]:
        self.begun = True
        self.finish = piece.finish or self.finish
        self._usage = piece.usage or self._usage
        self._model = piece.model or self._model
        if piece.refusal:
            self._refusal.append(piece.refusal)
        found = [(clean(piece.thinking), True)] if piece.thinking else []
        if piece.text:
            found += self._parting.feed(clean(piece.text))
        return self._counted(found)

    def rest(self) -> list[tuple[str, bool]]:
        return self._counted(list(self._parting.rest()))

    def _counted(self, found: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
        for text, thinking in found:
            (self._thought if thinking else self._said).append(text)
            if thinking:
                self.thought_size += len(text)
            else:
                self.size += len(text)
        return found

    def whole(self) -> Part:
        return Part(
            "".join(self._said).strip(),
            "".join(self._thought).strip(),
            "".join(self._refusal),
            self.finish,
            self._usage,
            self._model,
        )

    def marked(self, fault: Fault) -> Fault:
        """Return the fault with what had come before it."""
        fault.raw = "".join(self._said)
        return fault


def reply_of(piece: Part, seconds: float) -> Reply:
    said, thought = part(clean(piece.text))
    thinking = "\n".join(filter(None, (clean(piece.thinking).strip(), thought)))
    return Reply(said, piece.finish, piece.usage, clean(piece.model), seconds, thinking)


def unusable(piece: Part, request: Request, *, thinking_counts: bool) -> Fault | None:
    """Return why a whole answer is none, or None when it is one."""
    fault = _lack(piece, request, thinking_counts=thinking_counts)
    if fault is not None:
        fault.usage = piece.usage
    return fault


def _lack(piece: Part, request: Request, *, thinking_counts: bool) -> Fault | None:
    said, thought = part(clean(piece.text))
    thought = thought or clean(piece.thinking).strip()
    if len(said) > request.max_chars:
        return too_large()
    if piece.refusal:
        return causes.refused_by_model()
    if piece.finish == "content_filter":
        return causes.filtered()
    if not said and thought and (piece.finish == "length" or not thinking_counts):
        return Fault(
            "only-thinking",
            "the model spent its answer on thinking and said nothing",
            hint='`reasoning_effort = "none"` or "low" in the profile, or a model that thinks less',
        )
    if piece.finish == "length":
        return Fault(
            "length",
            f"the answer did not fit into {request.max_tokens:,} tokens",
            hint="ask again; `per_dimension = true` in the profile makes answers shorter",
            raw=said,
        )
    if not said and not thought:
        return causes.empty()
    return None
