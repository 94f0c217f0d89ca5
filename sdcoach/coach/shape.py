"""Holding a value against a JSON schema, as far as our schemas go.

The very schema that is sent decides, so the two cannot drift apart. Known: `type` (one or
several), `enum`, `const`, `properties`, `required`, `additionalProperties: false`, `items`,
`minItems`, `maxItems`, `minLength`, `maxLength`, `minimum`, `maximum`.
"""

from collections.abc import Mapping
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def require_shape(value: Any, schema: Mapping[str, Any], at: str = "") -> None:
    """Check that a value is as its schema says.

    Raises:
        ValueError: With a sentence that names the place and what is wrong there.
    """
    place = at or "the answer"
    _require_kind(value, schema, place)
    if isinstance(value, dict):
        _require_object(value, schema, at)
    elif isinstance(value, list):
        _require_between(
            len(value), schema, ("minItems", "maxItems"), f"{place} must have", "items"
        )
        for index, one in enumerate(value):
            require_shape(one, schema.get("items", {}), f"{at}[{index}]")
    elif isinstance(value, str):
        _require_between(
            len(value), schema, ("minLength", "maxLength"), f"{place} must have", "characters"
        )
    elif isinstance(value, (int, float)):
        _require_between(value, schema, ("minimum", "maximum"), f"{place} must be", "")


def _require_kind(value: Any, schema: Mapping[str, Any], place: str) -> None:
    wanted = schema.get("type")
    kinds = [wanted] if isinstance(wanted, str) else wanted
    if kinds and not any(_is(value, kind) for kind in kinds):
        raise ValueError(f"{place} must be {' or '.join(kinds)}")
    choices = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if choices is not None and not any(_same(value, one) for one in choices):
        shown = ", ".join("null" if one is None else str(one) for one in choices)
        raise ValueError(f"{place} must be one of {shown}")


def _require_object(value: dict[str, Any], schema: Mapping[str, Any], at: str) -> None:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            raise ValueError(f"{_inside(at, name)} is missing")
    for name, one in value.items():
        if name in known:
            require_shape(one, known[name], _inside(at, name))
        elif schema.get("additionalProperties", True) is False:
            raise ValueError(f"{_inside(at, str(name)[:60])} does not belong there")


def _require_between(
    size: float, schema: Mapping[str, Any], names: tuple[str, str], lead: str, unit: str
) -> None:
    least, most = schema.get(names[0]), schema.get(names[1])
    if least is not None and size < least:
        raise ValueError(f"{lead} at least {least} {unit}".rstrip())
    if most is not None and size > most:
        raise ValueError(f"{lead} at most {most} {unit}".rstrip())


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _same(value: Any, choice: Any) -> bool:
    """Whether they are the same JSON value: 1 is not true."""
    return bool(value == choice) and isinstance(value, bool) == isinstance(choice, bool)


def _inside(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
