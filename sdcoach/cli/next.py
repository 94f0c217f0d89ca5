"""`sdcoach next`: what to do now, and why."""

from typing import Any

from sdcoach.bank.index import open_bank
from sdcoach.cli.arguments import Parser
from sdcoach.cli.attempt import reading, utc
from sdcoach.errors import NotFoundError
from sdcoach.history.due import Due, read_due
from sdcoach.history.next import Next, recommend
from sdcoach.history.outcomes import RESULTS, UNKNOWN, read_outcomes, to_ask, today, upcoming
from sdcoach.history.standing import read_standing
from sdcoach.interview.clock import SystemClock
from sdcoach.tui.starting import utc_offset

_COMMANDS = {
    "continue": "sdcoach resume {attempt}",
    "close": "sdcoach resume {attempt}",
    "score": "sdcoach score {attempt}",
    "start": "sdcoach start {question}",
    "brief": "sdcoach brief",
}


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When the history cannot be read, or there is no question.
    """
    parser = Parser("next", "What to do now, and why, in one sentence.")
    parser.add_argument("--json", action="store_true", help="all of it, and what is scheduled")
    options = parser.parse_args(argv)
    tick = SystemClock().tick()
    offset = utc_offset(tick.utc)
    headers = open_bank().headers
    with reading() as connection:
        if connection is None:
            items, waiting = recommend(None, headers, [], tick, offset), list[Due]()
            passed = None
        else:
            day, outcomes = today(tick.utc, offset), read_outcomes(connection)
            outcome, passed = upcoming(outcomes, day), to_ask(outcomes, day)
            newest = read_standing(connection, tick.utc, offset).newest
            items = recommend(connection, headers, newest, tick, offset, outcome)
            waiting = read_due(connection)
    if options.json:
        import json

        told = {
            "ask": None
            if passed is None
            else {"id": passed.uuid, "company": passed.company, "date": passed.date},
            "next": [_object(item) for item in items],
            "schedule": [
                {
                    "question": one.question,
                    "dimension": one.dimension,
                    "level": one.level,
                    "reviews": one.reviews,
                    "last_at": utc(one.last_at),
                    "due_at": utc(one.due_at),
                }
                for one in waiting
            ],
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    if not items:
        raise NotFoundError("the bank has no question", hint="`sdcoach bank check` says why")
    if passed is not None:
        print(f"How did {passed.company} on {passed.date} go?")
        print(f"  sdcoach outcome result {passed.uuid[:8]} {'|'.join((*RESULTS, UNKNOWN))}")
        print()
    for number, item in enumerate(items):
        if number:
            print()
        print(item.title)
        print(f"  {item.why}")
        print(f"  {_command(item)}")
        if item.sprint:
            print(f"  or ten minutes: {_command(item)} --phase {item.sprint}")
    return 0


def _command(item: Next) -> str:
    return _COMMANDS[item.does].format(attempt=item.attempt[:8], question=item.question)


def _object(item: Next) -> dict[str, Any]:
    return {
        "does": item.does,
        "question": item.question or None,
        "title": item.title,
        "why": item.why,
        "attempt": item.attempt or None,
        "phase": item.sprint or None,
        "command": _command(item),
    }
