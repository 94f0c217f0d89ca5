"""Trying a profile out: can it be reached, let in, asked, read and told enough?

Each check is a line with what was found and what to do about it. What the host takes is found
out anew, whatever is remembered of it.
"""

import asyncio
import contextlib
import difflib
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeAlias

from sdcoach.coach.abilities import Rung
from sdcoach.coach.answers import Usage
from sdcoach.coach.client import Client
from sdcoach.coach.faults import Cause, Fault
from sdcoach.coach.profiles import NO_KEY, Profile, host_of, is_loopback
from sdcoach.coach.request import Message, request_for
from sdcoach.coach.structured import Schema, ask_structured
from sdcoach.text import duration, plural

State: TypeAlias = Literal["ok", "note", "fail", "skipped"]

NEEDED_CONTEXT = 12_000
"""Tokens that a report over a whole interview may need."""
INTERVIEWER_CONTEXT = 8_000
"""Tokens that the live interviewer may need."""
SLOW_FIRST_WORD = 2.0
"""Seconds after which the script speaks instead of the live interviewer."""

_NOBODY: frozenset[Cause] = frozenset(
    {"refused-connection", "offline", "insecure", "timeout", "reset"}
)
_LOCKED: frozenset[Cause] = frozenset({"bad-key", "no-key", "no-credit"})
_ANSWERED: frozenset[Cause] = frozenset({"length", "only-thinking", "empty"})
_RUNGS: dict[Rung, str] = {
    "json_schema": "takes a JSON schema",
    "json_object": "takes no JSON schema, but gives JSON objects",
    "text": "takes no schema: it is spelled out in the prompt",
}
_MOST_CHARS_PER_TOKEN = 12
"""More than any tokens of English have; a host that counts fewer does not count."""
_LONG_PROMPT = NEEDED_CONTEXT - 1_000
"""Tokens of the long prompt: the answer and the host's own wrapping need room too."""
_SHORT = 6_000
"""Characters of the short one, which fits any context that is one."""
_WHOLE = 0.9
"""The share of the tokens expected from which a prompt counts as read whole."""
_FILLER = "A reader asks the nearest replica, and a writer waits until two of three have it. "


class Check(NamedTuple):
    """One thing that was looked at.

    Attributes:
        name: What it is about: `reachable`, `key`, `model`, `streams`, `form`, `context`, …
        state: How it is.
        message: What was found, a sentence.
        hint: What to do; empty when nothing is to be done.
    """

    name: str
    state: State
    message: str
    hint: str = ""


class _Stop(Exception):  # noqa: N818  # no error: the rest cannot be tried
    """Nothing further can be tried."""


async def examine(
    profile: Profile, *, deep: bool = False, on_check: Callable[[Check], None] | None = None
) -> tuple[list[Check], Usage]:
    """Try a profile out.

    Args:
        profile: Which.
        deep: Whether to send a long prompt to a host that may want money for it; to this very
            machine it is always sent.
        on_check: Told each check as it is done.

    Returns:
        The checks, and the tokens they took.
    """
    examination = _Examination(profile, on_check or (lambda _: None))
    with contextlib.suppress(_Stop):
        await examination.run(deep=deep)
    return examination.checks, examination.usage


class _Examination:
    def __init__(self, profile: Profile, on_check: Callable[[Check], None]) -> None:
        self.profile = profile
        self.checks: list[Check] = []
        self.usage = Usage(0, 0)
        self._on_check = on_check
        self._host = host_of(profile)

    async def run(self, *, deep: bool) -> None:
        self._look_at_profile()
        async with contextlib.AsyncExitStack() as stack:
            try:
                client = await stack.enter_async_context(Client(self.profile, fresh=True))
            except Fault as fault:
                self._failed("key", fault)
                raise _Stop from None
            listed = await self._reach(client)
            await self._stream(client, listed)
            await self._form(client)
            await self._context(client, deep=deep or is_loopback(self.profile))

    def _note(self, name: str, state: State, message: str, hint: str = "") -> None:
        check = Check(name, state, message, hint)
        self.checks.append(check)
        self._on_check(check)

    def _failed(self, name: str, fault: Fault) -> None:
        self._note(name, "fail", fault.message, fault.hint)

    def _look_at_profile(self) -> None:
        here = is_loopback(self.profile)
        where = "stays on this machine" if here else "leaves this machine"
        message = f"{self.profile.model} at {self._host}: what is sent {where}"
        if self.profile.base_url.startswith("http://") and not here:
            self._note("profile", "note", f"{message}, over plain http", "use https if you can")
        else:
            self._note("profile", "ok", message)

    async def _reach(self, client: Client) -> tuple[str, ...] | None:
        """Look whether somebody is there, and return the models that are listed."""
        try:
            listed = await client.models()
        except Fault as fault:
            if fault.cause in _NOBODY:
                self._failed("reachable", fault)
                raise _Stop from None
            if fault.cause in _LOCKED:
                self._note("reachable", "ok", f"{self._host} answers")
                self._failed("key", fault)
                raise _Stop from None
            self._note("reachable", "ok", f"{self._host} answers, but lists no models")
            return None
        self._note(
            "reachable", "ok", f"{self._host} answers and lists {plural(len(listed), 'model')}"
        )
        return listed

    async def _stream(self, client: Client, listed: tuple[str, ...] | None) -> None:
        """Ask for a few words: that shows the key, the model and the streaming at once."""
        words = [Message("user", "Count from one to ten in words, separated by spaces.")]
        request = request_for(self.profile, words, max_tokens=64)
        loop = asyncio.get_running_loop()
        began = loop.time()
        first: float | None = None
        pieces = 0
        thinking = False
        fault: Fault | None = None
        try:
            async for delta in client.stream(request):
                pieces += bool(delta.text)
                thinking = thinking or delta.thinking
                if delta.text and not delta.thinking and first is None:
                    first = loop.time() - began
                if delta.end is not None:
                    self._count(delta.end.usage)
        except Fault as met:
            fault = met
        if fault is not None:
            self._count(fault.usage)
            if fault.cause not in _ANSWERED:
                self._refused(fault, listed)
                raise _Stop
        self._let_in(listed)
        self._speaks(pieces, first, thinking=thinking, fault=fault)

    def _refused(self, fault: Fault, listed: tuple[str, ...] | None) -> None:
        if fault.cause in _LOCKED or fault.cause == "forbidden":
            self._failed("key", fault)
        elif fault.cause == "no-model":
            near = difflib.get_close_matches(self.profile.model, listed or (), 3, 0.3)
            hint = f"it lists {', '.join(near)}" if near else fault.hint
            self._note("model", "fail", fault.message, hint)
        else:
            self._failed("answers", fault)

    def _let_in(self, listed: tuple[str, ...] | None) -> None:
        if self.profile.key == NO_KEY:
            self._note("key", "ok", "none is set, and none is wanted")
        else:
            self._note("key", "ok", f"the key from {self.profile.key} is accepted")
        if listed is not None and self.profile.model not in listed:
            self._note(
                "model",
                "note",
                f"{self.profile.model!r} is not listed, but something answers to that name",
                f"listed: {', '.join(listed[:5])}" if listed else "",
            )
        else:
            self._note("model", "ok", f"{self.profile.model!r} answers")

    def _speaks(
        self, pieces: int, first: float | None, *, thinking: bool, fault: Fault | None
    ) -> None:
        if first is None:
            if thinking or (fault is not None and fault.cause == "only-thinking"):
                self._note(
                    "streams",
                    "note",
                    "connected; the model was still thinking when its 64 tokens were used up",
                    '`reasoning_effort = "none"` or "low" in the profile makes it quicker',
                )
            else:
                self._note(
                    "streams", "fail", "connected, but the answer is empty", "another model?"
                )
            return
        told = f"the first word came after {first:.1f} s"
        if pieces < 2:
            self._note(
                "streams",
                "note",
                f"{told}, and the whole answer with it",
                "the live interviewer will speak late; reports do not mind",
            )
        elif first > SLOW_FIRST_WORD:
            self._note(
                "streams",
                "note",
                f"{told}: the live interviewer would leave the word to the script",
                "ask again now that the model is loaded, or use a smaller one to interview",
            )
        else:
            self._note("streams", "ok", told)

    async def _form(self, client: Client) -> None:
        """Ask for an answer of a given form, as a report is."""
        words = [Message("user", "Name one kind of database and rate how sure you are, 1 to 4.")]
        request = request_for(self.profile, words, max_tokens=1024)
        try:
            got = await ask_structured(client, request, _PROBE)
        except Fault as fault:
            self._count(fault.usage)
            if fault.cause in _ANSWERED:
                self._note("form", "note", f"not found out: {fault.message}", fault.hint)
            else:
                self._failed("form", fault)
            return
        self._count(got.usage)
        if len(got.replies) == 1:
            self._note("form", "ok", f"{self._host} {_RUNGS[got.rung]}")
        else:
            asked = plural(len(got.replies), "request")
            self._note(
                "form",
                "note",
                f"{self._host} {_RUNGS[got.rung]}, but a valid answer took {asked}",
                "reports may fail now and then; a larger model keeps to the form",
            )

    async def _context(self, client: Client, *, deep: bool) -> None:
        told = self.profile.context
        if told is not None and told < NEEDED_CONTEXT:
            self._note(
                "context",
                "note",
                f"the profile says {told:,} tokens; a report may need {NEEDED_CONTEXT:,}, "
                f"the live interviewer {INTERVIEWER_CONTEXT:,}",
                "give the server more context and say so in the profile (docs/model.md)",
            )
            return
        if not deep:
            said = f"the profile says {told:,} tokens" if told else "the profile says nothing"
            self._note(
                "context",
                "ok" if told else "note",
                f"{said}; not tried, since {self._host} may want money for it",
                ""
                if told
                else "`context = …` in the profile, or `doctor --deep`, which sends "
                f"{NEEDED_CONTEXT:,} tokens",
            )
            return
        await self._send_long(client)

    async def _send_long(self, client: Client) -> None:
        """Send a long prompt, and see by the host's own count whether it read all of it.

        A short one before shows how many tokens the host makes of the same words.
        """
        loop = asyncio.get_running_loop()
        try:
            short = await self._read(client, _SHORT)
            counts = short is not None and short.prompt * _MOST_CHARS_PER_TOKEN >= _SHORT
            rate = short.prompt / _SHORT if short is not None and counts else 0.25
            chars = round(_LONG_PROMPT / rate)
            began = loop.time()
            usage = await self._read(client, chars)
        except Fault as fault:
            if fault.cause == "timeout":
                self._note(
                    "context",
                    "note",
                    f"reading a prompt as long as a report's takes longer than "
                    f"{duration(self.profile.deadline)}",
                    "a larger `deadline`, a smaller model, or `per_dimension = true`",
                )
            else:
                self._failed("context", fault)
            return
        took = duration(loop.time() - began)
        expected = round(chars * rate)
        if usage is None or not counts:
            self._note(
                "context",
                "note",
                "the host does not count its tokens, so it is not known whether it read a long prompt whole",
                f"see that its context is {NEEDED_CONTEXT:,} tokens or more",
            )
        elif usage.prompt < _WHOLE * expected:
            self._note(
                "context",
                "fail",
                f"the host cut a long prompt without a word: it read {usage.prompt:,} tokens of "
                f"about {expected:,}",
                "with Ollama: set OLLAMA_CONTEXT_LENGTH=16384 and start it again",
            )
        else:
            self._note(
                "context", "ok", f"a prompt of {usage.prompt:,} tokens was read whole in {took}"
            )

    async def _read(self, client: Client, chars: int) -> Usage | None:
        """Send a prompt of about so many characters, and return what the host counts.

        Raises:
            Fault: When it cannot be asked; an answer that ends early is one here.
        """
        filler = _FILLER * max(1, chars // len(_FILLER))
        # No two begin alike: some hosts do not count what they have just read.
        text = f"{chars:,} characters.\n{filler}\n\nHow many copies must have it? One word."
        words = [Message("user", text)]
        try:
            usage = (
                await client.complete(request_for(self.profile, words, max_tokens=16), retries=0)
            ).usage
        except Fault as fault:
            if fault.cause not in _ANSWERED:
                raise
            usage = fault.usage
        self._count(usage)
        return usage

    def _count(self, usage: Usage | None) -> None:
        if usage is not None:
            self.usage = self.usage + usage


def _said(value: dict[str, Any]) -> dict[str, Any]:
    return value


_PROBE = Schema(
    "probe",
    {
        "type": "object",
        "properties": {
            "name": {"type": "string", "maxLength": 60},
            "sure": {"type": "integer", "enum": [1, 2, 3, 4]},
        },
        "required": ["name", "sure"],
        "additionalProperties": False,
    },
    _said,
)
