"""Looking back in plain lines: forecast, moment, eight dimensions, verdict, one thing to practise."""

import re
from collections.abc import Callable

from sdcoach.bank.question import Phase
from sdcoach.cli.typed_lines import Lines
from sdcoach.cli.verdict_text import look_back_lines, page_lines, verdict_lines
from sdcoach.history.attempts import SHORT_ID
from sdcoach.scoring.debrief import Debrief, objection, open_debrief
from sdcoach.scoring.draft import Scoring, left_at
from sdcoach.scoring.evidence import Heard
from sdcoach.scoring.sprint import look_back
from sdcoach.scoring.verdict import give_verdict
from sdcoach.tui.held import Held
from sdcoach.tui.starting import question_of, rubric_for

_HELP = """\
1 to 4   the level            -        not shown, counts as 1
e N      line N is evidence   g WORDS  the gap, in your words (or g N)
x N      line N was misheard  s N      point N was said aloud
f N      tick or untick flag N
Enter    on with it           :back    the dimension before    :later   go on another time"""
_NUMBERED = re.compile(r"([egxsf])\s+(.*)$")


class PlainDebrief:
    """The debrief of one attempt, told in lines."""

    def __init__(self, held: Held, lines: Lines, say: Callable[[str], None]) -> None:
        self._held = held
        self._lines = lines
        self._say = say
        self._began = held.services.clock.tick().mono

    def hold(self) -> None:
        """Go through the whole debrief, or as far as the lines go."""
        state = self._held.state
        question = question_of(self._held.services, state)
        rubric = rubric_for(self._held.services, state)
        if state.sprint is not None:
            for line in look_back_lines(
                look_back(open_debrief(question, rubric, self._held.events))
            ):
                self._say(line)
            return
        if not self._forecast():
            self._say(f"Kept as it is. {self._later}")
            return
        debrief = open_debrief(question, rubric, self._held.events)
        if not self._score(debrief):
            self._say(f"Kept as it is. {self._later}")
            return
        self._verdict(open_debrief(question, rubric, self._held.events))

    @property
    def _later(self) -> str:
        return f"`sdcoach score {self._held.state.attempt[:SHORT_ID]}` goes on with it."

    def _line(self) -> str | None:
        return self._lines.next(lambda: None, 60)

    # --- the bell -------------------------------------------------------------------------

    def _forecast(self) -> bool:
        """Ask for forecast and moment; return whether to go on scoring."""
        bands = self._held.services.bank.rubric(self._held.state.kind).bands  # type: ignore[arg-type]
        if self._held.state.predicted is None:
            self._say("Before you look back: what would the interviewer have said?")
            self._say(", ".join(f"{number} {band.name}" for number, band in enumerate(bands, 1)))
            self._say("A digit, or :later.")
            while True:
                line = self._line()
                if line is None or line.strip() == ":later":
                    return False
                if line.strip() in ("1", "2", "3", "4"):
                    self._held.do("predicted", band=int(line))
                    break
                self._say("A digit from 1 to 4, please, or :later.")
        if not self._held.state.pivot:
            self._say("And which moment decided it? One line, or Enter.")
            line = self._line()
            if line is None or line.strip() == ":later":
                return False
            if line.strip():
                self._held.do("pivot_named", text=line.strip()[:200])
        return True

    # --- eight dimensions -----------------------------------------------------------------

    def _score(self, debrief: Debrief) -> bool:
        state = self._held.state
        scoring = Scoring(debrief, state)
        scoring.go_to(left_at(self._held.events))
        before = state.draft.seconds if state.draft else 0
        self._say(":help tells what you can type at each dimension.")
        while True:
            step = self._dimension(scoring)
            seconds = before + (self._held.services.clock.tick().mono - self._began) // 1000
            if step == 0:
                self._held.do("scoring_drafted", **scoring.draft(seconds))
                return False
            last = len(scoring.dimensions) - 1
            if step > 0 and scoring.undecided is None and scoring.place == last:
                self._held.do("scored", **scoring.result(seconds))
                return True
            scoring.place = max(0, min(last, scoring.place + step))
            if step > 0 and scoring.undecided is not None and scoring.decided:
                scoring.place = scoring.undecided
            self._held.do("scoring_drafted", **scoring.draft(seconds))

    def _dimension(self, scoring: Scoring) -> int:
        """Score one dimension; return the step to the next one, or 0 to go on another time."""
        self._say("")
        for told in page_lines(scoring.page._replace(heard=tuple(scoring.lines()))):
            self._say(told)
        for number, offer in enumerate(scoring.offered, 1):
            tick = "ticked" if offer.flag.id in scoring.flags else "not ticked"
            proof = f" ({offer.proof})" if offer.proof else ""
            self._say(f"Flag {number}, {tick}: {offer.flag.says}{proof}")
        self._choices(scoring)
        while True:
            line = self._line()
            if line is None or line.strip() == ":later":
                return 0
            word = line.strip()
            if word == ":back":
                return -1
            if word == ":help":
                self._say(_HELP)
            elif not word and scoring.decided:
                return 1
            elif not word:
                self._say("A level first: 1 to 4, or - for not shown.")
            elif word in ("1", "2", "3", "4"):
                self._give(scoring, int(word))
            elif word == "-":
                scoring.leave_out()
                self._say("Not shown; it counts as 1.")
            else:
                self._correct(scoring, word)

    def _give(self, scoring: Scoring, level: int) -> None:
        page = scoring.page
        why = objection(level, scoring.evidence, "the next level's anchor", most=page.most)
        if why:
            how = (
                page.most_because if level > page.most else "e N takes one, s N says it was aloud."
            )
            self._say(f"{why} {how}")
            return
        scoring.give(level)
        self._say(f"Level {level}.")
        self._choices(scoring)

    def _choices(self, scoring: Scoring) -> None:
        level = "none yet" if not scoring.decided else scoring.level or "not shown"
        self._say(f"Evidence: {scoring.evidence or 'none'}")
        self._say(f"Gap: {scoring.gap or 'none'}")
        self._say(f"Level: {level}")

    def _correct(self, scoring: Scoring, word: str) -> None:
        asked = _NUMBERED.match(word)
        if asked is None:
            self._say("That is nothing I know here; :help tells what is.")
            return
        letter, rest = asked.groups()
        if letter == "g" and not rest.strip().isdecimal():
            self._say(scoring.write(rest.strip(), gap=True) or f"Gap: {scoring.gap}")
            return
        number = int(rest) if rest.strip().isdecimal() else 0
        if letter == "f":
            if not 1 <= number <= len(scoring.offered):
                self._say("There is no such flag here.")
                return
            flag = scoring.offered[number - 1].flag
            scoring.flip(flag.id)
            self._say(f"{'Ticked' if flag.id in scoring.flags else 'Unticked'}: {flag.says}")
            return
        lines = scoring.lines()
        if not 1 <= number <= len(lines):
            self._say("There is no such line here.")
            return
        self._mark(scoring, letter, lines[number - 1])

    def _mark(self, scoring: Scoring, letter: str, one: Heard) -> None:
        missed, used = one.state == "missed", scoring.used_as(one)
        if letter in "eg" and (missed == (letter == "e") or used):
            told = f"That is the {used} already." if used else "Only a line of yours is evidence."
            self._say(told if used or letter == "e" else "That was heard; a gap is what was not.")
            return
        change = {"x": scoring.not_so, "s": scoring.aloud}.get(letter, scoring.use)(one)
        for signal, mark in change.marks:
            self._held.do("evidence_marked", signal=signal, mark=mark)
        said = change.said
        if change.marks:
            said = scoring.remark(self._held.state.marks, one) or said
        if said:
            self._say(said)
        self._choices(scoring)

    # --- the verdict ----------------------------------------------------------------------

    def _verdict(self, debrief: Debrief) -> None:
        state = self._held.state
        phases: tuple[Phase, ...] = self._held.services.bank.phases(state.kind)  # type: ignore[arg-type]
        verdict = give_verdict(debrief, phases)
        if verdict is None:
            return
        self._say("")
        for line in verdict_lines(verdict, state.title):
            self._say(line)
        self._say("")
        self._say("One thing to practise: a number, your own words, or Enter.")
        for number, suggestion in enumerate(verdict.suggestions, 1):
            self._say(f"{number}. {suggestion}")
        line = (self._line() or "").strip()
        if line.isdecimal() and 1 <= int(line) <= len(verdict.suggestions):
            line = verdict.suggestions[int(line) - 1]
        if line and line != ":later":
            self._held.do("practise_chosen", text=line[:300])
            self._say(f"To practise: {line[:300]}")
        self._say(f"`sdcoach show {state.attempt[:SHORT_ID]}` prints this again.")
