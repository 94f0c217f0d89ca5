"""Diagrams become nodes and edges, and a faulty line is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.bank.index import open_bank
from sdcoach.bank.mermaid import DiagramError, Edge, parse_diagram


def test_a_flowchart_gives_its_nodes_and_edges() -> None:
    drawing = parse_diagram(
        "flowchart LR\n"
        "  %% a comment\n"
        '  user[Reader] -->|GET /id| api("Read API (v1)")\n'
        "  api --> cache[(Cache)] & replica[(Replica)]\n"
        "  api -- miss --> replica -.-> primary{Primary?};\n"
        "  subgraph zone[Zone a]\n"
        "    cache\n"
        "  end\n"
    )
    assert drawing.kind == "flowchart"
    assert drawing.nodes == {
        "user": "Reader",
        "api": "Read API (v1)",
        "cache": "Cache",
        "replica": "Replica",
        "primary": "Primary?",
    }
    assert drawing.edges == (
        Edge("user", "api", "GET /id"),
        Edge("api", "cache", ""),
        Edge("api", "replica", ""),
        Edge("api", "replica", "miss"),
        Edge("replica", "primary", ""),
    )


def test_a_class_diagram_gives_its_classes_and_relations() -> None:
    drawing = parse_diagram(
        "classDiagram\n"
        "  class Lot {\n    +park(car) Ticket\n    <<interface>>\n  }\n"
        '  Lot "1" *-- "many" Level : holds\n'
        "  Vehicle <|-- Car\n"
        "  Level : +int free\n"
    )
    assert set(drawing.nodes) == {"Lot", "Level", "Vehicle", "Car"}
    assert drawing.edges == (Edge("Lot", "Level", "holds"), Edge("Vehicle", "Car", ""))


def test_a_sequence_gives_its_messages() -> None:
    drawing = parse_diagram(
        "sequenceDiagram\n"
        "  participant C as Client\n"
        "  C->>+API: save\n"
        "  loop until done\n    API-->>C: 202\n  end\n"
        "  Note over C,API: later\n"
    )
    assert drawing.nodes == {"C": "Client", "API": "API"}
    assert [edge.label for edge in drawing.edges] == ["save", "202"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "empty"),
        ("pie\n  a: 1", 1, "no kind"),
        ("flowchart XY\n  a --> b", 1, "no kind"),
        ("flowchart LR\n  a --> b\n  a ~> b", 3, "no edge"),
        ("flowchart LR\n  a -->", 2, "missing"),
        ("flowchart LR\n  --> b", 2, "no node"),
        ("flowchart LR\n  a[x --> b", 2, "not closed"),
        ("flowchart LR\n  a[x(y)] --> b", 2, "quoted"),
        ("flowchart LR\n\n  a[ ] --> b", 3, "empty"),
        ("flowchart LR\n  end", 2, "closes nothing"),
        ("flowchart LR\n  subgraph s\n  a --> b", 2, "never closed"),
        ("flowchart LR\n  subgraph\n  end", 2, "name"),
        ("classDiagram\n  class A {\n  x", 2, "never closed"),
        ("classDiagram\n  A ==> B", 2, "no line"),
        ("sequenceDiagram\n  A->>B", 2, "no line"),
        ("sequenceDiagram\n  loop x\n  A->>B: y", 2, "never closed"),
    ],
)
def test_a_faulty_line_is_named(text: str, line: int, says: str) -> None:
    with pytest.raises(DiagramError) as caught:
        parse_diagram(text)
    assert caught.value.line == line
    assert says in caught.value.message
    assert caught.value.hint


@settings(max_examples=150)
@given(
    st.sampled_from(["flowchart LR\n", "classDiagram\n", "sequenceDiagram\n", ""]),
    st.text(st.sampled_from('ab[](){}"|-.>=&:\n %end'), max_size=60),
)
def test_any_text_is_a_drawing_or_a_named_line(head: str, body: str) -> None:
    text = head + body
    faulty = 1
    ends: set[str] = set()
    nodes: set[str] = set()
    try:
        drawing = parse_diagram(text)
        ends = {name for edge in drawing.edges for name in edge[:2]}
        nodes = set(drawing.nodes)
    except DiagramError as error:
        faulty = error.line
    assert 1 <= faulty <= text.count("\n") + 1
    assert ends <= nodes


def test_every_diagram_of_the_bank_has_nodes_that_are_connected() -> None:
    bank = open_bank()
    for header in bank.headers:
        for diagram in bank.question(header.id).reference.diagrams:
            drawing = parse_diagram(diagram.mermaid)
            assert {name for edge in drawing.edges for name in edge[:2]} == set(drawing.nodes)
