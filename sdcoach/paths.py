"""Where things lie: the user's configuration and data, and the shipped content.

`SDCOACH_HOME` moves configuration and data into one folder. Nothing here creates a folder
except `data_dir`, which is called by what is about to write.
"""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).parent


def _home(env: str, linux: str, mac: str, windows: str) -> Path:
    override = os.environ.get("SDCOACH_HOME")
    if override:
        return Path(override).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get(windows) or Path.home()) / "sdcoach"
    if sys.platform == "darwin":
        return Path.home() / mac / "sdcoach"
    return Path(os.environ.get(env) or Path.home() / linux) / "sdcoach"


def config_dir() -> Path:
    """The folder of `config.toml`."""
    return _home("XDG_CONFIG_HOME", ".config", "Library/Application Support", "APPDATA")


def config_file() -> Path:
    """The user's settings; need not exist."""
    return config_dir() / "config.toml"


def data_home() -> Path:
    """The folder of the history, whether it exists or not."""
    return _home("XDG_DATA_HOME", ".local/share", "Library/Application Support", "LOCALAPPDATA")


def data_dir() -> Path:
    """The folder of the history, made when it does not exist.

    Raises:
        OSError: When it cannot be made.
    """
    folder = data_home()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def database_file() -> Path:
    """The history: one SQLite file."""
    return data_home() / "sdcoach.db"


def user_questions_dir() -> Path:
    """A person's own questions; need not exist."""
    return data_home() / "questions"


def _shipped(name: str) -> Path:
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def questions_dir() -> Path:
    """The shipped bank: inside the wheel, or beside the package in a checkout."""
    return _shipped("questions")


def prompts_dir() -> Path:
    """The shipped prompts: inside the wheel, or beside the package in a checkout."""
    return _shipped("prompts")
