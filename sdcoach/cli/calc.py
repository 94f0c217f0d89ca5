"""`sdcoach calc`: one expression from the arguments, or a sheet from a file or standard input."""

import sys

from sdcoach.envelope.sheet import Line, Sheet
from sdcoach.errors import NotFoundError, UsageError

HELP = """\
usage: sdcoach calc [EXPRESSION…] [--file SHEET] [--json]

Words join to one expression; without any, standard input is a sheet, one line each.

  --file SHEET   read the sheet from a file (- for standard input)
  --json         print exact values, one object for an expression, a list for a sheet
  --             what follows is the expression, even if it begins with a dash

  sdcoach calc 500M users x 2 posts/user/day to posts/s

Exit codes: 0 done, 1 a line failed, 2 usage.
"""
_MAX_BYTES = 1_000_000


def run(argv: list[str]) -> int:
    """Compute and print.

    Returns:
        0 when every line could be computed, 1 when one failed.

    Raises:
        UsageError: For an option that does not exist.
        NotFoundError: When the file cannot be read.
    """
    words: list[str] = []
    file = ""
    as_json = False
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            words += rest
            break
        if word in ("--help", "-h"):
            print(HELP, end="")
            return 0
        if word == "--json":
            as_json = True
        elif word == "--file" or word.startswith("--file="):
            if word == "--file" and not rest:
                raise UsageError("--file needs the name of a sheet")
            file = rest.pop(0) if word == "--file" else word.partition("=")[2]
        elif word.startswith("--"):
            raise UsageError(f"calc has no option {word}", hint="`sdcoach calc --help` lists them")
        else:
            words.append(word)
    if words and file:
        raise UsageError("give an expression or --file, not both")
    if words:
        return _expression(" ".join(words), as_json)
    return _sheet(_text(file), as_json)


def _text(file: str) -> str:
    if file in ("", "-"):
        data = sys.stdin.buffer.read(_MAX_BYTES + 1)
    else:
        try:
            with open(file, "rb") as stream:
                data = stream.read(_MAX_BYTES + 1)
        except OSError as error:
            raise NotFoundError(f"{file}: {(error.strerror or 'cannot be read').lower()}") from None
    if len(data) > _MAX_BYTES:
        raise UsageError("a sheet of more than 1 MB is not one of ours")
    text = data.decode("utf-8", "replace")
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _expression(text: str, as_json: bool) -> int:
    # A line end inside an argument is a character like any other that has no meaning.
    sheet = Sheet()
    line = sheet.evaluate("")[0] if "\n" in text else sheet.evaluate(text)[0]
    line = sheet.evaluate_line(text) if "\n" in text else line
    error = line.error or line.reason
    if as_json:
        from sdcoach.envelope.record import record

        print(_dumped(record(line)))
    elif error is not None:
        _complain(line)
    else:
        print(line.display)
        for note in line.notes:
            print(f"  {note}")
    return 0 if error is None else 1


def _sheet(text: str, as_json: bool) -> int:
    sheet = Sheet()
    lines = sheet.evaluate(text.removesuffix("\n"))
    failed = any(line.error is not None for line in lines)
    if as_json:
        from sdcoach.envelope.record import record

        print(_dumped([record(line) for line in lines if line.kind != "blank"]))
        return 1 if failed else 0
    width = max((len(visible(line.input)) for line in lines if line.display), default=0)
    for line in lines:
        if line.error is not None:
            _complain(line)
        elif line.display:
            print(f"{visible(line.input):<{min(width, 60)}}  {line.display}")
        else:
            print(visible(line.input))
    return 1 if failed else 0


def visible(text: str) -> str:
    """Return text with what cannot be seen written out, so that it is never sent raw."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\t" else f"<U+{ord(c):04X}>" for c in text)


def _complain(line: Line) -> None:
    error = line.error or line.reason
    assert error is not None
    before, marked = (
        visible(line.input[: error.start]),
        visible(line.input[error.start : error.end]),
    )
    if len(line.input) <= 400:
        print(visible(line.input))
        print(" " * len(before) + "^" * max(1, len(marked)))
    print(error.message + (f": {error.hint}" if error.hint else ""))


def _dumped(value: object) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    import json

    return json.dumps(char)[1:-1]
