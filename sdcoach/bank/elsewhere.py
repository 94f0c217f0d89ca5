"""What candidates say and ask that is no question about the system: plans, remarks, other subjects.

Nothing here may be answered with a clarification that happens to share a word. A subject that a
clarification does name, as a question about costs may, is known there and is no longer elsewhere.
"""

import re

_OPENING = (
    r"(?:(?:so|ok|okay|well|and|then|next|now|first|hmm|hm|um|yeah|yes|alright|right|also)[, ]+)*"
)
_PLAN = re.compile(
    rf"{_OPENING}(?:"
    r"i will|i'll|i'd|i would|i(?: am|'m) \w+ing|i think|i guess|i want|i can|i could|i add|i use"
    r"|i have|i need|i put|i start|i assume|i pick|i choose|i suggest|i propose"
    r"|we will|we'll|we'd|we would|we can|we could|we should|we use|we put|we add|we store|we shard"
    r"|let me|let us|let's|lets|my (?:plan|idea|design|approach|assumption)|assuming"
    r")\b",
    re.I,
)
_WISH = re.compile(
    r"\?|\b(?:ask|know|hear|clarify|wonder|wondering|understand|check|confirm|whether)\b"
    r"|\b(?:is|are) (?:it|that|this|there)\b|\b(?:right|correct)$",
    re.I,
)
_TALK = re.compile(
    rf"{_OPENING}(?:"
    r"(?:can|may|shall|should|could) i (?:please )?"
    r"(?:now |first |just )?(?:start|begin|move|go (?:on|deeper|into|ahead)|continue|proceed|draw"
    r"|sketch|skip|jump|write|code|stop|finish|come back|think|talk|take a)\b"
    r"|(?:can|could|would) you (?:please )?(?:repeat|explain|say|rephrase|read|show|go)\b"
    r"|(?:can|may|shall|should|could) we (?:go|start|continue|skip|talk|move"
    r"(?= (?:on|along|ahead|forward|to|into|over|now|please)\b|\W*$))\b"
    r"|what did you\b|(?:sorry|pardon|thanks|thank you)\??$"
    r"|am i\b|are you\b|do you (?:want|like|need|prefer|think|agree|work|have (?:any|a))\b"
    r"|would you (?:like|prefer|want)\b|what(?:'s| is) your\b"
    r"|does (?:that|this|it) (?:make sense|sound|look|seem)\b"
    r"|is (?:that|this) (?:enough|clear|okay|ok|fine|what you)\b(?! if)"
    r")",
    re.I,
)


def is_remark(text: str) -> bool:
    """Whether a text tells a plan or talks about the interview, instead of asking for a fact."""
    if _TALK.match(text):
        return True
    return bool(_PLAN.match(text) and not _WISH.search(text))


_STATEMENT = re.compile(
    rf"{_OPENING}(?:"
    r"(?:i|we)(?: would|'d| will|'ll| assume)|let me|(?:i am|i'm|we are|we're) assuming"
    r")\b(?! (?:like|love|need|want|prefer to (?:see|hear))\b)",
    re.I,
)
_QUESTION_WORD = re.compile(
    r"\b(?:who|whose|what|what's|which|when|where|why|how|if|or|correct|right|tell|guess)\b",
    re.I,
)


def is_statement(text: str) -> bool:
    """Whether a text only says what somebody does or assumes, and asks for nothing at all.

    Stricter than `is_remark`: any question mark or question word leaves it a question.
    """
    words = text.replace("’", "'")
    return bool(_STATEMENT.match(words)) and not (
        _WISH.search(words) or _QUESTION_WORD.search(words)
    )


_SUBJECTS = """
accessibility ads adverts advertising android api audio autocomplete avatar aws azure badge billing
blockchain blog bookmark brand browser bug business calendar cassandra cdn chat cloud coding color colour
comment competitor company compliance cost coupon credit cron crypto csv dark database deadline deploy
deployment desktop discount docker documentation dynamodb elasticsearch encrypted encryption engineer export
excel folder font framework frontend funding game gcp gift google graphql grpc highlight
hipaa hire hiring icon import inbox investment invoice ios java javascript kafka keyboard
kubernetes launch layout lambda legacy likes loan logo logging machinelearning marketing menu
messenger microservice mobile mockup mongodb monetisation monitor monitoring monolith mysql
notch onboarding paperwork payment poll postgres postgresql premium productowner promo promote
promoted python qr rabbitmq rating reaction recommendation redis referral release remainder retweet
review rust s3 salary serverless shard sharding shipping sketch smartphone
spark sprint sql ssl stakeholder star startup stock story streaming subscription sso survey syntax
tablet tax team techstack terraform testing tls tooling topic translate translation trending
tutorial ui ux verified vendor voice vpn website weather widget wishlist
"""
SUBJECTS = frozenset(_SUBJECTS.split())
"""Words that name a subject: what does not know them does not answer."""

_ORDINARY = """
admin backend balance black board budget charge charged charges charging client coding companies
compete computing conference continue customer diagram draft driven drawing engine engineer
english feature features going hints hire hired hiring interview involve library living
manager making migration needs other owner parts people place places plane planet platform please
point price prices print product production project protocol provider reader reason report
salary scale scaling school score scores screen screens series serve server service share shares
shown sides slack slide smart sound space spare speak spell spent stack stage stand start states
steps still stock store story style table taxes teach teacher terms theme there thing title today
together tools topic trace traces tracing trade train trees trips trust turns under units using
value video visit voice walls watch weather where whiteboard whole width words world worth write
would young calls contacts community communities
"""
ORDINARY = frozenset(_ORDINARY.split()) | SUBJECTS
"""Words that are spelled right although no clarification holds them."""
