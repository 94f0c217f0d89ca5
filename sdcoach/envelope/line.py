"""One line worked out: its value, what is shown beside it, or what is wrong with it."""

from typing import NamedTuple

from sdcoach.envelope.errors import CalcError, cut
from sdcoach.envelope.evaluate import Context, evaluate
from sdcoach.envelope.judge import Verdict, told, verdict
from sdcoach.envelope.quantity import Quantity, factor_between
from sdcoach.envelope.render import Shown, described, plain_unit
from sdcoach.envelope.statement import PROSE, ProseError, Statement
from sdcoach.envelope.tree import Convert, Node
from sdcoach.envelope.units import HARD, TIME, UNITS


class Line(NamedTuple):
    """A line of a sheet.

    Attributes:
        number: Its place in the sheet, from 1.
        input: The line as it was typed.
        kind: `value`, `check`, `missing`, `solve`, `setting`, `prose` or `blank`.
        ok: It has no error.
        name: The canonical name it defines, or empty.
        label: That name as typed, or empty.
        display: What to show beside it: `≈ 11.6K posts/s`, `✓ …`; empty for prose and errors.
        quantity: Its exact value and atoms.
        unit: The unit displayed.
        notes: What was assumed.
        error: What is wrong.
        unfinished: The error is only that the text ends too early.
        shown: The value alone as it is written, even for a check; None without a value.
        statement: The line as read.
        verdict: How the worst claim of a check line compares.
        claimed: That claim, in the atoms of `quantity`; None when it is no check.
        reason: Why a line of prose is no expression.
    """

    number: int
    input: str
    kind: str
    ok: bool = True
    name: str = ""
    label: str = ""
    display: str = ""
    quantity: Quantity | None = None
    unit: str = ""
    notes: tuple[str, ...] = ()
    error: CalcError | None = None
    unfinished: bool = False
    shown: Shown | None = None
    statement: Statement = PROSE
    verdict: Verdict | None = None
    claimed: Quantity | None = None
    reason: CalcError | None = None

    @property
    def result(self) -> str:
        """The value alone, such as `≈ 11.6K posts/s`; empty when there is none."""
        return self.shown.text if self.shown else ""


def failed(number: int, text: str, error: CalcError, names: tuple[str, ...], label: str) -> Line:
    """Return a line that has an error."""
    return Line(
        number,
        text,
        "value",
        False,
        names[0] if names else "",
        label,
        error=error,
        unfinished=error.unfinished,
    )


def prose(number: int, text: str, error: ProseError) -> Line:
    """Return a line that is not computed."""
    return Line(number, text, "prose", reason=error.reason)


def worked_out(number: int, text: str, statement: Statement, context: Context) -> Line:
    """Evaluate a value or a check line.

    Raises:
        CalcError: When it has no value.
    """
    tree = statement.expression
    assert tree is not None
    context.notes.extend(statement.notes)
    q = evaluate(tree, context)
    convert = tree if isinstance(tree, Convert) else None
    shown = context.show(q, convert)
    judged = claimed = None
    display = shown.text
    if statement.claims:
        judged, claimed = _worst(q, statement.claims, context)
        display = told(judged, display)
    _note_rate(q, shown, context)
    context.notes.extend(note for note in context.calendar.notes if note not in context.notes)
    return Line(
        number,
        text,
        statement.kind,
        True,
        statement.names[0] if statement.names else "",
        statement.label,
        display,
        q,
        shown.unit,
        tuple(context.notes),
        None,
        False,
        shown,
        statement,
        judged,
        claimed,
    )


def _worst(q: Quantity, claims: tuple[Node, ...], context: Context) -> tuple[Verdict, Quantity]:
    judged = [_judged(q, claim, context) for claim in claims]
    return max(judged, key=lambda pair: pair[0].factor)


def _judged(q: Quantity, claim: Node, context: Context) -> tuple[Verdict, Quantity]:
    """Compare a value with one claim, forgiving nouns and times that were left unsaid.

    Returns:
        The verdict, and the claim in the atoms of the value.

    Raises:
        CalcError: When the two measure different things.
    """
    said = evaluate(claim, context)
    num, den, extra = factor_between(said.dims, q.dims, context.calendar)
    a, b = q, said
    hard = {atom for atom in extra if atom in HARD}
    if hard:
        if hard <= TIME:
            # `/ 86400` and `× 30` lose a time: compare the figures as they stand.
            a, b = _without_time(q), _without_time(said)
            context.note(f"a time has no unit here: write `to {plain_unit(said) or 's'}`")
        elif len(hard) == 1 and not _hard_atoms(q) - TIME and _hard_atoms(said) - TIME == hard:
            context.note(f"{_unit_word(said)} is missing on the left: write it with the size")
            a, b = _without_time(q), _in_bytes(_without_time(said))
        else:
            raise CalcError(
                f"can't compare {cut(described(q))} with {cut(described(said))}",
                claim.start,
                claim.end,
                "both sides of = must measure the same thing",
            )
        num = den = 1
    b = Quantity(b.num * num, b.den * den, a.dims)
    if not a.num or not b.num:
        return verdict(a.num, b.num), b
    return verdict(a.num * b.den, a.den * b.num), b


def _hard_atoms(q: Quantity) -> set[str]:
    return {atom for atom in q.dims if atom in HARD}


def _unit_word(q: Quantity) -> str:
    return next(
        (q.words.get(atom, atom) for atom in q.dims if atom in HARD and atom not in TIME), ""
    )


def _without_time(q: Quantity) -> Quantity:
    """Drop the time atoms, in the unit they were typed in: 10 posts/day is 10."""
    num, den = q.num, q.den
    for atom in TIME:
        exponent = q.dims.get(atom, 0)
        unit = UNITS.get(q.words.get(atom, ""))
        if exponent and unit is not None and atom in unit.dims:
            top, bottom = (unit.den, unit.num) if exponent > 0 else (unit.num, unit.den)
            num, den = num * top ** abs(exponent), den * bottom ** abs(exponent)
    return Quantity(num, den, {a: e for a, e in q.dims.items() if a not in TIME}, q.words)


def _in_bytes(q: Quantity) -> Quantity:
    exponent = q.dims.get("bit", 0)
    return Quantity(q.num, q.den * 8**exponent, {}) if exponent > 0 else q


def _note_rate(q: Quantity, shown: Shown, context: Context) -> None:
    """Add a rate per second, and bits for bytes, where the display has another one."""
    dims = q.dims
    if len(dims) < 1 or q.spread is not None or not q.num:
        return
    times_ = [atom for atom in dims if atom in TIME]
    if times_ and all(dims[atom] == -1 for atom in times_) and len(times_) == 1:
        if "$" in dims or any(dims[atom] < 0 for atom in dims if atom not in TIME):
            return
        _note_per_second(q, shown, times_[0], context)
    elif len(dims) == 1 and "s" in dims and dims["s"] == 1 and shown.unit in ("h", "days", "min"):
        if q.words.get("s") == "s":
            seconds = context.show(q, _in_unit("s"))
            context.note(seconds.text)


def _note_per_second(q: Quantity, shown: Shown, atom: str, context: Context) -> None:
    ending = shown.unit.rpartition("/")[2].strip()
    per_second = q
    if atom != "s":
        from sdcoach.envelope.quantity import Calendar

        num, den, _ = Calendar(context.settings.exact_calendar).cancel({atom: -1, "s": 1})
        dims = {a: e for a, e in q.dims.items() if a != atom} | {"s": -1}
        per_second = Quantity(q.num * num, q.den * den, dims, q.words)
    unit = UNITS.get(q.words.get("s", "s"))
    typed_second = ending in ("s", "sec", "second") or unit is None or "ps" in shown.unit
    data = q.dims.get("bit") == 1
    if data and len(q.dims) == 2:
        if per_second.num >= per_second.den * 8 * 10**6 and _shows_bytes(shown.unit):
            bits = Quantity(per_second.num, per_second.den, per_second.dims, {"bit": "bps"})
            context.note(context.show(bits).text)
    elif not data and not typed_second and "PM" not in shown.unit.upper():
        bare = Quantity(per_second.num, per_second.den, {"s": -1})
        text = context.show(bare).text
        context.note(text)


def _shows_bytes(unit: str) -> bool:
    return "B" in unit or "byte" in unit


def _in_unit(word: str) -> Convert:
    unit = UNITS[word]
    one = Quantity(unit.num, unit.den, unit.dims, {"s": word})
    from sdcoach.envelope.tree import Hole

    return Convert(0, 0, Hole(0, 0), 0, one, word, unit.prefixed)
