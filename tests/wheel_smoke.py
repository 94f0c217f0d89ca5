"""Start an installed sdcoach in a terminal and hold a short interview; run by CI, not by pytest.

    python wheel_smoke.py PATH/TO/sdcoach

Uses the standard library alone, since it runs where nothing else is installed.
"""

import os
import pty
import select
import sys
import time


def main(program: str) -> int:
    """Type into the program and look for what must come up."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="100", LINES="30")
        os.execv(program, [program, "start", "pastebin"])
    seen = bytearray()

    def read(seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([fd], [], [], left)[0]:
                try:
                    seen.extend(os.read(fd, 65536))
                except OSError:
                    return

    def wait(text: bytes, seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while text not in seen:
            if time.monotonic() > end:
                raise SystemExit(f"{text!r} did not come up")
            read(0.1)

    wait(b"Scope")
    for key in b"## Scope\r? how many users\r= writes: 10M paste/month to paste/s\r":
        os.write(fd, bytes([key]))
        read(0.02)
    wait(b"3.86")
    os.write(fd, b"\x11")  # ^Q leaves
    read(0.5)
    os.write(fd, b"\r")
    read(3)
    os.waitpid(pid, 0)
    print("an installed sdcoach answered and computed in a terminal")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
