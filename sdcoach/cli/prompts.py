"""`sdcoach prompts`: what a model is told, as files to read, change and check."""

import shutil

from sdcoach.cli.arguments import Parser
from sdcoach.coach.prompts import difference, listed, load_prompt, own_folder, text_of
from sdcoach.errors import StorageError, UsageError
from sdcoach.paths import prompts_dir
from sdcoach.text import clean

_COMMANDS = ("list", "show", "diff", "check", "edit")


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        UsageError: When the command line cannot be understood.
        NotFoundError: When there is no such prompt.
        ContentError: When its file cannot be used.
    """
    parser = Parser(
        "prompts", "What a model is told; a file of your own takes a shipped one's place."
    )
    parser.add_argument("command", choices=_COMMANDS, metavar="|".join(_COMMANDS))
    parser.add_argument("id", nargs="?", metavar="ID", help="for show, diff and edit")
    parser.add_argument("--json", action="store_true", help="print JSON (list, check)")
    options = parser.parse_args(argv)
    command, id = options.command, options.id
    if command in ("list", "check"):
        if id is not None:
            raise UsageError(f"prompts {command} takes no id.", hint="`sdcoach prompts show ID`")
        return _list(options.json) if command == "list" else _check(options.json)
    if id is None and command == "diff":
        for one in listed():
            _print("\n".join(difference(one.id)))
        return 0
    if id is None:
        raise UsageError(f"prompts {command} needs an id.", hint="`sdcoach prompts list`")
    if command == "show":
        _print(text_of(id).rstrip("\n"))
    elif command == "diff":
        _print("\n".join(difference(id)))
    else:
        _own(id)
    return 0


def _print(text: str) -> None:
    if text:
        print(clean(text))


def _list(as_json: bool) -> int:
    found = listed()
    if as_json:
        import json

        told = [
            {
                "id": one.id,
                "own": one.own,
                "file": str(one.path),
                "purpose": one.prompt.purpose if one.prompt else None,
                "hash": one.prompt.hash if one.prompt else None,
            }
            for one in found
        ]
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    from sdcoach.cli.columns import print_table

    rows = [
        (
            one.id,
            "yours" if one.own else "shipped",
            one.prompt.hash if one.prompt else "broken",
            clean(one.prompt.purpose if one.prompt else str(one.error)),
        )
        for one in found
    ]
    print_table(rows, ("ID", "FROM", "HASH", "PURPOSE"))
    return 0


def _check(as_json: bool) -> int:
    broken = [one for one in listed() if one.error is not None]
    if as_json:
        import json

        told = [
            {
                "id": one.id,
                "place": one.error.place,
                "message": one.error.message,
                "hint": one.error.hint,
            }
            for one in broken
            if one.error is not None
        ]
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 1 if broken else 0
    for one in broken:
        if one.error is not None:
            print(clean(str(one.error)))
            if one.error.hint:
                print(f"    {clean(one.error.hint)}")
    if not broken:
        print("No problem found.")
    return 1 if broken else 0


def _own(id: str) -> None:
    """Copy a shipped prompt to where it may be changed, and say where."""
    load_prompt(id)
    target = own_folder() / f"{id}.md"
    if not target.exists():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(prompts_dir() / f"{id}.md", target)
        except OSError as error:
            reason = error.strerror or str(error)
            raise StorageError(
                f"The copy cannot be written: {reason}.", place=str(target)
            ) from error
    print(target)
    print("This file is used from now on; remove it to use the shipped one again.")
