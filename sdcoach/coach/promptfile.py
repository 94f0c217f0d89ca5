"""A prompt as a file: TOML between `+++` lines, then `# system` and `# user` with `{{ name }}`.

The roles are split on the file as it lies there, before anything is put in, so that no text of a
candidate can open a role. What is put in is never looked at for further names. Inputs that are
not ours (`trust = "untrusted"`) may not stand in `# system`; they lose control characters and the
tokens that chat templates are made of, are cut to `max_chars`, and stand in a fence whose name
nobody could guess.
"""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from sdcoach.coach.request import Message
from sdcoach.errors import ContentError

ROLES = ("system", "user")
MAX_CHARS = 20_000
"""The most of one input, unless the file says less or more."""
CUT = "[cut here]"
HASH_LENGTH = 12
_MOST_TOKENS = 1_000_000

_ROLE = re.compile(r"^# (system|user|assistant)[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
_ID = re.compile(r"[a-z]+(?:[.-][a-z]+)*")
_MARKUP = re.compile(
    r"<\|[^|>\n]{1,40}\|>|<\|?(?:begin|end)[\u2581_ ]of[\u2581_ ]\w+\|?>|\[/?INST\]|<</?SYS>>"
    r"|</?s>|<(?:start|end)_of_turn>|</?think>|<\uff5c[^\uff5c>\n]{1,40}\uff5c>",
    re.IGNORECASE,
)
_HARMLESS = str.maketrans("<>[]|", "\u2039\u203a\u27e6\u27e7\u00a6")
_KEYS = {
    "id": str,
    "version": int,
    "purpose": str,
    "max_output_tokens": int,
    "min_context": int,
    "inputs": dict,
}


class Input(NamedTuple):
    """One thing that is put into a prompt."""

    trusted: bool
    max_chars: int


class Prompt(NamedTuple):
    """A prompt that holds together.

    Attributes:
        id: Its name, which is also the file's.
        version: Counts the changes of the file.
        purpose: What it is for, in a few words.
        max_output_tokens: How long the answer may be.
        min_context: Tokens a model must hold for it.
        inputs: What is put in, by name.
        parts: Role and text of each message, before anything is put in.
        hash: The first twelve digits of the file's SHA-256; kept with every report.
    """

    id: str
    version: int
    purpose: str
    max_output_tokens: int
    min_context: int
    inputs: dict[str, Input]
    parts: tuple[tuple[str, str], ...]
    hash: str


def parse_prompt(text: str, place: str) -> Prompt:
    """Read a prompt.

    Args:
        text: The whole file.
        place: How to call the file in an error.

    Raises:
        ContentError: With file and line, when it does not hold together.
    """
    text = text.replace("\r\n", "\n")
    if not text.startswith("+++\n") or "\n+++\n" not in text[3:]:
        raise ContentError(
            "A prompt begins with TOML between two lines of `+++`.",
            place=f"{place}:1:1",
            hint="prompts/README.md shows the form.",
        )
    head, _, rest = text[4:].partition("\n+++\n")
    body_line = head.count("\n") + 4
    fields = _fields(head, place)
    inputs = _inputs(fields.get("inputs", {}), place)
    parts = _parts(rest, body_line, place)
    _names_agree(inputs, parts, place)
    return Prompt(
        fields["id"],
        fields["version"],
        fields["purpose"],
        fields["max_output_tokens"],
        fields["min_context"],
        inputs,
        tuple((role, body) for role, body, _ in parts),
        hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH],
    )


def render(prompt: Prompt, values: Mapping[str, str], nonce: str) -> tuple[Message, ...]:
    """Put the inputs in, once.

    Args:
        prompt: What to fill.
        values: Every input by name.
        nonce: Letters and digits that make the fences' names; new for every request, and fixed
            when it is prepared, so that what was shown is what is sent.

    Raises:
        KeyError: When an input is missing.
    """

    def put(match: re.Match[str]) -> str:
        name = match[1]
        given = prompt.inputs[name]
        value = values[name] if given.trusted else neutral(values[name])
        if len(value) > given.max_chars:
            value = f"{value[: given.max_chars]}\n{CUT}"
        return value if given.trusted else f"<{name}-{nonce}>\n{value}\n</{name}-{nonce}>"

    return tuple(
        Message("system" if role == "system" else "user", _NAME.sub(put, body))
        for role, body in prompt.parts
    )


def is_cut(prompt: Prompt, values: Mapping[str, str]) -> bool:
    """Whether any of the untrusted inputs is longer than what `render` puts in."""
    return any(
        len(neutral(values[name])) > given.max_chars
        for name, given in prompt.inputs.items()
        if not given.trusted
    )


def neutral(text: str) -> str:
    """Return a text without controls, and with the tokens of chat templates made harmless.

    Some hosts read such tokens inside a message as what they stand for: the end of a turn, or
    the start of another role. Each becomes signs that look alike.
    """
    kept = "".join(
        char
        for char in text
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs")
    )
    return _MARKUP.sub(lambda found: found[0].translate(_HARMLESS), kept)


def _fields(head: str, place: str) -> dict[str, Any]:
    try:
        fields = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(
            f"The front matter is no TOML: {error}.", place=f"{place}:2:1"
        ) from error
    for name, kind in _KEYS.items():
        if name == "inputs" and name not in fields:
            continue
        if type(fields.get(name)) is not kind:
            wanted = {str: "a text", int: "a whole number", dict: "a table"}[kind]
            raise ContentError(f"`{name}` must be {wanted}.", place=f"{place}:2:1")
    for name in fields:
        if name not in _KEYS:
            hint = f"Known: {', '.join(_KEYS)}"
            raise ContentError(
                f"`{name}` is no field of a prompt.", place=f"{place}:2:1", hint=hint
            )
    for name in ("max_output_tokens", "min_context"):
        if not 1 <= fields[name] <= _MOST_TOKENS:
            message = f"`{name}` lies between 1 and {_MOST_TOKENS:,}."
            raise ContentError(message, place=f"{place}:2:1")
    if not _ID.fullmatch(fields["id"]):
        hint = "Small letters with dots or hyphens between: judge.report"
        raise ContentError("The id cannot be used.", place=f"{place}:2:1", hint=hint)
    return fields


def _inputs(table: dict[str, Any], place: str) -> dict[str, Input]:
    inputs = {}
    for name, entry in table.items():
        trust = entry.get("trust") if isinstance(entry, dict) else None
        if trust not in ("trusted", "untrusted"):
            raise ContentError(
                f"The input `{name}` must say whether it is trusted.",
                place=f"{place}:2:1",
                hint='trust = "trusted" for our own text, "untrusted" for anybody else\'s.',
            )
        most = entry.get("max_chars", MAX_CHARS)
        if type(most) is not int or most < 1 or set(entry) - {"trust", "max_chars"}:
            hint = "An input has `trust` and perhaps `max_chars`."
            raise ContentError(
                f"The input `{name}` is not readable.", place=f"{place}:2:1", hint=hint
            )
        inputs[name] = Input(trust == "trusted", most)
    return inputs


def _parts(rest: str, first_line: int, place: str) -> list[tuple[str, str, int]]:
    """Return role, text and line of each message."""
    pieces = _ROLE.split(rest)
    if pieces[0].strip():
        hint = "Put `# system` or `# user` above it."
        raise ContentError(
            "Text stands before the first role.", place=f"{place}:{first_line}:1", hint=hint
        )
    parts = []
    line = first_line + pieces[0].count("\n")
    for role, body in zip(pieces[1::2], pieces[2::2], strict=True):
        if role not in ROLES:
            hint = "The roles are `# system` and `# user`."
            raise ContentError(f"`# {role}` cannot be given.", place=f"{place}:{line}:1", hint=hint)
        parts.append((role, body.strip("\n"), line))
        line += body.count("\n")
    if [role for role, _, _ in parts] not in (["system", "user"], ["user"]):
        hint = "One `# system` first, then one `# user`."
        raise ContentError(
            "The roles are not in order.", place=f"{place}:{first_line}:1", hint=hint
        )
    return parts


def _names_agree(inputs: dict[str, Input], parts: list[tuple[str, str, int]], place: str) -> None:
    used: set[str] = set()
    for role, body, line in parts:
        for match in _NAME.finditer(body):
            name = match[1]
            used.add(name)
            at = f"{place}:{line + body.count(chr(10), 0, match.start()) + 1}:1"
            if name not in inputs:
                hint = f"Add [inputs.{name}] above."
                raise ContentError(f"The input `{name}` is not declared.", place=at, hint=hint)
            if role == "system" and not inputs[name].trusted:
                hint = "Move it below `# user`."
                message = f"The input `{name}` is not trusted and may not stand in `# system`."
                raise ContentError(message, place=at, hint=hint)
    for name in inputs:
        if name not in used:
            hint = f"Write {{{{ {name} }}}} where it belongs, or remove it."
            raise ContentError(
                f"The input `{name}` is never used.", place=f"{place}:2:1", hint=hint
            )
