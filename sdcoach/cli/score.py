"""`sdcoach score`: score an attempt from a JSON file, or in plain lines, by one set of rules."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sdcoach.cli.arguments import Parser
from sdcoach.cli.plain_debrief import PlainDebrief
from sdcoach.cli.serving import close_services, open_services
from sdcoach.cli.typed_lines import standard_input
from sdcoach.errors import NotFoundError, SdcoachError, StateError, StorageError, UsageError
from sdcoach.history.attempts import AttemptRow, find, no_attempts
from sdcoach.history.locks import AttemptLock
from sdcoach.interview.state import State
from sdcoach.scoring.debrief import SAID_ALOUD, Debrief, objection, open_debrief
from sdcoach.scoring.draft import own_lines
from sdcoach.scoring.scorecard import BANDS, Result, add_up, nearest_way_up, weights_of
from sdcoach.scoring.verdict import way_up_words
from sdcoach.text import clean, one_line
from sdcoach.tui.held import Held, open_attempt
from sdcoach.tui.services import Services
from sdcoach.tui.starting import question_of, rubric_for

MAX_BYTES = 1_000_000
LONGEST = 2_000
"""Characters of one text of the file."""
_FIELDS = ("predicted", "scores", "flags", "pivotal", "practise")
_FORM = (
    "The form is {predicted, scores: {dimension: {level, evidence, gap}}, flags, pivotal, practise}"
)


class ScoresError(SdcoachError):
    """A file of scores that cannot be taken; `place` is the path inside it."""

    kind = "scores"


class Entry:
    """A file of scores, as far as its form goes.

    Attributes:
        predicted: The forecast, 1 to 4, or None.
        levels: By dimension; None is "not shown".
        evidence: By dimension, where given.
        gaps: By dimension, where given.
        flags: Red flags.
        pivotal: The moment that decided it.
        practise: The one thing to practise.
    """

    def __init__(self, data: Any, dimensions: Sequence[str], flags: Sequence[str]) -> None:
        """Read the parsed JSON.

        Raises:
            ScoresError: At the first place that is not as it must be.
        """
        _known(data, _FIELDS, "")
        self.predicted = _forecast(data.get("predicted"))
        self.pivotal = _text(data, "pivotal", "")
        self.practise = _text(data, "practise", "")
        self.flags = _flags(data.get("flags", []), flags)
        scores = data.get("scores")
        if scores is None:
            raise ScoresError("The scores are missing.", hint=_FORM, place="scores")
        _known(scores, dimensions, "scores")
        self.levels: dict[str, int | None] = {}
        self.evidence: dict[str, str] = {}
        self.gaps: dict[str, str] = {}
        for dimension in dimensions:
            place = f"scores.{dimension}"
            if dimension not in scores:
                hint = 'Give every dimension; {"level": null} is "not shown".'
                raise ScoresError("This dimension is missing.", hint=hint, place=place)
            one = scores[dimension]
            _known(one, ("level", "evidence", "gap"), place)
            self.levels[dimension] = _level(one, place)
            for name, texts in (("evidence", self.evidence), ("gap", self.gaps)):
                text = _text(one, name, f"{place}.")
                if text:
                    texts[dimension] = text


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When file or attempt cannot be taken; nothing is recorded then.
    """
    parser = Parser("score", "Score an attempt from a JSON file, or by questions in plain lines.")
    parser.epilog = _FORM
    parser.add_argument("attempt", metavar="ATTEMPT", help="an id, its beginning, or `last`")
    parser.add_argument(
        "--file", metavar="SCORES.json", help="`-` reads stdin; without it you are asked"
    )
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args(argv)
    if options.file is None and options.json:
        raise UsageError("--json needs --file", hint="without a file the scores are asked for")
    data = None if options.file is None else read_scores(options.file)
    told: tuple[Result, Debrief] | None = None
    saved = False
    services = open_services()
    try:
        row = _attempt(services, options.attempt)
        with AttemptLock(services.database.parent) as lock:
            lock.acquire(row.id)
            held = open_attempt(services, row.id)
            _scorable(held.state)
            if options.file is None:
                PlainDebrief(held, standard_input(), _print).hold()
            else:
                told = _record(services, held, data)
    finally:
        saved = close_services(services)
    if not saved:
        raise StorageError("the scores could not be written to the history")
    if told is not None:
        _tell(row, *told, as_json=options.json)
    return 0


def _print(line: str) -> None:
    print(line, flush=True)


def read_scores(path: str) -> Any:
    """Read a file of scores as JSON.

    Raises:
        NotFoundError: When there is none.
        ScoresError: When it cannot be read, is too large or is no JSON.
    """
    import json

    try:
        if path == "-":
            raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(path).open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFoundError("there is no such file", place=path) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ScoresError(f"The file cannot be read ({why}).", place=path) from error
    if len(raw) > MAX_BYTES:
        raise ScoresError("This file is too large for scores.", place=path)
    try:
        return json.loads(raw.decode())
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        raise ScoresError(f"This is no JSON: {error.msg}.", hint=_FORM, place=place) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ScoresError("This is no JSON in UTF-8.", hint=_FORM, place=path) from error


# --- the form ---------------------------------------------------------------------------------


def _known(value: Any, names: Sequence[str], place: str) -> None:
    if not isinstance(value, dict):
        raise ScoresError("Here should stand an object.", hint=_FORM, place=place)
    for name in value:
        if name not in names:
            where = f"{place}.{name}" if place else name
            hint = f"Known here: {', '.join(names)}."
            raise ScoresError("There is no such field.", hint=hint, place=one_line(where)[:80])


def _text(fields: Mapping[str, Any], name: str, place: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ScoresError("Here should stand a text.", place=f"{place}{name}")
    if len(value) > LONGEST:
        raise ScoresError(f"More than {LONGEST} characters.", place=f"{place}{name}")
    return one_line(value)


def _level(fields: Mapping[str, Any], place: str) -> int | None:
    level = fields.get("level")
    if "level" in fields and level is None:
        return None
    if type(level) is not int or not 1 <= level <= 4:
        hint = 'A level is 1, 2, 3 or 4; null is "not shown".'
        raise ScoresError("Here should stand a level.", hint=hint, place=f"{place}.level")
    return level


def _forecast(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, str) and value in BANDS:
        return BANDS.index(value) + 1
    if type(value) is int and 1 <= value <= len(BANDS):
        return value
    hint = f"It is 1 to 4 or one of {', '.join(BANDS)}."
    raise ScoresError("This is no forecast.", hint=hint, place="predicted")


def _flags(value: Any, known: Sequence[str]) -> list[str]:
    if not isinstance(value, list):
        raise ScoresError("Here should stand a list of red flags.", place="flags")
    for number, flag in enumerate(value):
        if flag not in known:
            hint = f"Known: {', '.join(known)}."
            raise ScoresError("There is no such red flag.", hint=hint, place=f"flags[{number}]")
    return list(dict.fromkeys(value))


# --- the attempt ------------------------------------------------------------------------------


def _attempt(services: Services, name: str) -> AttemptRow:
    with services.reader() as connection:
        if connection is None:
            raise no_attempts()
        return find(connection, name)


def _record(services: Services, held: Held, data: Any) -> tuple[Result, Debrief]:
    state = held.state
    rubric = rubric_for(services, state)
    dimensions = [one.id for one in rubric.dimensions]
    entry = Entry(data, dimensions, [flag.id for flag in rubric.flags])
    debrief = open_debrief(question_of(services, state), rubric, held.events)
    _check_rules(entry, debrief)
    if entry.predicted is not None:
        held.do("predicted", band=entry.predicted)
    if entry.pivotal:
        held.do("pivot_named", text=entry.pivotal)
    held.do(
        "scored",
        levels=entry.levels,
        evidence=entry.evidence,
        gaps=entry.gaps,
        flags=entry.flags,
        seconds=0,
    )
    if entry.practise:
        held.do("practise_chosen", text=entry.practise)
    return add_up(entry.levels, weights_of(rubric, state.seniority)), debrief


def _scorable(state: State) -> None:
    if not state.over:
        raise StateError("this interview has not ended", hint="end it first")
    if state.status == "abandoned":
        raise StateError("this interview was abandoned; there is nothing to score")
    if state.sprint is not None:
        raise StateError("the practice of one phase has no scores")


def _check_rules(entry: Entry, debrief: Debrief) -> None:
    """Hold the levels to the rules of evidence.

    Raises:
        ScoresError: At the first one that may not stand.
    """
    own = [_bare(line.text) for line in own_lines(debrief.evidence.words)]
    for dimension, level in entry.levels.items():
        place = f"scores.{dimension}"
        evidence, gap = entry.evidence.get(dimension, ""), entry.gaps.get(dimension, "")
        most, because = debrief.most(dimension)
        why = objection(level, evidence, gap, most=most)
        if why:
            raise ScoresError(why, hint=because if level and level > most else "", place=place)
        if not evidence or evidence.startswith(SAID_ALOUD):
            continue
        if not any(_bare(evidence) in line for line in own):
            hint = f"Quote a line of the notes or the sheet, or begin with `{SAID_ALOUD.strip()}`."
            message = "These words are not in your notes."
            raise ScoresError(message, hint=hint, place=f"{place}.evidence")


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())


def _tell(row: AttemptRow, result: Result, debrief: Debrief, *, as_json: bool) -> None:
    names = {band.id: band.name for band in debrief.rubric.bands}
    if as_json:
        import json

        told = {
            "id": row.id,
            "total": result.total,
            "band": result.band,
            "capped": result.capped or None,
            "levels": result.levels,
            "not_shown": list(result.not_shown),
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    print(f"{clean(row.title)}: {result.total}, {names.get(result.band, result.band)}")
    if result.capped:
        print(f"The total is capped, because {result.capped} is at 1.")
    way = nearest_way_up(result, weights_of(debrief.rubric, debrief.seniority))
    if way is not None:
        print(f"Nearest way up: {way_up_words(way, names)}")
    print(f"`sdcoach show {row.short_id}` prints the verdict.")
