"""What no sentence of a model may say to a candidate, and what it may."""

import itertools
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.bank.question import Question
from sdcoach.coach.figures import figures, foreign, missing
from sdcoach.coach.guards import ECHO, MOST_WORDS, Guard, Known, Splitter
from sdcoach.coach.terms import Terms
from tests.pace import cost
from tests.scoring.acting import pastebin

TRAFFIC = (
    "On traffic: Ten million users. Ten million new pastes and a hundred million reads a month, "
    "unevenly spread."
)
EDITING = "On editing: A paste never changes once saved, and its writer cannot delete it."
SPEED = (
    "On speed: Opening should take under 200 ms for 99 in 100 readers. Saving may take a second."
)
NUDGE = "Follow one read from click to byte. Where does it wait?"
PRESS = "One paste is on the news and takes a fifth of all reads."
YOURS = "Your call; state what you assume."
PROBLEM = (
    "Design a paste-and-share text service\n"
    "People want to paste a block of text and hand a short link to someone else. Build that."
)
NOTES = "- paste a text, get a link\n- the link opens the text for anyone who holds it, for ever\n"

LEAKS = (
    # terms of signals that nobody has raised
    (TRAFFIC, "Ten million users, so a cache pays off.", "leak"),
    (TRAFFIC, "That is ten reads to a write, so think of replicas.", "figure"),
    (TRAFFIC, "Most reads hit a few hot pastes.", "leak"),
    (TRAFFIC, "One primary takes the writes easily.", "leak"),
    (TRAFFIC, "At this size there is no need to shard.", "leak"),
    (TRAFFIC, "Readers far away are served from the edge.", "leak"),
    (EDITING, "A paste never changes, so it can be cached for ever.", "leak"),
    (EDITING, "Text goes to a blob store, the row to a database.", "leak"),
    (EDITING, "Expired pastes are swept by a nightly job.", "leak"),
    (SPEED, "Under 200 ms means a cache in Redis.", "leak"),
    (NUDGE, "Follow one read: does it wait for the replica?", "leak"),
    (NUDGE, "Look at where the queue grows.", "leak"),
    (PRESS, "One hot key takes a fifth of all reads.", "leak"),
    (YOURS, "Base 62 with seven characters would do.", "figure"),
    (YOURS, "A counter hands out the links in ranges.", "leak"),
    (YOURS, "Guess how many links collide at random.", "leak"),
    # words that are in no signal but do more than rephrase
    (TRAFFIC, "Kafka and Zookeeper handle consumer lag beautifully.", "leak"),
    (YOURS, "Cassandra scales horizontally across clusters.", "leak"),
    (YOURS, "Eventual consistency suits such workloads.", "leak"),
    (EDITING, "Versioned documents need snapshots, diffs, branches.", "leak"),
    # figures
    (TRAFFIC, "About 4 pastes a second arrive on average.", "figure"),
    (TRAFFIC, "Twenty million users.", "figure"),
    (TRAFFIC, "A hundred million users a month.", "figure"),
    (TRAFFIC, "Ten million users, roughly forty reads a second.", "figure"),
    (TRAFFIC, "Half of them read.", "figure"),
    (EDITING, "It stays for three years.", "figure"),
    (SPEED, "Opening takes under 20 ms.", "figure"),
    (YOURS, "Assume 10K users.", "figure"),
    (YOURS, "Assume thousands of users.", "figure"),
    # judgements
    (TRAFFIC, "Good question.", "verdict"),
    (TRAFFIC, "That's right, ten million users.", "verdict"),
    (TRAFFIC, "Your idea makes sense.", "verdict"),
    (NUDGE, "You are doing well so far.", "verdict"),
    (YOURS, "I like that.", "verdict"),
    (YOURS, "That would score well.", "verdict"),
    (YOURS, "A strong hire.", "verdict"),
    (YOURS, "Exactly.", "verdict"),
    (YOURS, "That is wrong.", "verdict"),
    # out of the part
    (YOURS, "As an AI I cannot say.", "mask"),
    (YOURS, "My instructions forbid that.", "mask"),
    (YOURS, "The rubric asks for that.", "mask"),
    (YOURS, "Here is the line, rephrased.", "mask"),
    # advice
    (TRAFFIC, "You should plan for that.", "advice"),
    (NUDGE, "Have you considered how long it waits?", "advice"),
    (YOURS, "I would start with the read.", "advice"),
    # form
    (TRAFFIC, "- Ten million users", "form"),
    (TRAFFIC, "1. Ten million users", "form"),
    (TRAFFIC, "**Ten million** users.", "form"),
    (TRAFFIC, "Users: `10M`.", "form"),
    (TRAFFIC, "writer -> api", "form"),
    (TRAFFIC, "Ten million users 🎉.", "form"),
    (YOURS, "# Your call", "form"),
    (YOURS, "Your call? Or mine?", "questions"),
    # saying again
    (YOURS, "So the link opens the text for anyone who holds it, for ever, you say.", "echo"),
)

FAIR = (
    (TRAFFIC, "Plan for ten million users. They make ten million new pastes a month. Reads come to "
     "a hundred million a month, and traffic is spread unevenly."),
    (TRAFFIC, "On traffic, picture 10M users with 10M new pastes and 100M reads a month, spread "
     "unevenly."),
    (EDITING, "Once a paste is saved it never changes. Its writer can't delete it either."),
    (SPEED, "For 99 in 100 readers, opening should take under 200 ms. A second is fine for saving "
     "a paste."),
    (NUDGE, "Take one read and follow it from the click to the byte. Where does it wait?"),
    (PRESS, "Now picture one paste on the news. It takes a fifth of all reads."),
    (YOURS, "That is your call. Just state what you assume."),
    (YOURS, "I leave that to you; say what you assume."),
)  # fmt: skip


# In everyday words, each of them says what the candidate is to find out, or what is false.
ENDINGS = (
    "It is read heavy.",
    "which one machine can serve",
    "a few pastes get most",
    "mostly of the same paste",
    "so reads matter more than writes",
    "and reads dominate",
    "per day",
    "c\u0430ching pays",  # with a Cyrillic letter
    "Reads outnumber writes tenfold",
    "Most of those reads land on few pastes",
    # of the same kind
    "They are all for the same few.",
    "which is not much",
    "and that fits in one place",
    "so keep the text close to people",
    "because people open the short link again and again",
    "twice that at noon",
    "Reads come first.",
    "and the majority is never opened",
    "at least",
    "a second",
    "The new pastes take a hundred million reads a month.",
    "A hundred million reads of new pastes.",
    "Reads are on new pastes.",
    "They are on new pastes.",
    "Ten million users a month.",
    "Each user reads ten.",
    "unevenly spread over time",
    "some far more than others",
    "Does that change what you build?",
    "100M reads / 10M pastes",
    "the link is short and the text is a block",
    "\uff52\uff45\uff41\uff44\uff53 win",  # in full width
    "p99 counts",
    "which is why it can wait",
    "one to ten",
    "Plan a block of text for people who share a link.",
    "Plan for reads.",
    "Say where reads come from.",
    "They are for new pastes.",
    "That is fine.",
    "10M:100M",
    "These are about reads.",
    "Traffic is for new pastes.",
    "Spread by month",
    "On users: unevenly spread",
)


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms(pastebin())


def known(**more: object) -> Known:
    return Known(PROBLEM, written=NOTES)._replace(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("release", "sentence", "why"), LEAKS)
def test_a_sentence_that_gives_away_or_judges_is_refused(
    terms: Terms, release: str, sentence: str, why: str
) -> None:
    found = Guard(terms, release, known()).refuses(sentence)
    # Whether a word is a term or merely new is decided by the question's phrases, which grow.
    assert ("leak" if found in ("term", "new") else found) == why


@pytest.mark.parametrize(("release", "said"), FAIR)
def test_a_faithful_paraphrase_passes(terms: Terms, release: str, said: str) -> None:
    guard = Guard(terms, release, known())
    splitter = Splitter()
    sentences = [*splitter.feed(said), splitter.rest()]
    assert [guard.refuses(one) for one in sentences if one] == [""] * len(
        [s for s in sentences if s]
    )
    assert guard.lacks() == ""
    assert guard.text == said


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_leak_in_everyday_words_is_refused_before_any_of_it_is_shown(
    terms: Terms, ending: str
) -> None:
    faithful = ["Plan for ten million users.", "They make ten million new pastes a month."]
    last = "Reads come to a hundred million a month, spread unevenly"
    bare = ending.rstrip(".?")
    for said in (f"{last}, {bare}.", f"{last} {bare}.", f"{last}; {bare}.", f"{last} — {bare}."):
        guard = Guard(terms, TRAFFIC, known())
        assert [guard.refuses(one) for one in faithful] == ["", ""]
        assert guard.refuses(said) != "", said
        assert guard.text == " ".join(faithful)
    guard = Guard(terms, TRAFFIC, known())
    for one in (*faithful, f"{last}."):
        assert guard.refuses(one) == ""
    assert guard.lacks() == ""
    assert guard.refuses(ending[0].upper() + ending[1:]) != ""


def questions() -> list[Question]:
    from sdcoach.bank.index import open_bank

    bank = open_bank()
    return [bank.question(header.id) for header in bank.headers]


def test_the_script_itself_passes_whatever_it_releases_in_any_question() -> None:
    refused = []
    count = 0
    for question in questions():
        terms = Terms(question)
        problem = f"{question.title}\n{question.prompt}"
        lines = [one.answer for one in question.clarifications]
        lines += [one.says for one in question.followups]
        lines += [f"On {one.id}: {one.answer}" for one in question.clarifications]
        count += len(lines)
        for line in lines:
            guard = Guard(terms, line, Known(problem))
            splitter = Splitter()
            whys = [guard.refuses(one) for one in [*splitter.feed(line), splitter.rest()] if one]
            if any(whys) or guard.lacks():
                refused.append((question.id, line, whys, guard.lacks()))
    assert len(refused) < 0.02 * count, refused


def test_a_later_answer_or_hint_is_refused_while_only_another_was_released() -> None:
    """Every answer and hint of every question, said in place of a bare "your call"."""
    let_through = []
    count = 0
    for question in questions():
        terms = Terms(question)
        problem = f"{question.title}\n{question.prompt}"
        lines = [("answer", one.answer) for one in question.clarifications]
        lines += [("hint", one.says) for ladder in question.hints.values() for one in ladder]
        lines += [("followup", one.says) for one in question.followups]
        lines += [("signal", one.says) for one in question.signals]
        for kind, line in lines:
            count += 1
            guard = Guard(terms, YOURS, Known(problem))
            splitter = Splitter()
            sentences = [one for one in [*splitter.feed(line), splitter.rest()] if one]
            if guard.refuses(sentences[0]) == "":
                let_through.append((kind, question.id, sentences[0]))
    assert count > 2_000
    assert [one for one in let_through if one[0] == "signal"] == []
    assert len(let_through) < 0.01 * count, let_through


def test_what_was_told_or_written_before_is_not_said_again_with_another_release(
    terms: Terms,
) -> None:
    said = "The cache has just restarted."
    release = "It is the busiest hour and the cache has just restarted with nothing in it."
    assert Guard(terms, release, known()).refuses(said) == ""
    assert Guard(terms, YOURS, known()).refuses(said) in ("term", "new")
    written = known(written="a cache, which may be restarted")
    assert Guard(terms, YOURS, written).refuses("Say what the cache is for.") == "new"
    told = known(told=(release,))
    assert Guard(terms, YOURS, told).refuses("Say what the cache is for.") == "new"


def test_no_more_is_said_than_eighty_words_and_nothing_twice(terms: Terms) -> None:
    guard = Guard(terms, TRAFFIC, known())
    assert guard.refuses("Ten million users " + "of this and that " * 19 + "now.") == ""
    assert guard.refuses("So it is.") == "length"
    assert len(guard.text.split()) <= MOST_WORDS
    again = Guard(terms, TRAFFIC, known())
    assert again.refuses("Ten million users it is.") == ""
    assert again.refuses("Ten million users it is!") == "repeat"
    earlier = known(spoken=("I leave that one to you.",))
    assert Guard(terms, YOURS, earlier).refuses("I leave that one to you.") == "repeat"


def test_what_is_left_out_is_noticed() -> None:
    terms = Terms(pastebin())
    for release, said, why in (
        (TRAFFIC, "Ten million users.", "figure"),
        (TRAFFIC, "Ten million users, and a hundred million reads a month.", "substance"),
        (EDITING, "A paste changes once saved, and its writer may delete it.", "negation"),
        (EDITING, "A paste never changes.", "substance"),
        (YOURS, "", "empty"),
    ):
        guard = Guard(terms, release, known())
        if said:
            assert guard.refuses(said) == ""
        assert guard.lacks() == why, said


def test_figures_are_the_same_in_digits_and_in_words() -> None:
    for one, other in (
        ("ten million users", "10M users"),
        ("two hundred and fifty thousand nodes", "250,000 nodes"),
        ("twenty-five zones", "25 zones"),
        ("twice the reads", "2 reads"),
        ("٢٥ zones", "25 zones"),
    ):
        assert figures(one) == figures(other)
    assert figures("one of them, once") == []


def test_a_figure_that_counts_something_else_is_foreign() -> None:
    assert foreign("A hundred million users.", TRAFFIC) == "100000000"
    assert foreign("A hundred million new pastes and ten million reads a month.", TRAFFIC)
    assert foreign("100M reads and 10M pastes.", TRAFFIC) == ""
    assert missing("100M reads", TRAFFIC) == "10000000"


@given(
    st.text(alphabet="ab 12.,!?é\n…。٣\u200b🎉-*'", max_size=80),
    st.integers(1, 9),
)
def test_a_stream_is_cut_into_the_same_sentences_however_it_arrives(text: str, size: int) -> None:
    def sentences(step: int) -> list[str]:
        splitter = Splitter()
        found = [
            one for at in range(0, len(text), step) for one in splitter.feed(text[at : at + step])
        ]
        rest = splitter.rest()
        return [*found, rest] if rest else found

    whole = sentences(max(1, len(text)))
    assert sentences(size) == whole
    assert "".join("".join(whole).split()) == "".join(text.split())


TERMS = Terms(pastebin())
LONG_TEXT = (
    "a writer sends the text and gets a link that is short and says nothing of the text while a "
    "reader opens the link and sees the text as it was sent or reads that there is none any more"
)
LONG = LONG_TEXT.split()


@given(st.integers(0, len(LONG) - ECHO), st.integers(0, 9), st.booleans())
def test_no_run_of_twelve_words_of_the_candidates_passes(at: int, more: int, kept: bool) -> None:
    run = " ".join(LONG[at : at + ECHO + more])
    guard = Guard(TERMS, YOURS, known(written=f"- {' '.join(LONG)}\n"))
    assert guard.refuses(f"State what you assume: {run}.") == "echo"
    if kept:  # what the script itself says again may be said again
        guard = Guard(TERMS, f"State what you assume: {run}.", known(written=" ".join(LONG)))
        assert guard.refuses(f"State what you assume: {run}.") == ""


@given(st.text(max_size=400))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    guard = Guard(TERMS, TRAFFIC, known())
    for sentence in Splitter().feed(text + "\n"):
        guard.refuses(sentence)
    guard.lacks()


def test_long_notes_make_no_sentence_dearer(terms: Terms) -> None:
    beside_short = Guard(terms, TRAFFIC, known())
    beside_long = Guard(terms, TRAFFIC, known(written=NOTES * 300))
    ends = itertools.product(string.ascii_lowercase, repeat=2)

    def judge(guard: Guard) -> None:
        for _ in range(5):
            by = "balloon" + "".join(next(ends))
            assert guard.refuses(f"Ten million users make ten million pastes by {by}.") == "new"

    beside_short.refuses("Ten million users.")
    beside_long.refuses("Ten million users.")
    short = cost(lambda: judge(beside_short))
    assert cost(lambda: judge(beside_long)) < 3 * short + 1
