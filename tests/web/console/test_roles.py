"""Each role meets every route of the console: what its table allows opens, everything else is refused."""

import pytest

from evaluation.staff import Role, may
from tests.guards.test_console import declared
from tests.web.raw import ask
from tests.web.staff import SIGN_IN, at_desk
from tests.world import World

NOBODY_S = "999999"
"""An id that nothing has: who may ask is told there is no such thing."""


def path_of(template: str) -> str:
    """A path with such ids in it."""
    return "/".join(NOBODY_S if part.startswith("{") else part for part in template.split("/"))


@pytest.mark.parametrize("role", Role)
async def test_a_role_sees_and_does_what_its_table_says(world: World, role: Role) -> None:
    async with at_desk(world, role, "wang") as clerk:
        for template, needs in declared("GET"):
            shown = await clerk.opens(path_of(template))
            assert shown.status < 500, template
            assert (shown.status != 403) is (needs is None or may(role, needs)), template
        for template, needs in declared("POST"):
            if needs is None:
                continue
            await clerk.opens("/console")
            shown = await clerk.sends(path_of(template))
            assert shown.status < 500, template
            assert (shown.status != 403) is may(role, needs), template
            if template == "/console/sign-out":
                await clerk.signs_in("wang")


@pytest.mark.parametrize("role", Role)
async def test_the_navigation_shows_what_may_be_opened_and_no_more(world: World, role: Role) -> None:
    async with at_desk(world, role) as clerk:
        html = (await clerk.opens("/console")).html
        for path, needs in declared("GET"):
            if needs is not None and "{" not in path and f'href="{path}"' in html:
                assert may(role, needs), path
        assert 'href="/console/account"' in html


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_nobody_gets_in_without_signing_in(world: World, method: str) -> None:
    for template, needs in declared(method):
        if needs is not None:
            answer = await ask(world, method, path_of(template), key=None)
            assert answer.status == 303, template
            assert answer.headers["location"].startswith(SIGN_IN), template


async def rows(world: World) -> dict[str, int]:
    """How many rows each table has, but for the trail."""
    tables = await world.query(
        lambda tx: tx.values(
            """SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                AND relname <> 'audit_trail'"""
        )
    )
    return {table: await world.value(f"SELECT count(*) FROM {table}") for table in tables}


@pytest.mark.parametrize("role", Role)
async def test_showing_a_page_keeps_nothing_but_that_it_was_shown(world: World, role: Role) -> None:
    async with at_desk(world, role) as clerk:
        before = await rows(world)
        for template, _ in declared("GET"):
            await clerk.opens(path_of(template))
        assert await rows(world) == before
