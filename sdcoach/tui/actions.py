"""The one registry of actions: what a person can do, and the usual key for it.

Bindings, footer, strip, palette, help screen, `sdcoach keys` and README are made from this
table. A direct key is the fast way; the letter works behind Esc and with Alt at any speed, in
any multiplexer. No action needs Alt, a function key, a digit or a sign.
"""

from typing import NamedTuple


class Action(NamedTuple):
    """Something a person can do.

    Attributes:
        id: `<where>.<name>`; the screen's method is `action_<name>`.
        label: One or two words, for footer and strip.
        help: One sentence.
        keys: Direct keys by Textual's names, the first is shown.
        letter: The letter behind Esc, in the interview; empty when there is none.
    """

    id: str
    label: str
    help: str
    keys: tuple[str, ...] = ()
    letter: str = ""

    @property
    def where(self) -> str:
        """The screen or group it belongs to."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The name of the screen's method, without `action_`."""
        return self.id.partition(".")[2]


ACTIONS: tuple[Action, ...] = (
    # The interview: the notes have the focus, so only chords that TextArea, tmux and screen
    # leave alone, and letters behind Esc.
    Action(
        "interview.ask",
        "ask, answer",
        "Ask the interviewer on a new line, or answer the follow-up that waits and come back.",
        ("ctrl+t",),
        "a",
    ),
    Action(
        "interview.sheet",
        "sheet",
        "Open the envelope sheet, or go back to the notes.",
        ("ctrl+l",),
        "s",
    ),
    Action(
        "interview.next_phase",
        "next phase",
        "Write the heading of the next phase, or go to its end.",
        ("ctrl+o",),
        "n",
    ),
    Action("interview.previous_phase", "back", "Go back to the phase before.", (), "u"),
    Action(
        "interview.go_to",
        "find",
        "Go to a heading or find a text, by typing a part of it.",
        (),
        "g",
    ),
    Action(
        "interview.numbers",
        "numbers",
        "Look up a latency, a power of two or a rate, and put it in.",
        ("ctrl+r",),
        "r",
    ),
    Action("interview.hint", "hint", "Take the next hint of this phase; it is recorded.", (), "h"),
    Action(
        "interview.insert",
        "insert",
        "Put the last answer, or the sheet's line with its result, into the notes.",
        ("ctrl+g",),
        "i",
    ),
    Action("interview.talk", "talk", "Read the whole conversation.", (), "v"),
    Action("interview.time", "time", "See the minutes per phase against their budgets.", (), "t"),
    Action("interview.drawing", "drawing", "See the arrow lines of the notes drawn.", (), "d"),
    Action("interview.steps", "steps", "Unfold the sum the cursor is in, step by step.", (), "j"),
    Action("interview.cheat", "language", "What the calculator understands.", (), "l"),
    Action("interview.template", "template", "Write this phase's template.", (), "m"),
    Action("interview.editor", "editor", "Write the notes in $EDITOR; the clock runs on.", (), "e"),
    Action("interview.zoom", "zoom", "Give the notes the whole width, or give it back.", (), "z"),
    Action(
        "interview.copy",
        "copy",
        "Send the selection, or all notes, to the terminal's clipboard.",
        (),
        "y",
    ),
    Action(
        "interview.rescue", "save copy", "Save notes and sheet as a file of their own.", (), "w"
    ),
    Action("interview.pause", "pause", "Stop the clock (practice mode only).", (), "p"),
    Action("interview.end", "end", "End the interview, or abandon it.", (), "x"),
    Action(
        "interview.leave",
        "leave",
        "Leave; the interview waits, and in interview mode its clock runs on.",
        ("ctrl+q",),
        "q",
    ),
    Action("interview.saved", "saved?", "Say when the notes were last saved.", ("ctrl+s",)),
    Action("interview.palette", "more", "Everything by name.", ("ctrl+p",), "c"),
    Action("interview.keys", "keys", "All keys on one page.", ("f1",), "k"),
    # Everywhere else no text field has the focus, so plain letters will do.
    Action("list.down", "down", "One line down.", ("j", "down")),
    Action("list.up", "up", "One line up.", ("k", "up")),
    Action("list.first", "first", "To the first line.", ("g", "home")),
    Action("list.last", "last", "To the last line.", ("G", "end")),
    Action("list.page_down", "page down", "On by what is seen at once.", ("pagedown",)),
    Action("list.page_up", "page up", "Back by what is seen at once.", ("pageup",)),
    Action("list.filter", "filter", "Type to narrow the list.", ("slash",)),
    Action("list.open", "open", "Open what is chosen.", ("enter",)),
    Action("list.back", "back", "Go back.", ("escape",)),
    Action("list.keys", "keys", "All keys on one page.", ("question_mark", "f1")),
    Action("list.palette", "more", "Everything by name.", ("ctrl+p",)),
    Action(
        "home.next",
        "start",
        "Start what is recommended, go on with what was interrupted, or open an attempt.",
        ("enter",),
    ),
    Action("home.down", "down", "One line down.", ("j", "down")),
    Action("home.up", "up", "One line up.", ("k", "up")),
    Action("home.change", "change", "Change level, length or mode.", ("m",)),
    Action("home.sprint", "scope sprint", "Practise the first phase alone.", ("1",)),
    Action("home.bank", "bank", "Choose from all questions.", ("b",)),
    Action("home.history", "history", "All attempts.", ("h",)),
    Action("home.trends", "trends", "How it goes over time.", ("t",)),
    Action("home.plan", "brief", "One page for the day before the interview.", ("p",)),
    Action("home.sheet", "sheet", "The envelope sheet, without an interview.", ("e",)),
    Action("home.keys", "keys", "All keys on one page.", ("question_mark", "f1")),
    Action("home.palette", "more", "Everything by name.", ("ctrl+p",)),
    Action("home.quit", "quit", "Leave sdcoach.", ("q", "ctrl+q")),
    # The sheet has a text field, so chords alone.
    Action("sheet.save", "save", "Save the sheet under a name.", ("ctrl+s",)),
    Action("sheet.open", "open", "Open a saved sheet.", ("ctrl+o",)),
    Action("sheet.delete", "delete", "Delete the saved sheet of this name.", ("ctrl+l",)),
    Action("sheet.steps", "steps", "Unfold the line, step by step.", ("ctrl+t",)),
    Action("sheet.numbers", "numbers", "Look up a number and put it in.", ("ctrl+r",)),
    Action("sheet.cheat", "language", "What the calculator understands.", ("ctrl+g",)),
    Action("sheet.back", "back", "Go back.", ("escape",)),
    # And plain letters again.
    Action("bank.own", "type your own", "Hold an interview on a question you type.", ("n",)),
    Action(
        "bank.paste",
        "paste notes",
        "Paste the notes of an interview held elsewhere, to score them.",
        ("p",),
    ),
    Action("bank.open", "choose", "Choose level, length and mode for this question.", ("enter",)),
    Action("history.open", "open", "Open this attempt, or go on with it.", ("enter",)),
    Action("history.mark", "mark", "Mark this attempt to compare it.", ("space",)),
    Action(
        "history.compare",
        "compare",
        "Compare the two that are marked, or this one with the one at its question before.",
        ("c",),
    ),
    Action("history.sort", "sort", "Newest, oldest, best, worst, by question, longest.", ("o",)),
    Action("history.tags", "tags", "Write the tags of this attempt.", ("t",)),
    Action("history.note", "note", "Write a note about this attempt.", ("n",)),
    Action("history.delete", "delete", "Delete this attempt; asks for Enter.", ("x",)),
    Action("history.undo", "undo", "Bring back what was deleted last.", ("u",)),
    Action("choose.start", "start", "Start with these terms.", ("enter",)),
    Action("choose.down", "next line", "Next of the lines.", ("j", "down", "tab")),
    Action("choose.up", "line before", "Line before.", ("k", "up", "shift+tab")),
    Action("choose.more", "more", "Next choice, or more minutes.", ("l", "right")),
    Action("choose.less", "less", "Choice before, or fewer minutes.", ("h", "left")),
    Action("choose.longer", "minute longer", "One minute longer.", ("L", "shift+right")),
    Action("choose.shorter", "minute shorter", "One minute shorter.", ("H", "shift+left")),
    Action("choose.keys", "keys", "All keys on one page.", ("question_mark", "f1")),
    Action("choose.back", "back", "Go back; nothing is started.", ("escape",)),
    Action("form.send", "done", "Take what is written.", ("ctrl+s",)),
    Action("form.next", "next field", "To the next field.", ("tab",)),
    Action("form.back", "back", "Go back; what is written here is dropped.", ("escape",)),
    Action("scoring.level", "level", "Give the level, 1 to 4.", ("1", "2", "3", "4")),
    Action("scoring.raise", "more", "Give a level more.", ("l", "right")),
    Action("scoring.lower", "less", "Give a level less.", ("h", "left")),
    Action("scoring.down", "line", "Next of your lines.", ("j", "down")),
    Action("scoring.up", "line", "Line before.", ("k", "up")),
    Action(
        "scoring.use", "use", "Use this line as evidence, or this signal as the gap.", ("space",)
    ),
    Action("scoring.not_so", "not so", "This match is wrong.", ("x",)),
    Action("scoring.aloud", "said aloud", "I said this aloud.", ("s",)),
    Action("scoring.words", "words", "Write evidence or gap in your own words.", ("w",)),
    Action("scoring.flags", "flags", "Tick the red flags.", ("f",)),
    Action("scoring.next", "next", "Next dimension.", ("enter",)),
    Action("scoring.previous", "previous", "Dimension before.", ("backspace",)),
    Action("scoring.later", "later", "Go on another time; nothing is lost.", ("escape",)),
    Action("attempt.scores", "scores", "Every level with its evidence and gap.", ("1",)),
    Action("attempt.signals", "signals", "What was heard, when, and what was not.", ("2",)),
    Action("attempt.estimates", "estimates", "Your estimates against the key.", ("3",)),
    Action("attempt.time", "time", "Minutes per phase against their budgets.", ("4",)),
    Action(
        "attempt.unasked", "unasked", "What you were never told, because you never asked.", ("5",)
    ),
    Action("attempt.notes", "notes", "Your notes and sheet as they stood.", ("n",)),
    Action("attempt.right", "next part", "To the next part of the page.", ("l", "right")),
    Action("attempt.left", "part before", "To the part before.", ("h", "left")),
    Action("attempt.practise", "practise", "Choose the one thing to practise.", ("space",)),
    Action(
        "attempt.words", "own words", "Write the one thing to practise in your own words.", ("w",)
    ),
    Action("attempt.score", "score", "Score this attempt, or revise its scores.", ("s",)),
    Action(
        "attempt.reference", "reference", "Open the reference answer; it has its price.", ("o",)
    ),
    Action(
        "attempt.model",
        "model",
        "What a model makes of the same notes; docs/model.md says how to set one up.",
        ("m",),
    ),
    Action("attempt.replay", "replay", "See the attempt second by second.", ("r",)),
    Action(
        "attempt.phase_again",
        "phase again",
        "Do the weakest phase again, from your own notes as they stood when it began.",
        ("d",),
    ),
    Action(
        "attempt.whole_again", "all again", "Do the whole question again, on the same seed.", ("a",)
    ),
    Action(
        "attempt.compare",
        "compare",
        "Hold it against the attempt at the same question before it.",
        ("c",),
    ),
    Action("attempt.back", "back", "Go back.", ("escape",)),
    Action("trends.score", "score", "The total over time.", ("1",)),
    Action("trends.levels", "levels", "Every dimension over time.", ("2",)),
    Action("trends.minutes", "minutes", "Every phase against its budget.", ("3",)),
    Action("trends.estimates", "estimates", "How near your sums came.", ("4",)),
    Action("trends.practice", "practice", "Hours of practice, week by week.", ("5",)),
    Action("trends.coverage", "coverage", "Which topics you met, and how it went.", ("6",)),
    Action("trends.numbers", "numbers", "The numbers behind the chart, or the chart.", ("n",)),
    Action("trends.right", "next part", "To the next part of the page.", ("l", "right")),
    Action("trends.left", "part before", "To the part before.", ("h", "left")),
    Action("trends.calibration", "calibration", "Whether you judge yourself rightly.", ("c",)),
    Action(
        "calibration.numbers", "numbers", "The numbers behind the charts, or the charts.", ("n",)
    ),
    Action("compare.evidence", "evidence", "What is raised unasked now, and what is not.", ("1",)),
    Action("compare.minutes", "minutes", "Minutes per phase in both.", ("2",)),
    Action("compare.scores", "scores", "Levels in both.", ("3",)),
    Action("compare.notes", "notes", "The notes beside each other.", ("4",)),
    Action("compare.sums", "sums", "Estimates and sums in both.", ("5",)),
    Action("brief.page", "page to print", "Write it as a page to print.", ("e",)),
    Action("brief.date", "date", "Write down when the real interview is.", ("d",)),
    Action("outcome.never", "rather not say", "Do not say, and do not be asked again.", ("n", "0")),
    Action(
        "reference.beside", "your notes", "Your own notes beside the reference, or not.", ("n",)
    ),
    Action("feedback.accept", "accept", "Accept this opinion; once more takes it back.", ("a",)),
    Action("feedback.reject", "reject", "Reject this opinion; once more takes it back.", ("x",)),
    Action("feedback.ask", "ask", "Ask for another opinion.", ("m",)),
    Action("feedback.thrice", "ask 3 times", "Ask three times and see the spread.", ("A",)),
    Action("feedback.earlier", "earlier", "The opinion before this one.", ("h", "left")),
    Action("feedback.later", "later", "The opinion after this one.", ("l", "right")),
    Action("asking.send", "ask", "Send it, and wait for the answer.", ("enter",)),
    Action("asking.bytes", "what is sent", "See what is sent, byte for byte.", ("b",)),
    Action("asking.again", "try again", "Try again what went wrong.", ("r",)),
    Action("asking.words", "its words", "Read an answer that could not be used.", ("w",)),
    Action("asking.back", "back", "Stop asking at once, or go back.", ("escape",)),
    Action("preview.agree", "agree and send", "Agree to what is sent to this host.", ("enter",)),
    Action("preview.earlier", "request before", "The request before this one.", ("h", "left")),
    Action("preview.later", "next request", "The request after this one.", ("l", "right")),
    Action("agreement.agree", "agree", "Let this model interview, now and later.", ("y",)),
    Action("agreement.without", "start without", "Start without a model.", ("n",)),
    Action("replay.back_ten", "10 s back", "Ten seconds back.", ("left",)),
    Action("replay.on_ten", "10 s on", "Ten seconds on.", ("right",)),
    Action(
        "replay.mark_before", "mark before", "To the mark before.", ("left_square_bracket", "comma")
    ),
    Action(
        "replay.next_mark", "next mark", "To the next mark.", ("right_square_bracket", "full_stop")
    ),
    Action(
        "replay.next_signal", "next signal", "To where the next signal was first heard.", ("n",)
    ),
    Action("replay.play", "play", "Play twenty times as fast, or stop.", ("space",)),
    Action("replay.back", "back", "Go back.", ("escape",)),
)

GROUPS = (
    ("interview", "In an interview"),
    ("home", "Home"),
    ("sheet", "The envelope sheet"),
    ("list", "In every list"),
    ("bank", "The bank"),
    ("history", "The history"),
    ("choose", "Level, length and mode"),
    ("form", "Where something is typed in"),
    ("scoring", "Scoring"),
    ("attempt", "The page of an attempt"),
    ("trends", "Trends"),
    ("calibration", "Calibration"),
    ("compare", "Compare"),
    ("brief", "The day before"),
    ("outcome", "After a real interview"),
    ("reference", "The reference"),
    ("feedback", "A model's opinion"),
    ("asking", "Asking a model"),
    ("preview", "What is sent to a model"),
    ("agreement", "Before a model interviews"),
    ("replay", "Replay"),
)
"""Groups of actions with their titles, in the order of the help page."""

BY_ID = {action.id: action for action in ACTIONS}


def actions(where: str) -> list[Action]:
    """Return the actions of one screen or group, in the order of the table."""
    return [action for action in ACTIONS if action.where == where]
