"""`sdcoach feedback`: a model's second opinion on an attempt, or what would be sent for one."""

import asyncio
import sys
from argparse import Namespace
from typing import Any

from sdcoach.cli.arguments import Parser
from sdcoach.cli.report_text import report_lines
from sdcoach.cli.serving import close_services, open_services
from sdcoach.coach.consent import WHAT, Consent
from sdcoach.coach.evaluation.badge import trust_in, with_trust
from sdcoach.coach.faults import Fault
from sdcoach.coach.feedback import LATER, TURNS, Feedback, open_feedback
from sdcoach.coach.profiles import DOCUMENTED, Profile, host_of, load_profiles
from sdcoach.coach.structured import Turn
from sdcoach.coach.weighing import held_to
from sdcoach.errors import StateError
from sdcoach.history.attempts import find, no_attempts
from sdcoach.history.locks import AttemptLock
from sdcoach.scoring.debrief import Debrief, open_debrief
from sdcoach.tui.held import Held, open_attempt
from sdcoach.tui.services import Services
from sdcoach.tui.starting import question_of, rubric_for


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When there is no profile, no such attempt, no agreement or no report.
    """
    parser = Parser(
        "feedback", "A model's second opinion on a scored attempt; off until a profile is set."
    )
    parser.epilog = "Without an agreement on record it says what would be sent and asks."
    parser.add_argument("attempt", metavar="ATTEMPT", help="an id, its beginning, or `last`")
    parser.add_argument("--profile", metavar="NAME", help="default: the settings' judge")
    parser.add_argument(
        "--dry-run", action="store_true", help="print the bytes that would be sent; send nothing"
    )
    parser.add_argument("--again", action="store_true", help="ask three times, show the spread")
    parser.add_argument("--yes", action="store_true", help="agree to sending; noted for this host")
    parser.add_argument(
        "--kept", action="store_true", help="print the reports there are; ask nobody"
    )
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args(argv)
    services = open_services()
    try:
        code = _run(services, options)
    finally:
        saved = close_services(services)
    if not saved:
        # No error of its own: standard output has the report already, and that is all of it.
        _say("sdcoach: The report is not in the history; what is printed is all there is of it.")
        return 1
    return code


def _run(services: Services, options: Namespace) -> int:
    with services.reader() as connection:
        if connection is None:
            raise no_attempts()
        row = find(connection, options.attempt)
    held = open_attempt(services, row.id)
    debrief = open_debrief(
        question_of(services, held.state), rubric_for(services, held.state), held.events
    )
    if options.kept:
        _tell(held, debrief, held.state.reports, as_json=options.json)
        return 0
    profile = _profile(services, options.profile)
    feedback = open_feedback(profile, debrief, origin=services.origin, again=options.again)
    if options.dry_run:
        asyncio.run(_show_bytes(feedback))
        return 0
    _agree(feedback, yes=options.yes)
    with AttemptLock(services.database.parent) as lock:
        lock.acquire(row.id)
        report = asyncio.run(_ask(feedback))
        held.do("coached", report=report)
    _tell(held, debrief, [report], as_json=options.json)
    return 0


def _profile(services: Services, name: str | None) -> Profile:
    profiles = load_profiles(services.config)
    if name is not None:
        return profiles.named(name)
    if profiles.judge is None:
        raise Fault("no-profile", "No model is set up to judge.", hint=DOCUMENTED)
    return profiles.judge


async def _show_bytes(feedback: Feedback) -> None:
    """Print each request exactly as it would go out; what belongs to it goes to stderr."""
    from sdcoach.coach.client import Client, load

    await load()
    client = Client(feedback.profile)
    for number, ask in enumerate(
        (ask for one_round in feedback.asking.asks for ask in one_round), start=1
    ):
        sent = await client.prepare(ask.request)
        _say(f"request {number} of {feedback.asking.calls}: {sent.method} {sent.url}")
        _say(f"headers: {', '.join(sent.header_names)}")
        sys.stdout.buffer.write(sent.body)
        sys.stdout.buffer.write(b"\n")
        sys.stdout.buffer.flush()
    _say(feedback.size)
    _say(LATER)


def _agree(feedback: Feedback, *, yes: bool) -> None:
    """Ask before anything goes to a host for the first time.

    Raises:
        StateError: When nobody agrees.
    """
    consent, host = Consent(), host_of(feedback.profile)
    if consent.given(host, "notes"):
        return
    if not yes:
        _say(f"This sends {WHAT['notes']}: {feedback.size}.")
        _say("`--dry-run` prints every byte of it.")
        if not sys.stdin.isatty():
            raise StateError(f"Nothing was agreed for {host}.", hint="--yes agrees.")
        _say(f"Send it, now and from now on, to {host}? [y/N] ", end="")
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise StateError("Nothing was sent.")
    consent.give(host, "notes")


async def _ask(feedback: Feedback) -> dict[str, Any]:
    from sdcoach.coach.client import Client

    def wait(seconds: float) -> None:
        _say(f"trying again in {seconds:.0f} s")

    def turn(number: int, calls: int, which: Turn) -> None:
        again = f", {TURNS[which]}" if TURNS[which] else ""
        _say(f"asking {host_of(feedback.profile)}, {number} of {calls}{again}")

    async with Client(feedback.profile) as client:
        return await feedback.send(client, on_wait=wait, on_turn=turn)


def _tell(held: Held, debrief: Debrief, reports: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        import json

        told = {"id": held.state.attempt, "feedback": [with_trust(one) for one in reports]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for kept in reports:
        report = held_to(kept, debrief)
        lines = ["This report was written by another version and cannot be read."]
        if report is not None:
            trust = trust_in(kept)
            lines = report_lines(trust.on(report), held.state, trust.sentence)
        print("\n".join(lines))
    if not reports:
        print("There is no report yet.")


def _say(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)
