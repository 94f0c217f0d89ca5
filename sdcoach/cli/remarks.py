"""Adding to an attempt that lies in the history: what `tag`, `note` and `delete` have in common."""

from typing import Any

from sdcoach.cli.serving import close_services, open_services
from sdcoach.errors import StorageError
from sdcoach.history.attempts import AttemptRow, find, no_attempts
from sdcoach.tui.held import open_attempt


def remark(name: str, kind: str, *, deleted: bool = False, **payload: Any) -> AttemptRow:
    """Record one event on an attempt, and return the attempt as it was before.

    Args:
        name: What a person calls it: an id, its beginning, or `last`.
        kind: The kind of event.
        deleted: Look among those that were deleted.
        payload: The event's fields; a function is called with the attempt for its value.

    Raises:
        SdcoachError: When there is no such attempt, or it cannot be written.
    """
    saved = False
    services = open_services()
    try:
        with services.reader() as connection:
            if connection is None:
                raise no_attempts()
            row = find(connection, name, deleted=deleted)
        made = {field: value(row) if callable(value) else value for field, value in payload.items()}
        open_attempt(services, row.id).do(kind, **made)
    finally:
        saved = close_services(services)
    if not saved:
        raise StorageError("this could not be written to the history")
    return row
