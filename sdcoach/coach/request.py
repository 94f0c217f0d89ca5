"""What is asked of a model, and the one function that builds what is sent.

Pure: the preview, the dry run and the call itself all come from `body`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from sdcoach.coach.abilities import BOUNDS, RUNGS, Abilities, Rung
from sdcoach.coach.profiles import Profile, host_of
from sdcoach.text import clean

JsonSchema: TypeAlias = Mapping[str, Any]

SPELLED = "Reply with one JSON object only, matching this JSON schema:"
"""What stands before a schema that is spelled out in the prompt."""
_BOUNDS = frozenset(
    {"maxItems", "minItems", "maxLength", "minLength", "pattern", "minimum", "maximum"}
)
_CHARS_PER_TOKEN = 4
_LEAST_CONTEXT = 1000
_FULL = frozenset({2048, 4096, 8192, 16_384})
"""Contexts as servers set them; a prompt of exactly so many tokens filled one to the brim."""


class Message(NamedTuple):
    """One turn of the talk with the model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Request(NamedTuple):
    """What is asked, before it is known what the host takes.

    Attributes:
        profile: Name of the profile it is for.
        host: Host of that profile, which decides about a few fields.
        model: The model's name.
        messages: The talk so far; the last is the user's.
        max_tokens: How long the answer may be, in tokens.
        schema_name: Name of the JSON schema; empty for a free answer.
        schema: The JSON schema of the answer, or None for a free answer.
        spelled: Whether the schema also stands in the prompt, whatever the rung.
        top_rung: The strictest rung to use, whatever the host takes.
        stream: Whether the answer comes piece by piece.
        temperature: Sent when given; newer models refuse it, so by default it is not.
        reasoning_effort: Sent when given.
        max_chars: Longer answers are broken off.
    """

    profile: str
    host: str
    model: str
    messages: tuple[Message, ...]
    max_tokens: int
    schema_name: str = ""
    schema: JsonSchema | None = None
    spelled: bool = False
    top_rung: Rung = "json_schema"
    stream: bool = False
    temperature: float | None = None
    reasoning_effort: str | None = None
    max_chars: int = 64_000

    def rung(self, abilities: Abilities) -> Rung:
        """Return the rung that is used: the lower of what is wished and what the host takes."""
        return RUNGS[max(RUNGS.index(self.top_rung), RUNGS.index(abilities.rung))]


def request_for(
    profile: Profile,
    messages: Sequence[Message],
    *,
    max_tokens: int,
    schema_name: str = "",
    schema: JsonSchema | None = None,
    stream: bool = False,
    max_chars: int = 64_000,
) -> Request:
    """Return a request to the profile's model, with the profile's own wishes in it."""
    return Request(
        profile.name,
        host_of(profile),
        profile.model,
        tuple(messages),
        max_tokens,
        schema_name=schema_name,
        schema=schema,
        stream=stream,
        reasoning_effort=profile.reasoning_effort,
        max_chars=max_chars,
    )


def body(request: Request, abilities: Abilities) -> dict[str, Any]:
    """Build what is sent, as the JSON object that Chat Completions take."""
    rung = request.rung(abilities)
    messages = [{"role": one.role, "content": clean(one.content)} for one in request.messages]
    schema = request.schema
    if schema is not None and (request.spelled or rung != "json_schema"):
        # At the end, so that what stands before it is the same at every rung.
        spelled = json.dumps(schema, ensure_ascii=False)
        messages[-1]["content"] += f"\n\n{SPELLED}\n{spelled}"
    built: dict[str, Any] = {
        "model": request.model,
        "messages": messages,
        abilities.limit_name: request.max_tokens,
    }
    optional: dict[str, Any] = {
        "temperature": request.temperature,
        "reasoning_effort": request.reasoning_effort,
        "stream": True if request.stream else None,
        "stream_options": {"include_usage": True} if request.stream else None,
    }
    if schema is not None and rung != "text":
        built["response_format"] = _response_format(request.schema_name, schema, rung, abilities)
        if request.host == "openrouter.ai":
            # Otherwise it may route to a host that ignores the schema.
            optional["provider"] = {"require_parameters": True}
    built.update(
        (name, value)
        for name, value in optional.items()
        if value is not None and name not in abilities.rejected
    )
    return built


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text is: four characters each, rounded up."""
    return -(-len(text) // _CHARS_PER_TOKEN)


def prompt_tokens(built: Mapping[str, Any]) -> int:
    """Return about how many tokens a body's messages are."""
    return sum(estimate_tokens(str(one["content"])) + 4 for one in built["messages"])


def was_cut(estimated: int, counted: int, written: int = 0) -> bool:
    """Whether the host read less of a prompt than was sent, as some do without a word.

    A count below `_LEAST_CONTEXT` is none of a cut: no context is as small, but some hosts do
    not count what they had read before.

    Args:
        estimated: `prompt_tokens` of what was sent.
        counted: What the host says it read, in tokens.
        written: What it says it wrote.
    """
    if not _LEAST_CONTEXT <= counted < estimated:
        return False
    return counted < 0.6 * estimated or bool({counted, counted + written} & _FULL)


def _response_format(
    name: str, schema: JsonSchema, rung: Rung, abilities: Abilities
) -> dict[str, Any]:
    if rung == "json_object":
        return {"type": "json_object"}
    sent = _unbounded(schema) if BOUNDS in abilities.rejected else schema
    return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": sent}}


def _unbounded(schema: Any) -> Any:
    """Return the schema without the bounds that some hosts do not take."""
    if isinstance(schema, Mapping):
        return {
            # Below `properties` the names are the answer's, not the schema's.
            name: (
                {field: _unbounded(inner) for field, inner in value.items()}
                if name == "properties"
                else _unbounded(value)
            )
            for name, value in schema.items()
            if name not in _BOUNDS
        }
    if isinstance(schema, (list, tuple)):
        return [_unbounded(one) for one in schema]
    return schema
