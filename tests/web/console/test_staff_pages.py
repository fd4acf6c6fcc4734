"""Administrators see the accounts of their scope, shut and open them, and end sessions."""

import pytest

from evaluation.staff import Role
from haochaping.demo.samples import CATALOGUE, ORG
from tests.web.staff import SIGN_IN, an_account, at_desk
from tests.world import World

ADMIN, CLERK = Role.ADMINISTRATOR, Role.COUNTER_CLERK
STREET, CITY, ELSEWHERE = "320115001000", "320100000000", "320102000000"
BUREAU, POLICE = ORG, CATALOGUE[1].org_code
STAFF = "/console/staff"


async def test_the_accounts_of_one_s_scope_and_no_others(world: World) -> None:
    await an_account(world, CLERK, "street", area=STREET)
    await an_account(world, CLERK, "city", area=CITY)
    await an_account(world, CLERK, "elsewhere", area=ELSEWHERE)
    async with at_desk(world, ADMIN, "boss") as boss:
        shown = await boss.opens(STAFF)
        assert "street" in shown.text
        assert "boss" in shown.text
        assert not {"city", "elsewhere"} & set(shown.text.split())


@pytest.mark.parametrize(
    ("area", "org", "seen"),
    [
        ("320115000000", BUREAU, True),
        ("320115000000", POLICE, True),  # below the bureau
        (STREET, BUREAU, True),
        ("320115000000", None, False),  # sees more than the one who asks
        (ELSEWHERE, BUREAU, False),
    ],
)
async def test_one_bound_to_an_org_keeps_its_accounts(
    world: World, area: str, org: str | None, seen: bool
) -> None:
    other = await an_account(world, CLERK, "other", area=area, org=org)
    async with at_desk(world, ADMIN, "boss", org=BUREAU) as boss:
        assert ("other" in (await boss.opens(STAFF)).text) is seen
        assert (await boss.opens(f"{STAFF}/{other.id}")).status == (200 if seen else 404)
        assert (await boss.sends(f"{STAFF}/{other.id}/disable")).status == (200 if seen else 404)
        assert (await world.value("SELECT count(*) FROM staff WHERE disabled_at IS NOT NULL") == 1) is seen


async def test_a_disabled_account_is_out_at_once_and_comes_back(world: World) -> None:
    async with at_desk(world, CLERK, "wang") as wang, at_desk(world, ADMIN, "boss") as boss:
        page = f"{STAFF}/1"
        assert "停用账号" in (await boss.opens(page)).text
        shown = await boss.sends(f"{page}/disable")
        assert (shown.path, "账号已停用，该账号已在各处退出。" in shown.text) == (page, True)
        assert (await wang.opens("/console")).path == SIGN_IN
        assert (await boss.sends(f"{page}/disable")).status == 404
        assert "账号已启用。" in (await boss.sends(f"{page}/enable")).text
        assert (await wang.opens("/console")).path == SIGN_IN  # the old session stays ended
        assert (await wang.signs_in("wang")).path == "/console"


async def test_nobody_shuts_themself_out(world: World) -> None:
    async with at_desk(world, ADMIN, "boss") as boss:
        assert "停用账号" not in (await boss.opens(f"{STAFF}/1")).text
        assert (await boss.sends(f"{STAFF}/1/disable")).status == 404
        assert (await boss.opens(STAFF)).status == 200


async def test_sessions_of_others_are_listed_and_ended(world: World) -> None:
    async with at_desk(world, CLERK, "wang") as wang, at_desk(world, ADMIN, "boss") as boss:
        page = f"{STAFF}/1"
        assert "Firefox，Windows" in (await boss.opens(page)).text
        assert "已结束该登录。" in (await boss.sends(f"{page}/sessions/1/end")).text
        assert (await wang.opens("/console")).path == SIGN_IN
        await wang.signs_in("wang")
        assert "已结束全部登录。" in (await boss.sends(f"{page}/sessions/end")).text
        assert (await wang.opens("/console")).path == SIGN_IN
        assert "此人登录后，会列在这里。" in (await boss.opens(page)).text
    assert await world.value("SELECT array_agg(ended_by ORDER BY id) FROM staff_sessions") == [2, None, 2]


async def test_names_are_text_whatever_they_hold(world: World) -> None:
    await an_account(world, CLERK, "wang", name="<script>alert(1)</script>")
    async with at_desk(world, ADMIN, "boss") as boss:
        for path in (STAFF, f"{STAFF}/1"):
            html = (await boss.opens(path)).html
            assert "<script>alert" not in html
            assert "&lt;script&gt;" in html
