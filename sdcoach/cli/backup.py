"""`sdcoach backup`: the whole history in one file, read back before it counts."""

from pathlib import Path

from sdcoach.cli.arguments import Parser
from sdcoach.history.restore import backup_to
from sdcoach.paths import database_file


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When there is nothing to copy, or the copy cannot be made.
    """
    parser = Parser("backup", "Copy the whole history into one SQLite file, and check the copy.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args(argv)
    target = Path(options.file)
    size = backup_to(database_file(), target)
    if options.json:
        import json

        print(json.dumps({"file": str(target), "bytes": size}, ensure_ascii=False))
    else:
        print(f"{target}: {size:,} bytes, read back whole. `sdcoach restore` puts it back.")
    return 0
