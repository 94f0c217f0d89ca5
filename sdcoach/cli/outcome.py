"""`sdcoach outcome`: real interviews, and how the mocks before them forecast the results."""

from argparse import Namespace

from sdcoach.bank.question import SENIORITIES
from sdcoach.cli.arguments import Parser
from sdcoach.cli.attempt import reading
from sdcoach.cli.columns import print_table
from sdcoach.history.calibration import Calibration, calibration
from sdcoach.history.outcome_log import find_outcome, new_outcome, write_outcome
from sdcoach.history.outcomes import RESULTS, UNKNOWN, Outcome, read_outcomes
from sdcoach.history.past import read_past
from sdcoach.interview.clock import SystemClock
from sdcoach.paths import database_file
from sdcoach.tui.starting import utc_offset


class _Action(Parser):
    """One action with its options."""

    def __init__(self, prog: str, **options: object) -> None:
        super().__init__(prog.removeprefix("sdcoach "), "", **options)


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When something does not fit, or the history cannot be read or written.
    """
    parser = Parser("outcome", "Real interviews: when they are, how they went.")
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=_Action
    )
    add = actions.add_parser("add", help="note one; without a result it lies ahead")
    add.add_argument("company")
    add.add_argument("date", help="as in 2026-11-30")
    add.add_argument("--seniority", "--level", choices=SENIORITIES, default="")
    add.add_argument("--result", choices=RESULTS, default="")
    add.add_argument("--note", default="", metavar="TEXT")
    tell = actions.add_parser("result", help="say how one went")
    tell.add_argument("which", help="company, date or id")
    tell.add_argument("result", choices=(*RESULTS, UNKNOWN))
    remove = actions.add_parser("remove", help="take one out")
    remove.add_argument("which", help="company, date or id")
    actions.add_parser("list", help="show them, and what the mocks before them said")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)
    now = SystemClock().tick().utc
    if options.action == "list":
        return _list(options, utc_offset(now))
    outcome = _changed(options, now)
    write_outcome(database_file(), outcome)
    if options.json:
        import json

        print(json.dumps(outcome_object(outcome), ensure_ascii=False))
    elif outcome.deleted:
        print(f"{outcome.company}, {outcome.date}: taken out.")
    else:
        print(f"{outcome.company}, {outcome.date}: {outcome.result or 'lies ahead'}.")
    return 0


def outcome_object(outcome: Outcome) -> dict[str, object]:
    """Return a real interview as JSON has it."""
    return {
        "id": outcome.uuid,
        "company": outcome.company,
        "date": outcome.date,
        "seniority": outcome.seniority or None,
        "result": outcome.result or None,
        "note": outcome.note,
        "deleted": bool(outcome.deleted),
    }


def _changed(options: Namespace, now: int) -> Outcome:
    if options.action == "add":
        return new_outcome(
            options.company,
            options.date,
            now,
            seniority=options.seniority,
            result=options.result,
            note=options.note,
        )
    found = find_outcome(_read(utc_offset(now))[0], options.which)
    if options.action == "remove":
        return found._replace(changed_at=now, deleted=1)
    return found._replace(changed_at=now, result=options.result)


def _read(offset: int) -> tuple[list[Outcome], Calibration]:
    with reading() as connection:
        outcomes = [] if connection is None else read_outcomes(connection)
        past = [] if connection is None else read_past(connection)
    return outcomes, calibration(past, outcomes, offset)


def _list(options: Namespace, offset: int) -> int:
    outcomes, judged = _read(offset)
    said = {one.outcome.uuid: one for one in judged.predictions}
    if options.json:
        import json

        told = [
            outcome_object(one)
            | {
                "mocks": said[one.uuid].mocks,
                "said": said[one.uuid].said,
                "gap": said[one.uuid].gap,
            }
            for one in outcomes
        ]
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    rows = []
    for one in outcomes:
        mocks = said[one.uuid]
        told_before = "" if mocks.said is None else RESULTS[round(mocks.said) - 1].replace("-", " ")
        rows.append(
            (
                one.uuid[:8],
                one.date,
                one.company,
                one.seniority,
                one.result.replace("-", " ") or "ahead",
                f"{told_before} ({mocks.mocks})" if told_before else "no mock before it",
            )
        )
    if rows:
        print_table(rows, ("ID", "DATE", "COMPANY", "LEVEL", "RESULT", "MOCKS SAID"))
    else:
        print("No real interview is noted; `sdcoach outcome add COMPANY DATE` notes one.")
    for sentence in judged.sentences:
        if "real interview" in sentence:
            print(sentence)
    return 0
