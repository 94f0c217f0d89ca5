"""The notes in $EDITOR: out to a file in the data folder, and back as one edit.

The file lies beside the history, so that what was written there survives whatever happens to
sdcoach in the meantime; `recovered` finds it again.
"""

import os
import shlex
import subprocess
from pathlib import Path

from sdcoach import atomic, paths
from sdcoach.errors import ConfigError
from sdcoach.text import clean


def editor_command() -> list[str]:
    """Return the person's editor: $VISUAL, else $EDITOR, else vi.

    Raises:
        ConfigError: When the variable is no command line.
    """
    text = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ConfigError(f"$EDITOR cannot be read: {error}", hint="set it to a command") from error
    return words or ["vi"]


def _file(attempt: str) -> Path:
    return paths.data_home() / "editor" / f"{attempt}.md"


def edit(attempt: str, text: str) -> str:
    """Let the person edit `text`; blocks until the editor ends. Return what it reads then.

    Raises:
        ConfigError: When the editor cannot be started.
        OSError: When the file cannot be written or read.
    """
    file = _file(attempt)
    command = [*editor_command(), str(file)]
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    atomic.write_text(file, text)
    try:
        subprocess.run(command, check=False)  # noqa: S603 - the person's own editor
    except OSError as error:
        # Left there, it would later count as what an editor had saved, over newer notes.
        file.unlink()
        raise ConfigError(
            f"the editor {command[0]!r} cannot be started ({error.strerror})",
            hint="set $EDITOR to one that is installed",
        ) from error
    edited = _read(file)
    file.unlink()
    return edited.removesuffix("\n") if not text.endswith("\n") else edited


def recovered(attempt: str, text: str) -> str | None:
    """Return what an editor left behind when sdcoach ended under it, or None.

    The file is taken only if it says something else than the notes do; it is removed either way.
    """
    file = _file(attempt)
    if not file.exists():
        return None
    left = _read(file)
    file.unlink()
    return left if left.strip() and left.strip() != text.strip() else None


def _read(file: Path) -> str:
    return clean(file.read_bytes().decode("utf-8", errors="replace"))
