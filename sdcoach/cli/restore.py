"""`sdcoach restore`: put a backup in place of the history; the old one is kept aside."""

from pathlib import Path

from sdcoach.cli.arguments import Parser
from sdcoach.history.restore import restore_from
from sdcoach.paths import database_file


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When the file is no whole backup, or the history is in use; nothing was
            changed then.
    """
    parser = Parser("restore", "Put a backup in place of the history, which is kept aside.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args(argv)
    aside = restore_from(Path(options.file), database_file())
    if options.json:
        import json

        print(json.dumps({"kept": None if aside is None else str(aside)}, ensure_ascii=False))
    else:
        print("The history is the one of the backup.")
        if aside is not None:
            print(f"What was there before lies in {aside}.")
    return 0
