"""The palette: Textual's, which closes once however often Enter or Esc is pressed.

Textual's closes again for a second Enter that was already on its way, and takes the screen
below with it: the interview.
"""

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.message import Message
from textual.widgets import Button, Input, OptionList


class ByName(CommandPalette):
    """Everything by name."""

    _chosen = False

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, the first time it is asked for."""
        if self._chosen:
            return AwaitComplete()
        self._chosen = True
        return super().dismiss(result)

    def check_message_enabled(self, message: Message) -> bool:
        """Take no choice after the one that closed it."""
        chosen = isinstance(message, (Input.Submitted, OptionList.OptionSelected, Button.Pressed))
        return not (self._chosen and chosen) and super().check_message_enabled(message)
