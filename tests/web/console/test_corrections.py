"""A wrong entry is asked for by one of the staff and confirmed by another, each within their area."""

import pytest

from evaluation.staff import Role
from tests.usecases.points.books import differences
from tests.usecases.reports.history import POLICE, STREET_AREA, write_points
from tests.web.staff import at_desk
from tests.world import AREA_CODE, World

PAGE = "/console/corrections"
DESK, SUPERVISOR = Role.GIFTS_DESK, Role.SUPERVISOR
A = 1
"""The account of A; its first entry is for a visit in 江宁, at the police."""
EXPIRY_OF_C = "SELECT id FROM ledger_entries WHERE kind = 'expiry'"
RATING_IN_STREET = "SELECT min(id) FROM ledger_entries WHERE kind = 'rating' AND at > '2026-08-01'"


@pytest.fixture
async def told(world: World) -> World:
    """A world with a history of points."""
    await write_points(world.parts.database)
    return world


async def test_one_asks_and_another_confirms(told: World) -> None:
    entry = await told.value(EXPIRY_OF_C)
    before = await told.value("SELECT sum(balance) FROM ledger_accounts")
    async with at_desk(told, DESK, "li") as li, at_desk(told, SUPERVISOR, "wang") as wang:
        shown = await li.opens(f"{PAGE}?entry={entry}")
        assert (shown.path, "退还 10 积分" in shown.text) == (f"{PAGE}/entries/{entry}", True)
        assert "区划 东山街道 320115001000" in shown.text
        shown = await li.sends(f"{PAGE}/entries/{entry}/ask", why="通知晚了")
        assert "已申请更正，请另一位同事确认。" in shown.text
        request = await told.value("SELECT max(id) FROM ledger_corrections")
        shown = await wang.opens(PAGE)
        assert "通知晚了 li" in shown.text
        shown = await wang.sends(f"{PAGE}/{request}/confirm")
        assert (shown.status, "已更正。" in shown.text, "wang 已确认" in shown.text) == (200, True, True)
    assert await told.value("SELECT sum(balance) FROM ledger_accounts") == before + 10
    assert await differences(told.parts.database) == []
    assert await trail(told) == ["correction_asked li", "correction_confirmed wang"]


async def trail(world: World) -> list[str]:
    found: list[str] = await world.query(
        lambda tx: tx.values(
            """SELECT t.action || ' ' || s.username FROM audit_trail t JOIN staff s ON s.id = t.staff_id
                WHERE starts_with(t.action, 'correction') OR t.action = 'account_looked_up' ORDER BY t.id"""
        )
    )
    return found


async def test_nobody_confirms_their_own(told: World) -> None:
    entry = await told.value(EXPIRY_OF_C)
    async with at_desk(told, SUPERVISOR, "wang") as wang:
        shown = await wang.sends(f"{PAGE}/entries/{entry}/ask", why="通知晚了")
        request = await told.value("SELECT max(id) FROM ledger_corrections")
        assert f'action="{PAGE}/{request}/confirm"' not in shown.html
        shown = await wang.sends(f"{PAGE}/{request}/confirm")
        assert (shown.status, "申请人不能确认自己的申请" in shown.text) == (409, True)
        shown = await wang.sends(f"{PAGE}/{request}/take-back")
        assert "已撤回申请" in shown.text
    assert await trail(told) == ["correction_asked wang", "correction_taken_back wang"]


async def test_refused_and_not_decided_twice(told: World) -> None:
    entry = await told.value(EXPIRY_OF_C)
    async with at_desk(told, DESK, "li") as li, at_desk(told, SUPERVISOR, "wang") as wang:
        await li.sends(f"{PAGE}/entries/{entry}/ask", why="通知晚了")
        shown = await li.sends(f"{PAGE}/entries/{entry}/ask", why="又一次")
        assert (shown.status, "已有人申请更正" in shown.text) == (422, True)
        request = await told.value("SELECT max(id) FROM ledger_corrections")
        shown = await wang.sends(f"{PAGE}/{request}/take-back")
        assert (shown.status, "只有申请人可以撤回申请" in shown.text) == (409, True)
        shown = await wang.sends(f"{PAGE}/{request}/refuse")
        assert "已驳回" in shown.text
        for act in ("confirm", "refuse"):
            shown = await wang.sends(f"{PAGE}/{request}/{act}")
            assert (shown.status, "已经处理" in shown.text) == (409, True)


async def test_points_that_are_spent_are_not_taken_back(told: World) -> None:
    wrong = await told.value(
        "SELECT max(id) FROM ledger_entries WHERE account_id = 1 AND kind = 'suggestion'"
    )
    async with at_desk(told, DESK, "li") as li, at_desk(told, SUPERVISOR, "wang") as wang:
        await li.sends(f"{PAGE}/entries/{wrong}/ask", why="重复")
        request = await told.value("SELECT max(id) FROM ledger_corrections")
        shown = await wang.sends(f"{PAGE}/{request}/confirm")
        assert (shown.status, "只剩40积分" in shown.text) == (409, True)
    assert await told.value("SELECT count(*) FROM ledger_corrections WHERE decided_at IS NULL") == 1


async def test_a_reason_is_needed_and_what_was_spent_comes_back_by_its_voucher(told: World) -> None:
    entry = await told.value(EXPIRY_OF_C)
    spent = await told.value("SELECT min(id) FROM ledger_entries WHERE kind = 'voucher'")
    async with at_desk(told, DESK) as clerk:
        shown = await clerk.sends(f"{PAGE}/entries/{entry}/ask", why="  ")
        assert (shown.status, "请写明原因" in shown.text) == (422, True)
        shown = await clerk.opens(f"{PAGE}/entries/{spent}")
        assert "不能更正" in shown.text
        shown = await clerk.sends(f"{PAGE}/entries/{spent}/ask", why="重复")
        assert (shown.status, "不能更正" in shown.text) == (422, True)


async def test_an_account_shows_month_and_kind_and_who_looked_is_on_record(told: World) -> None:
    async with at_desk(told, DESK, "li") as clerk:
        shown = await clerk.opens(f"{PAGE}?account={A}")
        for line in ("2025-12 评价 +10", "2026-08 建议采纳 +50", "2026-09 兑换礼品 -30"):
            assert line in shown.text
        for hidden in ("换证", "2025-12-20", "2026-08-05"):
            assert hidden not in shown.html
    assert await trail(told) == ["account_looked_up li"]


async def test_the_number_that_a_counter_tells_finds_the_same_entries(told: World) -> None:
    citizen = await told.value("SELECT citizen_id FROM ledger_accounts WHERE id = %(id)s", id=A)
    async with at_desk(told, DESK, "li") as clerk:
        by_account = await clerk.opens(f"{PAGE}?account={A}")
        by_citizen = await clerk.opens(f"{PAGE}?citizen={citizen}")
        assert f"服务对象 {citizen}" in by_citizen.text
        lines = [shown.html.partition("<tbody>")[2] for shown in (by_account, by_citizen)]
        assert lines[0] == lines[1]
        assert "没有找到您可以看到的分录" in (await clerk.opens(f"{PAGE}?citizen=999999")).text
    assert await trail(told) == ["account_looked_up li"] * 3


async def test_each_finds_what_is_in_their_area_and_org(told: World) -> None:
    expiry, rating = await told.value(EXPIRY_OF_C), await told.value(RATING_IN_STREET)
    async with at_desk(told, SUPERVISOR, "street", area=STREET_AREA) as street:
        assert (await street.opens(f"{PAGE}/entries/{expiry}")).status == 200
        assert (await street.opens(f"{PAGE}/entries/1")).status == 404
        assert (await street.sends(f"{PAGE}/entries/1/ask", why="重复")).status == 404
        shown = await street.opens(f"{PAGE}?account={A}")
        assert ("2026-08 评价 +10" in shown.text, "建议采纳" in shown.text) == (True, False)
    async with at_desk(told, DESK, "police", area=AREA_CODE, org=POLICE) as police:
        assert (await police.opens(f"{PAGE}/entries/1")).status == 200
        assert (await police.opens(f"{PAGE}/entries/{rating}")).status == 404
        assert "已确认" not in (await police.opens(PAGE)).text
    async with at_desk(told, DESK, "li") as li:
        await li.sends(f"{PAGE}/entries/1/ask", why="重复")
    request = await told.value("SELECT max(id) FROM ledger_corrections")
    async with at_desk(told, SUPERVISOR, "east", area=STREET_AREA) as east:
        shown = await east.sends(f"{PAGE}/{request}/confirm")
        assert (shown.status, "不在您的区划和机构内" in shown.text) == (409, True)
        assert "重复" not in (await east.opens(PAGE)).text.partition("已确认")[2]
