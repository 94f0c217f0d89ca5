"""`sdcoach delete`: take an attempt out of the history, or put it back."""

from sdcoach.cli.arguments import Parser
from sdcoach.cli.remarks import remark


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When there is no such attempt, or it cannot be written.
    """
    parser = Parser(
        "delete",
        "Take an attempt out of lists and trends. Nothing is lost: --undo puts it back, and"
        " `sdcoach history --deleted` lists what was deleted.",
    )
    parser.add_argument("attempt", help="an id, its beginning, or `last`")
    parser.add_argument("--undo", action="store_true", help="put a deleted one back")
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args(argv)
    kind = "restored" if options.undo else "deleted"
    row = remark(options.attempt, kind, deleted=options.undo)
    if options.json:
        import json

        print(json.dumps({"id": row.id, "deleted": not options.undo}))
    elif options.undo:
        print(f"{row.short_id} {row.question} is back.")
    else:
        print(f"{row.short_id} {row.question} is deleted; `sdcoach delete {row.short_id} --undo`")
    return 0
