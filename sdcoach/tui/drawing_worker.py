"""The process that draws diagrams: JSON lines in, JSON lines out.

Drawing thirty nodes takes pure Python a second; in a thread it would slow every key.
"""

import json
import sys
import textwrap

from sdcoach.bank.mermaid import DiagramError, parse_diagram


def draw(source: str, width: int, *, ascii_only: bool) -> str:
    """Return a Mermaid diagram as text; turned when it is wider than `width` columns.

    Below it stand the labels that found no place in it.
    """
    text = _picture(source, width, ascii_only=ascii_only)
    return "\n".join([text.rstrip("\n"), *_left_out(source, text, width)])


def _left_out(source: str, text: str, width: int) -> list[str]:
    """Return the edges whose labels the picture lacks or has only in part, as arrow lines."""
    try:
        drawing = parse_diagram(source)
    except DiagramError:
        return []
    seen = "\n".join(row[:width] for row in text.split("\n"))
    made: list[str] = []
    for label in dict.fromkeys(edge.label for edge in drawing.edges if edge.label):
        edges = [edge for edge in drawing.edges if edge.label == label]
        others = [*drawing.nodes.values(), *(e.label for e in drawing.edges if e.label != label)]
        elsewhere = sum(other.count(label) for other in others)
        if seen.count(label) - elsewhere < len(edges):
            for edge in edges:
                names = f"{drawing.nodes[edge.source]} -> {drawing.nodes[edge.target]}"
                made += textwrap.wrap(f"{names}: {label}", width, subsequent_indent="  ")
    return made


def _picture(source: str, width: int, *, ascii_only: bool) -> str:
    import termaid

    best = ""
    for padding, turned in ((2, False), (1, False), (1, True)):
        text = termaid.render(
            _turned(source) if turned else source,
            use_ascii=ascii_only,
            padding_x=padding,
            padding_y=0,
            gap=2 + padding,
        )
        if max((len(row) for row in text.split("\n")), default=0) <= width:
            return text
        best = best or text
    return best


def _turned(source: str) -> str:
    first, _, rest = source.partition("\n")
    for old, new in ((" LR", " TD"), (" TD", " LR"), (" TB", " LR")):
        if first.rstrip().endswith(old):
            return first.rstrip().removesuffix(old) + new + "\n" + rest
    return source


def main() -> None:
    """Answer requests until standard input ends."""
    for line in sys.stdin:
        request = json.loads(line)
        try:
            text = draw(request["source"], request["width"], ascii_only=request["ascii"])
        except Exception as error:  # noqa: BLE001 - whatever the library does, the next one is drawn
            text = ""
            print(f"{type(error).__name__}", file=sys.stderr)
        print(json.dumps({"id": request["id"], "text": text}), flush=True)


if __name__ == "__main__":
    main()
