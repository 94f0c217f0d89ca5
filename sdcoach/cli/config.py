"""`sdcoach config`: where the settings lie, and what they are."""

from collections.abc import Mapping
from typing import Any

from sdcoach import config, paths
from sdcoach.cli.arguments import Parser


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When the settings cannot be used.
    """
    parser = Parser("config", "Print where the settings lie, or the settings in force.")
    parser.add_argument("what", choices=("path", "show"))
    parser.add_argument("--json", action="store_true", help="show as JSON")
    options = parser.parse_args(argv)
    if options.what == "path":
        print(paths.config_file())
        return 0
    settings = config.load()
    values = {**settings._asdict(), "keys": dict(settings.keys), "llm": dict(settings.llm)}
    if options.json:
        import json

        print(json.dumps(values, ensure_ascii=False, indent=2))
        return 0
    keys = values.pop("keys")
    del values["llm"]
    for name, value in values.items():
        print(f"{name} = {_toml(value)}")
    if keys:
        print("\n[keys]")
        for action, key in keys.items():
            print(f"{_toml(action)} = {_toml(key)}")
    if settings.llm:
        _print_llm(settings.llm)
    return 0


def _print_llm(table: Mapping[str, Any]) -> None:
    print("\n[llm]")
    for role in ("judge", "interviewer"):
        if role in table:
            print(f"{role} = {_toml(table[role])}")
    for name, fields in table.get("profiles", {}).items():
        print(f"\n[llm.profiles.{_toml(name)}]")
        for field, value in fields.items():
            if isinstance(value, dict):
                inner = ", ".join(f"{part} = {_toml(one)}" for part, one in value.items())
                print(f"{field} = {{ {inner} }}")
            else:
                print(f"{field} = {_toml(value)}")


def _toml(value: object) -> str:
    """Return a setting as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    import json  # TOML's basic strings are JSON's

    return json.dumps(str(value), ensure_ascii=False)
