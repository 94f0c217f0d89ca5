"""One request over the openai package: what comes back is a value, errors included.

Nothing is raised from here but a cancellation, so that no fault carries along the package's
errors, which hold the request with its key.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from sdcoach.coach import causes, complaints
from sdcoach.coach.abilities import BOUNDS, Abilities, lower_rung
from sdcoach.coach.answers import Part, part_of
from sdcoach.coach.faults import Fault
from sdcoach.coach.profiles import Secret
from sdcoach.coach.request import Request, body
from sdcoach.coach.transport import create, too_large
from sdcoach.text import clean

if TYPE_CHECKING:
    import openai

_T = TypeVar("_T")


class Late:
    """Nothing came by the moment given."""


class Over:
    """The stream has ended."""


class _Answered(NamedTuple):
    """An answer that is an error."""

    status: int
    headers: dict[str, str]
    body: object


Stream: TypeAlias = "openai.AsyncStream[Any]"


class Wire:
    """The way to one profile's host.

    Args:
        package: The package's client, made by `transport.build`.
        teller: Who tells what went wrong.
        key: The profile's key; only to keep it out of what is told.
    """

    def __init__(self, package: "openai.AsyncOpenAI", teller: causes.Teller, key: Secret) -> None:
        self._package = package
        self._teller = teller
        self._key = key

    async def close(self) -> None:
        """Close every connection."""
        await self._package.close()

    async def ask(
        self,
        request: Request,
        abilities: Abilities,
        until: float,
        learn: Callable[[Abilities], Coroutine[Any, Any, None]],
    ) -> "Part | Stream | Fault | Late":
        """Send a request, giving up what the host does not take, and return what comes.

        Args:
            request: What to ask.
            abilities: What the host is thought to take.
            until: The loop's time by which an answer, of a stream its head, must have come.
            learn: Told what the host did take, once it has worked.
        """
        known, met = abilities, {abilities}
        while True:
            built = body(request, known)
            got = await self._attempt(create(self._package, built), until, request)
            if isinstance(got, _Answered):
                fault = self._fault(got, request)
                learned = _learned(got, fault, built, request, known)
                if learned is None or learned in met:
                    return fault
                met.add(learned)
                known = learned
                continue
            if isinstance(got, (Fault, Late)):
                return got
            await learn(known)
            return await self._kind(got, request, until)

    async def next(
        self, stream: "Stream", until: float, request: Request
    ) -> "Part | Fault | Late | Over":
        """Return the stream's next piece."""
        got = await self._attempt(_next(stream), until, request)
        if isinstance(got, _Answered):
            return self._fault(got, request)
        if isinstance(got, (Fault, Late, Over)):
            return got
        return part_of(got) or self._teller.garbled()

    async def models(self, until: float) -> "tuple[str, ...] | Fault | Late":
        """Return the names of the models that the host lists."""
        got = await self._attempt(self._listed(), until, None)
        if isinstance(got, _Answered):
            return self._fault(got, None)
        return self._teller.not_a_chat_server("it lists no models") if got is None else got

    async def _listed(self) -> tuple[str, ...] | None:
        page = await self._package.models.list()
        data = getattr(page, "data", None)
        if not isinstance(data, list):
            return None
        names = [getattr(one, "id", None) for one in data]
        return tuple(clean(name) for name in names if isinstance(name, str))

    async def _kind(
        self, got: Any, request: Request, until: float
    ) -> "Part | Stream | Fault | Late":
        """Look at what kind of answer it is; of a stream, only its head has come."""
        if request.stream:
            if got.response.headers.get("content-type", "").startswith("text/event-stream"):
                stream: Stream = got
                return stream
            read = await self._attempt(_read(got), until, request)
            if isinstance(read, _Answered):
                return self._fault(read, request)
            if isinstance(read, (Fault, Late)):
                return read
            got = read
        if isinstance(got, str):
            page = "<" in got[:200]
            return self._teller.not_a_chat_server(
                "it sends a web page" if page else "what it sends is no JSON"
            )
        error = complaints.error_in(got)
        if error is not None:
            return self._fault(_Answered(error[0], {}, error[1]), request)
        return part_of(got) or self._teller.not_a_chat_server("its answer has no choices")

    def _fault(self, answered: _Answered, request: Request | None) -> Fault:
        sent = "\n".join(one.content for one in request.messages) if request else ""
        status, headers, told = answered
        return self._teller.of_status(status, headers, told, sent, self._key)

    async def _attempt(
        self, call: Coroutine[Any, Any, _T], until: float, request: Request | None
    ) -> "_T | Fault | _Answered | Late":
        """Await a call of the package and return what comes."""
        import httpx2
        import openai

        try:
            async with asyncio.timeout_at(until):
                return await call
        except Fault:
            return too_large()  # the only one that is raised below the package
        except openai.APIStatusError as error:
            headers = {name.lower(): value for name, value in error.response.headers.items()}
            return _Answered(error.status_code, headers, error.body)
        except openai.APIConnectionError as error:
            return self._teller.of_exception(error)
        except openai.APIError as error:
            found = complaints.error_in({"error": error.body})
            return _Answered(found[0], {}, found[1]) if found else self._teller.garbled()
        except TimeoutError:
            return Late()
        except httpx2.HTTPError as error:
            return self._teller.of_exception(error)
        except (
            openai.OpenAIError,
            httpx2.InvalidURL,
            httpx2.StreamError,
            ValueError,  # JSONDecodeError, pydantic's ValidationError, UnicodeDecodeError
            TypeError,
            KeyError,
            AttributeError,
            IndexError,
            RecursionError,
        ):
            if request is not None and request.stream:
                return self._teller.garbled()
            return self._teller.not_a_chat_server("its answer cannot be read")


async def _next(stream: "Stream") -> Any:
    try:
        chunk = await anext(stream)
    except StopAsyncIteration:
        return Over()
    return chunk.to_dict(warnings=False)


async def _read(stream: "Stream") -> Any:
    """Read an answer that is no stream although one was asked for."""
    raw = await stream.response.aread()
    await stream.close()
    text = raw.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except ValueError:
        return text


def _learned(
    answered: _Answered,
    fault: Fault,
    built: dict[str, Any],
    request: Request,
    abilities: Abilities,
) -> Abilities | None:
    """Return abilities without what the host refused, or None when it is about something else."""
    if answered.status not in (400, 422) or fault.cause != "rejected":
        return None
    optional = tuple(name for name in complaints.GIVEN_UP if name in built)
    name = complaints.named_parameter(answered.body, optional)
    if name is None and "response_format" in built and complaints.about_schema(answered.body):
        name = "response_format"
    if name is None:
        return None
    if name != "response_format":
        return abilities.without(name)
    rung = request.rung(abilities)
    bounded = rung == "json_schema" and BOUNDS not in abilities.rejected
    if bounded and complaints.complains_of_bounds(answered.body):
        return abilities.without(BOUNDS)
    below = lower_rung(rung)
    return None if below is None else abilities._replace(rung=below)
