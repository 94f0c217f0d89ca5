"""Lines of notes that speak to a grader instead of about a design.

A model that falls for such a line quotes it as its evidence, and the line does stand in the notes.
So it is no evidence: what asks for a level has shown nothing by asking. The patterns are narrow,
since a design may well give every shard four replicas; asking in other words is not noticed here,
and then only the caps hold.
"""

import re
import unicodedata

_WANTED = r"(?:an? (?:[34]|three|four)|[34]|full marks|top marks|the (?:top|maximum|highest))\b"
_AND_NO_MORE = r"(?=\s*(?:$|[.,;!?](?!\d)|[)\"'}\]/]|out of\b|for\b|please\b|on (?:all|every)))"
_AIMED = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:\w+\s+){0,4}(?:instructions|rubric|prompt)\b"
    r"|\b(?:ignore|disregard|forget|override)\s+(?:\w+\s+){0,2}(?:previous|above|your)\s+rules\b"
    r"|\b(?:as|dear|attention|note to|message to)\s+(?:the\s+)?(?:grader|judge|examiner|evaluator)\b"
    r"|\b(?:you are|you're|act as|become)\s+(?:now\s+)?(?:an?|the)\s+(?:\w+\s+){0,4}"
    r"(?:grader|judge|examiner|evaluator|assistant)\b"
    r"|\bsystem prompt\b|\b(?:full|top) marks\b"
    r"|\b(?:give|award|assign|rate|grade|score|mark|deserves?)\s+"
    r"(?:(?:me|us|it|this|that|all|each|every(?:thing|one|where)?)\s+)?"
    rf"(?:(?:candidate|answer|design|dimensions?|scores?|of (?:it|them))\s+)?{_WANTED}{_AND_NO_MORE}"
    r"|\b(?:scores?|grades?|marks?|(?:every|all) (?:dimension|level)s?)\s*"
    rf"(?:is|are|be|must be|should be|gets?|=|:)?\s*(?:an?\s+)?{_WANTED}{_AND_NO_MORE}"
    r"|\b(?:everything|every (?:dimension|score|grade)) (?:is |gets |a )?[34]$"
    r"|[\"']score[\"']\s*:\s*[1-4]"
    r"|</?(?:notes|sheet|reference|facts|problem|dimensions)\b[^>\n]{0,40}>"
    r"|<\|[^|>\n]{1,40}\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>",
    re.IGNORECASE | re.MULTILINE,
)


def is_aimed(text: str) -> bool:
    """Whether any line of a text asks a grader for something, or poses as one of its own."""
    plain = unicodedata.normalize("NFKC", text)
    seen = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    return _AIMED.search(seen) is not None


def touches_aimed(text: str, start: int, end: int) -> bool:
    """Whether any of the lines that a stretch of a text lies in is aimed at a grader."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return is_aimed(text[first : len(text) if last < 0 else last])
