"""`sdcoach resume`: go on with an interview that was left or broke off."""

from sdcoach.cli.arguments import Parser
from sdcoach.errors import NotFoundError, StateError


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When there is nothing to go on with; see the message.
    """
    parser = Parser("resume", "Go on with an interrupted interview.")
    parser.add_argument(
        "attempt", nargs="?", metavar="ATTEMPT", help="its id or the beginning; default: the newest"
    )
    parser.add_argument("--plain", action="store_true", help="plain lines, for screen readers")
    options = parser.parse_args(argv)
    wanted: str | None = options.attempt
    if options.plain:
        from sdcoach.cli.plain import resume_plain

        return resume_plain(_find(wanted))
    from sdcoach.cli.app import require_terminal, run_app

    require_terminal()
    attempt = _find(wanted)
    return run_app(lambda app: app.go_on(attempt))


def _find(wanted: str | None) -> str:
    from sdcoach import paths
    from sdcoach.history.attempts import find, interrupted, no_attempts, page
    from sdcoach.history.database import open_reader
    from sdcoach.history.locks import AttemptLock

    connection = open_reader(paths.database_file())
    if connection is None:
        raise no_attempts()
    try:
        if wanted is None:
            waiting = interrupted(connection, limit=1)
            if waiting:
                return waiting[0].id
            newest = page(connection, limit=1)
            if not newest or newest[0].status != "running":
                raise NotFoundError(
                    "no interview waits to go on", hint="`sdcoach start` begins one"
                )
        row = find(connection, wanted or newest[0].id)
        if row.status == "running":
            # Says which window has it; nothing is drawn for that.
            with AttemptLock(paths.data_home()) as lock:
                lock.acquire(row.id)
        if row.status not in ("interrupted", "running"):
            raise StateError(
                f"this interview has ended ({row.title})",
                hint=f"`sdcoach show {row.short_id}` prints it",
            )
        return row.id
    finally:
        connection.close()
