"""Staff in front of the console: accounts to sign in with, and browsers that are signed in."""

import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache

import aiohttp
from argon2 import PasswordHasher
from yarl import URL

from evaluation.staff import Role, Scope
from store import sessions, staff
from store.db import Transaction
from store.sessions import NewSession
from store.staff import NewStaff, Staff
from tests.web.pages import Shown, Visitor, shown_by
from tests.world import AREA_CODE, World
from web.console.cookies import PLAIN

PASSWORD = "a long phrase for tests"
SIGN_IN = "/console/sign-in"


@cache
def password_hash() -> str:
    """What is kept of `PASSWORD`, made with parameters that cost nothing: a sign-in renews it."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


async def an_account(
    world: World,
    role: Role,
    username: str = "",
    *,
    name: str = "王敏",
    area: str = AREA_CODE,
    org: str | None = None,
) -> Staff:
    """An account whose password is `PASSWORD`; its username is the role's unless one is given."""
    new = NewStaff(username or role.value, name, role, Scope(area, org))

    async def make(tx: Transaction) -> Staff | None:
        await staff.add(tx, new, password_hash(), world.clock.now())
        return await staff.by_username(tx, new.username)

    made: Staff = await world.query(make)
    return made


@asynccontextmanager
async def at_desk(
    world: World, role: Role, username: str = "", *, area: str = AREA_CODE, org: str | None = None
) -> AsyncIterator["Clerk"]:
    """A browser in which a new account of this role is signed in (its password was not asked: that takes time)."""
    account = await an_account(world, role, username, area=area, org=org)
    wall, token = world.clock.wall(), secrets.token_urlsafe(32)
    new = NewSession(account.id, token, "127.0.0.1", "Firefox on Windows")
    await world.query(lambda tx: sessions.begin(tx, new, wall, wall + timedelta(hours=12)))
    async with a_clerk(world, {PLAIN: token}) as clerk:
        shown = await clerk.opens("/console")
        assert shown.path == "/console", shown.text
        yield clerk


@asynccontextmanager
async def a_clerk(world: World, cookies: Mapping[str, str] | None = None) -> AsyncIterator["Clerk"]:
    """A browser in which nobody is signed in yet, unless its cookies say so."""
    jar = aiohttp.CookieJar(unsafe=True)
    jar.update_cookies(cookies or {}, URL(world.base_url))
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Clerk(world, session)


class Clerk(Visitor):
    """A browser of somebody of the staff; the forms it sends carry the token of the page it saw last."""

    def __init__(self, world: World, session: aiohttp.ClientSession) -> None:
        super().__init__(world, session)
        self._csrf = ""

    async def signs_in(self, username: str, password: str = PASSWORD, wants: str = "/console") -> Shown:
        """Fill in the sign-in page."""
        return self._saw(await super().sends(SIGN_IN, username=username, password=password, next=wants))

    async def opens(self, path: str) -> Shown:
        """GET a page."""
        return self._saw(await super().opens(path))

    async def sends(self, path: str, **fields: str | list[str]) -> Shown:
        """POST a form of the page it saw last, and follow where it leads."""
        return self._saw(await super().sends(path, **{"csrf": self._csrf, **fields}))

    async def posts(self, path: str, body: aiohttp.FormData | bytes, media_type: str | None = None) -> Shown:
        """POST a body as it is, such as a form with a file."""
        headers = {"content-type": media_type} if media_type else {}
        async with self._session.post(self._world.base_url + path, data=body, headers=headers) as response:
            return self._saw(await shown_by(response))

    async def downloads(self, path: str) -> tuple[bytes, Shown]:
        """GET a file: its bytes, and the rest of the answer."""
        async with self._session.get(self._world.base_url + path) as response:
            return await response.read(), await shown_by(response)

    def _saw(self, shown: Shown) -> Shown:
        if re.search(r'name="csrf"', shown.html):
            self._csrf = shown.csrf
        return shown
