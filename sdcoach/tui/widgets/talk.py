"""The conversation with the interviewer: at the side, or two rows above the notes.

Its rows are there from the start, so nothing it shows can move the notes.
"""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from sdcoach.text import minutes_seconds, one_line
from sdcoach.tui.palette import Signs
from sdcoach.tui.widgets.paper import Paper, lines, spread

_GLUE = "\N{NO-BREAK SPACE}"
"""A blank that no row is broken at."""


class Turn(NamedTuple):
    """Something asked, said, hinted or brought up."""

    elapsed_ms: int
    kind: str
    """ "asked", "hint" or "followup"."""
    head: str
    """The question as asked, `hint 1 · Design`, `asks you`."""
    body: str
    """What the interviewer said."""
    waits: bool = False
    """Whether it is a follow-up that waits for an answer."""
    followup: int = 0
    """Which follow-up it is, from 1; 0 for anything else."""
    parts: tuple[str, ...] = ()
    """The answers that the body joins, when there are two to one question."""


class SheetRow(NamedTuple):
    """A named result."""

    name: str
    value: str


def _turn(turn: Turn, width: int, signs: Signs, answer_key: str) -> list[Content]:
    when = minutes_seconds(turn.elapsed_ms / 1000)
    if turn.kind == "asked":
        head = Content.styled(f"{when} ? {turn.head}", "dim").truncate(width, ellipsis=True)
    elif turn.waits:
        answers = f"{answer_key} answers" if answer_key else "waits"
        head = Content.assemble(
            (f"{signs.dot} ", "$accent"), f"{when} asks you · ", (answers, "$accent")
        )
    else:
        head = Content.styled(f"{when} {turn.head}", "dim").truncate(width, ellipsis=True)
    return [head, *(Content(row) for row in textwrap.wrap(turn.body, width))]


class SidePane(Paper):
    """Wide terminals: title, prompt, the talk and the results of the sheet, 33 columns."""

    def tell(
        self,
        title: str,
        terms: str,
        prompt: str,
        turns: Sequence[Turn],
        sheet: Sequence[SheetRow],
        signs: Signs,
        *,
        answer_key: str,
        earlier_key: str,
        reminder: str = "",
    ) -> None:
        """Show as much as fits: the newest of the talk, the newest of the sheet.

        Args:
            title: What is interviewed.
            terms: At which level, in which mode.
            prompt: The question.
            turns: The conversation, oldest first.
            sheet: Named results; empty while the drawer shows them.
            signs: The set of signs to use.
            answer_key: The key that answers the oldest follow-up; empty while it goes back first.
            earlier_key: The key that shows the whole conversation.
            reminder: The one thing to practise, chosen last time.
        """
        width, height = max(10, self.size.width - 2), max(4, self.size.height)
        top: list[Content] = []
        if reminder:
            top += [Content.styled(row, "$accent") for row in textwrap.wrap(reminder, width)[:2]]
        top.append(Content.styled(title, "bold").truncate(width, ellipsis=True))
        top.append(Content.styled(terms, "dim").truncate(width, ellipsis=True))
        top.append(Content(""))
        top += [Content(row) for row in textwrap.wrap(one_line(prompt), width)]
        room = height - len(top)
        bottom = _sheet(sheet, width, max(0, min(len(sheet) + 2, room // 2)))
        room -= len(bottom)
        first = next((turn for turn in turns if turn.waits), None)
        blocks: list[list[Content]] = []
        hidden = len(turns)
        for turn in reversed(turns):
            block = [Content(""), *_turn(turn, width, signs, answer_key if turn == first else "")]
            used = sum(map(len, blocks)) + len(block) + (2 if hidden > 1 else 0)
            if used > room:
                break
            blocks.insert(0, block)
            hidden -= 1
        middle = [row for block in blocks for row in block]
        if hidden and turns:
            note = f"{hidden} earlier · {earlier_key} shows them"
            middle = [Content(""), Content.styled(note, "dim").truncate(width), *middle][:room]
        filler = [Content("")] * (height - len(top) - len(middle) - len(bottom))
        self.show(lines([Content.assemble(" ", row) for row in top + middle + filler + bottom]))


def _sheet(sheet: Sequence[SheetRow], width: int, rows: int) -> list[Content]:
    if not sheet or rows < 3:
        return []
    shown = sheet[-(rows - 2) :]
    made = [Content(""), Content.styled("SHEET", "dim")]
    for row in shown:
        name = Content(row.name).truncate(max(6, width - len(row.value) - 1), ellipsis=True)
        made.append(spread(name, Content.styled(row.value, "dim"), width))
    return made


class TalkRows(Paper):
    """Narrow terminals: the last exchange in two rows, or in one on the smallest."""

    def tell(
        self,
        prompt: str,
        turns: Sequence[Turn],
        signs: Signs,
        *,
        answer_key: str,
        earlier_key: str,
        here: int = 0,
    ) -> None:
        """Show the last exchange, or the prompt before there is one.

        Args:
            prompt: The question.
            turns: The conversation, oldest first.
            signs: The set of signs to use.
            answer_key: The key that answers the oldest follow-up; empty while it goes back first.
            earlier_key: The key that shows the whole conversation.
            here: The number of the follow-up that is being answered; 0 for none.
        """
        width, height = max(20, self.size.width - 2), max(1, self.size.height)
        if not turns:
            rows = [Content(row) for row in _fit(one_line(prompt), width, height, earlier_key)]
            self.show(lines([Content.assemble(" ", row) for row in rows[:height]]))
            return
        turn = to_show(turns, here)
        if turn.waits:
            rows = [
                Content(row)
                for row in waiting(turn.body, width - 2, height, answer_key, earlier_key)
            ]
            rows[0] = Content.assemble((f"{signs.dot} ", "$accent"), rows[0])
        else:
            body = answers(turn, width, height, earlier_key)
            rows = [Content(row) for row in body]
            if len(body) < height:
                mark = "? " if turn.kind == "asked" else ""
                head = f"{minutes_seconds(turn.elapsed_ms / 1000)} {mark}{turn.head}"
                rows.insert(0, Content.styled(head, "dim").truncate(width, ellipsis=True))
        self.show(lines([Content.assemble(" ", row) for row in rows[:height]]))


def to_show(turns: Sequence[Turn], here: int) -> Turn:
    """Return the turn that matters most, of a conversation that has begun.

    It is the last one. Where that is a follow-up, the one that is being answered goes before it,
    else the oldest that waits, which is the one that the key answers.
    """
    if not turns[-1].followup:
        return turns[-1]
    followups = [turn for turn in turns if turn.followup]
    mine = [turn for turn in followups if turn.followup == here]
    oldest = [turn for turn in followups if turn.waits]
    return (mine or oldest or followups[-1:])[0]


def answers(turn: Turn, width: int, height: int, earlier_key: str) -> list[str]:
    """Return what was answered, in at most `height` rows of `width` columns.

    Of two answers that do not fit together each has a row of its own, or one row says that there
    are two.
    """
    rows = textwrap.wrap(turn.body, width)
    if len(turn.parts) < 2 or len(rows) <= height:
        return _fit(turn.body, width, height, earlier_key)
    if len(turn.parts) > height:
        return _fit(f"{len(turn.parts)} answers: {turn.body}", width, height, earlier_key)
    *others, last = turn.parts
    cut = [textwrap.shorten(part, width, placeholder=" …") for part in others]
    more = f" … {earlier_key}"
    return [*cut, textwrap.shorten(last, width - len(more), placeholder="") + more]


def waiting(says: str, width: int, height: int, answer_key: str, earlier_key: str) -> list[str]:
    """Return a follow-up and the key that answers it, in at most `height` rows of `width` columns.

    The key stays with its word: a row that ends in `^T` alone tells nothing. Where there is no
    room for both, they give way to what is asked. Without a key the row says that it waits.
    """
    hint = f"{answer_key} answers" if answer_key else "(waits)"
    glued = hint.replace(" ", _GLUE)
    rows = textwrap.wrap(f"{says}  {glued}", width)
    if len(rows) > height:
        return _fit(says, width, height, earlier_key)
    return [row.replace(glued, hint) for row in rows]


def _fit(text: str, width: int, height: int, earlier_key: str) -> list[str]:
    """Wrap a text into at most `height` rows; what is cut ends in the key that shows it."""
    rows = textwrap.wrap(text, width)
    if len(rows) <= height:
        return rows or [""]
    more = f"… {earlier_key}"
    last = rows[height - 1][: max(0, width - len(more))].rstrip()
    return [*rows[: height - 1], last + more]
