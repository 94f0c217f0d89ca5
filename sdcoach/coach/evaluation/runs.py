"""Running a user's model over the shipped set, by the very path that any attempt takes."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import NamedTuple

from sdcoach.bank.index import Bank
from sdcoach.bank.question import DIMENSIONS
from sdcoach.coach.client import Client
from sdcoach.coach.evaluation.agreement import Agreement, Pair, agreement, percentile, spread
from sdcoach.coach.evaluation.examples import Example, debrief_of
from sdcoach.coach.evaluation.metamorphic import Levels, Variant, variants
from sdcoach.coach.faults import Fault
from sdcoach.coach.judge import PROMPT, judge, prepare
from sdcoach.coach.material import material
from sdcoach.coach.profiles import Profile
from sdcoach.coach.prompts import load_prompt
from sdcoach.coach.report import Report
from sdcoach.errors import StateError

STOP_AFTER = 3
"""So many calls that fail one after the other end it: the fourth would fail as well."""


class Asked(NamedTuple):
    """One report on one example, or why there is none."""

    example: Example
    repeat: int
    report: Report | None
    fault: str
    """The cause; empty when there is a report."""
    error: Fault | None = None
    """What went wrong, in words."""


class Checked(NamedTuple):
    """One changed interview and whether it behaved."""

    variant: Variant
    holds: bool | None
    """None when one of the two reports failed."""
    before: Levels
    after: Levels


class Figures(NamedTuple):
    """What a run came to."""

    overall: Agreement | None
    by_dimension: dict[str, Agreement | None]
    repeat: float | None
    """Share of levels that were the same each time they were asked for."""
    quotes: float | None
    """Share of quotes that stand in the candidate's text."""
    unsupported: int
    """Levels that no quote carried."""
    failures: tuple[str, ...]
    """Causes of the calls that gave no report."""
    reports: int
    seconds_half: float | None
    """Median seconds of a report."""
    seconds_most: float | None
    """Seconds within which 95 % came."""
    tokens: tuple[int, int] | None
    """Read and written, where the host counts."""
    rungs: tuple[str, ...]


def size(profile: Profile, examples: Sequence[Example], bank: Bank, times: int) -> tuple[int, int]:
    """Return how many calls a run takes and about how many tokens it sends.

    Raises:
        SdcoachError: When the prompt or an example cannot be used.
    """
    prompt = load_prompt(PROMPT)
    calls = tokens = 0
    for example in examples:
        try:
            given = material(debrief_of(example, bank))
        except StateError:
            continue  # too short to be asked about
        asking = prepare(profile, prompt, given, nonce="0")
        calls += asking.calls * times
        tokens += asking.tokens * times
    return calls, tokens


async def run(
    client: Client, examples: Sequence[Example], bank: Bank, times: int
) -> AsyncIterator[Asked]:
    """Ask for a report on each example, several times; yields each as it comes.

    Raises:
        Fault: When calls fail one after the other; the last one's.
    """
    failed = 0
    for repeat in range(times):
        for example in examples:
            asked = await ask(client, example, bank, repeat)
            yield asked
            failed = 0 if asked.report is not None else failed + 1
            if failed >= STOP_AFTER and asked.error is not None:
                message = f"{failed} calls in a row failed: {asked.error.message}"
                raise Fault(asked.error.cause, message, hint=asked.error.hint)


async def ask(client: Client, example: Example, bank: Bank, repeat: int = 0) -> Asked:
    """Ask for one report on one example; a fault is an outcome, not an end."""
    debrief = debrief_of(example, bank)
    state = debrief.evidence.words.state
    try:
        given = material(debrief)
    except StateError:
        return Asked(example, repeat, None, "too-short")
    asking = prepare(client.profile, load_prompt(PROMPT), given, seed=repeat)
    try:
        report = await judge(client, asking, given, debrief.rubric, rubric_hash=state.rubric_hash)
    except Fault as fault:
        return Asked(example, repeat, None, fault.cause, fault)
    return Asked(example, repeat, report, "")


async def change(
    client: Client, example: Example, bank: Bank, before: Report, tell: Callable[[str], None]
) -> list[Checked]:
    """Judge the changed interviews of one example.

    Args:
        client: Whom to ask.
        example: The interview as it was.
        bank: Its question's.
        before: The report on it.
        tell: Told the name of each change before it is asked about.
    """
    found = []
    for variant in variants(example, bank.question(example.question)):
        tell(variant.name)
        asked = await ask(client, variant.example, bank)
        if asked.fault == "too-short":
            after: Levels = dict.fromkeys(DIMENSIONS)
        elif asked.report is None:
            found.append(Checked(variant, None, before.levels, {}))
            continue
        else:
            after = asked.report.levels
        found.append(Checked(variant, variant.holds(before.levels, after), before.levels, after))
    return found


def figures(asked: Sequence[Asked]) -> Figures:
    """Work out what a run came to; "not shown" counts as 1, as it does in a total."""
    done = [(one, one.report) for one in asked if one.report is not None]
    pairs: dict[str, dict[str, list[Pair]]] = {name: {} for name in DIMENSIONS}
    repeats: dict[tuple[str, str], list[int]] = {}
    kept = dropped = unsupported = 0
    tokens: tuple[int, int] | None = None
    for one, report in done:
        for opinion in report.opinions:
            level = opinion.level or 1
            pair = (one.example.levels[opinion.dimension] or 1, level)
            pairs[opinion.dimension].setdefault(one.example.name, []).append(pair)
            repeats.setdefault((one.example.name, opinion.dimension), []).append(level)
            kept += len(opinion.quotes)
            dropped += opinion.dropped
            unsupported += "unsupported" in opinion.flags
        counted = report.origin.get("tokens")
        if counted:
            read, written = tokens or (0, 0)
            tokens = read + counted["input"], written + counted["output"]
    seconds = [float(report.origin["seconds"]) for _, report in done]
    return Figures(
        agreement(_together(pairs.values())),
        {name: agreement(some.values()) for name, some in pairs.items()},
        spread(list(repeats.values())),
        kept / (kept + dropped) if kept + dropped else None,
        unsupported,
        tuple(one.fault for one in asked if one.report is None),
        len(done),
        percentile(seconds, 0.5),
        percentile(seconds, 0.95),
        tokens,
        tuple(dict.fromkeys(str(report.origin["rung"]) for _, report in done)),
    )


def _together(dimensions: Iterable[dict[str, list[Pair]]]) -> list[list[Pair]]:
    """Return the pairs of each interview, all dimensions in one."""
    interviews: dict[str, list[Pair]] = {}
    for by_name in dimensions:
        for name, some in by_name.items():
            interviews.setdefault(name, []).extend(some)
    return list(interviews.values())
