"""Diagrams are drawn in a process of their own, which may not take for ever."""

import threading

import pytest

from sdcoach.bank.index import open_bank
from sdcoach.interview.diagram import diagram_source, to_mermaid
from sdcoach.interview.notes import drawing, read_notes
from sdcoach.tui.draughtsman import Draughtsman, Drawn
from sdcoach.tui.drawing_worker import draw


class Desk:
    """Collects what was drawn."""

    def __init__(self) -> None:
        self.drawn: list[Drawn] = []
        self._more = threading.Condition()

    def take(self, drawn: Drawn) -> None:
        with self._more:
            self.drawn.append(drawn)
            self._more.notify_all()

    def wait(self, count: int, seconds: float = 20) -> list[Drawn]:
        with self._more:
            assert self._more.wait_for(lambda: len(self.drawn) >= count, seconds)
        return self.drawn


NOTES = "## Design\nwriter -> lb -> write api -> primary\nwrite api -> object store: body\n"


def test_arrow_lines_become_mermaid() -> None:
    source = to_mermaid(drawing(read_notes(NOTES, ())))
    assert source.startswith("flowchart LR\n")
    assert "n2[write api]" in source
    assert "n2 -->|body| n4" in source


def test_a_fenced_block_is_taken_as_it_is() -> None:
    notes = NOTES + "```mermaid\nflowchart TD\n a --> b\n```\n"
    assert diagram_source(read_notes(notes, ())) == "flowchart TD\n a --> b"


def test_notes_without_arrows_draw_nothing() -> None:
    assert diagram_source(read_notes("Core: paste text\n", ())) == ""


def test_what_a_method_returns_is_no_arrow_of_the_diagram() -> None:
    phases = open_bank().phases("object-oriented")
    methods = "## Interfaces\npark(v) -> Ticket\n- leave(t: Ticket, paid: set()) -> Spot | None\n"
    assert diagram_source(read_notes(methods, phases)) == ""
    objects = "## Objects\nLot(5) -> Level\nfind(plate) -> Stay\n"
    source = diagram_source(read_notes(objects + methods, phases))
    assert source == "flowchart LR\n  n0[Lot]\n  n1[Level]\n  n0 --> n1"


def test_a_part_with_a_detail_is_drawn_in_the_design() -> None:
    phases = open_bank().phases("system-design")
    notes = "## Scope\ntext -> link\n## Design\nlb(2) -> api(stateless) -> db\n"
    source = diagram_source(read_notes(notes, phases))
    assert [name in source for name in ("[lb]", "[api]", "[db]", "link")] == [*[True] * 3, False]


def test_a_diagram_is_drawn_and_turned_when_it_is_too_wide() -> None:
    desk = Desk()
    hand = Draughtsman(desk.take)
    try:
        source = diagram_source(read_notes(NOTES, ()))
        hand.draw(source, 200)
        hand.draw(source, 40)
        wide, narrow = desk.wait(2)
    finally:
        hand.close()
    assert "write api" in wide.text
    assert max(map(len, wide.text.split("\n"))) <= 200
    assert max(map(len, narrow.text.split("\n"))) <= 40
    assert len(narrow.text.split("\n")) > len(wide.text.split("\n"))


def test_one_that_takes_too_long_is_given_up_and_those_behind_it_are_drawn() -> None:
    desk = Desk()
    hand = Draughtsman(desk.take)
    edges = "\n".join(f" a{i} --> a{(i * 7 + j) % 60}" for i in range(60) for j in range(6))
    try:
        hand.draw("flowchart LR\n a --> b", 100)
        hand.draw(f"flowchart LR\n{edges}", 100)
        hand.draw("flowchart LR\n b --> c", 100)
        drawn = desk.wait(3)
    finally:
        hand.close()
    assert [one.number for one in drawn] == [1, 2, 3]
    assert drawn[1].text == ""
    assert "a" in drawn[0].text
    assert "c" in drawn[2].text


def test_closing_while_an_answer_is_taken_ends_the_reading_in_peace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raised: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", raised.append)
    taken, closed = threading.Event(), threading.Event()

    def take(drawn: Drawn) -> None:
        taken.set()
        closed.wait(20)

    before = set(threading.enumerate())
    hand = Draughtsman(take)
    hand.draw("flowchart LR\n a --> b", 100)
    assert taken.wait(20)
    hand.draw("flowchart LR\n b --> c", 100)
    hand.close()
    closed.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
    assert not raised
    assert set(threading.enumerate()) <= before


FEED = """flowchart LR
  n0[handler]
  n1[book]
  n2[publisher]
  n3[subscribers]
  n4[store]
  n0 -->|orders| n1
  n1 -->|trades, deltas| n2
  n2 -->|multicast| n3
  n1 -->|multicast| n4
  n2 -->|snapshots every second| n4"""


@pytest.mark.parametrize("width", [30, 60, 78, 160])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_every_label_is_in_the_drawing_or_below_it(width: int, ascii_only: bool) -> None:
    drawn = " ".join(draw(FEED, width, ascii_only=ascii_only).split())
    for label in ("orders", "trades, deltas", "snapshots every second"):
        assert label in drawn
    assert drawn.count("multicast") >= 2


def test_a_label_that_the_drawing_lacks_is_listed_below_it() -> None:
    source = "flowchart LR\n" + "\n".join(f"  a[api] -->|way {n}| b[db]" for n in range(3))
    rows = draw(source, 78, ascii_only=False).split("\n")
    listed = [row for row in rows if row.startswith("api -> db: way ")]
    assert listed
    assert all(any(f"way {n}" in row for row in rows) for n in range(3))
