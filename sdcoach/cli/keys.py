"""`sdcoach keys`: every key, by screen, as the settings have them."""

from sdcoach import config
from sdcoach.cli.arguments import Parser
from sdcoach.tui.actions import GROUPS, actions
from sdcoach.tui.keyboard import all_keys, chords_arrive


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When the settings cannot be read.
    """
    parser = Parser("keys", "Print every key, by screen.")
    parser.add_argument("--json", action="store_true", help="as JSON")
    as_json: bool = parser.parse_args(argv).json
    overrides = dict(config.load().keys)
    chords = chords_arrive()
    table = [
        (group, title, [(one, all_keys(one, overrides, chords=chords)) for one in actions(group)])
        for group, title in GROUPS
    ]
    if as_json:
        import json

        data = [
            {"id": one.id, "where": group, "keys": keys, "label": one.label, "help": one.help}
            for group, _, rows in table
            for one, keys in rows
        ]
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return 0
    for number, (_, title, rows) in enumerate(table):
        print(("\n" if number else "") + title)
        for one, keys in rows:
            print(f"  {keys:<18} {one.help}  ({one.id})")
    return 0
