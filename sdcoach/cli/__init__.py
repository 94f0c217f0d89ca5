"""The command line: one small module per family of commands, imported when called.

`calc`, `--version` and the lists must start in a few `python -c pass`, so nothing here imports
more than the command at hand needs.
"""

import gc
import sys

from sdcoach.errors import SdcoachError, UsageError

COMMANDS = {
    "start": ("sdcoach.cli.start", "begin an interview, notes focused"),
    "resume": ("sdcoach.cli.resume", "go on with an interrupted interview"),
    "calc": ("sdcoach.cli.calc", "work out an envelope line or a sheet"),
    "bank": ("sdcoach.cli.bank", "list, show, search or check the questions"),
    "library": ("sdcoach.cli.library", "list what there is to read and watch"),
    "history": ("sdcoach.cli.history", "list the attempts, newest first"),
    "show": ("sdcoach.cli.show", "print one attempt"),
    "replay": ("sdcoach.cli.replay", "print an attempt as it stood at a minute"),
    "score": ("sdcoach.cli.score", "score an attempt from a JSON file"),
    "feedback": ("sdcoach.cli.feedback", "ask a model for a second opinion on an attempt"),
    "prompts": ("sdcoach.cli.prompts", "list, show, compare or check what a model is told"),
    "eval": ("sdcoach.cli.eval", "measure how well a model scores, on a shipped set"),
    "compare": ("sdcoach.cli.compare", "print two attempts side by side"),
    "trends": ("sdcoach.cli.trends", "print how it goes over time"),
    "next": ("sdcoach.cli.next", "say what to do now, and why"),
    "brief": ("sdcoach.cli.brief", "print one page for the day before"),
    "outcome": ("sdcoach.cli.outcome", "note real interviews and how they went"),
    "tag": ("sdcoach.cli.tag", "give an attempt tags"),
    "note": ("sdcoach.cli.note", "write a note about an attempt"),
    "delete": ("sdcoach.cli.delete", "take an attempt out of the history, or put it back"),
    "export": ("sdcoach.cli.export", "write one attempt as a page, or the whole history"),
    "import": ("sdcoach.cli.import_", "take in a history from another machine"),
    "backup": ("sdcoach.cli.backup", "copy the history into one file"),
    "restore": ("sdcoach.cli.restore", "put a backup in place of the history"),
    "doctor": ("sdcoach.cli.doctor", "look whether all is there; try a model's profile out"),
    "keys": ("sdcoach.cli.keys", "print every key"),
    "config": ("sdcoach.cli.config", "print where the settings lie, or the settings"),
}
"""Command to its module, which has `run(argv) -> int`, and what it does."""


def usage() -> str:
    """Return what `sdcoach --help` prints."""
    lines = ["usage: sdcoach [COMMAND] [OPTIONS]", "", "Without a command: the app, at Home.", ""]
    lines += [f"  {name:<10}{does}" for name, (_, does) in COMMANDS.items()]
    lines += ["", "  --bank DIR also offers the questions of this folder", ""]
    lines += ["`sdcoach COMMAND --help` tells more. `--version` prints the version."]
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Run a command line and return its exit code: 0 done, 1 failed, 2 usage."""
    # What a start makes stays: looking for garbage in it would be a tenth of the start.
    gc.set_threshold(50_000, 20, 20)
    words = sys.argv[1:] if argv is None else argv
    try:
        return _dispatch(words)
    except SdcoachError as error:
        return _report(error, as_json="--json" in words)
    except BrokenPipeError:
        # The reader of our output has gone; the interpreter must not complain while it flushes.
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _dispatch(words: list[str]) -> int:
    if not words or words[0].partition("=")[0] == "--bank":
        from sdcoach.cli.app import run

        return run(words)
    first, rest = words[0], words[1:]
    if first in ("--version", "-V"):
        from sdcoach import __version__

        print(f"sdcoach {__version__}")
        return 0
    if first in ("--help", "-h", "help"):
        print(usage())
        return 0
    if first not in COMMANDS:
        import difflib

        near = difflib.get_close_matches(first, COMMANDS, 1)
        hint = f"did you mean `{near[0]}`?" if near else "`sdcoach --help` lists the commands"
        raise UsageError(f"there is no command {first!r}", hint=hint)
    import importlib

    run_command = importlib.import_module(COMMANDS[first][0]).run
    code: int = run_command(rest)
    return code


def _report(error: SdcoachError, *, as_json: bool) -> int:
    from sdcoach.text import clean

    if as_json:
        import json

        told = {"kind": error.kind, "message": clean(str(error)), "hint": clean(error.hint)}
        print(json.dumps({"error": told}, ensure_ascii=False))
    else:
        print(f"sdcoach: {clean(str(error))}", file=sys.stderr)
        if error.hint:
            print(f"  {clean(error.hint)}", file=sys.stderr)
    return error.exit_code
