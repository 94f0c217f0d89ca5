"""Going on after a stop that came from outside: `kill -STOP`, then `kill -CONT` or `fg`.

Textual expects every continuation to follow a stop of its own making. After any other it starts
a second reader of the keyboard beside the first, and the two share out what is typed: a word in
three is lost. Here such a continuation first puts away what is left of the time before.
"""

from typing import Any

from textual.driver import Driver


def continuing(driver: type[Driver]) -> type[Driver]:
    """Return a driver that goes on after any stop; where there are no stops, the driver itself."""
    if not hasattr(driver, "_sigcont_application"):
        return driver

    class Continuing(driver):  # type: ignore[misc, valid-type]
        _must_signal_resume: bool

        def _sigcont_application(self, *arguments: Any) -> None:
            if self._auto_restart and not self._must_signal_resume:
                self.suspend_application_mode()
                # Read by the driver when it has started again: the app then paints anew.
                self._must_signal_resume = True
            super()._sigcont_application(*arguments)

    return Continuing
