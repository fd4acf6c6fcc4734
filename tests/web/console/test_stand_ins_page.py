"""代班 at the console: a colleague for the days on which one is away."""

from evaluation.staff import Role
from tests.usecases.cases.desk import LABOUR, POLICE
from tests.web.staff import an_account, at_desk
from tests.world import World

PAGE = "/console/stand-ins"
HANDLER = Role.DEPARTMENT_HANDLER


async def test_one_names_a_colleague_and_calls_it_off(world: World) -> None:
    await an_account(world, HANDLER, "qian", name="钱进", org=LABOUR)
    async with at_desk(world, HANDLER, "zhao", org=POLICE) as zhao:
        assert "请假人的用户名" not in (await zhao.opens(PAGE)).text
        shown = await zhao.sends(PAGE, stand_in="nobody", first="2026-09-08", last="2026-09-10")
        assert (shown.status, "请核对用户名" in shown.text, 'value="nobody"' in shown.html) == (
            422,
            True,
            True,
        )
        shown = await zhao.sends(PAGE, stand_in="qian", first="2026-09-10", last="yesterday")
        assert (shown.status, "请选择起止日期" in shown.text) == (422, True)
        shown = await zhao.sends(PAGE, stand_in="qian", first="2026-09-07", last="2026-09-10")
        assert ("已登记代班。" in shown.text, "钱进" in shown.text, "代班中" in shown.text) == (
            True,
            True,
            True,
        )
        made = await world.value("SELECT max(id) FROM stand_ins")
        assert "已取消代班。" in (await zhao.sends(f"{PAGE}/{made}/end")).text
        assert (await zhao.sends(f"{PAGE}/{made}/end")).status == 404


async def test_an_administrator_names_them_for_others(world: World) -> None:
    await an_account(world, HANDLER, "qian", name="钱进", org=LABOUR)
    await an_account(world, HANDLER, "zhao", name="赵强", org=POLICE)
    async with at_desk(world, Role.ADMINISTRATOR, "liu") as liu:
        await liu.opens(PAGE)
        shown = await liu.sends(PAGE, stand_in="qian", absent="liu", first="2026-09-07", last="2026-09-10")
        assert (shown.status, "没有找到您区划内办理工单的账号" in shown.text) == (422, True)
        shown = await liu.sends(PAGE, stand_in="qian", absent="zhao", first="2026-09-07", last="2026-09-10")
        assert ("赵强" in shown.text, "钱进" in shown.text) == (True, True)
