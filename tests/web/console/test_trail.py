"""The audit trail: what was looked up and changed, for those whose area it is."""

from datetime import timedelta

import pytest

from evaluation.staff import Action, Role
from haochaping.demo.samples import CATALOGUE, ORG
from store import audit_trail
from store.audit_trail import Actor, Subject, Times
from tests.web.staff import an_account, at_desk
from tests.world import START, World, civil_time

AUDITOR, CLERK = Role.AUDITOR, Role.COUNTER_CLERK
TRAIL = "/console/trail"
NOW = civil_time(START)
STREET, ELSEWHERE = "320115001000", "320102000000"
POLICE = CATALOGUE[1].org_code


async def happened(
    world: World, actor: Actor, action: Action, *, days: int = 0, area: str | None = None
) -> None:
    at = NOW + timedelta(days=days)
    subject = Subject("staff", 1, area)
    await world.query(
        lambda tx: audit_trail.write(tx, actor, action, subject, Times(at, at), {"sessions": [3, 4]})
    )


async def test_the_newest_first_with_who_and_from_where(world: World) -> None:
    wang = await an_account(world, CLERK, "wang")
    await happened(world, Actor("10.1.2.3", wang.id, wang.area_code), Action.CHAT_UNBOUND)
    await happened(world, Actor("command"), Action.STAFF_ADDED)
    await happened(world, Actor("10.9.9.9"), Action.SIGN_IN_REFUSED)
    async with at_desk(world, AUDITOR) as auditor:
        text = (await auditor.opens(TRAIL)).text
        refused, added, unbound = (text.index(word) for word in ("10.9.9.9", "命令行", "10.1.2.3"))
        assert refused < added < unbound
        assert "2026-09-07 10:00 王敏 wang 解除绑定 账号 1 登录编号：3、4 10.1.2.3" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"wang", "li"}),
        ("?who=wang", {"wang"}),
        ("?who=%20WANG%20", {"wang"}),
        ("?who=nobody", set()),
        ("?action=chat_bound", {"li"}),
        ("?action=nonsense", {"wang", "li"}),
        ("?from=2026-09-08", {"li"}),
        ("?to=2026-09-07", {"wang"}),
        ("?from=2026-09-07&to=2026-09-08", {"wang", "li"}),
        ("?from=yesterday&to=9999-99-99&before=x", {"wang", "li"}),
        ("?to=9999-12-31&from=0001-01-01", {"wang", "li"}),
        ("?before=99999999999999999999999", {"wang", "li"}),
        ("?before=0", set()),
        ("?who=wang&action=chat_bound", set()),
        ("?who=%00%ED%A0%80", set()),
    ],
)
async def test_filters_stand_in_the_address(world: World, query: str, found: set[str]) -> None:
    wang = await an_account(world, CLERK, "wang")
    li = await an_account(world, CLERK, "li", name="李娜")
    await happened(world, Actor("10.0.0.1", wang.id, wang.area_code), Action.SIGNED_OUT)
    await happened(world, Actor("10.0.0.2", li.id, li.area_code), Action.CHAT_BOUND, days=1)
    async with at_desk(world, AUDITOR) as auditor:
        shown = await auditor.opens(TRAIL + query)
        assert shown.status == 200
        assert {name for name in ("wang", "li") if f'<span class="code">{name}</span>' in shown.html} == found


async def test_pages_of_fifty(world: World) -> None:
    for _ in range(120):
        await happened(world, Actor("10.0.0.1"), Action.SIGN_IN_REFUSED)
    async with at_desk(world, AUDITOR) as auditor:
        seen, path, sizes = 0, TRAIL + "?action=sign_in_refused", []
        while path:
            html = (await auditor.opens(path)).html
            sizes.append(html.count("10.0.0.1"))
            older = html.partition('">更早</a>')[0].rpartition('href="')[2] if "更早" in html else ""
            path = older.replace("&amp;", "&")
            seen += 1
        assert sizes == [50, 50, 20]


@pytest.mark.parametrize(
    ("area", "org", "found"),
    [
        ("320115000000", None, {"county", "street", "none"}),
        ("320115001000", None, {"street", "none"}),
        ("320000000000", None, {"county", "street", "elsewhere", "none"}),
        ("320115000000", POLICE, {"county"}),  # what was done by its own
    ],
)
async def test_each_reads_what_is_of_their_area_and_org(
    world: World, area: str, org: str | None, found: set[str]
) -> None:
    police = await an_account(world, CLERK, "police", org=POLICE)
    bureau = await an_account(world, CLERK, "bureau", org=ORG)
    await happened(world, Actor("county", police.id, police.area_code), Action.CHAT_BOUND)
    await happened(world, Actor("street", bureau.id, bureau.area_code), Action.CHAT_BOUND, area=STREET)
    await happened(world, Actor("elsewhere", bureau.id, bureau.area_code), Action.CHAT_BOUND, area=ELSEWHERE)
    await happened(world, Actor("none"), Action.CHAT_BOUND)
    async with at_desk(world, AUDITOR, area=area, org=org) as auditor:
        html = (await auditor.opens(TRAIL)).html
        clients = ("county", "street", "elsewhere", "none")
        assert {
            client for client in clients if f'data-label="来自" class="figures">{client}<' in html
        } == found


async def test_that_it_was_read_is_on_record_too(world: World) -> None:
    async with at_desk(world, AUDITOR) as auditor:
        await auditor.opens(TRAIL + "?who=wang&from=2026-09-01")
        assert "条件：who=wang&from=2026-09-01" in (await auditor.opens(TRAIL)).text
