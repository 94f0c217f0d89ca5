"""What would be sent, byte for byte: the package's own request, caught before the network."""

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from sdcoach.coach.profiles import NO_KEY, Profile, Secret
from sdcoach.coach.transport import build, create, stand_in

if TYPE_CHECKING:
    import httpx2


class Prepared(NamedTuple):
    """A request as it would go out.

    Attributes:
        method: `POST`.
        url: Where to.
        header_names: Names of the headers, in lower case and sorted; their values stay here.
        body: The very bytes.
    """

    method: str
    url: str
    header_names: tuple[str, ...]
    body: bytes


def prepared(profile: Profile, built: dict[str, Any]) -> Prepared:
    """Return what the package would send for this body. Takes a moment: call it in a thread."""
    caught: list[httpx2.Request] = []

    def answer(request: "httpx2.Request") -> "httpx2.Response":
        caught.append(request)
        return stand_in(request)

    async def go() -> None:
        import httpx2

        key = Secret(NO_KEY if profile.key == NO_KEY else "-")
        client = build(profile, key, transport=httpx2.MockTransport(answer))
        async with client:
            got = await create(client, built)
            if built.get("stream"):
                await got.close()

    asyncio.run(go())
    (request,) = caught
    names = tuple(sorted(name.lower() for name in request.headers))
    return Prepared(request.method, str(request.url), names, request.content)
