"""A question as plain text, for `sdcoach bank show`."""

from collections.abc import Iterator, Mapping, Sequence

from sdcoach.bank.question import PHASES, Diagram, Question, Reading

COLUMNS = 120
"""A drawing is at most so wide where no terminal says how wide it is."""
_PATIENCE_SECONDS = 5.0


def described(
    question: Question,
    spoilers: bool,
    library: Mapping[str, Reading],
    *,
    width: int = COLUMNS,
    ascii_only: bool = False,
) -> Iterator[str]:
    """Yield the lines that show a question.

    Args:
        question: The question.
        spoilers: Whether to show what an interview is about to find out.
        library: What the study list may name, by id.
        width: Columns that a diagram may take.
        ascii_only: Whether to draw with ASCII signs.
    """
    yield question.title
    yield f"{question.id} · {question.kind} · {question.difficulty} · {', '.join(question.topics)}"
    yield ""
    yield question.prompt
    yield ""
    yield f"Source: {question.source.name}, {question.source.licence}, {question.source.url}"
    if not spoilers:
        yield ""
        yield "`--spoilers` shows the clarifications, signals and the reference answer."
        return
    yield from _told(question)
    yield from _judged(question)
    drawings = drawn(question.reference.diagrams, width, ascii_only=ascii_only)
    yield from _answered(question, drawings)
    yield from _heading("To read")
    for id in question.study:
        reading = library.get(id)
        yield f"- {reading.title}, {reading.by} ({id})" if reading else f"- {id}"
        if reading:
            yield f"  {reading.url}"


def _told(question: Question) -> Iterator[str]:
    yield from _heading("Clarifications")
    for clarification in question.clarifications:
        yield f"- {clarification.asks}"
        yield f"  {clarification.answer}"
        yield f"  Matters: {clarification.matters}"
    yield from _heading("Scope")
    yield from (f"- in: {text}" for text in question.scope.inside)
    yield from (f"- out: {text}" for text in question.scope.outside)
    yield from _heading("Estimates")
    for estimate in question.estimates:
        yield f"- {estimate.asks}"
        yield from (f"  = {line}" for line in estimate.key.splitlines())
        yield f"  -> {estimate.decides}"


def _judged(question: Question) -> Iterator[str]:
    yield from _heading("Signals")
    for signal in question.signals:
        yield f"- {signal.says} ({signal.dimension}, {signal.seniority})"
    yield from _heading("Hints")
    for phase, ladder in question.hints.items():
        yield f"- {phase}"
        yield from (f"  {number}. {rung.says}" for number, rung in enumerate(ladder, start=1))
    yield from _heading("Follow-ups")
    yield from (f"- {item.says} ({item.phase})" for item in question.followups)


def drawn(diagrams: Sequence[Diagram], width: int, *, ascii_only: bool = False) -> list[str]:
    """Return diagrams as text; an empty string for one that cannot be drawn, or not so narrow.

    One process draws them, as in the app: somebody's own diagram may take it for ever.
    """
    from queue import Empty, SimpleQueue

    from sdcoach.tui.draughtsman import Draughtsman, Drawn

    answers: SimpleQueue[Drawn] = SimpleQueue()
    hand = Draughtsman(answers.put)
    texts: list[str] = []
    try:
        for diagram in diagrams:
            hand.draw(diagram.mermaid, width, ascii_only=ascii_only)
            text = answers.get(timeout=_PATIENCE_SECONDS).text
            fits = all(len(row.rstrip()) <= width for row in text.splitlines())
            texts.append(text if fits else "")
    except (OSError, Empty):
        pass  # no process to be had: the source is shown all the same
    finally:
        hand.close()
    return [*texts, *[""] * (len(diagrams) - len(texts))]


def _answered(question: Question, drawings: Sequence[str]) -> Iterator[str]:
    reference = question.reference
    for phase in PHASES[question.kind]:
        if phase in reference.outline:
            yield from _heading(f"Reference: {phase}")
            yield from reference.outline[phase].splitlines()
    for diagram, drawing in zip(reference.diagrams, drawings, strict=True):
        yield from _heading(f"Diagram: {diagram.title}")
        if drawing:
            yield from (row.rstrip() for row in drawing.strip("\n").splitlines())
            yield ""
        yield from diagram.mermaid.splitlines()
    yield from _heading("Trade-offs")
    for trade_off in reference.trade_offs:
        yield f"- {trade_off.chosen}, not: {trade_off.rejected}"
        yield f"  Because: {trade_off.because}"
        yield f"  Would change it: {trade_off.changes}"
    yield from _heading("Pitfalls")
    for seniority, texts in reference.pitfalls.items():
        yield from (f"- {seniority}: {text}" for text in texts)


def _heading(title: str) -> Iterator[str]:
    yield ""
    yield title.upper()
