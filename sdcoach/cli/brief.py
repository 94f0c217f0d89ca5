"""`sdcoach brief`: one page for the day before, on the screen or to print."""

from typing import Any

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import KINDS, Phase
from sdcoach.cli.arguments import Parser
from sdcoach.cli.attempt import reading
from sdcoach.cli.export import whole_file
from sdcoach.errors import NotFoundError
from sdcoach.history.attempts import no_attempts
from sdcoach.history.brief import Brief, read_brief
from sdcoach.history.brief_page import brief_html, brief_lines, headline
from sdcoach.history.outcomes import read_outcomes, today, upcoming
from sdcoach.history.past import read_past
from sdcoach.interview.clock import SystemClock
from sdcoach.tui.starting import utc_offset


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When there is nothing to put on it, or it cannot be written.
    """
    parser = Parser(
        "brief", "One page for the day before: your own opening, gaps, clock and numbers."
    )
    parser.add_argument("--html", metavar="FILE", help="write it as a page to print")
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args(argv)
    now = SystemClock().tick().utc
    offset = utc_offset(now)
    bank = open_bank()
    with reading() as connection:
        if connection is None:
            raise no_attempts()
        outcome = upcoming(read_outcomes(connection), today(now, offset))
        phases: dict[str, tuple[Phase, ...]] = {kind: bank.phases(kind) for kind in KINDS}
        brief = read_brief(connection, read_past(connection), phases, outcome)
    if options.json:
        import json

        told = _object(brief) | {"headline": headline(brief, now, offset)}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    if brief.empty:
        raise NotFoundError(
            "there is no scored interview to make a page of",
            hint="score one first: `sdcoach score last`",
        )
    if options.html:
        with whole_file(options.html) as stream:
            stream.write(brief_html(brief, now, offset).encode())
        print(f"{options.html}: one page, to print or to keep.")
        return 0
    for line in brief_lines(brief, now, offset):
        print(line)
    return 0


def _object(brief: Brief) -> dict[str, Any]:
    opening = brief.opening
    return {
        "interviews": brief.interviews,
        "seniority": brief.seniority,
        "minutes": brief.minutes,
        "practise": brief.practise,
        "opening": None
        if opening is None
        else {
            "lines": list(opening.lines),
            "title": opening.title,
            "seconds": opening.took_ms / 1000,
            "level": opening.level,
        },
        "gaps": [one._asdict() for one in brief.gaps],
        "clock": [
            {
                "phase": one.phase,
                "seconds": one.yours_ms / 1000,
                "budget_seconds": one.budget_ms / 1000,
                "over": one.over,
            }
            for one in brief.clock
        ],
        "clock_says": brief.clock_says,
        "numbers": [one._asdict() for one in brief.numbers],
        "sums": [one._asdict() for one in brief.sums],
    }
