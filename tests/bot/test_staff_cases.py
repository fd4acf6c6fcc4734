"""Cases by chat: the same moves, permissions and trail as in the console, and only what needs no form."""

import pytest

from bot.ordering import Kind, Order, read_order
from evaluation.cases.case import Actor
from evaluation.cases.words import Move, Party
from evaluation.staff import Role
from tests.bot.citizens import Citizen, next_day, served
from tests.bot.test_staff_orders import a_clerk
from tests.usecases.cases.staff_moves import make, moves, rectify
from tests.usecases.cases.test_opening import BUREAU
from tests.world import ORG_CODE, World

SUPERIOR = Actor(Party.OFFICE, 1)
HANDLER, OFFICE = Role.DEPARTMENT_HANDLER, Role.SUPERVISOR


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("/cases", Order(Kind.CASES)),
        ("工单", Order(Kind.CASES)),
        ("/case 12", Order(Kind.CASE, "12")),
        ("工单12", Order(Kind.CASE, "12")),
        ("签收 12", Order(Kind.SIGN, "12")),
        ("/sign 12", Order(Kind.SIGN, "12")),
        ("答复12：已增开窗口", Order(Kind.ANSWER, "12", "已增开窗口")),
        ("/transfer 12 江宁区公安分局 不属本单位", Order(Kind.TRANSFER, "12", "江宁区公安分局 不属本单位")),
        (
            "答复12：已增开窗口，周六也办（Ａ区）。",
            Order(Kind.ANSWER, "12", "已增开窗口，周六也办（Ａ区）。"),
        ),
        (
            "转办　12　税务局（一分局）　不属本单位",
            Order(Kind.TRANSFER, "12", "税务局（一分局）　不属本单位"),
        ),
        ("转办 12 公安分局", Order(Kind.TRANSFER, "12", "公安分局")),
        ("签收", None),
        ("工单0", None),
        ("工单怎么还没人管", None),
        ("答复12", None),
    ],
)
def test_what_is_an_order(text: str, order: Order | None) -> None:
    assert read_order(text) == order


async def a_case(world: World) -> Citizen:
    """A case at the bureau's, dispatched."""
    citizen = await served(world, org_code=BUREAU)
    await next_day(world)
    await citizen.says("2 等了两个小时 13812345678")
    await world.pass_hours(0.7)
    return citizen


async def test_a_handler_sees_and_signs_for_what_waits(world: World) -> None:
    handler = await a_clerk(world, HANDLER, "handler", org=BUREAU)
    assert "没有轮到您办理" in await handler.says("/cases")
    await a_case(world)
    assert "1 居民身份证换领：待签收，9月8日14:12前。" in await handler.says("工单")
    shown = await handler.says("/case 1")
    assert "等了两个小时" in shown
    assert "13812345678" not in shown
    assert "现在：待核实" in await handler.says("签收1")
    assert "现在不能办理这一步" in await handler.says("签收1")
    assert await moves(world) == [Move.OPEN, Move.DISPATCH, Move.ACKNOWLEDGE]


async def test_what_is_under_supervision_is_marked(world: World) -> None:
    handler = await a_clerk(world, HANDLER, "handler", org=BUREAU)
    await a_case(world)
    await make(world, Move.SUPERVISE, by=SUPERIOR, words="从快")
    assert "1 督办 居民身份证换领：待签收" in await handler.says("/cases")
    assert "牵头，已督办，" in await handler.says("/case 1")


async def test_an_answer_says_something_and_reaches_the_citizen(world: World) -> None:
    handler = await a_clerk(world, HANDLER, "handler", org=BUREAU)
    citizen = await a_case(world)
    await rectify(world)
    assert "请写清做了什么" in await handler.says("答复 1 已处理")
    assert "现在：待回访" in await handler.says("答复 1 已增开两个户籍窗口并安排引导员")
    await world.pass_hours(1)
    assert "已增开两个户籍窗口" in (await citizen.phone.thread())[-1]["text"]


async def test_the_office_hands_a_case_to_the_body_that_it_names(world: World) -> None:
    office = await a_clerk(world, OFFICE, "office")
    await a_case(world)
    assert "不止一个" in await office.says("转办 1 江宁区 不属本单位")
    assert "没有找到" in await office.says("转办 1 县衙 不属本单位")
    assert "请写明原因" in await office.says("转办 1 江宁区行政审批局")
    assert "待签收" in await office.says("转办 1 江宁区行政审批局 不属本单位")
    assert await world.value("SELECT lead_code FROM cases") == ORG_CODE


async def test_each_sees_their_own_and_may_what_they_may(world: World) -> None:
    other = await a_clerk(world, HANDLER, "other", org=ORG_CODE)
    there = await a_clerk(world, HANDLER, "there", area="320114000000")
    clerk = await a_clerk(world, Role.COUNTER_CLERK, "clerk")
    await a_case(world)
    assert "这一步不由您办理" in await other.says("签收 1")
    assert await there.says("工单 1") == await there.says("工单 99")
    assert "没有找到这件工单" in await there.says("签收 1")
    assert "您的角色不能这样做" in await clerk.says("工单 1")
    assert await moves(world) == [Move.OPEN, Move.DISPATCH]


async def test_a_citizen_who_is_no_staff_orders_nothing(world: World) -> None:
    citizen = await a_case(world)
    await citizen.says("/sign 1")
    assert Move.ACKNOWLEDGE not in await moves(world)
