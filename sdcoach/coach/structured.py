"""Asking for an answer of a given form, from hosts that enforce it and from those that do not.

The ladder: a JSON schema the host enforces, any JSON object, plain text with the schema in the
prompt. A rung the host refuses is given up by the client. Whatever comes is read tolerantly
and checked strictly; what does not hold gets one repair turn, then one try a rung lower, then
an honest end.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar

from sdcoach.coach.abilities import Rung, lower_rung
from sdcoach.coach.answers import Usage
from sdcoach.coach.causes import Teller
from sdcoach.coach.client import Client
from sdcoach.coach.faults import Fault
from sdcoach.coach.loose_json import first_valid
from sdcoach.coach.promptfile import neutral
from sdcoach.coach.request import JsonSchema, Message, Request
from sdcoach.coach.shape import require_shape
from sdcoach.coach.telling import Reply
from sdcoach.text import one_line

T = TypeVar("T")

Turn: TypeAlias = Literal["first", "repair", "lower"]
"""Which of the at most three requests it is."""
_QUOTED = 4000
_COMPLAINT = 500


class Schema(Generic[T]):
    """The form of an answer.

    Args:
        name: Its name, letters and `_`.
        schema: As JSON schema, everything required and bounded.
        read: Makes the value of an object that has the form; raises ValueError with a sentence
            when what it says does not hold.
    """

    def __init__(self, name: str, schema: JsonSchema, read: Callable[[dict[str, Any]], T]) -> None:
        self.name = name
        self.schema: Mapping[str, Any] = schema
        self._read = read

    def validate(self, value: dict[str, Any]) -> T:
        """Return what the object says.

        Raises:
            ValueError: With a sentence, when it has not the form or does not hold.
        """
        require_shape(value, self.schema)
        return self._read(value)


class Structured(NamedTuple, Generic[T]):
    """An answer that has its form.

    Attributes:
        value: What it says.
        rung: The rung it came by.
        replies: Every answer on the way, the last is the good one.
        usage: Tokens of all of them, or None when the host does not count.
    """

    value: T
    rung: Rung
    replies: tuple[Reply, ...]
    usage: Usage | None


def formed(request: Request, schema: Schema[Any]) -> Request:
    """Return the request with the form of its answer: the first of the turns."""
    return request._replace(schema_name=schema.name, schema=schema.schema)


def repair_of(request: Request, said: str, complaint: str) -> Request:
    """Return the request of a repair turn: what was said, and what is wrong with it.

    A model may say the tokens of a chat template; sent back as they are, they would open a role.
    """
    return request._replace(
        messages=(
            *request.messages,
            Message("assistant", neutral(said[:_QUOTED])),
            Message("user", f"That was not valid: {neutral(complaint[:_COMPLAINT])}. Correct it."),
        ),
        spelled=True,
    )


async def ask_structured(
    client: Client,
    request: Request,
    schema: Schema[T],
    *,
    deadline: float | None = None,
    on_wait: Callable[[float], None] | None = None,
    on_turn: Callable[[Turn, Request], None] | None = None,
) -> Structured[T]:
    """Ask for an answer of that form.

    Args:
        client: Whom to ask; open.
        request: What to ask; its schema is set here.
        schema: The form.
        deadline: Seconds for all turns together; the profile's by default.
        on_wait: As in `Client.complete`.
        on_turn: Told before each request which turn it is and what is asked.

    Raises:
        Fault: As `Client.complete`, and `unreadable` when no answer has the form; its `raw` is
            the last.
    """
    loop = asyncio.get_running_loop()
    whole = client.profile.deadline if deadline is None else deadline
    ends = loop.time() + whole
    first = formed(request, schema)
    turn: Turn = "first"
    asked = first
    replies: list[Reply] = []
    while True:
        if on_turn is not None:
            on_turn(turn, asked)
        left = max(0.0, ends - loop.time())
        got = await _reply(client, asked, left, on_wait)
        if isinstance(got, Fault):
            late = got.cause == "timeout" and turn != "first"
            fault = Teller(client.profile).timed_out(whole) if late else got
            fault.usage = _sum([*(one.usage for one in replies), got.usage])
            raise fault
        reply = got
        replies.append(reply)
        rung = asked.rung(await client.known())
        said = reply.text or reply.thinking
        try:
            # In a thread: a hostile answer may take a while to see through.
            value = await asyncio.to_thread(first_valid, said, schema.validate)
        except ValueError as error:
            complaint = str(error)
        else:
            return Structured(value, rung, tuple(replies), _sum([one.usage for one in replies]))
        below = lower_rung(rung)
        if turn == "first":
            turn, asked = "repair", repair_of(first, said, complaint)
        elif turn == "repair" and below is not None:
            turn, asked = "lower", first._replace(top_rung=below, spelled=True)
        else:
            break
    raise Fault(
        "unreadable",
        f"the model did not return a usable answer: {_sentence(complaint)}",
        hint="ask again, or use a larger model; `per_dimension = true` makes answers shorter",
        raw=said,
        usage=_sum([one.usage for one in replies]),
    )


def _sentence(complaint: str) -> str:
    """Return a complaint as far as it is ours: pydantic quotes the answer after a line's end."""
    return one_line(complaint.split("\n", 1)[0])[:160]


async def _reply(
    client: Client, asked: Request, deadline: float, on_wait: Callable[[float], None] | None
) -> Reply | Fault:
    try:
        return await client.complete(
            asked, deadline=deadline, on_wait=on_wait, thinking_counts=True
        )
    except Fault as fault:
        return fault


def _sum(usages: Sequence[Usage | None]) -> Usage | None:
    total: Usage | None = None
    for one in usages:
        if one is not None:
            total = one if total is None else total + one
    return total
