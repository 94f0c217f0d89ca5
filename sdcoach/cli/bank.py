"""`sdcoach bank`: list, show, search and check the questions."""

from pathlib import Path

from sdcoach.bank.compiled import Compiled, changed_files
from sdcoach.bank.index import Bank, open_bank, recompiled, refresh
from sdcoach.bank.question import Header, Question
from sdcoach.errors import UsageError

HELP = """\
usage: sdcoach bank list [FILTER…] [--json]
       sdcoach bank show ID [--spoilers] [--json]
       sdcoach bank search TEXT… [FILTER…] [--json]
       sdcoach bank check [PATH…] [--json]
       sdcoach bank new ID [KIND] [--bank DIR]

  list      every question, one line each
  show      one question's prompt; with --spoilers what it hides as well
  search    questions whose title, topics or prompt match, best first
  check     every problem of the question files; without a PATH, of the whole bank; that a
            question of your own has less of something than the shipped ones is a warning
  new       write a commented template for a question of your own; KIND is system-design
            or object-oriented

  FILTER       topic:caching  level:hard  kind:object-oriented  source:primer
               is:new (never tried)  is:tried  is:due
  --bank DIR   also read the questions of this folder; `new` writes into it
  --json       print JSON

Exit codes: 0 done, 1 not found or problems found, 2 usage.
"""
_OPTIONS = {
    "list": ("--json", "--bank"),
    "show": ("--json", "--bank", "--spoilers"),
    "search": ("--json", "--bank"),
    "check": ("--json",),
    "new": ("--bank",),
}
MANY = 200
"""Changed files from which reading them is announced: about two seconds."""
_COMMANDS = "list, show, search, check or new"


def run(argv: list[str]) -> int:
    """Run `sdcoach bank …` and return its exit code.

    Raises:
        UsageError: When the command line cannot be understood.
        NotFoundError: When a question, file or folder does not exist.
    """
    words: list[str] = []
    flags: set[str] = set()
    folders: list[Path] = []
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word in ("--help", "-h"):
            print(HELP, end="")
            return 0
        name, _, value = word.partition("=")
        if name == "--bank":
            if not value and not rest:
                raise UsageError("--bank needs a folder.")
            folders.append(Path(value or rest.pop(0)).expanduser())
            flags.add(name)
        elif word == "--":
            words += rest
            rest = []
        elif word.startswith("--"):
            flags.add(word)
        else:
            words.append(word)
    if not words:
        raise UsageError("bank needs a command.", hint=_COMMANDS)
    command, *arguments = words
    if command not in _OPTIONS:
        raise UsageError(f"bank has no command `{command[:40]}`.", hint=_COMMANDS)
    for flag in sorted(flags.difference(_OPTIONS[command])):
        raise UsageError(f"bank {command} has no option {flag}.", hint="`sdcoach bank --help`")
    if command == "check":
        return _check(arguments, "--json" in flags)
    if command == "new":
        return _new(arguments, folders)
    return _read(command, arguments, flags, _opened(folders))


def _opened(folders: list[Path]) -> Bank:
    """Open the bank as it is on disk now."""
    bank = open_bank(folders)
    return refresh(bank, _recompiled) or bank


def _recompiled(old: Compiled) -> Compiled:
    """Compile a folder, and say so when that takes more than a moment."""
    changed = changed_files(old)
    if changed > MANY:
        import sys

        print(f"reading {changed:,} question files, once", file=sys.stderr, flush=True)
    return recompiled(old)


def _read(command: str, arguments: list[str], flags: set[str], bank: Bank) -> int:
    as_json = "--json" in flags
    if command == "show":
        if len(arguments) != 1:
            raise UsageError("bank show takes one id.", hint="`sdcoach bank list` shows them.")
        _show(bank, bank.question(arguments[0]), "--spoilers" in flags, as_json)
        return 0
    if command == "search" and not arguments:
        raise UsageError("bank search needs words to look for.")
    headers = _found(command, " ".join(arguments), bank) if arguments else list(bank.headers)
    _list(headers, as_json)
    if command == "list":
        _tell_broken(bank)
    return 0 if headers else 1


def _found(command: str, typed: str, bank: Bank) -> list[Header]:
    """Return the questions that fit, best first."""
    from sdcoach.bank import filters
    from sdcoach.bank.search import Finder

    filters.check(typed, bank.topics)
    wanted = filters.parse(typed)
    if command == "list" and wanted.words:
        raise UsageError("bank list takes no words.", hint="`sdcoach bank search` finds some.")
    headers = list(bank.headers)
    if wanted.words:
        headers = [hit.header for hit in Finder(headers, bank.to_read()).find(wanted.words)]
    if not wanted.narrows:
        return headers
    tried, due = _past() if wanted.asks_history else (frozenset(), frozenset())
    topics = {topic.id: topic.name for topic in bank.topics}
    return list(filter(filters.matcher(wanted, topics, tried, due), headers))


def _past() -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids of the questions that were tried, and of those that are due."""
    from sdcoach.cli.attempt import reading
    from sdcoach.history.attempts import tried
    from sdcoach.history.due import due_questions
    from sdcoach.interview.clock import SystemClock
    from sdcoach.tui.starting import utc_offset

    with reading() as connection:
        if connection is None:
            return frozenset(), frozenset()
        now = SystemClock().tick().utc
        return frozenset(tried(connection)), due_questions(connection, now, utc_offset(now))


def _new(arguments: list[str], folders: list[Path]) -> int:
    """Write a template, and say where."""
    from sdcoach.bank.template import write_template
    from sdcoach.paths import user_questions_dir

    if not 1 <= len(arguments) <= 2 or len(folders) > 1:
        hint = "sdcoach bank new ride-sharing"
        raise UsageError("bank new takes an id and perhaps a kind, and one --bank.", hint=hint)
    folder = folders[0] if folders else user_questions_dir()
    path = write_template(folder, *arguments[:2], bank=_opened(folders))
    print(path)
    print("Fill in what is marked …, then `sdcoach bank check` it.")
    return 0


def _tell_broken(bank: Bank) -> None:
    """Broken files are narration: they go where errors go."""
    if bank.broken:
        import sys

        for item in bank.broken:
            print(f"cannot be used: {item.problems[0]}", file=sys.stderr)
        print("`sdcoach bank check` tells more.", file=sys.stderr)


def _list(headers: "list[Header] | tuple[Header, ...]", as_json: bool) -> None:
    if as_json:
        _print_json([_header_json(header) for header in headers])
        return
    from sdcoach.cli.columns import print_table

    rows = [
        (header.id, header.difficulty, header.kind, header.title, ", ".join(header.topics))
        for header in headers
    ]
    if rows:
        print_table(rows, ("ID", "DIFFICULTY", "KIND", "TITLE", "TOPICS"))
    else:
        print("No question matches.")


def _header_json(header: Header) -> dict[str, object]:
    return {
        "id": header.id,
        "title": header.title,
        "kind": header.kind,
        "difficulty": header.difficulty,
        "topics": header.topics,
        "source": header.source._asdict(),
    }


def _show(bank: Bank, question: Question, spoilers: bool, as_json: bool) -> None:
    if as_json:
        import json

        from sdcoach.bank.content import question_to_json

        shown: dict[str, object] = {**_header_json(question.header), "prompt": question.prompt}
        _print_json({**shown, **json.loads(question_to_json(question))} if spoilers else shown)
        return
    from shutil import get_terminal_size

    from sdcoach.cli.question_text import COLUMNS, described
    from sdcoach.config import load

    library = {reading.id: reading for reading in bank.library} if spoilers else {}
    width = get_terminal_size((COLUMNS, 24)).columns
    ascii_only = spoilers and load().ascii
    rows = described(question, spoilers, library, width=width, ascii_only=ascii_only)
    print("\n".join(rows))


def _print_json(value: object) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2))


def _check(arguments: list[str], as_json: bool) -> int:
    from sdcoach.bank.check import inspect
    from sdcoach.text import clean, plural

    report = inspect([Path(word).expanduser() for word in arguments])
    errors = sum(not problem.warning for problem in report.problems)
    if as_json:
        _print_json([problem._asdict() for problem in report.problems])
        return 1 if errors else 0
    for problem in report.problems:
        print(clean(str(problem)))
        if problem.hint:
            print(f"    {clean(problem.hint)}")
    files = plural(report.files, "file")
    warnings = len(report.problems) - errors
    apart = f" and {plural(warnings, 'warning')}" if warnings else ""
    if errors:
        print(f"{plural(errors, 'problem')}{apart} in {files}.")
        return 1
    if warnings:
        print(f"{plural(warnings, 'warning')} in {files}; all of it can be practised.")
        return 0
    print(f"{files} checked, no problem found.")
    return 0
