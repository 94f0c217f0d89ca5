"""`sdcoach note`: a note about an attempt, beside those taken in it."""

from sdcoach.cli.arguments import Parser
from sdcoach.cli.attempt import reading
from sdcoach.cli.remarks import remark
from sdcoach.errors import UsageError
from sdcoach.history.attempts import find, no_attempts
from sdcoach.text import clean

LONGEST = 2_000


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When there is no such attempt, or the note is too long.
    """
    parser = Parser("note", "Write a note about an attempt; without words, print the one it has.")
    parser.add_argument("attempt", help="an id, its beginning, or `last`")
    parser.add_argument("words", nargs="*", metavar="WORDS", help="it replaces the one before")
    parser.add_argument("--clear", action="store_true", help="take the note away")
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args(argv)
    text = clean(" ".join(options.words)).strip()
    if len(text) > LONGEST:
        raise UsageError(f"a note has at most {LONGEST} characters")
    if text and options.clear:
        raise UsageError("--clear takes no words")
    if text or options.clear:
        row = remark(options.attempt, "noted", text=text)
    else:
        with reading() as connection:
            if connection is None:
                raise no_attempts()
            row = find(connection, options.attempt)
        text = row.note
    if options.json:
        import json

        print(json.dumps({"id": row.id, "note": text}, ensure_ascii=False))
    else:
        print(f"{row.short_id} {row.question}: {text or 'no note'}")
    return 0
