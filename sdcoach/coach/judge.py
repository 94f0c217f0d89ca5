"""A second opinion: asking for it, holding it to the candidate's words, and making a report."""

import asyncio
import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sdcoach.bank.question import Dimension, Rubric
from sdcoach.coach.answers import Usage
from sdcoach.coach.client import Client
from sdcoach.coach.cost import cost_of
from sdcoach.coach.faults import Fault
from sdcoach.coach.material import Material
from sdcoach.coach.profiles import Profile, host_of
from sdcoach.coach.promptfile import Prompt, is_cut, render
from sdcoach.coach.report import Opinion, Report, opinion, report
from sdcoach.coach.request import (
    JsonSchema,
    Message,
    Request,
    estimate_tokens,
    request_for,
    was_cut,
)
from sdcoach.coach.structured import Schema, Turn, ask_structured, formed

PROMPT = "judge.report"
REPEATS = 3
"""How often it is asked when it is asked again; the level in the middle counts."""
DEADLINE_SECONDS = 300.0
"""For one report, all repairs included; more than one for a profile that asks by dimension."""
_SCHEMA_NAME = "second_opinion"


class Ask(NamedTuple):
    """One request to the judge, prepared: what is shown is what is sent."""

    request: Request
    schema: Schema[dict[str, Any]]
    dimensions: tuple[str, ...]


class Asking(NamedTuple):
    """Everything that one report takes."""

    asks: tuple[tuple[Ask, ...], ...]
    """Rounds, each with one or several requests."""
    prompt: Prompt
    cut: bool
    """Whether the notes are longer than what is sent."""

    @property
    def calls(self) -> int:
        """How many requests there are, repairs not counted."""
        return sum(len(one) for one in self.asks)

    @property
    def tokens(self) -> int:
        """About how many tokens are sent in all."""
        return sum(
            estimate_tokens(message.content)
            for one in self.asks
            for ask in one
            for message in ask.request.messages
        )


def form(dimensions: Sequence[str]) -> JsonSchema:
    """Return the JSON schema of an answer; the order of its fields is the order of thinking."""
    one = {
        "type": "object",
        "properties": {
            "evidence": {
                "type": "array",
                "maxItems": 3,
                "items": {"type": "string", "maxLength": 300},
            },
            "missing": {
                "type": "array",
                "maxItems": 2,
                "items": {"type": "string", "maxLength": 200},
            },
            "why_not_higher": {"type": "string", "maxLength": 300},
            "why_not_lower": {"type": "string", "maxLength": 300},
            "score": {"type": ["integer", "null"], "enum": [1, 2, 3, 4, None]},
        },
        "required": ["evidence", "missing", "why_not_higher", "why_not_lower", "score"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": dict.fromkeys(dimensions, one),
        "required": list(dimensions),
        "additionalProperties": False,
    }


def prepare(
    profile: Profile,
    prompt: Prompt,
    given: Material,
    *,
    again: bool = False,
    nonce: str | None = None,
    seed: int = 0,
) -> Asking:
    """Build the requests of a report; nothing is sent.

    Args:
        profile: Whom it is for.
        prompt: The prompt `judge.report`.
        given: The attempt.
        again: Ask `REPEATS` times, with the dimensions in turning order.
        nonce: Makes the fences' names; a new one by default.
        seed: Fixes the turning order.

    Raises:
        Fault: When the material does not fit into the model's context.
    """
    nonce = nonce or secrets.token_hex(4)
    rounds = []
    order = random.Random(seed)  # noqa: S311 - it turns an order, it guards nothing
    for number in range(REPEATS if again else 1):
        dimensions = list(given.dimensions)
        if number:
            order.shuffle(dimensions)
        groups = [[one] for one in dimensions] if profile.per_dimension else [dimensions]
        rounds.append(tuple(_ask(profile, prompt, given, group, nonce) for group in groups))
    _fits(profile, prompt, rounds[0][0].request)
    return Asking(tuple(rounds), prompt, is_cut(prompt, given.values(given.dimensions)))


async def judge(
    client: Client,
    asking: Asking,
    given: Material,
    rubric: Rubric,
    *,
    rubric_hash: str,
    on_wait: Callable[[float], None] | None = None,
    on_turn: Callable[[int, int, Turn], None] | None = None,
    on_request: Callable[[Request], None] | None = None,
) -> Report:
    """Ask for a report, and return what is left of it when it was gone through.

    Args:
        client: Whom to ask; open.
        asking: What was prepared, and shown, before.
        given: The attempt.
        rubric: The attempt's.
        rubric_hash: Of that rubric, kept with the report.
        on_wait: Told the seconds until a request is tried again.
        on_turn: Told which request of how many is under way, and which turn of it.
        on_request: Told every request before it is sent.

    Raises:
        Fault: When there is no report; the attempt is as it was.
    """
    began = asyncio.get_running_loop().time()
    rounds: list[list[Opinion]] = []
    usages: list[Usage | None] = []
    rungs: list[str] = []
    done = 0
    unread = False
    for one_round in asking.asks:
        told: dict[str, Mapping[str, Any]] = {}
        for ask in one_round:
            done += 1

            def turned(turn: Turn, request: Request, number: int = done) -> None:
                if on_turn is not None:
                    on_turn(number, asking.calls, turn)
                if on_request is not None:
                    on_request(request)

            got = await ask_structured(
                client,
                ask.request,
                ask.schema,
                deadline=max(client.profile.deadline, DEADLINE_SECONDS),
                on_wait=on_wait,
                on_turn=turned,
            )
            told |= got.value
            rungs.append(got.rung)
            unread = unread or _unread(ask.request, got.replies[0].usage)
            usages += [reply.usage for reply in got.replies]
        rounds.append([opinion(one.id, told[one.id], given.source) for one in given.dimensions])
    found = {"aimed": given.aimed, "cut": asking.cut, "unread": unread}
    flags = [name for name, raised in found.items() if raised]
    profile = client.profile
    origin = {
        "profile": profile.name,
        "host": host_of(profile),
        "model": profile.model,
        "rung": rungs[-1],
        "prompt": asking.prompt.id,
        "prompt_hash": asking.prompt.hash,
        "rubric_hash": rubric_hash,
        "seconds": round(asyncio.get_running_loop().time() - began, 1),
        "tokens": _tokens(usages),
        "cost": cost_of(usages, profile.price),
    }
    return report(
        rounds,
        rubric,
        given.seniority,
        far_off=given.far_off,
        whole=given.whole,
        flags=flags,
        origin=origin,
    )


def _ask(
    profile: Profile, prompt: Prompt, given: Material, group: Sequence[Dimension], nonce: str
) -> Ask:
    names = tuple(one.id for one in group)
    schema = Schema(_SCHEMA_NAME, form(names), dict[str, Any])
    messages: tuple[Message, ...] = render(prompt, given.values(group), nonce)
    request = request_for(profile, messages, max_tokens=prompt.max_output_tokens)
    return Ask(formed(request, schema), schema, names)


def _tokens(usages: Sequence[Usage | None]) -> dict[str, int] | None:
    known = [one for one in usages if one is not None]
    if not known:
        return None
    total = sum(known[1:], known[0])
    return {"input": total.prompt, "output": total.completion, "cached": total.cached}


def _unread(request: Request, usage: Usage | None) -> bool:
    """Whether the host read only a part of a request, as some do without a word."""
    if usage is None:
        return False
    estimated = sum(estimate_tokens(message.content) for message in request.messages)
    return was_cut(estimated, usage.prompt, usage.completion)


def _fits(profile: Profile, prompt: Prompt, request: Request) -> None:
    if profile.context is None:
        return
    needed = prompt.max_output_tokens + sum(
        estimate_tokens(message.content) for message in request.messages
    )
    if needed > profile.context:
        raise Fault(
            "context",
            f"This needs about {needed:,} tokens; the profile `{profile.name}` holds "
            f"{profile.context:,}.",
            hint="Use a model with a larger context"
            + ("." if profile.per_dimension else ", or set `per_dimension = true`."),
            limit=profile.context,
        )
