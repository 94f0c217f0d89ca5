"""Compiling a large folder of questions in a process of its own.

Ten thousand new files take a minute of pure Python. A thread would make every key press wait for
its turn; a process does not. The outcome is the same cache file, read when it is there.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sdcoach.bank.compiled import Compiled, changed_files, empty, read_compiled
from sdcoach.bank.index import cache_file, recompiled
from sdcoach.paths import questions_dir

FEW = 40
"""So many changed files are compiled on the spot: starting a process costs as much."""
_LOOK_S = 0.05


class Apart:
    """Compiles folders, large ones in a process of their own.

    Args:
        wanted: Asked again and again; when it says no, the process is ended.
        tell: Is given the number of files that are being read.
    """

    def __init__(self, wanted: Callable[[], bool], tell: Callable[[int], None]) -> None:
        self._wanted = wanted
        self._tell = tell

    def recompiled(self, old: Compiled) -> Compiled:
        """Compile a folder anew.

        Returns:
            The new form; the old one when it is not wanted any more.

        Raises:
            ContentError: When it cannot be compiled.
        """
        changed = changed_files(old)
        if changed <= FEW or old.root == questions_dir():
            return recompiled(old)
        self._tell(changed)
        command = [sys.executable, "-m", "sdcoach.bank.apart", str(old.root)]
        process = subprocess.Popen(  # noqa: S603 - our own module, with a folder of the user's
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            while process.poll() is None:
                if not self._wanted():
                    return old
                time.sleep(_LOOK_S)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
        compiled = read_compiled(cache_file(old.root), old.root) if not process.returncode else None
        return compiled if compiled is not None else recompiled(old)


def main(folder: str) -> None:
    """Compile one folder, out of everybody's way."""
    if hasattr(os, "nice"):
        os.nice(5)
    root = Path(folder)
    recompiled(read_compiled(cache_file(root), root) or empty(root))


if __name__ == "__main__":
    main(sys.argv[1])
