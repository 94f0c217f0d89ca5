"""One's own diagram beside the reference's."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import Diagram
from sdcoach.scoring.drawings import (
    Picture,
    SamePart,
    difference,
    own_picture,
    reference_picture,
)

REFERENCE = """flowchart LR
  W[Writer] --> LB[Balancer]
  LB -->|save| WA[Write API]
  LB --> RA[Read API]
  WA --> P[(Primary)]
  RA --> C[(Cache)]
"""


def reference() -> Picture:
    return reference_picture([Diagram("Paths", REFERENCE)])


def test_parts_are_known_by_what_people_call_them() -> None:
    found = difference(
        own_picture("writer -> lb -> write api -> primary db\nread api -> Redis"), reference()
    )
    assert found.same == (
        SamePart("writer", "Writer"),
        SamePart("lb", "Balancer"),
        SamePart("write api", "Write API"),
        SamePart("read api", "Read API"),
        SamePart("primary db", "Primary"),
        SamePart("Redis", "Cache"),
    )
    assert (found.own, found.missing) == ((), ())
    assert found.missing_ways == (("Balancer", "Read API"),)


def test_a_way_is_the_same_in_either_direction() -> None:
    found = difference(own_picture("cache -> read api"), reference())
    assert found.same_ways == (("Read API", "Cache"),)
    assert found.own_ways == ()


def test_what_only_one_of_them_has_is_told_apart() -> None:
    found = difference(own_picture("writer -> message bus"), reference())
    assert found.own == ("message bus",)
    assert found.own_ways == (("writer", "message bus"),)
    assert "Cache" in found.missing
    assert len(found.missing_ways) == 5


def test_a_fenced_block_comes_before_arrow_lines_unless_it_cannot_be_read() -> None:
    fenced = "a -> b\n```mermaid\nflowchart LR\n  X[One] --> Y[Two]\n```\n"
    assert own_picture(fenced).parts == ("One", "Two")
    assert own_picture(fenced.replace("flowchart LR", "nonsense")).parts == ("a", "b")


def test_arrows_before_the_design_draw_only_where_nothing_else_does() -> None:
    phases = open_bank().phases("system-design")
    scope = "## Scope\ntext -> link\n"
    assert own_picture(scope, phases).parts == ("text", "link")
    assert own_picture(f"{scope}## Design\na -> b\n", phases).parts == ("a", "b")


def test_classes_are_drawn_among_the_objects_and_not_by_what_methods_return() -> None:
    phases = open_bank().phases("object-oriented")
    notes = "## Objects\nLot -> Level -> Spot\n## Interfaces\npark(car) -> Ticket\n"
    assert own_picture(notes, phases).parts == ("Lot", "Level", "Spot")
    walk = "## Walk-through\nbus: run -> 0\n## Extend\ntwo gates -> one lock\n"
    assert own_picture(notes + walk, phases).ways == (("Lot", "Level"), ("Level", "Spot"))


def test_a_reference_without_a_readable_diagram_is_empty() -> None:
    assert reference_picture([]) == Picture((), ())
    assert reference_picture([Diagram("broken", "no such diagram {{{")]) == Picture((), ())


def test_every_reference_diagram_is_the_same_as_itself() -> None:
    bank = open_bank()
    for header in bank.headers:
        picture = reference_picture(bank.question(header.id).reference.diagrams)
        found = difference(picture, picture)
        assert (found.own, found.missing, found.own_ways, found.missing_ways) == ((),) * 4


names = st.sampled_from(["api", "lb", "cache", "redis", "the db", "s3", "?", "queue of jobs", "ß"])
pictures = st.lists(st.tuples(names, names), max_size=6).map(
    lambda ways: Picture(tuple(dict.fromkeys(name for way in ways for name in way)), tuple(ways))
)


@settings(max_examples=60)
@given(pictures, pictures)
def test_every_part_is_named_exactly_once_on_each_side(own: Picture, theirs: Picture) -> None:
    found = difference(own, theirs)
    assert sorted([*(one.yours for one in found.same), *found.own]) == sorted(own.parts)
    assert sorted([*(one.theirs for one in found.same), *found.missing]) == sorted(theirs.parts)
