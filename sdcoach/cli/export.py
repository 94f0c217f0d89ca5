"""`sdcoach export`: one attempt as a page, or a whole history as a file that travels."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import KINDS
from sdcoach.cli.arguments import Parser
from sdcoach.cli.attempt import reading, utc
from sdcoach.errors import SdcoachError, UsageError
from sdcoach.history.attempts import find, no_attempts
from sdcoach.history.exchange import write_export
from sdcoach.history.report import Report, read_report
from sdcoach.interview.events import Event
from sdcoach.text import plural

if TYPE_CHECKING:
    from sdcoach.history.attempt_words import Earned

FORMATS = ("md", "json", "html", "jsonl")
_ENDINGS = {".md": "md", ".markdown": "md", ".json": "json", ".html": "html", ".htm": "html"}


class ExportError(SdcoachError):
    """A file that cannot be written."""

    kind = "export"


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When there is no such attempt, or the file cannot be written.
    """
    parser = Parser(
        "export",
        "Write one attempt as Markdown, JSON or an HTML page, or all of the history as JSON Lines"
        " that `sdcoach import` takes on another machine.",
    )
    parser.add_argument("attempt", nargs="?", help="an id, its beginning, or `last`; none for all")
    parser.add_argument("--format", choices=FORMATS, help="by default what the file's name says")
    parser.add_argument("--output", "-o", metavar="FILE", help="by default standard output")
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    options = parser.parse_args(argv)
    wanted = options.format or ("json" if options.json else _by_name(options.output))
    if options.attempt is None and wanted not in (None, "jsonl"):
        raise UsageError(
            f"a whole history cannot be written as {wanted}",
            hint="name an attempt, or leave the format out for JSON Lines",
        )
    with reading() as connection:
        if connection is None:
            raise no_attempts()
        row = None if options.attempt is None else find(connection, options.attempt)
        with whole_file(options.output) as stream:
            if row is not None and wanted != "jsonl":
                report = read_report(connection, row)
                stream.write(_page(report, wanted or "md").encode())
                count = 1
            else:
                count = write_export(connection, stream, attempt=row.id if row else None)
    if options.output:
        told = plural(count, "attempt")
        print(f"{told} written to {options.output}", file=sys.stderr)
    return 0


def _by_name(output: str | None) -> str | None:
    return _ENDINGS.get(Path(output).suffix.lower()) if output else None


def _page(report: Report, wanted: str) -> str:
    if wanted == "json":
        import json

        from sdcoach.cli.show import shown_object

        told = shown_object(report) | {"journal": [_event(event) for event in report.events]}
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    phases = open_bank().phases(report.state.kind) if report.state.kind in KINDS else ()
    if wanted == "html":
        from sdcoach.history.attempt_page import attempt_page

        return attempt_page(report, phases, _earned(report))
    from sdcoach.history.markdown import attempt_markdown

    return attempt_markdown(report, phases, _earned(report))


def _earned(report: Report) -> "Earned":
    """Return what the model of the newest opinion has earned."""
    from sdcoach.history.attempt_words import UNKNOWN, Earned

    if not report.state.reports:
        return UNKNOWN
    from sdcoach.coach.evaluation.badge import trust_in

    trust = trust_in(report.state.reports[-1])
    return Earned(trust.shown, trust.sentence)


def _event(event: Event) -> dict[str, Any]:
    return {
        "origin": event.origin,
        "seq": event.seq,
        "kind": event.kind,
        "v": event.v,
        "elapsed_seconds": event.elapsed_ms / 1000,
        "at": utc(event.at),
        "payload": event.payload,
    }


@contextmanager
def whole_file(output: str | None) -> Iterator[BinaryIO]:
    """Yield what is written to: standard output, or a file that is there whole or not at all.

    Raises:
        ExportError: When the file cannot be written.
    """
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(output)
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with partial.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(partial, target)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ExportError(f"the file cannot be written ({why})", place=output) from error
    finally:
        partial.unlink(missing_ok=True)
