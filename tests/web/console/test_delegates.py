"""单位代办人 in the console."""

from evaluation.staff import Role
from tests.bot.citizens import served
from tests.usecases.counter.test_delegates import FIRM, STRANGER, a_firm
from tests.web.staff import at_desk
from tests.world import World

PATH = "/console/delegates"
CLERK = Role.COUNTER_CLERK


async def test_noted_and_ended(world: World) -> None:
    await a_firm(world)
    citizen = await served(world)
    async with at_desk(world, CLERK) as clerk:
        shown = await clerk.opens(f"{PATH}?code={FIRM}")
        assert "现在没有" in shown.text
        shown = await clerk.sends(PATH, code=FIRM, phone=citizen.phone.number)
        assert "已登记代办人" in shown.text
        assert f"****{citizen.phone.number[-4:]}" in shown.text
        assert citizen.phone.number not in shown.html
        shown = await clerk.sends(PATH, code=FIRM, phone=citizen.phone.number)
        assert (shown.status, "此人已经登记" in shown.text) == (409, True)
        [citizen_id] = await world.query(lambda tx: tx.values("SELECT citizen_id FROM delegates"))
        shown = await clerk.sends(f"{PATH}/{citizen_id}/end", code=FIRM)
        assert "已终止代办人" in shown.text
        assert (await clerk.sends(f"{PATH}/{citizen_id}/end", code=FIRM)).status == 404


async def test_what_cannot_be_noted(world: World) -> None:
    await a_firm(world)
    async with at_desk(world, CLERK) as clerk:
        unknown, wrong = [await clerk.opens(f"{PATH}?code={code}") for code in (STRANGER, "123")]
        assert unknown.status == wrong.status == 404
        assert unknown.text == wrong.text
        await clerk.opens(f"{PATH}?code={FIRM}")
        shown = await clerk.sends(PATH, code=FIRM, phone="1390000")
        assert (shown.status, "11位数字" in shown.text) == (422, True)
        assert (await clerk.sends(PATH, code=STRANGER, phone="13900000078")).status == 404
