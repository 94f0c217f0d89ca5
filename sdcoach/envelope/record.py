"""A line as plain data, for `--json` and for files."""

from sdcoach.envelope.line import Line
from sdcoach.envelope.quantity import Quantity
from sdcoach.envelope.render import Shown


def record(line: Line) -> dict[str, object]:
    """Return what is known of a line; amounts are in the unit displayed.

    Exact amounts are fractions as text (`312500/27`), percentiles are numbers. `value` is null
    for a range, whose median is not rational.
    """
    shown, q = line.shown, line.quantity
    error = line.error
    data: dict[str, object] = {
        "line": line.number,
        "kind": line.kind,
        "input": line.input,
        "ok": line.ok,
        "name": line.name or None,
        "display": line.display,
        "value": None,
        "unit": line.unit,
        "exact": None,
        "lo": None,
        "hi": None,
        "p5": None,
        "mid": None,
        "p95": None,
        "notes": list(line.notes),
        "error": None,
    }
    if error is not None:
        data["error"] = {
            "message": error.message,
            "hint": error.hint,
            "start": error.start,
            "end": error.end,
        }
    if shown is not None and q is not None:
        if q.spread is None:
            data["value"] = _text(shown.in_unit(q.num, q.den))
            data["exact"] = q.exact
        else:
            _range(data, q, shown)
    if line.verdict is not None:
        if line.claimed is not None and shown is not None:
            data["claimed"] = _text(shown.in_unit(line.claimed.num, line.claimed.den))
        data["off_by"] = line.verdict.factor if line.verdict.factor != float("inf") else None
        data["judged"] = line.verdict.word
        data["slip"] = line.verdict.slip or None
    return data


def _range(data: dict[str, object], q: Quantity, shown: Shown) -> None:
    from sdcoach.envelope.spreads import percentiles

    assert q.spread is not None
    data["exact"] = False
    data["lo"] = _text(shown.in_unit(*q.spread.lo))
    data["hi"] = _text(shown.in_unit(*q.spread.hi))
    parts = percentiles(q)
    if parts is not None:
        for key, part in zip(("p5", "mid", "p95"), parts, strict=True):
            num, den = shown.in_unit(part.numerator, part.denominator)
            data[key] = num / den


def _text(ratio: tuple[int, int]) -> str:
    return str(ratio[0]) if ratio[1] == 1 else f"{ratio[0]}/{ratio[1]}"
