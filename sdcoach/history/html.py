"""Pages that need nothing but a browser: no script, no request, every foreign text escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from sdcoach.text import clean

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1e21; --soft: #6a7078; --line: #d9dce0;
  --page: #fff; --a: #2f6db3; --b: #b9701d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e6e9; --soft: #9aa1a9; --line: #3a3f46;
  --page: #17191c; --a: #6fa8dc; --b: #e0a458; } }
* { box-sizing: border-box }
body { margin: 2rem auto; padding: 0 1rem; max-width: 46rem; color: var(--ink);
  background: var(--page); font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 0 .25rem } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
p { margin: .4rem 0 } .soft { color: var(--soft) } .big { font-size: 1.25rem; font-weight: 600 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border-left: 3px solid var(--line);
  padding-left: .8rem; font: 14px/1.45 ui-monospace, monospace }
table { border-collapse: collapse; width: 100%; font-size: .92rem }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word }
td:last-child { overflow-wrap: anywhere }
th { font-weight: 600 } ul { padding-left: 1.2rem; margin: .4rem 0 }
svg { width: 100%; height: auto; font: 12px system-ui, sans-serif }
svg text { fill: var(--ink) } svg .soft { fill: var(--soft) }
svg .grid { stroke: var(--line); fill: none } svg .frame { fill: none; stroke: var(--soft) }
svg .a { fill: var(--a) } svg .b { fill: var(--b) }
svg .ring { fill: none; stroke: var(--b); stroke-width: 2 }
@media print { body { margin: 0; max-width: none; font-size: 11pt } h2 { margin-top: 1.2rem } }
"""


def text(value: object) -> str:
    """Return a value as text of a page: cleaned and escaped, quotes too."""
    return escape(clean(str(value)), quote=True)


def page(title: str, body: Iterable[str]) -> str:
    """Return a whole page.

    Args:
        title: What the window is called, as plain text.
        body: Pieces of HTML, made by the functions of this module.
    """
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta http-equiv="Content-Security-Policy"'
            " content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{text(title)}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        )
    )


def heading(words: str, level: int = 2) -> str:
    """Return a heading."""
    return f"<h{level}>{text(words)}</h{level}>"


def paragraph(words: str, kind: str = "") -> str:
    """Return a paragraph; `kind` is `soft`, `big` or nothing."""
    return f'<p class="{kind}">{text(words)}</p>' if kind else f"<p>{text(words)}</p>"


def items(words: Iterable[str]) -> str:
    """Return a list."""
    return f"<ul>{''.join(f'<li>{text(one)}</li>' for one in words)}</ul>"


def verbatim(words: str) -> str:
    """Return text as it was typed."""
    return f"<pre>{text(words)}</pre>"


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table."""
    head = "".join(f"<th>{text(cell)}</th>" for cell in headers)
    body = "".join(f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
