"""Which installation this is: a UUID of its own, so that histories of several can merge.

It lies in a file beside the database, not in it: a copy of the database on another machine
must not write under the same name.
"""

import os
import re
from pathlib import Path

FILE = "origin"

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_uuid(text: str) -> bool:
    """Say whether `text` is a UUID as sdcoach writes them: lower case, with dashes."""
    return _UUID.fullmatch(text) is not None


def read_origin(folder: Path) -> str:
    """Return the UUID of the installation whose data lie in `folder`, made the first time.

    Two programs that start at once agree on one. Where the folder cannot be written, the
    answer holds for this process only: what it writes is then lost with it anyway.
    """
    file = folder / FILE
    known = _read(file)
    if known:
        return known
    import uuid  # only where one is made: the lists of the command line know this module too

    fresh = str(uuid.uuid4())
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _claim(file, fresh)
    except OSError:
        return fresh


def _read(file: Path) -> str:
    try:
        text = file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
    return text if is_uuid(text) else ""


def _claim(file: Path, fresh: str) -> str:
    """Put `fresh` in place unless another program was first; return what stands there."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="ascii") as stream:
            stream.write(f"{fresh}\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, file)  # fails when the file is there, unlike a rename
        except OSError:
            first = _read(file)
            if first:
                return first
            # Cut off, written by someone else, or a file system without links.
            os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    return _read(file) or fresh
