"""Requests as no well-behaved client would send them."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.world import API_KEY, World

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> dict[str, Any]:
        """The body of an error, which must be a problem+json that repeats the status."""
        assert self.headers["content-type"] == "application/problem+json", self
        body: dict[str, Any] = json.loads(self.body)
        assert body["status"] == self.status
        assert body["title"]
        assert body["detail"]
        return body

    @property
    def fields(self) -> list[str]:
        """The fields that an error blames."""
        return [error["field"] for error in self.problem["errors"]]


async def ask(
    world: World,
    method: str,
    path: str,
    data: bytes | None = None,
    *,
    headers: dict[str, str] | None = None,
    key: str | None = API_KEY,
) -> Answer:
    """One request through an ordinary client, with the key unless told otherwise."""
    # The session's own key is overridden: an empty one is no key.
    given = {"Authorization": f"Bearer {key}" if key is not None else "", **(headers or {})}
    url = world.base_url + path
    async with world.http.request(method, url, data=data, headers=given, allow_redirects=False) as response:
        found = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, found, await response.read())


async def post_json(world: World, path: str, data: bytes | str, **options: Any) -> Answer:
    """POST bytes that claim to be JSON."""
    body = data.encode() if isinstance(data, str) else data
    return await ask(world, "POST", path, body, headers=JSON | options.pop("headers", {}), **options)


async def on_the_wire(world: World, request: bytes) -> Answer:
    """Send bytes down a socket, and read the answer until the server closes."""
    address = urlsplit(world.base_url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(request)
    await writer.drain()
    head, _, body = (await asyncio.wait_for(reader.read(), 10)).partition(b"\r\n\r\n")
    writer.close()
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:])
    return Answer(int(lines[0].split()[1]), headers, body)


async def figures(world: World) -> dict[str, float]:
    """Our own metrics, by name."""
    answer = await ask(world, "GET", "/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    lines = [line.split(" ") for line in answer.body.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines if name.startswith("haochaping_")}
