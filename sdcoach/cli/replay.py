"""`sdcoach replay`: an attempt as it stood at a minute and second."""

import json
import re

from sdcoach.cli.arguments import Parser
from sdcoach.cli.attempt import reading, talk_record
from sdcoach.errors import UsageError
from sdcoach.history.attempts import events, find, no_attempts
from sdcoach.interview.replay import Moment, Replay
from sdcoach.text import clean, minutes_seconds

_MOMENT = re.compile(r"(\d{1,3}):([0-5]\d)")


def parse_moment(text: str) -> int:
    """Return the milliseconds of `MM:SS`.

    Raises:
        UsageError: When it is something else.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise UsageError(f"{text!r} is no moment", hint="write minutes and seconds, like 12:30")
    return (int(match[1]) * 60 + int(match[2])) * 1000


def run(argv: list[str]) -> int:
    """Print an attempt as it stood."""
    parser = Parser("replay", "An attempt as it stood at a minute and second.")
    parser.add_argument("attempt", help="an id, a part of one, or `last`")
    parser.add_argument("--at", required=True, metavar="MM:SS", help="the moment")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)
    elapsed = parse_moment(options.at)
    with reading() as connection:
        if connection is None:
            raise no_attempts()
        journal = events(connection, find(connection, options.attempt).id)
    moment = Replay(journal).at(elapsed)
    print(json.dumps(_as_json(moment), ensure_ascii=False) if options.json else _as_text(moment))
    return 0


def _as_json(moment: Moment) -> dict[str, object]:
    return {
        "elapsed_seconds": moment.elapsed_ms / 1000,
        "phase": moment.phase,
        "notes": moment.notes,
        "sheet": moment.sheet,
        **talk_record(moment),
    }


def _as_text(moment: Moment) -> str:
    rows = [f"{minutes_seconds(moment.elapsed_ms / 1000)}  {moment.phase}", "", moment.notes]
    if moment.sheet:
        rows += ["", "SHEET", moment.sheet]
    # An answer comes in the same millisecond as its question, and belongs below it.
    talk = [(one.elapsed_ms, 2 * n, f"? {one.text}") for n, one in enumerate(moment.asked)]
    talk += [(one.elapsed_ms, 2 * n + 1, f"  {one.text}") for n, one in enumerate(moment.said)]
    talk += [(one.elapsed_ms, -1, f"hint {one.rung}: {one.text}") for one in moment.hints]
    talk += [(one.elapsed_ms, -1, f"asks you: {one.text}") for one in moment.followups]
    talk.sort(key=lambda one: one[:2])
    if talk:
        rows += ["", "TALK"]
        rows += [f"{minutes_seconds(when / 1000):>6}  {text}" for when, _, text in talk]
    return clean("\n".join(rows))
