"""The bar of phases: where you are, what is over budget, how many minutes are left."""

from collections.abc import Sequence

from textual.content import Content

from sdcoach.interview.pace import Cue, Pace, cues, whole_minutes
from sdcoach.tui.palette import Signs
from sdcoach.tui.widgets.paper import Paper, spread

_STYLE = {Cue.NONE: "", Cue.AMBER: "$warning", Cue.RED: "$error"}


class PhaseBar(Paper):
    """One row. The past carries no numbers: with all budgets it would not fit 100 columns."""

    def tell(
        self,
        paces: Sequence[Pace],
        names: dict[str, str],
        here: str,
        clock: str,
        signs: Signs,
    ) -> None:
        """Show the phases in their order.

        Args:
            paces: Budget and time spent per phase.
            names: Phase to its short name.
            here: The phase the interview is in.
            clock: What the right end says.
            signs: The set of signs to use.
        """
        width = max(20, self.size.width)
        right = Content.assemble((clock, "bold $warning" if _presses(clock) else ""), " ")
        late = dict(zip([pace.phase for pace in paces], cues(paces), strict=True))
        for gap, numbers in ((3, True), (2, False)):
            left = _phases(paces, late, names, here, signs, gap, numbers=numbers)
            if left.cell_length + right.cell_length + 2 <= width:
                break
        else:
            order = [pace.phase for pace in paces]
            to_go = len(order) - 1 - order.index(here) if here in order else 0
            current = [pace for pace in paces if pace.phase == here]
            rest = f"  {to_go} to go" if to_go else ""
            left = Content.assemble(
                _phases(current, late, names, here, signs, 1, numbers=True), (rest, "dim")
            )
        self.show(spread(left, right, width))


def _presses(clock: str) -> bool:
    return clock in ("last minute", "time") or clock.endswith("over")


def _phases(
    paces: Sequence[Pace],
    cues_of: dict[str, Cue],
    names: dict[str, str],
    here: str,
    signs: Signs,
    gap: int,
    *,
    numbers: bool,
) -> Content:
    order = [pace.phase for pace in paces]
    place = order.index(here) if here in order else -1
    parts: list[Content] = []
    for number, pace in enumerate(paces):
        name = names.get(pace.phase, pace.phase)
        cue = cues_of[pace.phase]
        late = Content.styled(" !", _STYLE[cue]) if cue is not Cue.NONE else Content("")
        if number == place:
            minutes = f" {whole_minutes(pace.spent)}/{round(pace.budget / 60_000)}"
            parts.append(
                Content.assemble(
                    (f"{signs.here} {name}", "bold $accent"), (minutes, "$accent"), late
                )
            )
        elif number < place:
            parts.append(Content.assemble((f"{signs.done} {name}", "dim"), late))
        else:
            budget = f" {round(pace.budget / 60_000)}" if numbers else ""
            visited = late if pace.spent else Content("")
            parts.append(Content.assemble(f"{name}{budget}", visited))
    return Content.assemble(" ", Content(" " * gap).join(parts))
