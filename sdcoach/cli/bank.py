"""`sdcoach bank`: list, show, search and check the questions."""

from pathlib import Path

from sdcoach.bank.index import Bank, open_bank
from sdcoach.bank.question import Header, Question
from sdcoach.errors import UsageError

HELP = """\
usage: sdcoach bank list [--json]
       sdcoach bank show ID [--spoilers] [--json]
       sdcoach bank search TEXT… [--json]
       sdcoach bank check [PATH…] [--json]

  list      every question, one line each
  show      one question's prompt; with --spoilers what it hides as well
  search    questions whose title, topics or prompt match, best first
  check     every problem of the question files; without a PATH, of the whole bank

  --bank DIR   also read the questions of this folder (list, show, search)
  --json       print JSON

Exit codes: 0 done, 1 not found or problems found, 2 usage.
"""
_OPTIONS = {
    "list": ("--json", "--bank"),
    "show": ("--json", "--bank", "--spoilers"),
    "search": ("--json", "--bank"),
    "check": ("--json",),
}


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
        raise UsageError("bank needs a command.", hint="list, show, search or check")
    command, *arguments = words
    if command not in _OPTIONS:
        raise UsageError(
            f"bank has no command `{command[:40]}`.", hint="list, show, search or check"
        )
    for flag in sorted(flags.difference(_OPTIONS[command])):
        raise UsageError(f"bank {command} has no option {flag}.", hint="`sdcoach bank --help`")
    if command == "check":
        return _check(arguments, "--json" in flags)
    return _read(command, arguments, flags, open_bank(folders, fresh=True))


def _read(command: str, arguments: list[str], flags: set[str], bank: Bank) -> int:
    as_json = "--json" in flags
    if command == "list":
        if arguments:
            raise UsageError("bank list takes no words.", hint="`sdcoach bank search` finds some.")
        _list(bank.headers, as_json)
        _tell_broken(bank)
        return 0
    if command == "show":
        if len(arguments) != 1:
            raise UsageError("bank show takes one id.", hint="`sdcoach bank list` shows them.")
        _show(bank.question(arguments[0]), "--spoilers" in flags, as_json)
        return 0
    if not arguments:
        raise UsageError("bank search needs words to look for.")
    from sdcoach.bank.search import Finder

    hits = Finder(bank.headers).find(" ".join(arguments))
    _list([hit.header for hit in hits], as_json)
    return 0 if hits else 1


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


def _show(question: Question, spoilers: bool, as_json: bool) -> None:
    if as_json:
        import json

        from sdcoach.bank.content import question_to_json

        shown: dict[str, object] = {**_header_json(question.header), "prompt": question.prompt}
        _print_json({**shown, **json.loads(question_to_json(question))} if spoilers else shown)
        return
    from sdcoach.cli.question_text import described

    print("\n".join(described(question, spoilers)))


def _print_json(value: object) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2))


def _check(arguments: list[str], as_json: bool) -> int:
    from sdcoach.bank.check import inspect
    from sdcoach.text import clean, plural

    report = inspect([Path(word).expanduser() for word in arguments])
    if as_json:
        _print_json([problem._asdict() for problem in report.problems])
        return 1 if report.problems else 0
    for problem in report.problems:
        print(clean(str(problem)))
        if problem.hint:
            print(f"    {clean(problem.hint)}")
    files = plural(report.files, "file")
    if report.problems:
        print(f"{plural(len(report.problems), 'problem')} in {files}.")
        return 1
    print(f"{files} checked, no problem found.")
    return 0
