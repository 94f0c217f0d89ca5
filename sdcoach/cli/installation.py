"""What of the installation can be looked at without a network: for `sdcoach doctor`."""

import os
import platform
import sys
import tempfile

from sdcoach import __version__, config, paths
from sdcoach.coach.doctor import Check
from sdcoach.coach.profiles import DOCUMENTED, load_profiles
from sdcoach.errors import ConfigError, StorageError

_OLDEST = (3, 11)


def checks() -> list[Check]:
    """Look at Python, the packages, the folders, the history, the settings and the terminal."""
    return [
        _python(),
        *_packages(),
        _sqlite(),
        _folder(),
        _history(),
        *_settings(),
        *_terminal(),
    ]


def _python() -> Check:
    version = platform.python_version()
    if sys.version_info < _OLDEST:
        return Check("python", "fail", f"Python {version} is too old", "install 3.11 or newer")
    return Check("python", "ok", f"Python {version}, sdcoach {__version__}")


def _packages() -> list[Check]:
    from importlib.metadata import PackageNotFoundError, version

    found: list[Check] = []
    for name in ("textual", "openai"):
        try:
            found.append(Check(name, "ok", f"{name} {version(name)}"))
        except PackageNotFoundError:
            found.append(Check(name, "fail", f"the package {name} is missing", "reinstall sdcoach"))
    return found


def _sqlite() -> Check:
    from sdcoach.history.database import OLDEST_SQLITE, sqlite_version

    version, enough = sqlite_version()
    if enough:
        return Check("sqlite", "ok", f"SQLite {version}")
    oldest = ".".join(map(str, OLDEST_SQLITE))
    return Check("sqlite", "fail", f"SQLite {version} is older than {oldest}", "use a newer Python")


def _folder() -> Check:
    folder = paths.data_home()
    nearest = folder
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    try:
        if nearest != folder:
            # Not made yet: whoever only asks need not make it.
            writable = nearest.is_dir() and os.access(nearest, os.W_OK)
            if not writable:
                raise OSError(f"{nearest} is not yours to write")
            return Check("data", "ok", f"{folder} will be made when it is needed")
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Check(
            "data",
            "fail",
            f"the data folder cannot be written: {error.strerror or error}",
            f"give yourself the right to write {folder}, or set SDCOACH_HOME",
        )
    return Check("data", "ok", f"{folder} can be written")


def _history() -> Check:
    from sdcoach.history.database import open_reader

    file = paths.database_file()
    try:
        reader = open_reader(file)
    except StorageError as error:
        return Check("history", "fail", error.message, error.hint or f"look at {file}")
    if reader is None:
        return Check("history", "ok", "there is no history yet")
    reader.close()
    size = file.stat().st_size / 1e6
    return Check("history", "ok", f"the history opens ({size:.1f} MB)")


def _settings() -> list[Check]:
    try:
        settings = config.load()
        profiles = load_profiles(settings)
    except ConfigError as error:
        return [Check("settings", "fail", str(error), error.hint or "correct that line")]
    there = paths.config_file().exists()
    said = "can be read" if there else "are the defaults: there is no file"
    found = [Check("settings", "ok", f"the settings {said} ({paths.config_file()})")]
    if not profiles.all:
        found.append(Check("model", "ok", "not configured (docs/model.md)"))
        return found
    names = ", ".join(f"{one.name} ({one.model})" for one in profiles.all)
    if profiles.judge is None and profiles.interviewer is None:
        found.append(
            Check(
                "model",
                "note",
                f"configured, but not used: {names}",
                f'`judge = "NAME"` in [llm]; {DOCUMENTED}',
            )
        )
    else:
        found.append(
            Check("model", "ok", f"configured: {names}; `sdcoach doctor --profile NAME` tries it")
        )
    return found


def _terminal() -> list[Check]:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    utf8 = (
        Check("utf-8", "ok", "the terminal is told to take UTF-8")
        if encoding == "utf8"
        else Check(
            "utf-8",
            "note",
            f"the output's encoding is {sys.stdout.encoding}, so some signs will be missing",
            "set LANG=C.UTF-8 or PYTHONUTF8=1, and `ascii = true` in the settings",
        )
    )
    return [utf8, _colour()]


def _colour() -> Check:
    if os.environ.get("NO_COLOR"):
        return Check("colour", "ok", "NO_COLOR is set: no colours are used")
    if not sys.stdout.isatty():
        return Check("colour", "skipped", "not found out: the output goes elsewhere")
    term = os.environ.get("TERM", "")
    if sys.platform != "win32" and term in ("", "dumb"):
        return Check(
            "colour",
            "fail",
            f"TERM is {term!r}: the screens need a terminal",
            "`sdcoach start --plain`",
        )
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Check("colour", "ok", f"{term} with all colours")
    many = "256" in term
    return Check("colour", "ok", f"{term} with {256 if many else 16} colours")
