"""`sdcoach calc`: one expression from the arguments, or a sheet from a file or standard input."""

import io
import sys

from sdcoach.envelope.line import Line
from sdcoach.envelope.sheet import MAX_LINES, Sheet
from sdcoach.errors import NotFoundError, UsageError

HELP = """\
usage: sdcoach calc [EXPRESSION…] [--file SHEET] [--steps] [--json]

Words join to one expression; without any, standard input is a sheet.

  --file SHEET   read the sheet from a file
  --steps        unfold each value into sums, and show which range matters most
  --json         exact values: one object for an expression, a list for a sheet
  --cheat        print the language on one screen
  --             what follows is the expression, even if it begins with dashes

  sdcoach calc 500M users x 2 posts/user/day to posts/s

Exit codes: 0 done, 1 a line failed, 2 usage.
"""
_MAX_BYTES = 1_000_000


def run(argv: list[str]) -> int:
    """Compute and print.

    Returns:
        0 when every line could be computed, 1 when one failed.

    Raises:
        UsageError: For an option that does not exist, or a sheet that is none.
        NotFoundError: When the file cannot be read.
    """
    words: list[str] = []
    file = ""
    options: set[str] = set()
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            words += rest
            break
        if word in ("--help", "-h"):
            print(HELP, end="")
            return 0
        if word in ("--json", "--steps", "--cheat"):
            options.add(word)
        elif word == "--file" or word.startswith("--file="):
            if word == "--file" and not rest:
                raise UsageError("--file needs the name of a sheet")
            file = rest.pop(0) if word == "--file" else word.partition("=")[2]
        elif word.startswith("--"):
            raise UsageError(f"calc has no option {word}", hint="`sdcoach calc --help` lists them")
        else:
            words.append(word)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without ≈ shows ? instead
    if "--cheat" in options:
        from sdcoach.envelope.cheatsheet import CHEAT_SHEET

        print(CHEAT_SHEET, end="")
        return 0
    if words and file:
        raise UsageError("give an expression or --file, not both")
    if words:
        return _expression(" ".join(words), options)
    return _sheet(_text(file), options)


def _text(file: str) -> str:
    if file in ("", "-"):
        if sys.stdin.isatty():
            print("a sheet, please, one line each; Ctrl+D ends it", file=sys.stderr)
        data = sys.stdin.buffer.read(_MAX_BYTES + 1)
    else:
        try:
            with open(file, "rb") as stream:
                data = stream.read(_MAX_BYTES + 1)
        except OSError as error:
            reason = (error.strerror or "cannot be read").lower()
            raise NotFoundError(f"{visible(file)}: {reason}") from None
    if len(data) > _MAX_BYTES or data.count(b"\n") > MAX_LINES:
        raise UsageError(f"a sheet has at most {MAX_LINES:,} lines and a megabyte")
    return data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")


def _expression(text: str, options: set[str]) -> int:
    sheet = Sheet()
    if "\n" in text:  # a line end is a character without meaning inside an expression
        line = sheet.evaluate_line(text)
    else:
        (line,) = sheet.evaluate(text)
    if line.kind in ("blank", "prose") and line.error is None:
        # Whoever calls the calculator with words means them as an expression.
        line.error = line.reason
        line.ok = False
        if line.error is None:
            raise UsageError("there is nothing to compute")
    if "--json" in options:
        print(_json(_record(line, sheet, options)))
    elif line.error is not None:
        _complain(line)
    else:
        print(line.display)
        for note in line.notes:
            print(f"  {note}")
        _explain(line, sheet, options)
    return 0 if line.error is None else 1


def _sheet(text: str, options: set[str]) -> int:
    sheet = Sheet()
    lines = sheet.evaluate(text.removesuffix("\n"))
    failed = any(line.error is not None for line in lines)
    if "--json" in options:
        print(_json([_record(line, sheet, options) for line in lines if line.kind != "blank"]))
        return 1 if failed else 0
    width = max((len(visible(line.input)) for line in lines if line.display), default=0)
    for line in lines:
        if line.error is not None:
            _complain(line)
        elif line.display:
            print(f"{visible(line.input):<{min(width, 60)}}  {line.display}")
            _explain(line, sheet, options)
        else:
            print(visible(line.input))
    return 1 if failed else 0


def visible(text: str) -> str:
    """Return text with what cannot be seen written out, so that it is never sent raw."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\t" else f"<U+{ord(c):04X}>" for c in text)


def _complain(line: Line) -> None:
    error = line.error
    assert error is not None
    if len(line.input) <= 400:
        before = visible(line.input[: error.start]).expandtabs()
        marked = visible(line.input[error.start : error.end]).expandtabs()
        print(visible(line.input).expandtabs())
        print(" " * len(before) + "^" * max(1, len(marked)))
    print(error.message + (f": {error.hint}" if error.hint else ""))


def _explain(line: Line, sheet: Sheet, options: set[str]) -> None:
    if "--steps" not in options:
        return
    for step in sheet.steps(line.number):
        print(f"    {step}")
    for share in sheet.sensitivity(line.number):
        print(f"    {share.bar:<10} {share.share:4.0%}  {share.label}")


def _record(line: Line, sheet: Sheet, options: set[str]) -> dict[str, object]:
    from sdcoach.envelope.record import record

    told = record(line)
    if "--steps" in options and line.kind != "prose":
        told["steps"] = sheet.steps(line.number) if line.ok else []
        found = sheet.sensitivity(line.number) if line.ok else []
        told["sensitivity"] = [{"label": s.label, "share": s.share} for s in found]
    return told


def _json(value: object) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
