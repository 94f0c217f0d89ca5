"""Who is at an attempt: an operating-system lock on a file, freed by death.

A running attempt is one whose lock is held; nothing else says so.
"""

import os
import sys
import time
from pathlib import Path
from types import TracebackType

from sdcoach.errors import AttemptBusyError, StorageError
from sdcoach.history.origin import is_uuid
from sdcoach.text import one_line

TRIES = 5
"""`held` locks a file for an instant; whoever meets that instant tries again."""
PAUSE = 0.02
"""Seconds between two tries."""

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # Windows locks bytes against reading too: lock one beyond the text

    def _lock(handle: int, *, shared: bool = False) -> bool:  # noqa: ARG001 - none shared here
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import errno
    import fcntl

    def _lock(handle: int, *, shared: bool = False) -> bool:
        wanted = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(handle, wanted | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return False
            raise
        return True


class AttemptLock:
    """The right to write to one attempt, held until released or until the process dies.

    Args:
        folder: The data folder; the locks lie in `locks` inside it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "locks"
        self._handle: int | None = None
        self._file: Path | None = None

    def acquire(self, attempt: str) -> None:
        """Take an attempt; a lock held before on another one is released.

        Raises:
            AttemptBusyError: When another window has it; says which one.
            StorageError: When no lock can be made there, or the id is none.
        """
        self.release()
        if not is_uuid(attempt):
            raise StorageError("this is no id of an attempt", place=one_line(attempt)[:80])
        file = self._folder / f"{attempt}.lock"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = self._open_locked(file)
        except OSError as error:
            raise StorageError(
                f"the attempt cannot be locked ({error.strerror or type(error).__name__})",
                hint="see that the folder can be written, or point SDCOACH_HOME at one that can",
                place=str(file),
            ) from error
        if handle is None:
            raise AttemptBusyError(
                f"this attempt is open in another window ({holder(file)})",
                hint="go on there, or close that window first",
            )
        self._handle, self._file = handle, file

    def release(self) -> None:
        """Give the attempt back; does nothing when none is held."""
        if self._handle is None or self._file is None:
            return
        if sys.platform != "win32":
            # While it is locked: whoever waits for it then looks for a new file.
            self._file.unlink(missing_ok=True)
        os.close(self._handle)
        self._handle = self._file = None

    def __enter__(self) -> "AttemptLock":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def _open_locked(self, file: Path) -> int | None:
        for left in reversed(range(TRIES)):
            handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                if _lock(handle) and _is_still(file, handle):
                    os.ftruncate(handle, 0)
                    os.lseek(handle, 0, os.SEEK_SET)
                    os.write(handle, f"{os.getpid()}\n{_terminal()}\n".encode())
                    return handle
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)
            if left:
                time.sleep(PAUSE)
        return None


def held(folder: Path, attempt: str) -> bool:
    """Say whether some process, this one included, is at an attempt.

    Args:
        folder: The data folder.
        attempt: The attempt's UUID.
    """
    if not is_uuid(attempt):
        return False
    access = os.O_RDWR if sys.platform == "win32" else os.O_RDONLY
    try:
        handle = os.open(folder / "locks" / f"{attempt}.lock", access)
    except OSError:
        return False
    try:
        return not _lock(handle, shared=True)
    except OSError:
        return False
    finally:
        os.close(handle)


def holder(file: Path) -> str:
    """Return who wrote a lock file, in words: terminal and process."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    pid, terminal = ([*lines, "", ""])[:2]
    words = [f"terminal {one_line(terminal)}"] if terminal else []
    words += [f"process {int(pid)}"] if pid.isascii() and pid.isdigit() else []
    return ", ".join(words) or "it did not say which"


def _is_still(file: Path, handle: int) -> bool:
    """Say whether the locked file is the one at that path, not one just removed from it."""
    try:
        return os.path.samestat(os.stat(file), os.fstat(handle))
    except FileNotFoundError:
        return False


def _terminal() -> str:
    for stream in (0, 1, 2):
        try:
            return os.ttyname(stream)
        except (OSError, AttributeError):  # no terminal there, or a system without them
            continue
    return ""
