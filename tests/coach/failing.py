"""Twenty ways in which a host fails to say a line, and one in which it does."""

import time
from collections.abc import Callable

from tests.coach.odd_server import Talk

Behaviour = Callable[[Talk], None]


def says(*sentences: str, pause: float = 0.0) -> Behaviour:
    """Stream sentences word by word; the request that only warms up is answered at once."""

    def behave(talk: Talk) -> None:
        if not talk.body.get("stream"):
            talk.say("x", "length")
            return
        talk.begin_stream()
        for number, sentence in enumerate(sentences):
            time.sleep(pause if number else 0)
            for word in sentence.split(" "):
                talk.event({"content": f"{word} "})
        talk.event({}, "stop")
        talk.end_stream()

    return behave


def _status(code: int, **headers: str) -> Behaviour:
    return lambda talk: talk.send(code, {"error": {"message": "no"}}, **headers)


def _stream(*deltas: object, finish: str | None = "stop") -> Behaviour:
    def behave(talk: Talk) -> None:
        talk.begin_stream()
        for delta in deltas:
            talk.event(delta)
        if finish:
            talk.event({}, finish)
        talk.end_stream()

    return behave


def _stall(talk: Talk) -> None:
    talk.wait_until_left()


def _stall_in_the_middle(talk: Talk) -> None:
    talk.begin_stream()
    talk.event({"content": "Ten million "})
    talk.wait_until_left()


def _drip(talk: Talk) -> None:
    talk.begin_stream()
    for _ in range(60):
        talk.event({"content": "so "})
        time.sleep(0.1)


def _cut(talk: Talk) -> None:
    talk.begin_stream()
    talk.event({"content": "Ten million "})
    time.sleep(0.05)
    talk.reset()


def _not_json(talk: Talk) -> None:
    talk.begin_stream()
    talk.write("data: {nothing\n\n")
    talk.end_stream()


def _error_event(talk: Talk) -> None:
    talk.begin_stream()
    talk.write('data: {"error": {"message": "upstream died"}}\n\n')
    talk.end_stream()


def _flood(talk: Talk) -> None:
    talk.begin_stream()
    for _ in range(20_000):
        talk.event({"content": "word " * 40})


FAULTS: dict[str, Behaviour] = {
    "nothing comes": _stall,
    "it stops in the middle": _stall_in_the_middle,
    "it drips and never ends a sentence": _drip,
    "the connection is cut": _cut,
    "the connection is refused": lambda talk: talk.reset(),
    "the key is wrong": _status(401),
    "it is forbidden": _status(403),
    "the model is not there": _status(404),
    "too many requests": _status(429),
    "too many requests, wait": _status(429, retry_after="30"),
    "the host is in trouble": _status(500),
    "the host is busy": _status(503),
    "it is no chat server": lambda talk: talk.send(200, "<html>Log in</html>", "text/html"),
    "there is no choice": lambda talk: talk.send(200, {"object": "chat.completion", "choices": []}),
    "it is not JSON": _not_json,
    "an error in the stream": _error_event,
    "an empty answer": _stream({"content": ""}),
    "it only thinks": _stream({"reasoning_content": "hm, ten million users"}, finish="length"),
    "it declines": _stream({"refusal": "I cannot help with that."}),
    "it ends without an end": _stream({"content": "Ten million users."}, finish=None),
    "the tokens are used up": _stream({"content": "Ten million users and"}, finish="length"),
    "it never stops": _flood,
}
"""By what happens; none of them ever says a line."""
