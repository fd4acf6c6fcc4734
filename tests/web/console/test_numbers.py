"""号码核实 in the console: a number is vouched for, started anew or merged, asked by one and confirmed by another."""

from datetime import timedelta

import pytest

from evaluation.staff import Role
from tests.bot.citizens import Citizen, now, served
from tests.usecases.citizens import points_of, whose
from tests.usecases.counter.desks import trail
from tests.usecases.counter.test_look_up import has_rated
from tests.web.staff import Clerk, at_desk
from tests.world import AREA_CODE, World

PAGE, POINTS = "/console/numbers", "/console/points"
CLERK, SUPERVISOR, ADMINISTRATOR = Role.COUNTER_CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR
ELSEWHERE = "320102000000"


async def silent(world: World) -> Citizen:
    """Somebody who was served, and then wrote nothing for long."""
    citizen = await served(world)
    await world.clock.move(await now(world) + world.parts.rules.silent_after + timedelta(days=1))
    return citizen


async def asks(clerk: Clerk, citizen: Citizen, kind: str = "vouch", other: str = "") -> str:
    """Ask about a phone; what is told."""
    phone = citizen.phone.number
    shown = await clerk.sends(PAGE, kind=kind, phone=phone, other=other, why="本人持身份证到窗口")
    return shown.text


async def latest(world: World) -> int:
    request: int = await world.value("SELECT max(id) FROM citizen_changes")
    return request


@pytest.mark.parametrize("role", [SUPERVISOR, ADMINISTRATOR])
async def test_a_clerk_asks_and_another_confirms(world: World, role: Role) -> None:
    citizen = await silent(world)
    number = citizen.phone.number
    async with at_desk(world, CLERK, "li") as li, at_desk(world, role, "wang") as wang:
        await li.opens(POINTS)
        assert "号码久未使用" in (await li.sends(POINTS, phone=number)).text
        assert "已申请，请另一位同事确认。" in await asks(li, citizen)
        shown = await wang.opens(PAGE)
        assert f"+86{number[:3]}****{number[-4:]} 仍是本人 本人持身份证到窗口 li" in shown.text
        assert number not in shown.html
        shown = await wang.sends(f"{PAGE}/{await latest(world)}/confirm")
        assert (shown.status, "号码仍是本人" in shown.text, "wang 已确认" in shown.text) == (200, True, True)
        assert "分" in (await li.sends(POINTS, phone=number)).text
        assert "久未使用" not in (await li.sends(POINTS, phone=number)).text
    citizen_id = str(await whose(world, citizen))
    about = [("citizen", citizen_id, AREA_CODE, {"request": 1, "kind": "vouch"})]
    assert await trail(world, "citizen_change_asked") == about
    assert await trail(world, "citizen_change_confirmed") == about


async def test_nobody_confirms_their_own(world: World) -> None:
    citizen = await silent(world)
    async with at_desk(world, ADMINISTRATOR, "boss") as boss:
        await asks(boss, citizen)
        request = await latest(world)
        shown = await boss.sends(f"{PAGE}/{request}/confirm")
        assert (shown.status, "申请人不能确认自己的申请" in shown.text) == (409, True)
        assert f"{request}/confirm" not in shown.html
        shown = await boss.sends(f"{PAGE}/{request}/take-back")
        assert ("已撤回申请" in shown.text, "boss 已撤回" in shown.text) == (True, True)
    assert len(await trail(world, "citizen_change_taken_back")) == 1


async def test_refused_and_not_decided_twice(world: World) -> None:
    citizen = await silent(world)
    async with at_desk(world, CLERK, "li") as li, at_desk(world, SUPERVISOR, "wang") as wang:
        await asks(li, citizen)
        assert "已有人申请" in await asks(li, citizen)
        request = await latest(world)
        shown = await wang.sends(f"{PAGE}/{request}/take-back")
        assert (shown.status, "只有申请人可以撤回申请" in shown.text) == (409, True)
        assert "已驳回" in (await wang.sends(f"{PAGE}/{request}/refuse")).text
        for act in ("confirm", "refuse"):
            shown = await wang.sends(f"{PAGE}/{request}/{act}")
            assert (shown.status, "已经处理" in shown.text) == (409, True)
        assert "久未使用" in (await li.sends(POINTS, phone=citizen.phone.number)).text


async def test_two_numbers_of_one_person(world: World) -> None:
    old, new = await served(world), await served(world)
    await has_rated(world, old, await now(world))
    async with at_desk(world, SUPERVISOR, "li") as li, at_desk(world, ADMINISTRATOR, "wang") as wang:
        assert "已申请" in await asks(li, new, "merge", old.phone.number)
        shown = await wang.sends(f"{PAGE}/{await latest(world)}/confirm")
        assert "两个号码已合并为同一人" in shown.text
        assert "这两个号码已经是同一人的" in await asks(li, new, "merge", old.phone.number)
    assert await whose(world, old) == await whose(world, new)
    assert await points_of(world, new) == 10


async def test_a_number_that_changed_hands_starts_anew(world: World) -> None:
    citizen = await served(world)
    await has_rated(world, citizen, await now(world))
    before = await whose(world, citizen)
    async with at_desk(world, SUPERVISOR, "li") as li, at_desk(world, ADMINISTRATOR, "wang") as wang:
        await asks(li, citizen, "detach")
        shown = await wang.sends(f"{PAGE}/{await latest(world)}/confirm")
        assert ("号码从新开始" in shown.text, "wang 已确认" in shown.text) == (True, True)
    assert await whose(world, citizen) != before
    assert await points_of(world, citizen) == 0


@pytest.mark.parametrize("kind", ["detach", "merge"])
async def test_a_clerk_only_vouches(world: World, kind: str) -> None:
    citizen = await silent(world)
    async with at_desk(world, CLERK) as clerk:
        shown = await clerk.opens(PAGE)
        assert ("核实结果" in shown.html.partition("</form>")[0], "另一个号码" in shown.text) == (
            False,
            False,
        )
        assert "没有权限" in await asks(clerk, citizen, kind)
    assert await world.value("SELECT count(*) FROM citizen_changes") == 0


async def test_a_clerk_sees_their_own_requests_only(world: World) -> None:
    first, second = await served(world), await silent(world)
    async with at_desk(world, CLERK, "li") as li, at_desk(world, CLERK, "zhao") as zhao:
        await asks(li, first)
        await asks(zhao, second)
        assert first.phone.number[-4:] not in (await zhao.opens(PAGE)).text
        assert second.phone.number[-4:] in (await zhao.opens(PAGE)).text


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"phone": "139"}, "phone", "请输入完整的手机号码"),
        ({"phone": "13900009999"}, "phone", "没有找到"),
        ({"why": " "}, "why", "请写明依据"),
        ({"kind": "merge", "other": ""}, "other", "请输入完整的手机号码"),
        ({"kind": "merge", "other": "13900009999"}, "other", "没有找到"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    world: World, fields: dict[str, str], field: str, told: str
) -> None:
    citizen = await served(world)
    wish = {"kind": "vouch", "phone": citizen.phone.number, "other": "", "why": "到窗口", **fields}
    async with at_desk(world, SUPERVISOR) as clerk:
        shown = await clerk.sends(PAGE, **wish)
        assert shown.status == 422
        assert told in shown.html.partition(f'id="{field}-wrong"')[2].partition("</p>")[0]
    assert await world.value("SELECT count(*) FROM citizen_changes") == 0


async def test_who_was_served_elsewhere_is_not_told_from_who_does_not_exist(world: World) -> None:
    citizen = await silent(world)
    async with (
        at_desk(world, SUPERVISOR, "there", area=ELSEWHERE) as there,
        at_desk(world, CLERK, "li") as li,
    ):
        pages = [
            (await there.sends(PAGE, kind="vouch", phone=number, why="到窗口")).html.replace(number, "")
            for number in (citizen.phone.number, "13900009999")
        ]
        assert pages[0] == pages[1]
        await asks(li, citizen)
        assert "待确认" not in (await there.opens(PAGE)).text
        shown = await there.sends(f"{PAGE}/{await latest(world)}/confirm")
        assert (shown.status, "不在您的区划和机构内" in shown.text) == (409, True)


async def test_asking_is_counted_as_looking_up_is(world: World) -> None:
    async with at_desk(world, CLERK) as clerk:
        await clerk.opens(PAGE)
        for _ in range(world.parts.rules.look_ups_per_hour):
            await clerk.sends(PAGE, phone="13900009999", why="到窗口")
        shown = await clerk.sends(PAGE, phone="13900009999", why="到窗口")
        assert (shown.status, "查询太频繁，请在" in shown.text) == (429, True)
        assert (await clerk.sends(POINTS, phone="13900009999")).status == 429


async def test_the_reason_keeps_no_number(world: World) -> None:
    citizen = await served(world)
    async with at_desk(world, CLERK) as clerk:
        await clerk.sends(PAGE, phone=citizen.phone.number, why="身份证320115199001011234，已核对")
    assert await world.value("SELECT why FROM citizen_changes") == "身份证****，已核对"
