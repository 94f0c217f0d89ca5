"""Envelope sheets saved by name: plain text files in the data folder, one a sheet."""

import re
from pathlib import Path

from sdcoach import atomic, paths
from sdcoach.errors import NotFoundError, StorageError
from sdcoach.text import clean, one_line

ENDING = ".sheet"
LONGEST_NAME = 60
_UNFIT = re.compile(r'[/\\:*?"<>|]|^\.+')


def folder() -> Path:
    """Return where the sheets lie; need not exist."""
    return paths.data_home() / "sheets"


def fit_name(name: str) -> str:
    """Return a name as it can be a file's, or an empty string when nothing of it is left."""
    return " ".join(_UNFIT.sub(" ", one_line(name)).split())[:LONGEST_NAME]


def names() -> list[str]:
    """Return the names of the saved sheets, in alphabetical order."""
    try:
        return sorted(path.stem for path in folder().glob(f"*{ENDING}"))
    except OSError:
        return []


def load(name: str) -> str:
    """Return the lines of a saved sheet.

    Raises:
        NotFoundError: When there is none of that name.
        StorageError: When it cannot be read.
    """
    file = folder() / f"{fit_name(name)}{ENDING}"
    try:
        return clean(file.read_bytes().decode("utf-8", errors="replace"))
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no sheet {name!r}", hint="^O lists them") from error
    except OSError as error:
        raise StorageError(
            f"the sheet cannot be read ({error.strerror})", place=str(file)
        ) from error


def save(name: str, text: str) -> str:
    """Save a sheet under a name, in the place of its namesake; return the name as kept.

    Raises:
        StorageError: When the name is none or the file cannot be written.
    """
    kept = fit_name(name)
    if not kept:
        raise StorageError("a sheet needs a name", hint="letters and digits will do")
    file = folder() / f"{kept}{ENDING}"
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        atomic.write_text(file, text if text.endswith("\n") else text + "\n")
    except OSError as error:
        raise StorageError(
            f"the sheet cannot be saved ({error.strerror})",
            hint="see that the folder can be written",
            place=str(file),
        ) from error
    return kept


def delete(name: str) -> None:
    """Delete a saved sheet; one that is not there is no trouble.

    Raises:
        StorageError: When it cannot be deleted.
    """
    try:
        (folder() / f"{fit_name(name)}{ENDING}").unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"the sheet cannot be deleted ({error.strerror})") from error
