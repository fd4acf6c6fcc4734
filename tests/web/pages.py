"""The citizens' pages as a browser without JavaScript sees and uses them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

import aiohttp

from store import hall_links
from store.signed_links import Purpose
from tests.world import World
from web.public.links import Links


@dataclass(frozen=True)
class Shown:
    """A page that came back, after the redirects it asked for."""

    status: int
    headers: dict[str, str]
    html: str
    path: str

    @property
    def text(self) -> str:
        """What stands on it, without the marks."""
        body = self.html.partition("<main")[2]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", f"<main{body}")).split())

    @property
    def nonce(self) -> str:
        """The form's own mark."""
        found = re.search(r'name="nonce" value="([^"]+)"', self.html)
        assert found, self.html
        return found[1]

    @property
    def csrf(self) -> str:
        """What every form of a page for staff carries."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.html)
        assert found, self.html
        return found[1]


@asynccontextmanager
async def a_visitor(world: World) -> AsyncIterator["Visitor"]:
    """A browser that nobody has used yet."""
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of 127.0.0.1 too
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Visitor(world, session)


class Visitor:
    """A browser of its own, with its own cookies; knows no key."""

    def __init__(self, world: World, session: aiohttp.ClientSession) -> None:
        self._world = world
        self._session = session

    async def opens(self, path: str) -> Shown:
        """GET a page."""
        async with self._session.get(self._world.base_url + path) as response:
            return await shown_by(response)

    async def sends(self, path: str, **fields: str | list[str]) -> Shown:
        """POST a form, and follow where it leads."""
        data = [
            (name, v)
            for name, value in fields.items()
            for v in ([value] if isinstance(value, str) else value)
        ]
        async with self._session.post(self._world.base_url + path, data=data) as response:
            return await shown_by(response)


async def shown_by(response: aiohttp.ClientResponse) -> Shown:
    """What came back; of a file its text is of no use."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Shown(response.status, headers, await response.text(errors="replace"), response.url.path)


def path_of(url: str) -> str:
    """The path of one of our links."""
    return urlsplit(url).path


async def visit_link(world: World, record_no: str, purpose: Purpose = Purpose.RATE) -> str:
    """The path of a link to one visit, made now."""
    await world.clock.refresh()
    visit_id = await world.value("SELECT id FROM visits WHERE record_no = %(no)s", no=record_no)
    return path_of(links(world).of_visit(purpose, visit_id, world.clock.now()))


async def chat_link(world: World, record_no: str) -> str:
    """The path of the chat of a record's citizen."""
    await world.clock.refresh()
    visit_id, citizen_id = await world.query(
        lambda tx: tx.value("SELECT ARRAY[id, citizen_id] FROM visits WHERE record_no = %(no)s", no=record_no)
    )
    return path_of(links(world).of_chat(visit_id, citizen_id, world.clock.now()))


async def hall_link(world: World, purpose: Purpose, org_code: str) -> str:
    """The path of a link to one hall."""
    await world.clock.refresh()
    link = await world.query(
        lambda tx: hall_links.lend(tx, org_code, purpose, expires_at=None, now=world.clock.now())
    )
    return path_of(links(world).of_hall(link))


def links(world: World) -> Links:
    """Makes links as the product does."""
    return Links(world.parts.vault, world.base_url)
