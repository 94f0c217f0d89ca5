"""From a model's sentence to its paint, from a key to its paint, and from a silence to the script.

The host is our own, on this machine. The first figure counts from the moment it has sent a
sentence to the moment the sentence is on the screen: the way through the client and the guards is
in it, so that what comes after the guards is less. The second holds keys typed while a line is
being said against keys typed while nothing is. The third counts from a question's last key to the
script's own answer when the host says nothing at all.
"""

import queue
import threading
import time

from probe import (
    QUICK,
    Program,
    finish,
    median,
    percentile,
    running,
    scratch_home,
    sdcoach,
    verdict,
)

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import Clarification
from sdcoach.coach.consent import Consent
from tests.coach.odd_server import Talk, serving

QUESTION = open_bank().question("pastebin")
ASKED = QUESTION.clarifications[: 3 if QUICK else -2]
LAST = QUESTION.clarifications[-2]  # the last is answered with the words of other answers
KEYS = 40 if QUICK else 600
SCRIPT_SECONDS = 1.0
"""Later than that it was the script that spoke."""
PAINT_LIMIT = 0.030
"""Seconds from a sentence that may be shown to its paint."""
SILENCE_LIMIT = 2.0
"""Seconds that a host may be silent before the script speaks."""


class Host:
    """A host that says one sentence when told, and ends the answer when told again."""

    def __init__(self) -> None:
        self.sentences: queue.Queue[str] = queue.Queue()
        self.sent: queue.Queue[float] = queue.Queue()
        self.ended = threading.Event()

    def __call__(self, talk: Talk) -> None:
        if not talk.body.get("stream"):
            talk.say("x", "length")
            return
        talk.begin_stream()
        self.ended.clear()
        talk.event({"content": self.sentences.get(timeout=10)})
        self.sent.put(time.perf_counter())
        self.ended.wait(10)
        talk.event({}, "stop")
        talk.end_stream()


def mark_of(asked: Clarification) -> bytes:
    """Return a word of the answer's first sentence that the question does not hold."""
    words = [word.strip(",.:;") for word in asked.answer.split(". ")[0].split()]
    return max((word for word in words if word not in asked.asks), key=len).encode()


def painted(program: Program, host: Host, asked: Clarification) -> float | None:
    """Ask, let the host answer, and return the seconds from the sentence to its paint.

    The host says the script's own answer: the guards let hardly anything else through, and even
    of these a few are left to the script, for which None is returned.
    """
    mark = mark_of(asked)
    program.write(f"? {asked.asks}\r".encode())
    program.until(b"typing")
    program.quiet(0.1)
    del program.seen[:]
    host.sentences.put(f"{asked.answer} ")
    program.until(mark)
    seen = time.perf_counter()
    host.ended.set()
    program.quiet(0.2)
    took = seen - host.sent.get()
    return took if took < SCRIPT_SECONDS else None


def unanswered(program: Program, host: Host, asked: Clarification) -> float:
    """Ask a host that stays silent; return the seconds until the script's answer is painted."""
    mark = mark_of(asked)
    program.quiet(0.1)
    del program.seen[:]
    began = time.perf_counter()
    program.write(f"? {asked.asks}\r".encode())
    program.until(mark)
    took = time.perf_counter() - began
    host.sentences.put("")
    host.ended.set()
    return took


def typed(program: Program, count: int) -> list[float]:
    """Type a line and return the seconds of each key."""
    made = [program.key(b"asdfghjkl "[place % 10 : place % 10 + 1]) for place in range(count)]
    program.write(b"\r")
    program.quiet(0.1)
    return made


def main() -> None:
    """Measure both and compare them with their limits."""
    host = Host()
    with serving(host) as server, scratch_home() as home:
        where = f"127.0.0.1:{server.server_port}"
        (home / "config.toml").write_text(
            '[llm]\ninterviewer = "local"\n[llm.profiles.local]\n'
            f'base_url = "http://{where}/v1"\nmodel = "odd-1"\n'
        )
        Consent(home / "consent.json").give(where, "talk")
        with running(sdcoach("start", "pastebin"), home) as program:
            program.until(b"Build that.")
            while not server.met:
                time.sleep(0.05)
            program.quiet(1.0)
            told = [painted(program, host, asked) for asked in ASKED]
            times = [took for took in told if took is not None]
            if not times:
                raise SystemExit("the guards let nothing through")
            alone: list[float] = []
            beside: list[float] = []
            for _ in range(max(1, KEYS // 20)):
                alone += typed(program, 20)
                program.write(b"? what about the geese\r")
                program.until(b"typing")
                beside += typed(program, 20)
                host.sentences.put("Your call: decide, and say what you assume. ")
                host.ended.set()
                program.quiet(0.3)
                host.sent.get()
            silent = unanswered(program, host, LAST)
    finish(
        verdict(
            "question asked of a silent host to the script's answer, to 2 s",
            silent / SILENCE_LIMIT,
            1.15,
            f"{silent:.2f} s",
        ),
        verdict(
            "sentence sent to sentence painted, to 30 ms, median",
            median(times) / PAINT_LIMIT,
            1.0,
            f"{median(times) * 1000:.1f} ms, worst {max(times) * 1000:.1f} ms",
        ),
        verdict(
            "key to paint while a model speaks, to the same alone, median",
            median(beside) / median(alone),
            1.2,
            f"{median(beside) * 1000:.2f} ms to {median(alone) * 1000:.2f} ms, "
            f"p99 {percentile(beside, 0.99) * 1000:.1f} to {percentile(alone, 0.99) * 1000:.1f} ms",
        ),
    )


if __name__ == "__main__":
    main()
