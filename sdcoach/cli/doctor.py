"""`sdcoach doctor`: is everything there, and does a model's profile work?"""

import asyncio
import json
import shutil
import textwrap

from sdcoach.cli.arguments import Parser
from sdcoach.coach.doctor import Check, State, examine
from sdcoach.text import clean, plural

_MARKS: dict[State, str] = {"ok": "ok", "note": "note", "fail": "FAIL", "skipped": "-"}
_NAME_AT = 6
_TEXT_AT = 17


def run(argv: list[str]) -> int:
    """Run the command and return its exit code: 1 when something fails.

    Raises:
        SdcoachError: When there is no such profile, or the settings cannot be used.
    """
    parser = Parser(
        "doctor",
        "Look whether everything is there; with --profile, try a model out: it is sent a few "
        "short requests, nothing of yours.",
    )
    parser.add_argument("--profile", metavar="NAME", help="a profile of [llm] in config.toml")
    parser.add_argument(
        "--deep", action="store_true", help="also send a long prompt to a host that may cost money"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)
    if options.profile is None:
        from sdcoach.cli.installation import checks

        found = checks()
        tokens = None
        if not options.json:
            for check in found:
                _print(check)
    else:
        from sdcoach import config
        from sdcoach.coach.profiles import load_profiles

        profile = load_profiles(config.load()).named(options.profile)
        found, usage = asyncio.run(
            examine(profile, deep=options.deep, on_check=None if options.json else _print)
        )
        tokens = {"read": usage.prompt, "written": usage.completion}
    failed = sum(check.state == "fail" for check in found)
    if options.json:
        told = [check._asdict() for check in found]
        whole = {"ok": not failed, "checks": told, "tokens": tokens}
        print(json.dumps(whole, ensure_ascii=False, indent=2))
    elif tokens is not None:
        print(f"\nThis took {tokens['read']:,} tokens read and {tokens['written']:,} written.")
    if failed and not options.json:
        print(f"\n{plural(failed, 'check')} failed.")
    return 1 if failed else 0


def _print(check: Check) -> None:
    width = max(40, min(100, shutil.get_terminal_size().columns))
    lead = f"{_MARKS[check.state]:<{_NAME_AT}}{check.name:<{_TEXT_AT - _NAME_AT}}"
    indent = " " * _TEXT_AT
    print(
        textwrap.fill(clean(check.message), width, initial_indent=lead, subsequent_indent=indent),
        flush=True,
    )
    if check.hint:
        print(
            textwrap.fill(
                clean(check.hint),
                width,
                initial_indent=f"{indent}-> ",
                subsequent_indent=indent + "   ",
            ),
            flush=True,
        )
