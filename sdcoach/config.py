"""The settings in `config.toml`; read only, and only by us."""

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
