"""The reference: one good answer by phase, its diagrams, trade-offs, pitfalls, what to read."""

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.events import Key, Resize
from textual.message import Message

from sdcoach.bank.question import SENIORITIES, Phase, Question, Reading, TradeOff
from sdcoach.scoring.drawings import difference, own_picture, reference_picture
from sdcoach.text import clean, one_line, short_title
from sdcoach.tui.attempt_rows import link_rows
from sdcoach.tui.beside_rows import beside_rows, difference_rows, notes_by_phase
from sdcoach.tui.draughtsman import Draughtsman, Drawn
from sdcoach.tui.markdown_rows import markdown_rows
from sdcoach.tui.page import Page, bindings, heading
from sdcoach.tui.scrolling import Scrolled
from sdcoach.tui.verdict_rows import hanging
from sdcoach.tui.widgets.paper import spread

_DRAWN_AFTER = ("design", "walkthrough")
"""The phases whose outline the diagrams belong to."""


class ReferenceScreen(Scrolled, Page[None]):
    """The reference answer of a question, with one's own notes beside it where there are any."""

    where: ClassVar[str] = "reference"
    BINDINGS: ClassVar[list[BindingType]] = bindings("reference", "list")

    class Drawing(Message):
        """A diagram was drawn, or could not be."""

        def __init__(self, drawn: Drawn) -> None:
            super().__init__()
            self.drawn = drawn

    def __init__(
        self,
        question: Question,
        phases: tuple[Phase, ...],
        seniority: str,
        library: tuple[Reading, ...],
        notes: str = "",
    ) -> None:
        super().__init__()
        self._question = question
        self._phases = phases
        self._seniority = seniority
        self._own = notes_by_phase(notes, phases)
        self._difference = difference(
            own_picture(notes, phases), reference_picture(question.reference.diagrams)
        )
        self._beside = bool(self._own)
        """Whether one's own notes are shown with it."""
        self._readings = {reading.id: reading for reading in library}
        self._drawings: dict[int, str] = {}
        """By diagram; empty when it could not be drawn."""
        self._drawn_at = 0
        """The width that the diagrams are drawn for."""
        self._places: dict[int, int] = {}
        """By diagram, the row on which it begins."""
        self._wanted: list[int] = []
        self._asked: dict[int, int] = {}
        """By number of the request, the diagram."""
        self._draughtsman = Draughtsman(lambda drawn: self.post_message(self.Drawing(drawn)))

    # --- diagrams -------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to draw; the text is there at once."""
        self.call_after_refresh(self._draw_all)

    def on_resize(self, event: Resize) -> None:
        """Draw anew where the width has changed."""
        self.call_after_refresh(self._draw_all)

    def on_unmount(self) -> None:
        """End the process that draws."""
        self._draughtsman.close()

    def _draw_all(self) -> None:
        width = self.room[0] - 4
        if width != self._drawn_at:
            self._drawn_at = width
            self._wanted = list(range(len(self._question.reference.diagrams)))
            self._asked.clear()
            self._draw_next()

    def _draw_next(self) -> None:
        """Ask for one diagram at a time, so that each has the whole time limit."""
        if self._wanted:
            diagram = self._wanted.pop(0)
            source = self._question.reference.diagrams[diagram].mermaid
            plain = self.sdcoach.signs.ascii_only
            try:
                number = self._draughtsman.draw(source, self._drawn_at, ascii_only=plain)
            except OSError:
                # No process to be had: its source says the same.
                self._take(diagram, "")
                return
            self._asked[number] = diagram

    def on_reference_screen_drawing(self, event: Drawing) -> None:
        """Show a diagram."""
        event.stop()
        diagram = self._asked.pop(event.drawn.number, None)
        if diagram is not None:
            self._take(diagram, event.drawn.text)

    def _take(self, diagram: int, drawing: str) -> None:
        width = self.room[0]
        before, place = self._outline(width), self._places.get(diagram, 0)
        self._drawings[diagram] = drawing
        # What is being read stays where it is when a picture grows above it.
        if self.top_row > place:
            self.top_row += len(self._outline(width)) - len(before)
        self.draw()
        self._draw_next()

    # --- what is shown --------------------------------------------------------------------

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the part that is seen."""
        title = f" · {short_title(self._question.title)}"
        head = spread(
            Content.assemble((" Reference", "bold"), (title, "dim")),
            Content.styled("one good answer, not the only one ", "dim")
            if width >= 80
            else Content(""),
            width,
        )
        return [head, Content(""), *self.window(self._outline(width), max(1, height - 2))]

    def _outline(self, width: int) -> list[Content]:
        reference = self._question.reference
        rows: list[Content] = []
        drawn = not reference.diagrams
        names = {phase.id: phase.name for phase in self._phases}
        ordered = [phase.id for phase in self._phases]
        ordered += [phase for phase in reference.outline if phase not in names]
        for phase in ordered:
            rows += self._phase(phase, names.get(phase, phase), width)
            if phase in _DRAWN_AFTER and not drawn:
                drawn = True
                self._diagrams(rows, width)
        if not drawn:
            self._diagrams(rows, width)
        rows += self._trade_offs(width)
        rows += self._pitfalls(width)
        rows += self._study(width)
        return rows[:-1] if rows and not rows[-1].plain else rows

    def _phase(self, phase: str, name: str, width: int) -> list[Content]:
        text, own = self._question.reference.outline.get(phase, ""), self._own.get(phase, [])
        if not text.strip() and not (self._beside and own):
            return []
        rows = [heading(one_line(name).upper()), Content("")]
        if self._beside:
            rows += beside_rows(own, text, width, self.sdcoach.signs)
        else:
            rows += markdown_rows(clean(text), width)
        return [*rows, Content("")]

    def _diagrams(self, rows: list[Content], width: int) -> None:
        for number, diagram in enumerate(self._question.reference.diagrams):
            self._places[number] = len(rows)
            rows += [heading(one_line(diagram.title).upper()), Content("")]
            drawing = self._drawings.get(number)
            if drawing is None:
                rows.append(Content.styled("   drawing…", "dim"))
            else:
                lines = drawing.rstrip().split("\n") if drawing else []
                fits = lines and max(Content(line).cell_length for line in lines) <= width - 4
                shown = lines if fits else clean(diagram.mermaid).rstrip().split("\n")
                rows += [Content(f"   {line}") for line in shown]
            rows.append(Content(""))
        if self._own:
            rows += difference_rows(self._difference, self.sdcoach.signs, width)

    def _trade_offs(self, width: int) -> list[Content]:
        offs = self._question.reference.trade_offs
        rows = [heading("TRADE-OFFS"), Content("")] if offs else []
        for one in offs:
            rows += [*_trade_off(one, width), Content("")]
        return rows

    def _pitfalls(self, width: int) -> list[Content]:
        pitfalls = self._question.reference.pitfalls
        order = sorted(SENIORITIES, key=lambda one: one != self._seniority)
        rows: list[Content] = []
        for seniority in order:
            texts = pitfalls.get(seniority, ())
            if texts:
                rows += [heading(f"PITFALLS · {seniority}"), Content("")]
                rows += [row for text in texts for row in hanging("- ", text, width)]
                rows.append(Content(""))
        return rows

    def _study(self, width: int) -> list[Content]:
        readings = [self._readings[name] for name in self._question.study if name in self._readings]
        rows = [heading("TO READ"), Content("")] if readings else []
        for reading in readings:
            rows += hanging("", f"{reading.title}, {reading.by}", width, style="bold")
            rows += hanging("", reading.take, width, indent=5)
            rows += [*link_rows(reading.url, width), Content("")]
        return rows

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        items = [("j k", "scroll"), ("Space", "on")]
        if self._own:
            label = "reference alone" if self._beside else "your notes"
            items.append((self.key("reference.beside"), label))
        items += self.hints("list.first", "list.last")
        return items, self.hints("list.back")

    def action_beside(self) -> None:
        """Show one's own notes with it, or leave them out."""
        if self._own:
            self._beside = not self._beside
            self.top_row = 0
            self.draw()

    def on_key(self, event: Key) -> None:
        """Let the space bar go on by what is seen, as everywhere one reads."""
        if event.key == "space":
            event.stop()
            self.action_page_down()


def _trade_off(one: TradeOff, width: int) -> list[Content]:
    return [
        *hanging("", one.chosen, width, style="bold"),
        *hanging("rather than  ", one.rejected, width, indent=5),
        *hanging("because      ", one.because, width, indent=5),
        *hanging("would change ", one.changes, width, indent=5),
    ]
