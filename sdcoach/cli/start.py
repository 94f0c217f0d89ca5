"""`sdcoach start`: straight into an interview, with the notes focused."""

from argparse import SUPPRESS
from pathlib import Path
from typing import TYPE_CHECKING

from sdcoach.bank.content import MAX_MINUTES, MIN_MINUTES
from sdcoach.bank.index import Bank, open_bank
from sdcoach.bank.question import MODES, SENIORITIES
from sdcoach.cli.arguments import Parser
from sdcoach.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from sdcoach.cli.plain import StartOptions
    from sdcoach.interview.session import Setup
    from sdcoach.tui.services import Services


def parser() -> Parser:
    """Return what reads the options."""
    made = Parser("start", "Begin an interview; its clock runs from the first frame on.")
    made.add_argument("question", nargs="?", metavar="QUESTION", help="default: what is next")
    made.add_argument("--seniority", choices=SENIORITIES, help="default: the settings'")
    made.add_argument("--level", dest="seniority", choices=SENIORITIES, help=SUPPRESS)
    made.add_argument(
        "--minutes", type=int, metavar="N", help=f"{MIN_MINUTES} to {MAX_MINUTES}, default 45"
    )
    made.add_argument("--mode", choices=MODES, help="practice can pause; default: interview")
    made.add_argument("--seed", type=int, metavar="N", help="fixes the follow-ups")
    made.add_argument("--phase", default="", metavar="P", help="a sprint of that phase alone")
    made.add_argument("--plain", action="store_true", help="plain lines, for screen readers")
    made.add_argument(
        "--bank", action="append", type=Path, default=[], metavar="DIR", help="more questions"
    )
    return made


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When it cannot start; see the message.
    """
    options = parser().parse_args(argv)
    if options.minutes is not None and not MIN_MINUTES <= options.minutes <= MAX_MINUTES:
        raise UsageError(
            f"an interview cannot have {options.minutes} minutes",
            hint=f"choose {MIN_MINUTES} to {MAX_MINUTES}",
        )
    bank = bank_with(options.bank)
    if options.question is not None:
        bank.content_hash(options.question)  # refuses an unknown one before anything is drawn
    if options.plain:
        return _plain(options, bank)
    from sdcoach.cli.app import run_app

    settled: list[Setup] = []
    return run_app(
        lambda app: app.begin(settled[0]),
        bank=bank,
        check=lambda services: settled.append(settle(services, options)),
    )


def settle(services: "Services", options: "Namespace | StartOptions") -> "Setup":
    """Settle what was not said: by the settings, by what was taken last, by what is next.

    Raises:
        SdcoachError: When a term is none there is, or the history cannot be read.
    """
    from sdcoach.history.standing import read_standing
    from sdcoach.tui.starting import setup_for, usual_terms, utc_offset

    tick = services.clock.tick()
    offset = utc_offset(tick.utc)
    with services.reader() as connection:
        newest = read_standing(connection, tick.utc, offset).newest if connection else []
        question = options.question
        if question is None:
            from sdcoach.history.next import recommend

            items = recommend(connection, services.bank.headers, newest, tick, offset)
            question = next(item.question for item in items if item.does == "start")
    usual = usual_terms(services.config, newest)
    terms = usual._replace(
        seniority=options.seniority or usual.seniority,
        minutes=options.minutes or usual.minutes,
        mode=options.mode or usual.mode,
    )
    return setup_for(services, question, terms, seed=options.seed, sprint=options.phase or "")


def bank_with(folders: list[Path], *, fresh: bool = True) -> Bank:
    """Open the bank with further folders.

    Args:
        folders: Of more questions.
        fresh: Whether those that changed must be read at once; else they come in the background.

    Raises:
        NotFoundError: When a folder does not exist, or there is no question.
        ContentError: When the shipped bank cannot be used.
    """
    for folder in folders:
        if not folder.is_dir():
            raise NotFoundError("there is no such folder of questions", place=str(folder))
    bank = open_bank(folders, fresh=fresh and bool(folders))
    if not bank.headers:
        raise NotFoundError("the bank has no question", hint="`sdcoach bank check` says why")
    return bank


def _plain(options: "Namespace", bank: Bank) -> int:
    from sdcoach.cli.plain import StartOptions, run_plain

    return run_plain(
        StartOptions(
            question=options.question,
            seniority=options.seniority,
            minutes=options.minutes,
            mode=options.mode,
            seed=options.seed,
            phase=options.phase or None,
        ),
        bank=bank,
    )
