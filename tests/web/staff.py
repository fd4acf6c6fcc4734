"""Staff in front of the console: accounts to sign in with, and browsers that are signed in."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import aiohttp
from argon2 import PasswordHasher

from evaluation.staff import Role, Scope
from store import staff
from store.db import Transaction
from store.staff import NewStaff, Staff
from tests.web.pages import Shown, Visitor
from tests.world import AREA_CODE, World

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
    """A browser in which a new account of this role is signed in."""
    account = await an_account(world, role, username, area=area, org=org)
    async with a_clerk(world) as clerk:
        shown = await clerk.signs_in(account.username)
        assert shown.path == "/console", shown.text
        yield clerk


@asynccontextmanager
async def a_clerk(world: World) -> AsyncIterator["Clerk"]:
    """A browser in which nobody is signed in yet."""
    jar = aiohttp.CookieJar(unsafe=True)
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

    def _saw(self, shown: Shown) -> Shown:
        if re.search(r'name="csrf"', shown.html):
            self._csrf = shown.csrf
        return shown
