"""`sdcoach library`: what there is to read and watch, and for which questions."""

import re
from collections.abc import Sequence

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import Group, Reading
from sdcoach.cli.arguments import Parser
from sdcoach.text import one_line

NAMES: dict[Group, str] = {
    "primer": "The System Design Primer",
    "questions": "For questions that the primer gives only links for",
    "numbers": "Numbers",
    "guides": "Guides and lists",
    "talks": "Talks",
    "course": "A course",
    "papers": "Papers",
    "systems": "Real systems",
    "companies": "Companies",
    "blogs": "Engineering blogs",
    "unidentified": "Videos of which nothing is known",
}
"""The groups in the order in which they are listed."""


def run(argv: list[str]) -> int:
    """Run the command and return its exit code: 1 when nothing matches.

    Raises:
        SdcoachError: When the bank has no usable library.
    """
    parser = Parser(
        "library",
        "List what there is to read and watch, and the questions that each entry serves.",
        epilog="Exit codes: 0 done, 1 nothing matches, 2 usage.",
    )
    parser.add_argument(
        "text",
        nargs="*",
        metavar="TEXT",
        help="only entries with words that begin like each of these",
    )
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    options = parser.parse_args(argv)
    bank = open_bank(fresh=True)
    serves = bank.studied_for()
    words = one_line(" ".join(options.text)).casefold().split()
    found = [
        (reading, questions)
        for reading in bank.library
        if _holds(reading, questions := serves.get(reading.id, ()), words)
    ]
    found.sort(key=lambda item: list(NAMES).index(item[0].group))
    if options.json:
        import json

        shown = [{**reading._asdict(), "questions": names} for reading, names in found]
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    elif found:
        _print(found)
    else:
        print("No entry matches.")
    return 0 if found else 1


def _holds(reading: Reading, questions: Sequence[str], words: Sequence[str]) -> bool:
    text = " ".join((*reading, NAMES[reading.group], *questions)).casefold()
    return all(re.search(rf"(?<![^\W_]){re.escape(word)}", text) for word in words)


def _print(found: Sequence[tuple[Reading, Sequence[str]]]) -> None:
    group = ""
    for reading, questions in found:
        if reading.group != group:
            print(("\n" if group else "") + NAMES[reading.group].upper())
            group = reading.group
        print(f"\n{reading.id}")
        print(f"  {one_line(reading.title)}, {one_line(reading.by)}")
        print(f"  {one_line(reading.url)}")
        if reading.take:
            print(f"  {one_line(reading.take)}")
        if questions:
            print(f"  For: {', '.join(questions)}")
