"""The errors a person can cause or meet, each with a next step.

Every error says what is wrong in one sentence, where, and what to do about it. The command
line prints them and exits with `exit_code`; the screens show them as plain text.
"""


class SdcoachError(Exception):
    """Something a person can cause or meet.

    Attributes:
        message: One sentence that says what is wrong.
        hint: What to do about it; empty when there is nothing to do.
        place: Where it is wrong, as `file:line:column`, an event or a field; may be empty.
    """

    kind = "error"
    """A short stable word for programs that read `--json`."""
    exit_code = 1
    """What the command line exits with."""

    def __init__(self, message: str, *, hint: str = "", place: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class UsageError(SdcoachError):
    """A command line that cannot be understood."""

    kind = "usage"
    exit_code = 2


class NotFoundError(SdcoachError):
    """An id, file or question that does not exist."""

    kind = "not-found"


class ContentError(SdcoachError):
    """A question, rubric, format or prompt file that is not as it must be."""

    kind = "content"


class ConfigError(SdcoachError):
    """A setting in `config.toml` that cannot be used."""

    kind = "config"


class StorageError(SdcoachError):
    """The history cannot be read or written."""

    kind = "storage"


class AttemptBusyError(SdcoachError):
    """The attempt is open in another window."""

    kind = "busy"


class StateError(SdcoachError):
    """An action that the interview's state does not allow, such as pausing in interview mode."""

    kind = "state"
