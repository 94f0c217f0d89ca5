"""`sdcoach import`: take in what another machine exported."""

from pathlib import Path

from sdcoach.cli.arguments import Parser
from sdcoach.history.merge import merge_file
from sdcoach.paths import database_file
from sdcoach.text import plural


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When the file is no whole export, or the history cannot be written;
            nothing was changed then.
    """
    parser = Parser(
        "import",
        "Take in a history that `sdcoach export` wrote. What is here already stays, nothing comes"
        " twice, and the order of several imports does not matter.",
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args(argv)
    merged = merge_file(Path(options.file), database_file())
    if options.json:
        import json

        print(json.dumps(merged._asdict()))
    elif not merged.events:
        print("Nothing in it is new.")
    else:
        told = f"{plural(merged.attempts, 'new attempt')}, {merged.changed} changed"
        print(f"{told}, {plural(merged.events, 'new event')}.")
    return 0
