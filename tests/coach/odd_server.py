"""A small HTTP server on a real socket that misbehaves as it is told."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

BASE = {"id": "x", "object": "chat.completion", "created": 1, "model": "odd-1"}


class Met(NamedTuple):
    """A request as it came."""

    command: str
    path: str
    headers: Message
    raw: bytes
    body: dict[str, Any]


class Talk(BaseHTTPRequestHandler):
    """One request, with the few things a server can do about it."""

    protocol_version = "HTTP/1.1"
    server: "OddServer"

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._take(b"")

    def do_POST(self) -> None:
        self._take(self.rfile.read(int(self.headers.get("content-length", 0))))

    def _take(self, raw: bytes) -> None:
        self.raw = raw
        self.body: dict[str, Any] = json.loads(raw) if raw else {}
        self.server.met.append(Met(self.command, self.path, self.headers, raw, self.body))
        try:
            self.server.behave(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
            self.server.left.set()

    def send(self, status: int, body: object, kind: str = "application/json", **more: str) -> None:
        raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(raw)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(raw)

    def say(self, content: object, finish: str | None = "stop", **message: object) -> None:
        """Answer as a chat server does."""
        told = {"role": "assistant", "content": content, **message}
        self.send(
            200,
            {
                **BASE,
                "choices": [{"index": 0, "finish_reason": finish, "message": told}],
                "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
            },
        )

    def begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def write(self, text: str) -> None:
        raw = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(raw), raw))
        self.wfile.flush()

    def event(self, delta: object, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self.write(f"data: {json.dumps({**BASE, 'choices': [choice]})}\n\n")

    def end_stream(self) -> None:
        self.write("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def reset(self) -> None:
        """Cut the connection the rude way."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def wait_until_left(self, seconds: float = 10.0) -> None:
        """Answer nothing until the other side goes away."""
        self.connection.settimeout(seconds)
        try:
            while self.connection.recv(1024):
                pass
        except (TimeoutError, OSError):
            return
        self.server.left.set()
        self.close_connection = True


class OddServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behave: Callable[[Talk], None]) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.behave = behave
        self.met: list[Met] = []
        self.left = threading.Event()
        """Set when a client went away before its answer was done."""

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what is tested."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def serving(behave: Callable[[Talk], None]) -> Iterator[OddServer]:
    server = OddServer(behave)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def drip(talk: Talk, pieces: int = 100, pause: float = 0.05) -> None:
    """Stream a word at a time, slowly."""
    talk.begin_stream()
    for _ in range(pieces):
        talk.event({"content": "x "})
        time.sleep(pause)
    talk.event({}, "stop")
    talk.end_stream()
