"""Signing in to the console, and out."""

from evaluation.staff import Role
from tests.web.staff import SIGN_IN, a_clerk, an_account, at_desk
from tests.world import World

CLERK = Role.COUNTER_CLERK


async def test_who_signs_in_gets_where_they_wanted(world: World) -> None:
    await an_account(world, CLERK, "wang")
    async with a_clerk(world) as clerk:
        shown = await clerk.opens("/console/account")
        assert (shown.status, shown.path) == (200, SIGN_IN)
        shown = await clerk.signs_in(" Wang ", wants="/console/account")
        assert (shown.status, shown.path) == (200, "/console/account")
        assert "窗口人员" in shown.html


async def test_every_part_opens(world: World) -> None:
    async with at_desk(world, Role.ADMINISTRATOR) as clerk:
        for path in ("/console", "/console/account", "/console/staff", "/console/staff/1", "/console/trail"):
            shown = await clerk.opens(path)
            assert (shown.status, shown.path) == (200, path), shown.text
