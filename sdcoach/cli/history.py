"""`sdcoach history`: the attempts, newest first."""

import sys

from sdcoach.cli.attempt import as_json, reading, result, there
from sdcoach.cli.columns import print_table
from sdcoach.errors import UsageError
from sdcoach.history.attempts import AttemptRow, count, page
from sdcoach.text import plural

HELP = """\
usage: sdcoach history [WORDS…] [--question ID] [--limit N] [--json]

Lists the attempts, newest first; with words, those whose title, question, tags or note have
them all. Times are those of the place where it was held; with --json they are UTC.

  --question ID   only those on this question
  --limit N       at most N (without --json the newest 30)
  --json          print a list of objects

  sdcoach history --question pastebin --limit 5

Exit codes: 0 done, 1 the history cannot be read, 2 usage.
"""
LISTED = 30
"""How many are printed as text when nothing else is asked for."""


def run(argv: list[str]) -> int:
    """Print the list.

    Raises:
        UsageError: For an option that does not exist or has no fit value.
        StorageError: When the history cannot be read.
    """
    words: list[str] = []
    question: str | None = None
    limit: int | None = None
    json = False
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        option, equals, value = word.partition("=")
        if word in ("--help", "-h"):
            print(HELP, end="")
            return 0
        if word == "--json":
            json = True
        elif option in ("--question", "--limit"):
            if not equals and not rest:
                raise UsageError(f"{option} needs a value", hint="`sdcoach history --help`")
            given = value if equals else rest.pop(0)
            if option == "--question":
                question = given
            else:
                limit = _number(given)
        elif word.startswith("-"):
            raise UsageError(
                f"history has no option {word}", hint="`sdcoach history --help` lists them"
            )
        else:
            words.append(word)
    return _print(" ".join(words), question, limit, json)


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:9]) == int(text[:10]):
        return int(text)
    raise UsageError(f"--limit needs a number from 1, not {text!r}")


def _print(text: str, question: str | None, limit: int | None, json: bool) -> int:
    with reading() as connection:
        if connection is None:
            rows, whole = list[AttemptRow](), 0
        else:
            most = limit or (-1 if json else LISTED)
            rows = page(connection, limit=most, question=question, text=text)
            whole = count(connection)
    if json:
        from json import dumps

        print(dumps([as_json(row) for row in rows], ensure_ascii=False, indent=1))
        return 0
    if rows:
        _table(rows)
    if not whole:
        print("There is no attempt yet; `sdcoach start` begins one.", file=sys.stderr)
    elif not rows:
        print(f"None of {plural(whole, 'attempt')} is like that.", file=sys.stderr)
    elif limit is None and len(rows) == LISTED < whole:
        print(
            f"These are the newest; `--limit {whole}` prints all {whole}.",
            file=sys.stderr,
        )
    return 0


def _table(rows: list[AttemptRow]) -> None:
    print_table(
        [
            (
                row.short_id,
                there(row.started_at, row.utc_offset),
                f"{row.question} ({row.sprint})" if row.sprint else row.question,
                row.seniority,
                str(row.minutes),
                result(row),
            )
            for row in rows
        ],
        ("ID", "STARTED", "QUESTION", "LEVEL", "MIN", "RESULT"),
    )
