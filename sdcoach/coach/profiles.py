"""Which models there are to ask: the profiles of `[llm]` in config.toml, and their keys.

A key belongs to one profile and goes to that profile's host alone. The settings name where it
lies, never the key itself: `env:NAME`, `file:NAME` (in keys.toml, readable by its owner only)
or `none`.
"""

import ipaddress
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sdcoach import paths
from sdcoach.coach.faults import Fault
from sdcoach.config import Config
from sdcoach.errors import ConfigError

NO_KEY = "none"
"""What `resolve_key` returns for a host that wants no key; the client then sends none."""
DOCUMENTED = "docs/model.md shows a profile for each kind of host"

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
_KEY = re.compile(r"[!-~]+")  # what a header may carry without a space


class Secret:
    """A key that no `repr`, log or traceback shows."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the key itself; call it only where it is put to use."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"


class Price(NamedTuple):
    """What the user says a million tokens cost, in a currency of theirs."""

    input: float
    output: float


class Profile(NamedTuple):
    """One model at one host.

    Attributes:
        name: Its name in the settings.
        base_url: Where the host's Chat Completions begin, without a slash at the end.
        model: The model's name, as the host calls it (at Azure: the deployment).
        key: Where the key lies: `env:NAME`, `file:NAME` or `none`.
        context: Tokens the model can hold, or None when not told.
        reasoning_effort: Sent as it is, or None: not sent.
        price: The user's own prices, or None: only tokens are shown.
        per_dimension: Ask for one dimension at a time, for small models.
        deadline: Seconds that a whole call may take.
        allow_http: Send a key over plain http to another machine.
    """

    name: str
    base_url: str
    model: str
    key: str = NO_KEY
    context: int | None = None
    reasoning_effort: str | None = None
    price: Price | None = None
    per_dimension: bool = False
    deadline: float = 120.0
    allow_http: bool = False


class Profiles(NamedTuple):
    """The profiles there are, and the two that are in use."""

    judge: Profile | None = None
    interviewer: Profile | None = None
    all: tuple[Profile, ...] = ()

    def named(self, name: str) -> Profile:
        """Return the profile of that name.

        Raises:
            Fault: `no-profile` when there is none.
        """
        for profile in self.all:
            if profile.name == name:
                return profile
        known = ", ".join(profile.name for profile in self.all)
        raise Fault(
            "no-profile",
            f"there is no profile {name!r}",
            hint=f"known: {known}" if known else DOCUMENTED,
        )


def load_profiles(config: Config) -> Profiles:
    """Return the profiles of the settings; none when `[llm]` is not there.

    Raises:
        ConfigError: When a profile cannot be used as it is written. No key is looked up here.
    """
    place = f"{paths.config_file()} [llm]"
    table: Mapping[str, Any] = config.llm
    found = {
        name: _profile(name, fields, f"{place} {name}")
        for name, fields in table.get("profiles", {}).items()
    }

    def used(role: str) -> Profile | None:
        name = table.get(role)
        if name is None:
            return None
        if name not in found:
            known = ", ".join(found) or "none"
            raise ConfigError(
                f"{role} names the profile {name!r}, which is not there",
                place=place,
                hint=f"profiles: {known}; {DOCUMENTED}",
            )
        return found[name]

    return Profiles(used("judge"), used("interviewer"), tuple(found.values()))


def host_of(profile: Profile) -> str:
    """Return the host, with its port when the address names one: `127.0.0.1:11434`."""
    parts = urlsplit(profile.base_url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return host if parts.port is None else f"{host}:{parts.port}"


def is_loopback(profile: Profile) -> bool:
    """Whether the host is this very machine, so that nothing leaves it."""
    host = (urlsplit(profile.base_url).hostname or "").lower()
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def resolve_key(profile: Profile) -> str:
    """Return the profile's key, or `NO_KEY` for a profile that has none.

    Raises:
        Fault: `no-key` when it is not where the profile says, `bad-key` when it can be no key,
            `insecure` when it would be sent in the clear or others can read its file.
    """
    where, _, name = profile.key.partition(":")
    if where == NO_KEY:
        return NO_KEY
    _refuse_plain(profile)
    key = (os.environ.get(name, "") if where == "env" else _from_file(name)).strip()
    if not key:
        place = f"the environment has no {name}" if where == "env" else f"{_keys_file()} has none"
        raise Fault(
            "no-key",
            f"the key of the profile {profile.name!r} is not there: {place}",
            hint=(
                f"export {name}, or name another place in [llm.profiles.{profile.name}]"
                if where == "env"
                else f'write `{name} = "…"` into it, and keep it to yourself with `chmod 600`'
            ),
        )
    if not _KEY.fullmatch(key):
        del key  # a crash screen prints the variables of the frames that an error went through
        raise Fault(
            "bad-key",
            f"the key of the profile {profile.name!r} holds a space or a sign that no key has",
            hint="copy it again, without quotes and line ends",
        )
    return key


def _refuse_plain(profile: Profile) -> None:
    plain = urlsplit(profile.base_url).scheme == "http"
    if plain and not is_loopback(profile) and not profile.allow_http:
        raise Fault(
            "insecure",
            f"{host_of(profile)} is spoken to over plain http, where anyone on the way reads the key",
            hint='use https, or `key = "none"`, or `allow_http = true` in the profile',
        )


def _keys_file() -> Path:
    return paths.config_dir() / "keys.toml"


def _from_file(name: str) -> str:
    file = _keys_file()
    try:
        with file.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
                raise Fault(
                    "insecure",
                    f"others on this machine can read {file}",
                    hint=f"chmod 600 {file}",
                )
            raw = stream.read()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise Fault(
            "no-key", f"{file} cannot be read ({error.strerror})", hint="check its rights"
        ) from None
    key = _entry(raw, name)
    del raw
    if key is None:
        raise Fault(
            "no-key",
            f"{file} is no list of keys",  # a parser's own words could quote a key
            hint='one line for each: NAME = "…"',
        )
    return key


def _entry(raw: bytes, name: str) -> str | None:
    """Return the key of that name, empty when not listed, None when it is no list of keys."""
    import tomllib

    try:
        value = tomllib.loads(raw.decode("utf-8")).get(name, "")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return None
    return value if isinstance(value, str) else None


def _profile(name: str, fields: Mapping[str, Any], place: str) -> Profile:
    for needed in ("base_url", "model"):
        if not fields.get(needed):
            raise ConfigError(f"a profile needs {needed}", place=place, hint=DOCUMENTED)
    given = dict(fields)
    given["base_url"] = _address(given["base_url"], place)
    if "price" in given:
        given["price"] = Price(float(given["price"]["input"]), float(given["price"]["output"]))
    if "deadline" in given:
        given["deadline"] = float(given["deadline"])
        if not 5 <= given["deadline"] <= 3600:
            raise ConfigError("deadline must lie between 5 and 3600 seconds", place=place)
    if given.get("context", 1024) < 1024:
        raise ConfigError("context is in tokens, at least 1024", place=place)
    return Profile(name=name, **given)


def _address(text: str, place: str) -> str:
    """Return the address without a slash at the end.

    Raises:
        ConfigError: For anything but http(s)://host[:port][/path]: a name or key before the
            host, or what follows a `?`, would travel with every request.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    expected = (
        (parts.hostname or "") if ":" not in (parts.hostname or "") else f"[{parts.hostname}]"
    )
    expected += "" if port is None else f":{port}"
    fits = (
        parts.scheme in ("http", "https")
        and text[:4].lower() == "http"  # a blank before it is overlooked when it is taken apart
        and _is_host(expected.rpartition(":")[0] if port is not None else expected)
        and parts.netloc.lower() == expected.lower()
        and not parts.query
        and not parts.fragment
        and re.fullmatch(r"[A-Za-z0-9._~/%:-]*", parts.path)
    )
    if not fits:
        raise ConfigError(
            "base_url must be an address such as https://host/v1, without a name, key or `?`",
            place=place,
            hint=DOCUMENTED,
        )
    return text.rstrip("/")


def _is_host(text: str) -> bool:
    """Whether it is a name or an address; what looks like an address must be one."""
    if not _HOST.fullmatch(text):
        return False
    if text[0] != "[" and not re.fullmatch(r"\d+(?:\.\d+){3}", text):
        return True
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True
