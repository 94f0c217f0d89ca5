"""`sdcoach eval`: how well a user's model agrees with the reference scores of a shipped set."""

import asyncio
import json
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sdcoach import atomic, config
from sdcoach.bank.index import Bank, open_bank
from sdcoach.cli.arguments import Parser
from sdcoach.cli.columns import table_lines
from sdcoach.coach.client import Client
from sdcoach.coach.evaluation.agreement import Agreement
from sdcoach.coach.evaluation.badge import Badge, Badges
from sdcoach.coach.evaluation.examples import Example, read_examples
from sdcoach.coach.evaluation.metamorphic import variants
from sdcoach.coach.evaluation.runs import Asked, Checked, Figures, change, figures, size
from sdcoach.coach.evaluation.runs import run as run_set
from sdcoach.coach.faults import Fault
from sdcoach.coach.judge import PROMPT
from sdcoach.coach.profiles import DOCUMENTED, Profile, host_of, load_profiles
from sdcoach.coach.prompts import load_prompt
from sdcoach.errors import StateError, StorageError, UsageError
from sdcoach.text import clean, plural

MOST_REPEATS = 10
CHANGED = 2
"""Examples of which every changed version is judged."""


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When there is no profile, nobody agrees, or the model does not answer.
    """
    parser = Parser("eval", "Run your model over sixteen written interviews with reference scores.")
    parser.add_argument("--profile", metavar="NAME", help="default: the settings' judge")
    parser.add_argument("--k", type=int, default=1, metavar="N", help="ask for each N times")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N interviews")
    parser.add_argument(
        "--metamorphic", action="store_true", help="also judge changed versions of two interviews"
    )
    parser.add_argument("--out", metavar="FILE", help="write every level as JSON")
    parser.add_argument("--yes", action="store_true", help="do not ask before sending")
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args(argv)
    if not 1 <= options.k <= MOST_REPEATS:
        raise UsageError(f"--k lies between 1 and {MOST_REPEATS}.")
    if options.limit is not None and options.limit < 1:
        raise UsageError("--limit is 1 or more.")
    profile = _profile(options.profile)
    bank = open_bank()
    examples = read_examples()[: options.limit]
    _agree(profile, examples, bank, options)
    if options.out is not None:
        _require_folder(Path(options.out))
    asked, checked, whole = asyncio.run(_run(profile, examples, bank, options))
    found = figures(asked)
    # A full disk must not take along what was paid for: it is printed whatever happens.
    badge, trouble = None, []
    try:
        if whole and options.limit is None:
            badge = _badge(profile, bank, found)
    except StorageError as error:
        trouble.append(error)
    told = _told(profile, asked, checked, found, badge, whole)
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(found, checked, badge, whole)))
    try:
        if options.out is not None:
            _write(Path(options.out), told)
    except StorageError as error:
        trouble.append(error)
    for one in trouble:
        _say(f"sdcoach: {clean(str(one))}")
    return 0 if asked and found.reports and not trouble else 1


def _profile(name: str | None) -> Profile:
    profiles = load_profiles(config.load())
    if name is not None:
        return profiles.named(name)
    if profiles.judge is None:
        raise Fault("no-profile", "No model is set up to judge.", hint=DOCUMENTED)
    return profiles.judge


def _agree(profile: Profile, examples: Sequence[Example], bank: Bank, options: Namespace) -> None:
    calls, tokens = size(profile, examples, bank, options.k)
    changed = ""
    if options.metamorphic:
        versions = [
            one.example
            for example in examples[:CHANGED]
            for one in variants(example, bank.question(example.question))
        ]
        more, most = size(profile, versions, bank, 1)
        calls, tokens = calls + more, tokens + most
        changed = f", {more} of them about changed versions"
    _say(f"{plural(calls, 'call')}{changed}, about {tokens:,} tokens to {host_of(profile)}.")
    _say("The interviews are the shipped ones; nothing of yours is sent.")
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise StateError("Nobody can be asked here.", hint="--yes goes ahead.")
    _say("Go ahead? [y/N] ", end="")
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise StateError("Nothing was sent.")


async def _run(
    profile: Profile, examples: Sequence[Example], bank: Bank, options: Namespace
) -> tuple[list[Asked], list[Checked], bool]:
    """Return what was asked and checked, and whether that is all of it."""
    asked: list[Asked] = []
    checked: list[Checked] = []
    total = len(examples) * options.k
    try:
        async with Client(profile) as client:
            async for one in run_set(client, examples, bank, options.k):
                asked.append(one)
                took = "" if one.report is None else f"{one.report.origin['seconds']} s"
                outcome = one.fault or took
                _say(f"{len(asked)} of {total}  {one.example.name}  {outcome}")
            if options.metamorphic:
                done = [one for one in asked if one.report is not None and one.repeat == 0]
                for one in done[:CHANGED]:
                    assert one.report is not None

                    def tell(name: str, of: str = one.example.name) -> None:
                        _say(f"{of}, {name}")

                    checked += await change(client, one.example, bank, one.report, tell)
    except (KeyboardInterrupt, asyncio.CancelledError):
        some = any(one.report for one in asked)
        _say("Stopped; what was done until now counts." if some else "Stopped before a report.")
        return asked, checked, False
    except Fault as fault:
        if not any(one.report for one in asked):
            raise
        _say(f"{clean(fault.message)}. {clean(fault.hint)}\nWhat was done until now counts.")
        return asked, checked, False
    return asked, checked, True


def _badge(profile: Profile, bank: Bank, found: Figures) -> Badge | None:
    if found.overall is None:
        return None
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    rubric = bank.rubric_hash("system-design")
    return Badges().keep(profile, load_prompt(PROMPT).hash, rubric, found.overall, at)


def _told(
    profile: Profile,
    asked: Sequence[Asked],
    checked: Sequence[Checked],
    found: Figures,
    badge: Badge | None,
    whole: bool,
) -> dict[str, Any]:
    def agreed(one: Agreement | None) -> dict[str, Any] | None:
        return None if one is None else one._asdict()

    return {
        "profile": profile.name,
        "host": host_of(profile),
        "model": profile.model,
        "prompt_hash": load_prompt(PROMPT).hash,
        "whole": whole,
        "overall": agreed(found.overall),
        "dimensions": {name: agreed(one) for name, one in found.by_dimension.items()},
        "repeat_agreement": found.repeat,
        "quotes_valid": found.quotes,
        "unsupported": found.unsupported,
        "failures": list(found.failures),
        "seconds": {"p50": found.seconds_half, "p95": found.seconds_most},
        "tokens": found.tokens,
        "rungs": list(found.rungs),
        "metamorphic": [
            {"example": one.variant.example.name, "says": one.variant.says, "holds": one.holds}
            for one in checked
        ],
        "badge": None if badge is None else badge.sentence,
        "reports": [
            {
                "example": one.example.name,
                "repeat": one.repeat,
                "scored_by": one.example.scored_by,
                "reference": one.example.levels,
                "levels": None if one.report is None else one.report.levels,
                "fault": one.fault,
            }
            for one in asked
        ],
    }


def _lines(
    found: Figures, checked: Sequence[Checked], badge: Badge | None, whole: bool
) -> Iterator[str]:
    if found.overall is not None:
        yield "Compared with reference scores, set by the transcripts' writers from the rubric's anchors;"
        yield "they are one careful opinion. What is not shown counts as 1, as it does in a total."
        yield ""
        rows = [_row("overall", found.overall)]
        rows += [_row(name, one) for name, one in found.by_dimension.items()]
        yield from table_lines(rows, ("", "QWK", "95 %", "EXACT", "WITHIN 1", "BIAS", "PAIRS"))
        yield ""
    else:
        yield "There is no report, so nothing was compared."
    if found.repeat is not None:
        yield f"The same level each time it was asked: {found.repeat:.0%}"
    if found.quotes is not None:
        yield f"Quotes that stand in the text: {found.quotes:.0%}"
    if found.overall is not None:
        yield f"Levels that no quote carried: {found.unsupported}"
    if found.failures:
        causes = ", ".join(
            f"{name} {found.failures.count(name)}" for name in sorted(set(found.failures))
        )
        yield f"Reports that failed: {len(found.failures)} ({causes})"
    if found.seconds_half is not None and found.seconds_most is not None:
        yield f"Seconds a report: {found.seconds_half:.1f} for half of them, {found.seconds_most:.1f} for 95 %"
    if found.tokens is not None:
        yield f"Tokens: {found.tokens[0]:,} read, {found.tokens[1]:,} written"
    if checked:
        yield ""
        for one in checked:
            mark = {True: "holds", False: "FAILS", None: "no report"}[one.holds]
            yield f"{mark:<10}{one.variant.says} ({one.variant.example.name})"
    yield ""
    if badge is not None:
        yield badge.sentence[:1].upper() + badge.sentence[1:] + "."
    elif not whole:
        yield "It was stopped, so no badge is kept."
    else:
        yield "A badge is kept only for the whole set."


def _row(name: str, one: Agreement | None) -> tuple[str, ...]:
    if one is None:
        return (name, "-", "-", "-", "-", "-", "0")
    between = "-"
    if one.low is not None and one.high is not None:
        between = f"{one.low:.2f}–{one.high:.2f}"
    return (
        name,
        "-" if one.kappa is None else f"{one.kappa:.2f}",
        between,
        f"{one.exact:.0%}",
        f"{one.within_one:.0%}",
        f"{one.bias:+.2f}",
        str(one.pairs),
    )


def _require_folder(path: Path) -> None:
    """Refuse a file that can never be written, before anything is sent."""
    if path.is_dir() or not path.parent.is_dir():
        reason = "it is a folder" if path.is_dir() else "its folder is not there"
        raise StorageError(f"The file cannot be written: {reason}.", place=str(path))


def _write(path: Path, told: dict[str, Any]) -> None:
    try:
        atomic.write_text(path, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise StorageError(f"The file cannot be written: {reason}.", place=str(path)) from error


def _say(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)
