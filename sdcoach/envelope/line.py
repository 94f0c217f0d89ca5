"""One line worked out: its value, what is shown beside it, or what is wrong with it."""

from sdcoach.envelope.context import Context
from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.evaluate import evaluate
from sdcoach.envelope.judge import Verdict, told, worst
from sdcoach.envelope.margin import note_other_units
from sdcoach.envelope.quantity import Quantity
from sdcoach.envelope.render import Shown
from sdcoach.envelope.statement import PROSE, Header, ProseError, Statement
from sdcoach.envelope.tree import Convert


class Line:
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

    __slots__ = (
        "claimed",
        "display",
        "error",
        "input",
        "kind",
        "label",
        "name",
        "notes",
        "number",
        "ok",
        "quantity",
        "reason",
        "shown",
        "statement",
        "unfinished",
        "unit",
        "verdict",
    )

    def __init__(
        self,
        number: int,
        input: str,  # noqa: A002 the name in the published form
        kind: str,
        ok: bool = True,
        name: str = "",
        label: str = "",
        display: str = "",
        quantity: Quantity | None = None,
        unit: str = "",
        notes: tuple[str, ...] = (),
        error: CalcError | None = None,
        unfinished: bool = False,
        shown: Shown | None = None,
        statement: Statement = PROSE,
        verdict: Verdict | None = None,
        claimed: Quantity | None = None,
        reason: CalcError | None = None,
    ) -> None:
        self.number = number
        self.input = input
        self.kind = kind
        self.ok = ok
        self.name = name
        self.label = label
        self.display = display
        self.quantity = quantity
        self.unit = unit
        self.notes = notes
        self.error = error
        self.unfinished = unfinished
        self.shown = shown
        self.statement = statement
        self.verdict = verdict
        self.claimed = claimed
        self.reason = reason

    def at(self, number: int) -> "Line":
        """Return the same line with another number."""
        line = Line.__new__(Line)
        for name in Line.__slots__:
            setattr(line, name, getattr(self, name))
        line.number = number
        return line

    @property
    def result(self) -> str:
        """The value alone, such as `≈ 11.6K posts/s`; empty when there is none."""
        return self.shown.text if self.shown else ""


def failed(number: int, text: str, error: CalcError, head: Header | None) -> Line:
    """Return a line that has an error."""
    names = head.names if head is not None else ()
    error.__traceback__ = None  # it would keep every frame alive as long as the line
    return Line(
        number,
        text,
        "value",
        False,
        names[0] if names else "",
        head.label if head is not None else "",
        error=error,
        unfinished=error.unfinished,
    )


def prose(number: int, text: str, error: ProseError) -> Line:
    """Return a line that is not computed."""
    return Line(number, text, "prose", reason=error.reason)


def worked_out(number: int, text: str, statement: Statement, context: Context) -> Line:
    """Evaluate a line as read.

    Raises:
        CalcError: When it has no value.
    """
    kind = statement.kind
    tree = statement.expression
    if tree is None:
        display = " ".join(statement.setting) if kind == "setting" else ""
        return Line(number, text, kind, display=display, statement=statement)
    if kind in ("missing", "solve"):
        from sdcoach.envelope.solve import answered

        return answered(number, text, statement, context)
    context.notes.extend(statement.notes)
    q = evaluate(tree, context)
    if q.spread is not None and q.spread.poor:
        from sdcoach.envelope.sampling import sampled

        q = sampled(tree, q, context, text)
    shown = context.show(q, tree if isinstance(tree, Convert) else None)
    display = shown.text
    judged = claimed = None
    if statement.claims:
        judged, claimed = worst(q, statement.claims, context)
        display = told(judged, display)
    note_other_units(q, shown, context)
    return Line(
        number,
        text,
        kind,
        True,
        statement.names[0] if statement.names else "",
        statement.label,
        display,
        q,
        shown.unit,
        noted(context),
        None,
        False,
        shown,
        statement,
        judged,
        claimed,
    )


def noted(context: Context) -> tuple[str, ...]:
    """Return the notes of a line, the calendar's last."""
    notes = context.notes
    if context.calendar.notes:
        notes = notes + [note for note in context.calendar.notes if note not in notes]
    return tuple(notes)
