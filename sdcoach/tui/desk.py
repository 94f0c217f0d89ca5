"""What the rows of an interview say: bar, talk, sums and keys, each drawn from the room's state."""

from typing import TYPE_CHECKING

from textual.content import Content

from sdcoach.interview.pace import clock_words, paces
from sdcoach.text import short_title
from sdcoach.tui import talking
from sdcoach.tui.actions import BY_ID
from sdcoach.tui.keyboard import shown_key
from sdcoach.tui.widgets.key_line import KeyLine
from sdcoach.tui.widgets.paper import Paper
from sdcoach.tui.widgets.phase_bar import PhaseBar
from sdcoach.tui.widgets.talk import SidePane, TalkRows

if TYPE_CHECKING:
    from sdcoach.tui.screens.interview import InterviewScreen


class Desk:
    """Draws an interview screen; what has not changed is not repainted.

    Args:
        screen: Whose widgets it draws into; they must be there.
        reminder: The one thing to practise, chosen last time.
    """

    def __init__(self, screen: "InterviewScreen", reminder: str) -> None:
        self._screen = screen
        self._reminder = reminder

    def draw(self) -> None:
        """Show the state everywhere; what has not changed is not repainted."""
        self.bar()
        self.talk()
        self.keys()
        screen, sign = self._screen, self._screen.sdcoach.signs.rule
        screen.query_one("#rule", Paper).show(Content.styled(sign * screen.size.width, "dim"))
        if screen.drawer.display:
            screen.drawer.tell(screen.room.sheet_lines, sign)

    def bar(self) -> None:
        """Show phases and clock."""
        room, tick = self._screen.room, self._screen.room.now()
        left = room.session.left_ms(tick)
        clock = clock_words(left)
        if room.state.over:
            clock = "ended" if left > 0 else "time"
        elif room.state.status == "paused":
            clock = "paused"
        elif not self._screen.sdcoach.services.config.clock and left > 0:
            clock = ""
        self._screen.query_one(PhaseBar).tell(
            paces(room.state.budgets, room.session.spent(tick)),
            {phase.id: phase.short for phase in room.phases},
            room.state.phase,
            clock,
            self._screen.sdcoach.signs,
        )

    def talk(self) -> None:
        """Show the conversation: at the side with the sheet's results, or in its rows."""
        screen, room = self._screen, self._screen.room
        turns, state, signs = talking.turns(room), room.state, screen.sdcoach.signs
        answer, earlier = self.key("interview.ask"), self.key("interview.talk")
        if screen.commands.return_to is not None:
            answer = ""  # the key goes back first
        if screen.has_class("-wide"):
            screen.query_one(SidePane).tell(
                short_title(state.title),
                f"{state.seniority} · {state.mode}",
                state.prompt,
                turns,
                [] if screen.drawer.display else talking.sheet_rows(room, screen.notes.line),
                signs,
                answer_key=answer,
                earlier_key=earlier,
                reminder=self._reminder,
            )
        else:
            screen.query_one(TalkRows).tell(
                state.prompt,
                turns,
                signs,
                answer_key=answer,
                earlier_key=earlier,
                here=talking.followup_at(screen.notes.text, screen.notes.cursor_location[0]),
            )
            self.live()

    def live(self) -> None:
        """Show what the `=` line comes to that is being typed."""
        live = self._screen.room.live(self._screen.notes.line)
        row = self._screen.query_one("#live", Paper)
        if live is None:
            row.show(Content(""))
        elif live.ok:
            named = f"{live.label} " if live.label else ""
            row.show(Content.styled(f" {named}{live.display}", "dim"))
        elif live.error and not live.unfinished:
            hint = f" · {live.error.hint}" if live.error.hint else ""
            row.show(Content.assemble(" ", (live.error.message, "$error"), hint))

    def keys(self) -> None:
        """Show the keys, or what is wrong with the history."""
        screen = self._screen
        line = screen.query_one("#keys", KeyLine)
        trouble = screen.sdcoach.trouble
        if trouble is not None:
            what = f"{trouble.message[:1].upper()}{trouble.message[1:]}"
            advice = f" · {trouble.hint}" if trouble.hint else ""
            line.say(f"{what} · {self.key('interview.rescue')} saves a copy{advice}", "$error")
            return
        more = [("Esc", "keys")]
        if screen.drawer.display:
            items = [(self.key("interview.sheet"), "back to notes"), ("Tab", "complete")]
            more = [("Esc", "back")]
        elif screen.room.state.status == "paused":
            items = [("typing", "goes on")]
        else:
            items = [("?", "ask"), ("=", "compute"), ("->", "decide")]
            waiting = screen.room.waiting()
            if screen.commands.return_to is not None:
                then = f"; F{waiting[0]} waits" if waiting else ""
                items.insert(0, (self.key("interview.ask"), f"back to your line{then}"))
            elif waiting:
                items.insert(0, (self.key("interview.ask"), "answer"))
            items.append((self.key("interview.next_phase"), "next phase"))
            items.append((self.key("interview.sheet"), "sheet"))
            if screen.room.left_ms <= 0:
                items.insert(0, (f"Esc {BY_ID['interview.end'].letter}", "end and score"))
        line.keys(items, right=more)

    def key(self, action_id: str) -> str:
        """Return the key of an action as it is shown here."""
        overrides = dict(self._screen.sdcoach.services.config.keys)
        return shown_key(BY_ID[action_id], overrides, chords=self._screen.sdcoach.chords)
