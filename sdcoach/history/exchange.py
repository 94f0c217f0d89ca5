"""A history as a file that travels: JSON Lines, checked from the first byte to the last.

The first line says what the file is, the last one how long it is and the SHA-256 of all before
it; a file that is cut off or changed anywhere is refused before anything is written. Between
them, in an order of their own so that equal histories are equal files: versions of content,
real interviews, and the attempts with their events.

    {"sdcoach": "history", "format": 1}
    {"content": HASH, "kind": "question", "json": TEXT}
    {"outcome": UUID, "changed_at": MS, "company": …, "date": …, …}
    {"attempt": UUID}
    {"fork": ORIGIN, "of": ORIGIN, "at_seq": N}
    {"origin": UUID, "seq": N, "kind": …, "v": N, "elapsed_ms": MS, "at": MS, "payload": {…}}
    {"end": true, "lines": N, "sha256": HEX}

Derived rows and snapshots never travel; they are made anew where the file arrives.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from sdcoach.bank.content import content_hash
from sdcoach.errors import SdcoachError
from sdcoach.history.branches import Branches, Fork, Line, branches_of
from sdcoach.history.database import path_of
from sdcoach.history.origin import is_uuid
from sdcoach.history.outcomes import FIELDS, Outcome, outcome_fault
from sdcoach.history.rows import Content, dumped
from sdcoach.history.troubles import from_sqlite
from sdcoach.text import one_line

FORMAT = 1
LONGEST_LINE = 64 * 1024 * 1024
_MOST = 2**63 - 1
_CONTENT_KINDS = ("question", "rubric", "format")


class ExportFileError(SdcoachError):
    """A file that is no export of a history, or no longer a whole one."""

    kind = "export-file"


class Journal(NamedTuple):
    """One attempt out of a file."""

    attempt: str
    branches: Branches


Record = Content | Outcome | Journal


# --- out ------------------------------------------------------------------------------------


def write_export(
    connection: sqlite3.Connection, stream: BinaryIO, *, attempt: str | None = None
) -> int:
    """Write a history, or one attempt of it, and return how many attempts there were.

    It is one read of the file as it was at the beginning, whatever is written meanwhile.

    Args:
        connection: The history, open for reading.
        stream: Where to; a write either succeeds or raises an OSError.
        attempt: Only this one, with the content it was held on.

    Raises:
        StorageError: When the history cannot be read.
        OSError: When the stream cannot be written.
    """
    digest = hashlib.sha256()
    lines = 0

    def put(record: dict[str, Any]) -> None:
        nonlocal lines
        raw = f"{dumped(record)}\n".encode()
        digest.update(raw)
        stream.write(raw)
        lines += 1

    try:
        connection.execute("BEGIN")
        try:
            put({"sdcoach": "history", "format": FORMAT})
            count = _write_all(connection, put, attempt)
        finally:
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise from_sqlite(error, path_of(connection), writing=False) from error
    end = {"end": True, "lines": lines, "sha256": digest.hexdigest()}
    stream.write(f"{dumped(end)}\n".encode())
    return count


def _write_all(
    connection: sqlite3.Connection, put: Callable[[dict[str, Any]], None], attempt: str | None
) -> int:
    used = None
    if attempt is not None:
        query = """
            SELECT json_extract(e.payload, '$.question_hash'), json_extract(e.payload, '$.rubric_hash')
            FROM attempts a JOIN events e ON e.attempt_id = a.id
            WHERE a.uuid = ? AND e.kind = 'started' AND json_valid(e.payload)
        """
        used = {name for row in connection.execute(query, [attempt]) for name in row}
    for name, kind, text in connection.execute(
        "SELECT hash, kind, json FROM contents ORDER BY hash"
    ):
        if used is None or name in used:
            put({"content": name, "kind": kind, "json": text})
    if attempt is None:
        names = ", ".join(FIELDS)
        for row in connection.execute(f"SELECT uuid, {names} FROM outcomes ORDER BY uuid"):  # noqa: S608
            put(dict(zip(("outcome", *FIELDS), row, strict=True)))
    forks = read_forks(connection)
    found = [attempt] if attempt is not None else _attempts(connection)
    for name in found:
        put({"attempt": name})
        branches = read_branches(connection, name, forks)
        for origin in sorted(branches.forks):
            fork = branches.forks[origin]
            put({"fork": origin, "of": fork.of, "at_seq": fork.at_seq})
        for origin in sorted(branches.lines):
            for line in branches.lines[origin]:
                event = {"origin": origin, **line._asdict()}
                event["payload"] = json.loads(line.payload)
                put(event)
    return len(found)


def _attempts(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT uuid FROM attempts ORDER BY uuid")]


def read_forks(connection: sqlite3.Connection) -> dict[str, Fork]:
    """Return where origins branched off, by origin."""
    query = """
        SELECT o.uuid, p.uuid, f.at_seq FROM forks f
        JOIN origins o ON o.id = f.origin_id JOIN origins p ON p.id = f.of_id
    """
    return {name: Fork(of, at) for name, of, at in connection.execute(query)}


def read_branches(connection: sqlite3.Connection, attempt: str, forks: dict[str, Fork]) -> Branches:
    """Return the journal of an attempt as it is kept; empty when there is none."""
    query = """
        SELECT o.uuid, e.seq, e.kind, e.v, e.elapsed_ms, e.at, e.payload
        FROM attempts a JOIN events e ON e.attempt_id = a.id JOIN origins o ON o.id = e.origin_id
        WHERE a.uuid = ? ORDER BY e.origin_id, e.seq
    """
    rows = (
        (row[0], Line._make((*row[1:6], canonical(row[6]))))
        for row in connection.execute(query, [attempt])
    )
    return branches_of(rows, forks)


def canonical(payload: str) -> str:
    """Return a payload as we write it; an empty one when it cannot be read."""
    try:
        found = json.loads(payload)
        return dumped(found) if isinstance(found, dict) else "{}"
    except (ValueError, RecursionError):
        return "{}"


# --- in -------------------------------------------------------------------------------------


def check_export(path: Path) -> int:
    """Read a file from end to end without using it, and return how many lines it has.

    Raises:
        ExportFileError: When it is no export, was cut off or changed.
    """
    digest = hashlib.sha256()
    count = 0
    last = b""
    with _opened(path) as stream:
        while line := stream.readline(LONGEST_LINE):
            if count == 0:
                _check_head(line, path)
            if last:
                digest.update(last)
            last, count = line, count + 1
    if not count:
        _check_head(b"", path)
    end = _object(last)
    if end is None or end.get("end") is not True or not last.endswith(b"\n"):
        raise ExportFileError(
            "this export ends too early",
            hint="it was cut off on its way; export or copy it again",
            place=f"{path}:{count}",
        )
    if end != {"end": True, "lines": count - 1, "sha256": digest.hexdigest()}:
        raise ExportFileError(
            "this export was changed since it was written",
            hint="its checksum does not fit; export or copy it again",
            place=str(path),
        )
    return count


def read_export(path: Path) -> Iterator[Record]:
    """Yield what a checked file holds; an attempt at a time.

    Raises:
        ExportFileError: At the first line that is not as it must be.
    """
    attempt, ended = "", False
    forks: dict[str, Fork] = {}
    rows: list[tuple[str, Line]] = []

    def journal() -> Iterator[Journal]:
        if attempt and rows:
            yield Journal(attempt, branches_of(rows, forks))

    with _opened(path) as stream:
        for number, raw in enumerate(stream, 1):
            record = _object(raw)
            try:
                if record is None:
                    raise _UnfitError("this line is no JSON object")
                if "attempt" in record:
                    yield from journal()
                    attempt, forks, rows = _uuid(record, "attempt"), {}, []
                elif "origin" in record:
                    _take_event(record, attempt, rows)
                elif "fork" in record:
                    fork = Fork(_uuid(record, "of"), _whole(record, "at_seq", 0))
                    forks[_uuid(record, "fork")] = fork
                elif "content" in record:
                    yield _content(record)
                elif "outcome" in record:
                    yield _outcome(record)
                elif number > 1:
                    ended = record.get("end") is True
                    if not ended:
                        raise _UnfitError("this line is of no known kind")
            except _UnfitError as error:
                raise ExportFileError(
                    str(error),
                    hint="nothing was imported; the file was not written by sdcoach as it is",
                    place=f"{path}:{number}",
                ) from error
    if not ended:
        raise ExportFileError("the file changed while it was read", place=str(path))
    yield from journal()


class _UnfitError(Exception):
    """What is wrong with one line."""


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise ExportFileError("there is no such file", place=str(path)) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ExportFileError(f"the file cannot be read ({why})", place=str(path)) from error


def _object(raw: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _check_head(line: bytes, path: Path) -> None:
    head = _object(line)
    if head is None or head.get("sdcoach") != "history":
        raise ExportFileError(
            "this is no export of a history",
            hint="`sdcoach export --output FILE` writes one",
            place=f"{path}:1",
        )
    if type(head.get("format")) is not int or head["format"] > FORMAT:
        raise ExportFileError(
            "a newer version of sdcoach wrote this export",
            hint="upgrade sdcoach",
            place=f"{path}:1",
        )


def _take_event(record: dict[str, Any], attempt: str, rows: list[tuple[str, Line]]) -> None:
    if not attempt:
        raise _UnfitError("an event belongs to no attempt")
    payload = record.get("payload")
    if not isinstance(payload, dict):
        raise _UnfitError("an event has no payload")
    try:
        text = dumped(payload)
    except (ValueError, TypeError) as error:
        raise _UnfitError("a payload is nested too deeply") from error
    origin = _uuid(record, "origin")
    line = Line(
        _whole(record, "seq", 1),
        _text(record, "kind"),
        _whole(record, "v", -_MOST),
        _whole(record, "elapsed_ms", -_MOST),
        _whole(record, "at", -_MOST),
        text,
    )
    if rows and rows[-1][0] == origin and rows[-1][1].seq >= line.seq:
        raise _UnfitError("the events of an origin are out of order")
    if rows and rows[-1][0] > origin:
        raise _UnfitError("the origins of an attempt are out of order")
    rows.append((origin, line))


def _content(record: dict[str, Any]) -> Content:
    found = Content(_text(record, "content"), _text(record, "kind"), _text(record, "json"))
    if found.kind not in _CONTENT_KINDS:
        raise _UnfitError(f"there is no content of kind {one_line(found.kind)[:40]!r}")
    try:
        hashed = content_hash(found.json)
    except UnicodeEncodeError as error:
        raise _UnfitError("a version of content is no text") from error
    if hashed != found.hash:
        raise _UnfitError("a version of content is not what its hash says")
    return found


def _outcome(record: dict[str, Any]) -> Outcome:
    made = Outcome(_uuid(record, "outcome"), *(record.get(name) for name in FIELDS))  # type: ignore[arg-type]
    wrong = outcome_fault(made)
    if wrong:
        raise _UnfitError(wrong)
    return made


def _uuid(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not is_uuid(value):
        raise _UnfitError(f"{name} is no UUID")
    return value


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str):
        raise _UnfitError(f"{name} is no text")
    return value


def _whole(record: dict[str, Any], name: str, least: int) -> int:
    value = record.get(name)
    if type(value) is not int or not least <= value <= _MOST:
        raise _UnfitError(f"{name} is no fit number")
    return value
