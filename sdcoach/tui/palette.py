"""The few colours there are, as styles for single lines.

*text* is plain, *quiet* is for the past and for labels, *accent* for where you are, *amber* and
*red* only for time and errors, always beside a word or a sign. The default takes the terminal's
own sixteen colours.
"""

from typing import NamedTuple

from rich.style import Style


class Palette(NamedTuple):
    """Styles of one theme."""

    accent: Style
    quiet: Style
    bold: Style
    amber: Style
    red: Style

    @classmethod
    def of(cls, theme: str) -> "Palette":
        """Return the palette of "terminal", "dark" or "light"; any other theme takes dark's."""
        return PALETTES.get(theme, PALETTES["dark"])


def _palette(accent: str, quiet: str, amber: str, red: str) -> Palette:
    return Palette(
        Style.parse(accent),
        Style.parse(quiet),
        Style(bold=True),
        Style.parse(amber),
        Style.parse(red),
    )


PALETTES = {
    "terminal": _palette("cyan", "dim", "yellow", "red"),
    "dark": _palette("#7fc7ff", "#8b949e", "#e3b341", "#ff7b72"),
    "light": _palette("#0550ae", "#6e7781", "#9a6700", "#cf222e"),
}


class Signs(NamedTuple):
    """Signs whose width terminals disagree about, and their ASCII counterparts."""

    dot: str
    half: str
    ring: str
    here: str
    done: str
    rule: str
    line: str
    aloud: str

    @property
    def ascii_only(self) -> bool:
        """Whether the terminal is to get nothing but ASCII."""
        return self is ASCII

    def heard(self, state: str) -> str:
        """Return the sign of how a signal was heard: unprompted, prompted, aloud or missed."""
        signs = {"unprompted": self.dot, "prompted": self.half, "aloud": self.aloud}
        return signs.get(state, self.ring)


UNICODE = Signs("●", "◐", "○", "▸", "✓", "─", "│", "◌")
ASCII = Signs("*", "o", ".", ">", "v", "-", "|", "~")
