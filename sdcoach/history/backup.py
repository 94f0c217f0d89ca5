"""Copies of the history, made before its tables change."""

import filecmp
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sdcoach.errors import StorageError

KEPT = 5
"""How many backups stay; the oldest goes first."""


def backups_dir(path: Path) -> Path:
    """The folder of the backups of the history at `path`."""
    return path.parent / "backups"


def backups(path: Path) -> list[Path]:
    """Return the backups of the history at `path`, oldest first."""
    found = backups_dir(path).glob(f"{path.stem}-*.db")
    return sorted(found, key=lambda file: (file.stat().st_mtime_ns, file.name))


def keep_backup(path: Path, schema: int) -> Path:
    """Copy the history whole, check the copy, and drop the oldest beyond `KEPT`.

    It reads through a connection of its own, so the caller may hold the write lock meanwhile;
    what the caller has not committed is not in the copy. When nothing was written since the
    last copy, that one does: a step that fails at every start must not drive out older copies.

    Args:
        path: The history.
        schema: The version of its tables, for the name of the copy.

    Returns:
        The copy: `backups/sdcoach-<schema>-<date>.db`.

    Raises:
        StorageError: When there is no room, or the copy does not read back; no copy is left.
        OSError: When the folder cannot be made.
    """
    last = _up_to_date(path, schema)
    if last is not None:
        return last
    folder = backups_dir(path)
    folder.mkdir(mode=0o700, exist_ok=True)
    stamp = time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
    target = folder / f"{path.stem}-{schema}-{stamp}.db"
    partial = folder / f".{target.name}.{os.getpid()}"
    try:
        verified_copy(path, partial)
        made = _of_schema(path, schema)
        if made and filecmp.cmp(partial, made[-1], shallow=False):
            return made[-1]  # closing the file touched it, but nothing was written
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    for old in backups(path)[:-KEPT]:
        old.unlink(missing_ok=True)
    return target


def _of_schema(path: Path, schema: int) -> list[Path]:
    return [file for file in backups(path) if file.name.startswith(f"{path.stem}-{schema}-")]


def _up_to_date(path: Path, schema: int) -> Path | None:
    made = _of_schema(path, schema)
    written = [file for file in (path, path.with_name(f"{path.name}-wal")) if file.exists()]
    newest = max(file.stat().st_mtime_ns for file in written)
    return made[-1] if made and made[-1].stat().st_mtime_ns > newest else None


def verified_copy(path: Path, partial: Path) -> None:
    """Copy a history into a file that does not exist yet, read it back, and see it on the disk.

    Raises:
        StorageError: When there is no room, or the copy does not read back.
        OSError: When the folder cannot be written.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as source:
            source.execute("VACUUM INTO ?", [str(partial)])
        with closing(sqlite3.connect(partial)) as copy:
            verdict = str(copy.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.Error as error:
        raise _failed(str(error), partial) from error
    if verdict != "ok":
        raise _failed(verdict, partial)
    with partial.open("rb+") as stream:
        os.fsync(stream.fileno())


def _failed(why: str, partial: Path) -> StorageError:
    return StorageError(
        f"no backup of the history could be made ({why})",
        hint="without a whole copy nothing is changed; see that there is room and try again",
        place=str(partial.parent),
    )
