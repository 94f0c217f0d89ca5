"""A stop from outside, as `kill -STOP` makes it, in a real terminal."""

import os
import signal

import pytest

from tests.terminal import Terminal, sdcoach

pytestmark = pytest.mark.terminal


def stop_and_go_on(terminal: Terminal) -> None:
    os.kill(terminal.pid, signal.SIGSTOP)
    terminal.read(0.2)
    shown = len(terminal.raw)
    os.kill(terminal.pid, signal.SIGCONT)
    # What is asked of the terminal last, when the keyboard is read again.
    terminal.wait(lambda _: b"?2004h" in terminal.raw[shown:])
    terminal.read(0.3)


def test_nothing_typed_after_a_stop_from_outside_is_lost() -> None:
    terminal = sdcoach("start", "pastebin")
    try:
        terminal.wait("compute")
        for number in range(2):
            stop_and_go_on(terminal)
            line = f"{number}: each of these letters has to arrive, in this order"
            terminal.type(f"{line}\r")
            terminal.wait(line)
    finally:
        terminal.close()
