"""`sdcoach tag`: give an attempt tags, or take them away."""

from sdcoach.cli.arguments import Parser
from sdcoach.cli.attempt import reading
from sdcoach.cli.remarks import remark
from sdcoach.errors import UsageError
from sdcoach.history.attempts import AttemptRow, find, no_attempts, tag_of

MOST = 20
LONGEST = 40


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When there is no such attempt, or a tag does not fit.
    """
    parser = Parser("tag", "Give an attempt tags; without any, print those that it has.")
    parser.add_argument("attempt", help="an id, its beginning, or `last`")
    parser.add_argument("tags", nargs="*", metavar="TAG")
    parser.add_argument("--remove", action="store_true", help="take the tags away instead")
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args(argv)
    wanted = list(dict.fromkeys(tag for text in options.tags if (tag := tag_of(text))))
    if any(len(tag) > LONGEST for tag in wanted):
        raise UsageError(f"a tag has at most {LONGEST} characters")

    def settled(row: AttemptRow) -> list[str]:
        if options.remove:
            return [tag for tag in row.tags if tag not in wanted]
        made = list(dict.fromkeys([*row.tags, *wanted]))
        if len(made) > MOST:
            raise UsageError(f"an attempt has at most {MOST} tags")
        return made

    if wanted:
        row = remark(options.attempt, "tagged", tags=settled)
        tags = settled(row)
    else:
        with reading() as connection:
            if connection is None:
                raise no_attempts()
            row = find(connection, options.attempt)
        tags = list(row.tags)
    if options.json:
        import json

        print(json.dumps({"id": row.id, "tags": tags}, ensure_ascii=False))
    else:
        print(f"{row.short_id} {row.question}: {', '.join(tags) or 'no tags'}")
    return 0
