"""The settings in `config.toml`; read only, and only by us."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sdcoach import paths
from sdcoach.errors import ConfigError


class Setting(NamedTuple):
    """One setting a person may change."""

    name: str
    default: bool | int | str
    help: str

    @property
    def shown(self) -> str:
        """The default as TOML writes it."""
        if isinstance(self.default, bool):
            return str(self.default).lower()
        return f'"{self.default}"' if isinstance(self.default, str) else str(self.default)


SETTINGS = (
    Setting(
        "theme", "terminal", "`terminal` (its own colours), `dark`, `light`, or a theme of Textual"
    ),
    Setting("ascii", False, "`* o . > v` instead of signs of ambiguous width"),
    Setting("bell", False, "the terminal's bell when time is up"),
    Setting("clock", True, "`false` hides the minutes until time is up"),
    Setting("mouse", True, "`false` leaves the mouse to the terminal"),
    Setting("minutes", 45, "length of an interview, 15 to 120"),
    Setting("seniority", "senior", "`mid`, `senior` or `staff`"),
    Setting("mode", "interview", "`interview` (no pause) or `practice`"),
)


class Config(NamedTuple):
    """The settings as they stand; the defaults are what most should keep."""

    theme: str = "terminal"
    ascii: bool = False
    bell: bool = False
    clock: bool = True
    mouse: bool = True
    minutes: int = 45
    seniority: str = "senior"
    mode: str = "interview"
    keys: tuple[tuple[str, str], ...] = ()
    """Id of an action to its key."""
    llm: Mapping[str, Any] = {}
    """The table `[llm]`, its shape checked; coach/profiles.py reads it. It holds no key."""


_CHOICES = {"seniority": ("mid", "senior", "staff"), "mode": ("interview", "practice")}


def load(path: Path | None = None) -> Config:
    """Read the settings; without a file they are the defaults.

    Raises:
        ConfigError: When the file cannot be read or holds what is no setting.
    """
    path = path or paths.config_file()
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise ConfigError(
            f"the settings cannot be read ({error.strerror})",
            place=str(path),
            hint="check its rights",
        ) from error
    import tomllib  # 5 ms that a start without settings need not pay

    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"this is no TOML: {error}", place=str(path)) from error
    return _checked(table, str(path))


def _checked(table: dict[str, Any], place: str) -> Config:
    known = Config._field_defaults
    settled: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            raise ConfigError(
                f"there is no setting {name!r}", place=place, hint="known: " + ", ".join(known)
            )
        if name == "keys":
            settled[name] = _keys(value, place)
            continue
        if name == "llm":
            settled[name] = _llm(value, f"{place} [llm]")
            continue
        if type(value) is not type(known[name]):
            wanted = {bool: "true or false", int: "a whole number", str: "a text"}[
                type(known[name])
            ]
            raise ConfigError(f"{name} must be {wanted}", place=place)
        if name in _CHOICES and value not in _CHOICES[name]:
            raise ConfigError(f"{name} must be one of {', '.join(_CHOICES[name])}", place=place)
        if name == "minutes" and not 15 <= value <= 120:
            raise ConfigError("minutes must lie between 15 and 120", place=place)
        settled[name] = value
    return Config(**settled)


def _keys(value: Any, place: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(
        isinstance(key, str) and key.isprintable() for key in value.values()
    ):
        raise ConfigError(
            "[keys] must give each action its key as a text",
            place=place,
            hint='for example "interview.next_phase" = "f4"',
        )
    return tuple(value.items())


_PROFILE = {
    "base_url": "a text",
    "model": "a text",
    "key": "a text",
    "context": "a whole number",
    "reasoning_effort": "a text",
    "price": "a table of two numbers, { input = 0.25, output = 2.0 }",
    "per_dimension": "true or false",
    "deadline": "a number of seconds",
    "allow_http": "true or false",
}
_KEY_PLACE = re.compile(r"none|env:[A-Za-z_][A-Za-z0-9_]*|file:[A-Za-z0-9_-]+")


def _llm(value: Any, place: str) -> dict[str, Any]:
    """Check the shape of `[llm]`; whether its addresses and names fit is for coach/profiles.py."""
    if not isinstance(value, dict):
        raise ConfigError("[llm] must be a table", place=place)
    for name, part in value.items():
        if name in ("judge", "interviewer"):
            if not isinstance(part, str):
                raise ConfigError(f"{name} must name a profile", place=place)
        elif name != "profiles":
            raise ConfigError(
                f"there is no setting {name!r}",
                place=place,
                hint="known: judge, interviewer, profiles",
            )
    profiles = value.get("profiles", {})
    if not isinstance(profiles, dict) or not all(
        isinstance(one, dict) for one in profiles.values()
    ):
        raise ConfigError("profiles must be tables such as [llm.profiles.local]", place=place)
    for name, fields in profiles.items():
        _profile(fields, f"{place} {name}")
    return value


def _profile(fields: dict[str, Any], place: str) -> None:
    for name, value in fields.items():
        if name not in _PROFILE:
            raise ConfigError(
                f"a profile has no {name!r}", place=place, hint="known: " + ", ".join(_PROFILE)
            )
        if name == "key":
            # Never echoed: someone may have written the key itself.
            if not isinstance(value, str) or not _KEY_PLACE.fullmatch(value):
                raise ConfigError(
                    'key must say where the key lies: "env:NAME", "file:NAME" or "none"',
                    place=place,
                    hint="the key itself belongs into the environment or keys.toml",
                )
        elif not _fits(name, value):
            raise ConfigError(f"{name} must be {_PROFILE[name]}", place=place)


def _fits(name: str, value: Any) -> bool:
    wanted = _PROFILE[name]
    if wanted == "a text":
        return isinstance(value, str) and bool(value) and value.isprintable()
    if wanted == "true or false":
        return isinstance(value, bool)
    if wanted == "a whole number":
        return type(value) is int
    if name == "price":
        return (
            isinstance(value, dict)
            and set(value) == {"input", "output"}
            and all(_amount(one) for one in value.values())
        )
    return _amount(value)


_LARGEST = 1e12  # TOML's whole numbers have no end, floats and clocks do


def _amount(value: Any) -> bool:
    """Whether it is a number that is not negative, endless or NaN."""
    return type(value) in (int, float) and 0 <= value <= _LARGEST
