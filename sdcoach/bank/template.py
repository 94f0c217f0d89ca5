"""A commented file for a question of one's own: everything it needs, with `…` where words go."""

import re
from collections.abc import Iterator
from pathlib import Path

from sdcoach.bank.decode import BLANK
from sdcoach.bank.index import Bank
from sdcoach.bank.question import DIMENSIONS, KINDS, PHASES, SENIORITIES, Kind
from sdcoach.errors import NotFoundError, StorageError, UsageError

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID_LENGTH = 60


def write_template(folder: Path, id: str, kind: str = KINDS[0], *, bank: Bank) -> Path:
    """Write the template of a question into a folder, which is made when it does not exist.

    Args:
        folder: Where it goes, as `ID.yaml`.
        id: Of the question.
        kind: `system-design` or `object-oriented`.
        bank: Whose ids are taken.

    Returns:
        The new file.

    Raises:
        UsageError: When the id is no id or is taken, or the kind does not exist.
        StorageError: When the file exists already or cannot be written.
    """
    if not _ID.fullmatch(id) or len(id) > _ID_LENGTH:
        hint = f"Lower case, digits and hyphens, {_ID_LENGTH} at most: ride-sharing"
        raise UsageError(f"`{id[:_ID_LENGTH]}` is no id for a question.", hint=hint)
    known = _kind(kind)
    if _taken(bank, id):
        hint = "Choose another; a file that says `shadows: true` may replace a shipped question."
        raise UsageError(f"The bank has a question `{id}` already.", hint=hint)
    path = folder / f"{id}.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(template(id, known))
    except FileExistsError as error:
        raise StorageError("This file exists already.", place=str(path), hint="Edit it.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise StorageError(f"The template cannot be written: {reason}.", place=str(path)) from error
    return path


def template(id: str, kind: Kind) -> str:
    """Return the text of the template."""
    return "\n".join(_lines(id, kind)) + "\n"


def _kind(name: str) -> Kind:
    for kind in KINDS:
        if kind == name:
            return kind
    hint = f"Known: {', '.join(KINDS)}"
    raise UsageError(f"`{name[:40]}` is no kind of question.", hint=hint)


def _taken(bank: Bank, id: str) -> bool:
    try:
        bank.question(id)
    except NotFoundError:
        return False
    return True


def _lines(id: str, kind: Kind) -> Iterator[str]:
    phases = PHASES[kind]
    yield f"# A question of your own. Write where `{BLANK}` stands; `sdcoach bank check` names what is left."
    yield "# The shipped questions are the best examples: `sdcoach bank show pastebin --spoilers`."
    yield f"id: {id}                # the file's name; attempts refer to it, so keep it"
    yield f"title: {BLANK}"
    yield f"kind: {kind}"
    yield "difficulty: medium      # easy | medium | hard"
    yield f"topics: [{BLANK}]             # ids: `sdcoach bank list` shows those in use"
    yield "source:"
    yield f"  name: {BLANK}               # where its facts come from; `My own` is fine"
    yield f"  url: {BLANK}                # https://…"
    yield "  licence: CC BY 4.0"
    yield "# Vague on purpose, at most 150 characters, and no word of technology."
    yield f"prompt: {BLANK}"
    yield "allows: []              # words of technology that the prompt may use all the same"
    yield ""
    yield "# Told only when asked. `cues` are phrases in which people ask for it; the answer has at"
    yield "# most 150 characters and restates the subject. `touches` names signals it gives away."
    yield "clarifications:"
    for number in range(1, 9):
        yield f"  - id: fact-{number}"
        yield f"    asks: {BLANK}"
        yield f"    cues: [{BLANK}]"
        yield f"    answer: {BLANK}"
        yield f"    matters: {BLANK}          # what it changes in the design"
        yield "    touches: []"
    yield ""
    yield "scope:"
    yield f"  in: [{BLANK}]"
    yield f"  out: [{BLANK}]"
    yield ""
    yield "# The key is a sheet for `sdcoach calc`; its last value is the answer, in `unit`."
    yield "estimates:"
    for number in range(1, 6 if kind == "system-design" else 3):
        yield f"  - id: estimate-{number}"
        yield f"    asks: {BLANK}"
        yield f"    key: {BLANK}              # 10M paste/month to paste/s"
        yield f"    unit: {BLANK}             # paste/s"
        yield f"    decides: {BLANK}"
    yield ""
    yield "# What a strong answer says. `heard` are phrases that show it: words in order with at most two"
    yield "# between, `a + b` for both within 15 words, backticks for literal text. One of them must be"
    yield "# found in `says`."
    yield "signals:"
    for number, (dimension, seniority) in enumerate(_grid(), start=1):
        yield f"  - id: signal-{number}"
        yield f"    dimension: {dimension}"
        yield f"    seniority: {seniority}"
        yield f"    says: {BLANK}"
        yield f"    heard: [{BLANK}]"
    yield ""
    yield "# Ladders of four: nudge, area, concept, example."
    yield "hints:"
    for phase in phases[:5]:
        yield f"  {phase}:"
        yield from (f"    - says: {BLANK}" for _ in range(4))
    yield ""
    yield "# The world changes; at most 140 characters each."
    yield "followups:"
    later = phases[2:]
    for number in range(6):
        yield f"  - id: change-{number + 1}"
        yield f"    phase: {later[number % len(later)]}"
        yield f"    says: {BLANK}"
        yield "    touches: []"
    yield ""
    yield "reference:"
    yield "  outline:              # Markdown, phase by phase"
    yield from (f"    {phase}: {BLANK}" for phase in phases)
    yield "  diagrams:"
    yield f"    - title: {BLANK}"
    yield "      mermaid: |"
    drawn = ("flowchart LR", "  client[Client] --> service[Service]")
    if kind == "object-oriented":
        drawn = ("classDiagram", "  Owner --> Part : holds")
    yield from (f"        {line}" for line in drawn)
    yield "  trade_offs:"
    for _ in range(2):
        yield f"    - chosen: {BLANK}"
        yield f"      rejected: {BLANK}"
        yield f"      because: {BLANK}"
        yield f"      changes: {BLANK}        # what would change the decision"
    yield "  pitfalls:"
    yield from (f"    {seniority}: [{BLANK}]" for seniority in SENIORITIES)
    yield f"study: [{BLANK}]              # ids: `sdcoach library` lists them"


def _grid() -> Iterator[tuple[str, str]]:
    """Twenty signals, so that every dimension and seniority has enough."""
    for number in range(20):
        yield DIMENSIONS[number % len(DIMENSIONS)], SENIORITIES[number % len(SENIORITIES)]
