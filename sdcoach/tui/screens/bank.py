"""The bank: every question with how it went, and a preview that gives nothing away."""

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from sdcoach.bank import filters
from sdcoach.bank.index import Bank
from sdcoach.bank.problem import BrokenFile
from sdcoach.bank.question import DIFFICULTIES, Header
from sdcoach.bank.search import Finder
from sdcoach.errors import SdcoachError, StorageError
from sdcoach.history.attempts import AttemptRow, Tried, page, tried
from sdcoach.history.due import due_questions
from sdcoach.text import clean, plural, short_title
from sdcoach.tui.bank_rows import broken_rows, past_cells, preview_rows
from sdcoach.tui.list_page import ListPage
from sdcoach.tui.page import (
    WIDE,
    bindings,
    column,
    cut_rows,
    error_rows,
    heading,
    refusal,
    wrapped,
)
from sdcoach.tui.services import Services
from sdcoach.tui.starting import (
    Terms,
    record_elsewhere,
    setup_for,
    typed_setup,
    usual_terms,
    utc_offset,
)
from sdcoach.tui.widgets.paper import spread

SIDE = 38
"""The least columns of the preview, where there is room for it beside the list."""
LIST = 84
"""The most columns of the list: beyond, its ends are too far apart to read across."""
FEW = 1_000
"""A finder of so many questions takes less than a frame; one of more is made in a thread."""
MOST_FOUND = 500
"""So many of the best are listed; who wants others types another word."""
_TRIED, _BEST = 7, 13
"""Columns of the times tried and of the best band."""
_ROOMY, _TIGHT = 72, 56
"""Columns of the list from which it has both, and from which it has the band."""


class BankScreen(ListPage[None]):
    """Choose a question, type one, or bring an interview held elsewhere."""

    where: ClassVar[str] = "bank"
    BINDINGS: ClassVar[list[BindingType]] = bindings("bank", "list")

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._tried: dict[str, Tried] = {}
        self._due: frozenset[str] = frozenset()
        self._newest: list[AttemptRow] = []
        self._trouble: SdcoachError | None = None
        self._refused: SdcoachError | None = None
        self._finder: Finder | None = None
        self._preparing = False
        self._ordered: list[Header] = []
        self._shown: list[Header | BrokenFile] = []
        self._bank = services.bank
        self.reread()

    def reread(self) -> None:
        """Read anew how often each was tried, and take in questions that changed on disk."""
        self._refused = self._trouble = None
        if self._bank is not self._services.bank:
            self._bank, self._finder, self._ordered = self._services.bank, None, []
        try:
            with self._services.reader() as connection:
                if connection is not None:
                    self._tried = tried(connection)
                    self._newest = page(connection, limit=1)
                    now = self._services.clock.tick().utc
                    self._due = due_questions(connection, now, utc_offset(now))
        except StorageError as error:
            self._trouble = error
        self.narrow()

    def narrow(self) -> None:
        """Narrow the list by what was typed."""
        wanted = filters.parse(self.typed)
        topics = {topic.id: topic.name for topic in self._bank.topics}

        keep = filters.matcher(wanted, topics, self._tried, self._due)
        finder = self._ready_finder() if wanted.words else None
        if finder is not None:
            hits = finder.find(wanted.words, MOST_FOUND, keep if wanted.narrows else None)
            found = [hit.header for hit in hits]
        else:
            found = list(filter(keep, self._in_order()) if wanted.narrows else self._in_order())
        words = self.typed.casefold().split()
        broken = [
            file
            for file in self._bank.broken
            if all(word in file.path.casefold() for word in words)
        ]
        self._shown = [*found, *broken]

    def _in_order(self) -> list[Header]:
        """Return every question as the list has them: easy ones first, by the names it shows."""
        if not self._ordered:
            self._ordered = sorted(
                self._bank.headers,
                key=lambda one: (
                    DIFFICULTIES.index(one.difficulty),
                    short_title(one.title).casefold(),
                ),
            )
        return self._ordered

    def _ready_finder(self) -> Finder | None:
        """Return what searches, or None while a large bank is still being prepared for it."""
        if self._finder is None:
            if len(self._bank.headers) <= FEW:
                self._finder = Finder(self._bank.headers, self._bank.to_read())
            else:
                self._prepare()
        return self._finder

    def _prepare(self) -> None:
        """Make the finder off the event loop, and narrow the list once it is there."""
        if self._preparing:
            return
        self._preparing, bank = True, self._bank

        def make() -> None:
            finder = Finder(bank.headers, bank.to_read())
            self.app.call_from_thread(self._prepared, bank, finder)

        self.run_worker(make, thread=True, exit_on_error=False, group="finder")

    def _prepared(self, bank: Bank, finder: Finder) -> None:
        self._preparing = False
        if bank is self._bank:
            self._finder = finder
        self.narrow()
        self.draw()

    def count(self) -> int:
        """Return how many questions and broken files are listed."""
        return len(self._shown)

    # --- what is shown --------------------------------------------------------------------

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the list with the preview beside it, or below it where it is narrow."""
        count = plural(len(self._bank.headers), "question")
        if self.typed.strip():
            count = f"{len(self._shown)} of {count}"
        elif self.sdcoach.reading:
            count = f"reading {plural(self.sdcoach.reading, 'file')} · {count}"
        title = heading("BANK")
        if self._field is None and self.typed.strip():
            title = Content.assemble(title, ("  " + clean(self.typed).strip(), "dim"))
        rows = [spread(title, Content.styled(f"{count} ", "dim"), width)]
        if self._trouble is not None:
            rows += [*error_rows(self._trouble, width), Content("")]
        self.first_row = len(rows) + 1
        room = height - len(rows)
        if width >= WIDE:
            wide = min(LIST, width - SIDE)
            left = self._list(wide, room)
            right = cut_rows(self._preview(min(72, width - wide - 1)), room)
            line = Content.styled(self.sdcoach.signs.line, "dim")
            for number in range(room):
                cell = left[number] if number < len(left) else Content("")
                beside = right[number] if number < len(right) else Content("")
                rows.append(Content.assemble(column(cell, wide), line, beside))
            return rows
        preview = cut_rows(self._preview(width), max(3, height // 3))
        rule = Content.styled(self.sdcoach.signs.rule * width, "dim")
        left = self._list(width, room - len(preview) - 1)
        filler = [Content("")] * (room - len(preview) - 1 - len(left))
        return [*rows, *left, *filler, rule, *preview]

    def _list(self, width: int, height: int) -> list[Content]:
        """Return the list with the names of its columns."""
        if not self._shown:
            rows = [Content(""), Content.styled("   Nothing fits what was typed.", "dim")]
            if filters.parse(self.typed).narrows or ":" in self.typed:
                rows += wrapped(
                    f"Narrow by {' '.join(filters.NAMES)}", width, indent=3, style="dim"
                )
            return rows
        # What nobody has tried yet says nothing: its room goes to the titles.
        tried = _TRIED if self._tried and width >= _ROOMY else 0
        best = _BEST if self._tried and width >= _TIGHT else 0
        title = max(12, width - 3 - 8 - tried - best - 1)
        past = f"{'  tried' if tried else ''}{'  best' if best else ''}"
        names = f"   {'':<{title}}  {'level':<6}{past}"
        rows = [Content.styled(names.rstrip(), "dim")]
        for number in self.window(height - 1):
            item = self._shown[number]
            chosen = number == self.place
            mark = (self.sdcoach.signs.here if chosen else " ", "$accent")
            style = "bold" if chosen else ""
            if isinstance(item, BrokenFile):
                name = item.path.rpartition("/")[2]
                told = Content.assemble((f"{name}  ", style), ("cannot be used", "$error"))
                rows.append(Content.assemble(" ", mark, " ", told))
                continue
            known = self._tried.get(item.id)
            rows.append(
                Content.assemble(
                    " ",
                    mark,
                    " ",
                    column(Content.styled(short_title(item.title), style), title),
                    "  ",
                    (f"{item.difficulty:<6}", "dim"),
                    past_cells(known, tried, best),
                )
            )
        return rows

    def _preview(self, width: int) -> list[Content]:
        if not self._shown:
            return []
        item = self._shown[self.place]
        if isinstance(item, BrokenFile):
            return broken_rows(item, width)
        names = {topic.id: topic.name for topic in self._bank.topics}
        return preview_rows(
            item, self._tried.get(item.id), names, width, own=self._bank.own(item.id)
        )

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        if self._field is not None:
            said = "topic: level: kind: source: is:new is:tried is:due"
            return [("Enter", "to the list")], [(said, "")]
        items = self.hints("bank.open", "list.filter", "bank.own", "bank.paste")
        return items, [*self.hints("list.keys"), *self.hints("list.back")]

    def said(self) -> Content | None:
        """Return why something could not be started."""
        return None if self._refused is None else refusal(self._refused)

    # --- the filter -----------------------------------------------------------------------

    def action_filter(self) -> None:
        """Open the field that narrows the list, and be ready for its first letter."""
        super().action_filter()
        self._ready_finder()

    # --- what can be done -----------------------------------------------------------------

    def _chosen(self) -> Header | None:
        if not self._shown:
            return None
        item = self._shown[self.place]
        return None if isinstance(item, BrokenFile) else item

    def action_open(self) -> None:
        """Choose level, length and mode for the chosen question, and start."""
        from sdcoach.tui.screens.choose import ChooseScreen

        header = self._chosen()
        if header is None:
            return

        def chosen(terms: Terms | None) -> None:
            if terms is not None:
                self._begin(header, terms)

        terms = usual_terms(self._services.config, self._newest)
        self.app.push_screen(
            ChooseScreen(self._services, header.title, header.kind, terms, sprints=True), chosen
        )

    def _begin(self, header: Header, terms: Terms) -> None:
        try:
            self.sdcoach.begin(setup_for(self._services, header.id, terms))
        except SdcoachError as error:
            self._refused = error
            self.draw()

    def action_own(self) -> None:
        """Type a question and hold an interview on it."""
        from sdcoach.tui.screens.choose import ChooseScreen
        from sdcoach.tui.screens.form import Filled, FormScreen

        def chosen(filled: Filled, terms: Terms | None) -> None:
            if terms is None:
                return
            try:
                setup = typed_setup(self._services, filled.title, filled.text, terms)
                self.sdcoach.begin(setup)
            except SdcoachError as error:
                self._refused = error
                self.draw()

        def typed(filled: Filled | None) -> None:
            if filled is None:
                return
            usual = usual_terms(self._services.config, self._newest)
            self.app.push_screen(
                ChooseScreen(self._services, filled.title, "system-design", usual),
                lambda terms: chosen(filled, terms),
            )

        self.app.push_screen(
            FormScreen(
                "A QUESTION OF YOUR OWN",
                "It has no facts and no follow-ups: what you ask, you decide yourself.",
                "Title",
                "What is asked",
            ),
            typed,
        )

    def action_paste(self) -> None:
        """Bring the notes of an interview held elsewhere, to score them."""
        from sdcoach.tui.screens.choose import ChooseScreen
        from sdcoach.tui.screens.form import Filled, FormScreen

        titles = {header.title: header for header in self._bank.headers}

        def known(title: str) -> str:
            if title in titles:
                return "The bank's question: its signals, estimates and reference count."
            return "Not in the bank: it is scored by the rubric alone."

        def settled(filled: Filled, terms: Terms | None) -> None:
            if terms is None:
                return
            services, header = self._services, titles.get(filled.title)
            try:
                if header is None:
                    setup = typed_setup(services, filled.title, "", terms)
                else:
                    setup = setup_for(services, header.id, terms)
                self.sdcoach.open_bell(record_elsewhere(services, setup, filled.text))
            except SdcoachError as error:
                self._refused = error
                self.draw()

        def pasted(filled: Filled | None) -> None:
            if filled is None:
                return
            header = titles.get(filled.title)
            kind = header.kind if header else "system-design"
            usual = usual_terms(self._services.config, self._newest)
            self.app.push_screen(
                ChooseScreen(self._services, filled.title, kind, usual, does="score it"),
                lambda terms: settled(filled, terms),
            )

        chosen = self._chosen()
        self.app.push_screen(
            FormScreen(
                "AN INTERVIEW HELD ELSEWHERE",
                "Paste its notes; they count as yours, without the minutes they took.",
                "Question",
                "Notes",
                title="" if chosen is None else chosen.title,
                options=tuple(titles),
                remark=known,
                text_needed=True,
            ),
            pasted,
        )
