"""Level, length and mode, before an interview starts."""

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.events import Key

from sdcoach.bank.content import MAX_MINUTES, MIN_MINUTES
from sdcoach.bank.question import MODES, SENIORITIES, Kind
from sdcoach.tui.page import Page, bindings, column, heading, wrapped
from sdcoach.tui.services import Services
from sdcoach.tui.starting import Terms

STEPS = (15, 20, 25, 30, 35, 45, 60, 75, 90, 105, 120)
"""Lengths that one key steps through; a letter more goes by single minutes."""
COMMON = (35, 45, 60)
"""The published lengths, shown as choices."""
_LABEL = 11
"""Columns before the choices of a line."""
_MORE = "…"
_LABELS = ("Level", "Length", "Mode", "Part")
_MODES = {
    "interview": "As in the real one: no pause, and time away counts beyond two minutes.",
    "practice": "The clock can stop: when you pause, and while you are away.",
}


class ChooseScreen(Page[Terms]):
    """Three lines to settle. Dismissed with the terms, or None when nothing is to start."""

    where: ClassVar[str] = "choose"
    BINDINGS: ClassVar[list[BindingType]] = bindings("choose")

    def __init__(
        self,
        services: Services,
        title: str,
        kind: Kind,
        terms: Terms,
        *,
        does: str = "start",
        sprints: bool = False,
    ) -> None:
        """Prepare the page.

        Args:
            services: The core.
            title: The question's.
            kind: Decides which phases there are.
            terms: What is offered at first.
            does: What Enter does, in a word.
            sprints: Whether one phase alone may be chosen.
        """
        super().__init__()
        self._services = services
        self._title = title
        self._kind = kind
        self._does = does
        phases = services.bank.phases(kind)
        self._parts = ("", *(phase.id for phase in phases)) if sprints else ()
        self._part_names = {"": "all", **{phase.id: phase.short for phase in phases}}
        self.terms = terms
        self.place = 0
        self._digits = ""

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the page."""
        terms = self.terms
        lengths = sorted({*COMMON, terms.minutes})
        rows = [
            Content(""),
            *wrapped(self._title, width, style="bold"),
            Content(""),
            self._line(0, [(one, one == terms.seniority) for one in SENIORITIES]),
            self._line(1, [(str(one), one == terms.minutes) for one in lengths], " minutes"),
            self._line(2, [(one, one == terms.mode) for one in MODES]),
        ]
        if self._parts:
            names = [(self._part_names[one], one == terms.sprint) for one in self._parts]
            rows.append(self._line(3, _seen(names, width - _LABEL)))
        rows += [Content(""), *wrapped(self._meaning(), width, indent=3, style="dim")]
        if height - len(rows) >= 4:
            rows += [Content(""), heading("MINUTES"), *self._plan(width)]
        return rows

    def _meaning(self) -> str:
        if self.terms.sprint:
            return "A sprint: this part alone, with its minutes; no level and no band."
        return _MODES[self.terms.mode]

    @property
    def _lines(self) -> int:
        return len(_LABELS) if self._parts else len(_LABELS) - 1

    def _line(self, number: int, options: list[tuple[str, bool]], unit: str = "") -> Content:
        chosen = number == self.place
        mark = self.sdcoach.signs.here if chosen else " "
        parts: list[Content] = []
        for word, taken in options:
            if word == _MORE:
                parts.append(Content.styled(word, "dim"))
            elif taken:
                style = "bold $accent" if chosen else "bold"
                parts.append(Content.assemble((f"[{word}]", style)))
            else:
                parts.append(Content.assemble((f" {word} ", "dim")))
        label = column(_LABELS[number], _LABEL - 3)
        return Content.assemble(
            " ", (mark, "$accent"), " ", label, Content(" ").join(parts), (unit, "dim")
        )

    def _plan(self, width: int) -> list[Content]:
        """Return the minutes per phase, which the terms decide."""
        terms, bank = self.terms, self._services.bank
        budgets = bank.format(self._kind, terms.minutes, terms.seniority).budgets  # type: ignore[arg-type]
        names = {phase.id: phase.short for phase in bank.phases(self._kind)}
        text = "   ".join(f"{names[phase]} {round(given)}" for phase, given in budgets.items())
        return wrapped(text, width, indent=3)

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        items = [(self.key("choose.start"), self._does), ("j k", "line"), ("h l", "change")]
        if self.place == 1:
            items.append(("H L", "by one minute"))
        return items, self.hints("choose.back")

    # --- what can be done -----------------------------------------------------------------

    def action_start(self) -> None:
        """Take these terms."""
        self._finish_typing()
        self.dismiss(self.terms)

    def action_down(self) -> None:
        """Go to the next line."""
        self._finish_typing()
        self.place = (self.place + 1) % self._lines
        self.draw()

    def action_up(self) -> None:
        """Go to the line before."""
        self._finish_typing()
        self.place = (self.place - 1) % self._lines
        self.draw()

    def action_more(self) -> None:
        """Take the next choice, or more minutes."""
        self._change(1)

    def action_less(self) -> None:
        """Take the choice before, or fewer minutes."""
        self._change(-1)

    def action_longer(self) -> None:
        """One minute longer."""
        self._set_minutes(self.terms.minutes + 1)

    def action_shorter(self) -> None:
        """One minute shorter."""
        self._set_minutes(self.terms.minutes - 1)

    def _change(self, by: int) -> None:
        self._finish_typing()
        terms = self.terms
        if self.place == 0:
            self.terms = terms._replace(seniority=_neighbour(SENIORITIES, terms.seniority, by))
        elif self.place == 2:
            self.terms = terms._replace(mode=_neighbour(MODES, terms.mode, by))
        elif self.place == 3:
            self.terms = terms._replace(sprint=_neighbour(self._parts, terms.sprint, by))
        elif by > 0:
            more = [step for step in STEPS if step > terms.minutes]
            self.terms = terms._replace(minutes=more[0] if more else MAX_MINUTES)
        else:
            fewer = [step for step in STEPS if step < terms.minutes]
            self.terms = terms._replace(minutes=fewer[-1] if fewer else MIN_MINUTES)
        self.draw()

    def _set_minutes(self, minutes: int) -> None:
        self._digits = ""
        self.place = 1
        self.terms = self.terms._replace(minutes=max(MIN_MINUTES, min(MAX_MINUTES, minutes)))
        self.draw()

    def on_key(self, event: Key) -> None:
        """Take a length that is typed as a number, for who finds that quicker."""
        if event.character is None or not event.character.isascii():
            return
        if not event.character.isdigit():
            return
        event.stop()
        digits = (self._digits + event.character)[-3:]
        if MIN_MINUTES <= int(digits) <= MAX_MINUTES:
            self._set_minutes(int(digits))
        self._digits = digits

    def _finish_typing(self) -> None:
        self._digits = ""


def _seen(options: list[tuple[str, bool]], width: int) -> list[tuple[str, bool]]:
    """Return the choices that fit in `width` columns, the taken one among them."""

    def columns(some: list[tuple[str, bool]]) -> int:
        return sum(len(word) + (2 if word == _MORE else 3) for word, _ in some) - 1

    first, last = 0, len(options)
    place = next((number for number, (_, taken) in enumerate(options) if taken), 0)
    seen = options
    while columns(seen) > width and last - first > 1:
        if last - 1 > place and (last - 1 - place >= place - first or first == place):
            last -= 1
        else:
            first += 1
        before, after = [(_MORE, False)] * (first > 0), [(_MORE, False)] * (last < len(options))
        seen = [*before, *options[first:last], *after]
    return seen


def _neighbour(options: tuple[str, ...], present: str, by: int) -> str:
    place = options.index(present) if present in options else 0
    return options[max(0, min(len(options) - 1, place + by))]
