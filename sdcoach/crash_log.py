"""A log for bug reports: where it broke, never what was written.

Frames and the kind of the error are kept; its message is not, since it may quote notes or keys.
"""

import platform
import sys
import time
import traceback
from pathlib import Path

from sdcoach import __version__, paths

LARGEST = 256 * 1024
"""Bytes at which the log begins anew."""


def write(error: BaseException) -> Path | None:
    """Append an unexpected error to the log; return its path, or None when it cannot be written."""
    where = "".join(
        f"  {frame.filename}:{frame.lineno} in {frame.name}\n"
        for frame in traceback.extract_tb(error.__traceback__)
    )
    entry = (
        f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} sdcoach {__version__} "
        f"Python {platform.python_version()} {sys.platform}\n{type(error).__name__}\n{where}\n"
    )
    try:
        file = paths.data_dir() / "sdcoach.log"
        fresh = not file.exists() or file.stat().st_size > LARGEST
        with file.open("w" if fresh else "a", encoding="utf-8") as log:
            log.write(entry)
    except OSError:
        return None
    return file
