"""A tree of nodes as one of our types: the types of `question` are the schema.

Every problem of a tree is collected, each with its place; nothing stops at the first. A field is
required unless it stands in `OPTIONAL` or its type gives a default; one that no type knows is a
problem, with the nearest name as a hint.
"""

import re
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from sdcoach.bank.document import Listing, Mapping, Node, Scalar
from sdcoach.bank.problem import Problem, did_you_mean
from sdcoach.text import clean

OPTIONAL = frozenset({"allows", "heard_not", "study", "tags", "touches"})
"""Fields that may be left out; all of them are lists."""

BLANK = "…"
"""Stands in a template where a person is to write."""

_WRITTEN = {"inside": "in", "outside": "out"}  # Python's own words, as YAML spells them
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_INT = re.compile(r"-?[0-9]{1,9}")
_FLOAT = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")


def blank_hint(path: str) -> str:
    """Return what to do about an empty text: it may go only where nothing has to stand."""
    last = path.rpartition(".")[2]
    name, entry, _ = last.partition("[")
    return "Write it, or remove it." if entry and name in OPTIONAL else "Write it."


class _Broken:
    """The value of what could not be read."""


BROKEN: Any = _Broken()


class Decoder:
    """Turns nodes into values, and keeps what was wrong and where everything stood.

    Args:
        file: The name that problems carry.
        strict: Whether unknown fields are problems and text is trimmed; not so for JSON that a
            newer version may have written.
        beside: Fields that belong to the file itself, known at its root beside those of its type.
    """

    def __init__(self, file: str, *, strict: bool = True, beside: tuple[str, ...] = ()) -> None:
        self.file = file
        self.strict = strict
        self.beside = beside
        self.problems: list[Problem] = []
        self.places: dict[str, tuple[int, int]] = {}
        """Field path to line and column."""

    def complain(self, node: Node, path: str, message: str, hint: str = "") -> Any:
        """Note a problem and return `BROKEN`."""
        self.problems.append(Problem(self.file, node.line, node.column, path, message, hint))
        return BROKEN

    def decode(self, kind: Any, node: Node, path: str = "") -> Any:
        """Return `node` as a value of the type `kind`, or `BROKEN` with the problems noted."""
        self.places[path] = node.line, node.column
        if kind is str:  # nearly every node
            return self._scalar(kind, node, path)
        if kind is Node:
            return node
        origin = get_origin(kind)
        if origin is tuple:
            return self._list(get_args(kind), node, path)
        if origin is dict:
            key_kind, value_kind = get_args(kind)
            return self._dict(key_kind, value_kind, node, path)
        if hasattr(kind, "_fields"):
            return self._record(kind, node, path)
        return self._scalar(kind, node, path)

    def _scalar(self, kind: Any, node: Node, path: str) -> Any:
        if not isinstance(node, Scalar):
            wanted = "a number" if kind in (int, float) else "a text"
            found = "a list" if isinstance(node, Listing) else "a group of fields"
            return self.complain(
                node, path, f"Here stands {found} instead of {wanted}.", _SHAPE_HINT
            )
        if node.empty:
            return self.complain(node, path, "No value is given.", 'Write one, or `""` for none.')
        if kind is str:
            text = clean(node.text)
            if self.strict and text.strip() == BLANK:
                return self.complain(node, path, "This is still blank.", blank_hint(path))
            return text.strip() if self.strict else text
        if kind is int or kind is float:
            if (_INT if kind is int else _FLOAT).fullmatch(node.text) is None:
                shown = clean(node.text)[:40]
                return self.complain(node, path, f"`{shown}` is not a number.", "Write digits.")
            return kind(node.text)
        if kind is bool:
            if node.text not in ("true", "false"):
                return self.complain(node, path, "This is neither true nor false.", "Write `true`.")
            return node.text == "true"
        if kind is NoneType or get_origin(kind) is not Literal:
            raise TypeError(f"no rule for {kind!r}")
        return self._choice(get_args(kind), node, path)

    def _choice(self, options: tuple[str, ...], node: Scalar, path: str) -> Any:
        written = clean(node.text)
        if written in options:
            return written
        listed = ", ".join(options)
        shown = written[:40]
        return self.complain(
            node,
            path,
            f"`{shown}` is not one of {listed}.",
            did_you_mean(written, options, f"Write one of: {listed}."),
        )

    def _list(self, kinds: tuple[Any, ...], node: Node, path: str) -> Any:
        if not isinstance(node, Listing):
            return self.complain(
                node, path, "Here should stand a list.", "Write `[one, two]` or `- one`."
            )
        many = kinds[-1] is Ellipsis
        if not many and len(node.items) != len(kinds):
            return self.complain(
                node,
                path,
                f"{len(node.items)} entries stand where {len(kinds)} belong.",
                _SHAPE_HINT,
            )
        values: list[Any] = []
        seen: dict[str, int] = {}
        for number, item in enumerate(node.items):
            name = _id_of(item)
            here = f"{path}[{name or number}]"
            if name:
                if name in seen:
                    hint = f"The other one is in line {seen[name]}."
                    values.append(
                        self.complain(item, here, f"The id `{name}` is used twice.", hint)
                    )
                    continue
                seen[name] = item.line
            values.append(self.decode(kinds[0 if many else number], item, here))
        return BROKEN if _any_broken(values) else tuple(values)

    def _dict(self, key_kind: Any, value_kind: Any, node: Node, path: str) -> Any:
        if not isinstance(node, Mapping):
            return self.complain(node, path, "Here should stand names with values.", _SHAPE_HINT)
        result: dict[Any, Any] = {}
        sound = True
        for name, (key, item) in node.fields.items():
            here = f"{path}.{clean(name)[:60]}" if path else clean(name)[:60]
            known = self.decode(key_kind, key, here)
            value = self.decode(value_kind, item, here)
            sound = sound and known is not BROKEN and value is not BROKEN
            if known is not BROKEN:
                result[known] = value
        return result if sound else BROKEN

    def _record(self, kind: Any, node: Node, path: str) -> Any:
        if not isinstance(node, Mapping):
            return self.complain(node, path, "Here should stand fields with values.", _SHAPE_HINT)
        values: list[Any] = []
        names = {_WRITTEN.get(name, name): name for name in kind._fields}
        for written, name in names.items():
            here = f"{path}.{written}" if path else written
            if written not in node.fields:
                values.append(self._absent(kind, name, node, here, written))
                continue
            value = self.decode(kind.__annotations__[name], node.fields[written][1], here)
            if name == "id" and value is not BROKEN:
                value = self._id(value, node.fields[written][1], here)
            values.append(value)
        if self.strict:
            self._unknown(node, [*names, *(() if path else self.beside)], path)
        return BROKEN if _any_broken(values) else kind(*values)

    def _absent(self, kind: Any, name: str, node: Mapping, path: str, written: str) -> Any:
        if name in OPTIONAL:
            return ()
        default = kind._field_defaults.get(name, BROKEN)
        return self._missing(node, path, written) if default is BROKEN else default

    def _missing(self, node: Mapping, path: str, written: str) -> Any:
        return self.complain(node, path, f"The field `{written}` is missing.", f"Add `{written}:`.")

    def _id(self, value: str, node: Node, path: str) -> Any:
        if _ID.fullmatch(value) and len(value) <= 60:
            return value
        return self.complain(
            node,
            path,
            f"`{value[:60]}` cannot be an id.",
            "An id has at most 60 lower-case letters, digits and single hyphens.",
        )

    def _unknown(self, node: Mapping, names: list[str], path: str) -> None:
        for written, (key, _) in node.fields.items():
            if written not in names:
                shown = clean(written)[:60]
                free = [name for name in names if name not in node.fields]
                listed = ", ".join(names)
                self.complain(
                    key,
                    f"{path}.{shown}" if path else shown,
                    f"The field `{shown}` is unknown.",
                    did_you_mean(written, free or names, f"Known here: {listed}."),
                )


_SHAPE_HINT = "questions/README.md shows the form."


def _id_of(node: Node) -> str:
    """The id of a list's entry, which names it in paths; empty when it has none that can."""
    if isinstance(node, Mapping) and "id" in node.fields:
        value = node.fields["id"][1]
        if isinstance(value, Scalar) and _ID.fullmatch(value.text):
            return value.text
    return ""


def _any_broken(values: list[Any]) -> bool:
    return any(value is BROKEN for value in values)
