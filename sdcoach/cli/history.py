"""`sdcoach history`: the attempts, newest first."""

import sys

from sdcoach.cli.attempt import as_json, reading, result, there
from sdcoach.cli.columns import print_table
from sdcoach.errors import UsageError
from sdcoach.history.attempts import SORTS, AttemptRow, count, page, tag_of
from sdcoach.text import plural

HELP = """\
usage: sdcoach history [WORDS…] [--question ID] [--tag TAG] [--sort HOW] [--limit N] [--json]

Lists the attempts, newest first; with words, those whose notes, sheet, title, question, tags or
note have them all, and where. Times are those of the place where it was held; with --json they
are UTC.

  --text WORDS    the same as WORDS
  --question ID   only those on this question
  --tag TAG       only those with this tag
  --sort HOW      newest, oldest, best, worst, question or longest
  --limit N       at most N (without --json the newest 30)
  --deleted       only those that were deleted
  --json          print a list of objects

  sdcoach history consistent hashing --question pastebin --limit 5

Exit codes: 0 done, 1 the history cannot be read, 2 usage.
"""
LISTED = 30
"""How many are printed as text when nothing else is asked for."""
_VALUED = ("--text", "--question", "--tag", "--sort", "--limit")


class _Wish:
    """What the command line asks for."""

    __slots__ = ("deleted", "json", "limit", "question", "sort", "tag", "words")

    def __init__(self) -> None:
        self.words: list[str] = []
        self.question: str | None = None
        self.tag = ""
        self.sort = "newest"
        self.limit: int | None = None
        self.deleted = False
        self.json = False

    def take(self, option: str, value: str) -> None:
        """Take an option with its value.

        Raises:
            UsageError: When the value does not fit.
        """
        if option == "--text":
            self.words.append(value)
        elif option == "--question":
            self.question = value
        elif option == "--tag":
            self.tag = tag_of(value)
        elif option == "--limit":
            self.limit = _number(value)
        elif value in SORTS:
            self.sort = value
        else:
            raise UsageError(f"--sort is one of {', '.join(SORTS)}, not {value!r}")

    @property
    def text(self) -> str:
        """The words to look for."""
        return " ".join(self.words)


def run(argv: list[str]) -> int:
    """Print the list.

    Raises:
        UsageError: For an option that does not exist or has no fit value.
        StorageError: When the history cannot be read.
    """
    wish = _Wish()
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        option, equals, value = word.partition("=")
        if word in ("--help", "-h"):
            print(HELP, end="")
            return 0
        if word == "--json":
            wish.json = True
        elif word == "--deleted":
            wish.deleted = True
        elif option in _VALUED:
            if not equals and not rest:
                raise UsageError(f"{option} needs a value", hint="`sdcoach history --help`")
            wish.take(option, value if equals else rest.pop(0))
        elif word.startswith("-"):
            raise UsageError(
                f"history has no option {word}", hint="`sdcoach history --help` lists them"
            )
        else:
            wish.words.append(word)
    return _print(wish)


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:9]) == int(text[:10]):
        return int(text)
    raise UsageError(f"--limit needs a number from 1, not {text!r}")


def _print(wish: _Wish) -> int:
    found: dict[str, str] = {}
    with reading() as connection:
        if connection is None:
            rows, whole = list[AttemptRow](), 0
        else:
            most = wish.limit or (-1 if wish.json else LISTED)
            rows = page(
                connection,
                limit=most,
                question=wish.question,
                text=wish.text,
                tag=wish.tag,
                sort=wish.sort,
                deleted=wish.deleted,
            )
            whole = count(connection)
            if wish.text.strip() and not wish.json and not wish.deleted:
                from sdcoach.history.search import find_words

                found = dict(find_words(connection, wish.text, limit=-1 if most < 0 else 5 * most))
    if wish.json:
        from json import dumps

        print(dumps([as_json(row) for row in rows], ensure_ascii=False, indent=1))
        return 0
    if rows:
        _table(rows, found)
    if not whole and not rows:
        print("There is no attempt yet; `sdcoach start` begins one.", file=sys.stderr)
    elif not rows:
        print(f"None of {plural(whole, 'attempt')} is like that.", file=sys.stderr)
    elif wish.limit is None and len(rows) == LISTED < whole:
        print(
            f"These are the newest; `--limit {whole}` prints all {whole}.",
            file=sys.stderr,
        )
    return 0


def _table(rows: list[AttemptRow], found: dict[str, str]) -> None:
    headers = ("ID", "STARTED", "QUESTION", "LEVEL", "MIN", "RESULT")
    print_table(
        [
            (
                row.short_id,
                there(row.started_at, row.utc_offset),
                f"{row.question} ({row.sprint})" if row.sprint else row.question,
                row.seniority,
                str(row.minutes),
                result(row),
                *([found.get(row.id, "")] if found else []),
            )
            for row in rows
        ],
        (*headers, "FOUND") if found else headers,
    )
