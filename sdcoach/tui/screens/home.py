"""Home: what to do now and why, what was done, and where one stands. Nothing on it is invented."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from sdcoach.bank.question import PHASES, Kind
from sdcoach.errors import SdcoachError, StorageError
from sdcoach.history.days import date
from sdcoach.history.next import Next, recommend
from sdcoach.history.standing import Standing, read_standing
from sdcoach.text import one_line, short_title
from sdcoach.tui.attempt_line import aside, attempt_rows
from sdcoach.tui.doing import DoingPage
from sdcoach.tui.next_rows import INDENT, first_run_rows, marked, next_rows
from sdcoach.tui.occasion import Occasion, ahead_words, read_occasion
from sdcoach.tui.page import bindings, column, cut_rows, error_rows, heading, refusal, wrapped
from sdcoach.tui.services import Services
from sdcoach.tui.standing_rows import beside, standing_rows, week_row
from sdcoach.tui.starting import Terms, setup_for, usual_terms, utc_offset
from sdcoach.tui.widgets.paper import spread

LATEST = 5
RETRY_SECONDS = 0.05
"""How soon Home looks again when the journal is still being written."""


class HomeScreen(DoingPage):
    """The first screen."""

    where: ClassVar[str] = "home"
    BINDINGS: ClassVar[list[BindingType]] = bindings("home")

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._standing = Standing([], {}, 0, 0, 0, "")
        self._next: list[Next] = []
        self._trouble: SdcoachError | None = None
        self._refused: SdcoachError | None = None
        self._terms = Terms("senior", 45, "interview")
        self._occasion = Occasion()
        self._now = 0
        self._offset = 0
        self.place = 0
        self._seen = 0
        """How many of the latest attempts have room."""
        self._read()

    def reread(self) -> None:
        """Read the history anew, with the first line chosen."""
        self._refused = None
        self.place = 0
        self._read()
        self._look_again()

    def _read(self) -> None:
        """Read a page of the history, which takes a few milliseconds."""
        services = self._services
        tick = services.clock.tick()
        self._now, self._offset = tick.utc, utc_offset(tick.utc)
        self._trouble = None
        headers = services.bank.headers
        try:
            with services.reader() as connection:
                if connection is None:
                    self._standing = Standing([], {}, 0, 0, 0, "")
                else:
                    self._standing = read_standing(connection, self._now, self._offset)
                    self._occasion = read_occasion(connection, self._now, self._offset)
                newest = self._standing.newest
                self._next = recommend(connection, headers, newest, tick, self._offset)
        except StorageError as error:
            self._trouble = error
            self._next = recommend(None, headers, [], tick, self._offset)
        self._terms = usual_terms(services.config, self._standing.newest)

    def _look_again(self) -> None:
        """Read anew once the journal has written what it still holds."""
        if self._services.journal.pending:
            self.set_timer(RETRY_SECONDS, self._written)

    def _written(self) -> None:
        if self.is_current:
            if not self._services.journal.pending:
                self._read()
                self.draw()
            else:
                self._look_again()

    def on_mount(self) -> None:
        """Show everything; then, once, what the calendar asks for."""
        super().on_mount()
        if not self.sdcoach.greeted:
            self.sdcoach.greeted = True
            self.call_after_refresh(self._greet)

    def _greet(self) -> None:
        """Ask how a real interview went, or show the page for the day before one."""
        waits = bool(self._next) and self._next[0].does in ("continue", "close")
        if not self.is_current or waits:
            return
        if self._occasion.ask is not None:
            from sdcoach.tui.screens.outcome import OutcomeScreen

            self.app.push_screen(OutcomeScreen(self._services, self._occasion.ask))
        elif self._occasion.tomorrow and self._standing.newest:
            self.action_plan()

    # --- what is shown --------------------------------------------------------------------

    @property
    def first_run(self) -> bool:
        """Whether there is nothing to look back on."""
        return not self._standing.newest and self._trouble is None

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the whole page."""
        told = [date(self._now, self._offset), ahead_words(self._occasion, self._now, self._offset)]
        words = " · ".join(part for part in told if part)
        if len(words) > width - len(" sdcoach ") - 1:
            words = told[-1]
        day = Content.styled(f"{words} ", "dim")
        top = [spread(Content.assemble(" ", ("sdcoach", "bold")), day, width), Content("")]
        if self.first_run:
            return [
                Content.assemble(" ", ("sdcoach", "bold")),
                Content(""),
                *self._first_run(width),
            ]
        room = height - len(top)
        blocks = self._blocks(width, room)
        rows = list(top)
        for block in blocks:
            rows += [*block, Content("")]
        week = week_row(self._standing)
        if week is not None and len(rows) < height:
            rows += [Content("")] * (height - len(rows) - 1)
            rows.append(week)
        return rows

    def _blocks(self, width: int, room: int) -> list[list[Content]]:
        """Return the sections that fit into `room` rows: what to do now goes before the past."""
        for latest, stand, sprint, why in (
            (LATEST, True, True, "all"),
            (3, True, True, "all"),
            (2, True, True, "all"),
            (3, False, True, "all"),
            (1, False, True, "all"),
            (2, False, True, "chosen"),
            (0, False, True, "chosen"),
            (0, False, False, "chosen"),
            (0, False, False, ""),
        ):
            blocks = [
                self._next_block(width, why=why),
                self._sprint_block(width) if sprint else [],
                self._latest_block(width, latest),
                self._standing_block(width) if stand else [],
            ]
            blocks = [block for block in blocks if block]
            self._seen = latest
            if sum(len(block) + 1 for block in blocks) <= room:
                break
        return blocks

    def _doings(self) -> list[Callable[[], None]]:
        """Return what Enter can do here, line by line."""
        return [
            *(self._act(item) for item in self._next),
            *(self._open(row) for row in self._standing.newest[: self._seen]),
        ]

    def _next_block(self, width: int, *, why: str) -> list[Content]:
        """Return what to do next, with the reasons of all, of the chosen one, or of none."""
        rows = [heading("NEXT")]
        if self._trouble is not None:
            rows = [heading("HISTORY"), *error_rows(self._trouble, width), Content(""), *rows]
        mark = marked(self.key("home.next"), self.sdcoach.signs.here)
        for number, item in enumerate(self._next):
            chosen = number == self.place
            made = next_rows(
                item,
                self._terms,
                width,
                mark=mark if chosen else None,
                change_key=self.key("home.change"),
                phase_name=self._phase_name,
            )
            rows += made if why == "all" or (why and chosen) else made[:1]
        practise = self._standing.practise
        if practise and why == "all":
            text = f"Last time you chose to practise: {practise}"
            rows += cut_rows(wrapped(one_line(text), width, indent=INDENT, style="dim"), 2)
        return rows

    def _sprint_block(self, width: int) -> list[Content]:
        sprint = self._sprint()
        if sprint is None:
            return []
        item, phase, minutes = sprint
        name = f"{self._phase_name(phase)} sprint · {short_title(item.title)}"
        row = Content.assemble(
            "   ",
            (self.key("home.sprint"), "$accent"),
            " " * (INDENT - 4),
            column(name, max(20, min(60, len(name), width - INDENT - 10))),
            "  ",
            (f"{minutes} min", "dim"),
        )
        return [heading("TEN MINUTES"), row]

    def _sprint(self) -> tuple[Next, str, int] | None:
        """Return the question of the sprint, its phase and its minutes."""
        item = next((item for item in self._next if item.does == "start"), None)
        if item is None:
            return None
        kind = self._kind_of(item.question)
        phase = PHASES[kind][0]
        terms = self._terms
        budgets = self._services.bank.format(kind, terms.minutes, terms.seniority).budgets  # type: ignore[arg-type]
        return item, phase, round(budgets[phase])

    def _latest_block(self, width: int, most: int) -> list[Content]:
        rows = self._standing.newest[: min(most, LATEST)]
        if not rows:
            return []
        chosen = self.place - len(self._next)
        here = self.sdcoach.signs.here
        return [
            beside(heading("LATEST"), aside(rows), width),
            *attempt_rows(rows, chosen, self._now, self._offset, width, here),
        ]

    def _standing_block(self, width: int) -> list[Content]:
        levels = self._standing.levels
        if not levels:
            return []
        names = {
            one.id: one.short for one in self._services.bank.rubric("system-design").dimensions
        }
        return standing_rows(levels, names, f"a {self._terms.seniority} passes at 3", width)

    def _first_run(self, width: int) -> list[Content]:
        if not self._next:
            return wrapped("There is no question in the bank.", width, indent=3)
        return first_run_rows(
            self._next[0].title,
            self._terms,
            width,
            key=self.key("home.next"),
            change_key=self.key("home.change"),
            onward_key=self.key("interview.next_phase"),
        )

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        chosen = self._chosen()
        label = {"continue": "go on", "score": "score", "close": "score", "start": "start"}
        does = label[chosen.does] if chosen else "open"
        first = [(self.key("home.next"), does)]
        if self.first_run:
            items = [*first, *self.hints("home.bank", "home.change")]
        else:
            items = [*first, *self.hints("home.bank", "home.history", "home.trends", "home.change")]
        return items, self.hints("home.keys", "home.quit")

    def said(self) -> Content | None:
        """Return why something could not be started."""
        return None if self._refused is None else refusal(self._refused)

    def _chosen(self) -> Next | None:
        return self._next[self.place] if self.place < len(self._next) else None

    def _phase_name(self, phase: str) -> str:
        for kind in PHASES:
            for known in self._services.bank.phases(kind):
                if known.id == phase:
                    return known.name
        return phase

    def _kind_of(self, question: str) -> Kind:
        for header in self._services.bank.headers:
            if header.id == question:
                return header.kind
        return "system-design"

    # --- what can be done -----------------------------------------------------------------

    def _refuse(self, error: SdcoachError) -> None:
        self._refused = error
        self.draw()

    def _try(self, run: Callable[[], None]) -> None:
        self._refused = None
        try:
            run()
        except SdcoachError as error:
            self._refuse(error)

    def action_next(self) -> None:
        """Do what is chosen."""
        doings = self._doings()
        if doings:
            self._try(doings[min(self.place, len(doings) - 1)])

    def action_down(self) -> None:
        """Choose the next line."""
        self.place = min(max(0, len(self._doings()) - 1), self.place + 1)
        self.draw()

    def action_up(self) -> None:
        """Choose the line before."""
        self.place = max(0, self.place - 1)
        self.draw()

    def action_change(self) -> None:
        """Change level, length or mode, and start."""
        from sdcoach.tui.screens.choose import ChooseScreen

        item = next((item for item in self._next if item.does == "start"), None)
        if item is None:
            return

        def chosen(terms: Terms | None) -> None:
            if terms is not None:
                self._try(
                    lambda: self.sdcoach.begin(setup_for(self._services, item.question, terms))
                )

        kind = self._kind_of(item.question)
        self.app.push_screen(
            ChooseScreen(self._services, item.title, kind, self._terms, sprints=True), chosen
        )

    def action_sprint(self) -> None:
        """Practise the first phase alone."""
        sprint = self._sprint()
        if sprint is None:
            return
        item, phase, _ = sprint
        self._try(
            lambda: self.sdcoach.begin(
                setup_for(self._services, item.question, self._terms, sprint=phase)
            )
        )

    def action_bank(self) -> None:
        """Choose from all questions."""
        from sdcoach.tui.screens.bank import BankScreen

        self.app.push_screen(BankScreen(self._services))

    def action_history(self) -> None:
        """Show all attempts."""
        from sdcoach.tui.screens.history import HistoryScreen

        self.app.push_screen(HistoryScreen(self._services))

    def action_trends(self) -> None:
        """Show how it goes over time."""
        from sdcoach.tui.screens.trends import TrendsScreen

        self.app.push_screen(TrendsScreen(self._services))

    def action_plan(self) -> None:
        """Show the page for the day before."""
        from sdcoach.tui.screens.brief import BriefScreen

        self.app.push_screen(BriefScreen(self._services))

    def action_sheet(self) -> None:
        """Open the envelope sheet."""
        from sdcoach.tui.screens.sheet import SheetScreen

        self.app.push_screen(SheetScreen())

    def action_quit(self) -> None:
        """Leave sdcoach."""
        self.app.exit()
