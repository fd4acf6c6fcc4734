"""A citizen who rates badly, and whose case goes the usual way."""

from typing import Any

from tests.usecases.cases.staff_moves import answer, sort
from tests.world import Phone, World, a_record

PHONE = "13900000001"
ASKED = "问题解决了吗？1已解决 2未解决"


async def dispatched(world: World, said: str = "2 等了两个小时", *records: dict[str, Any]) -> Phone:
    """A citizen who rated these badly, at 16:00 of a Tuesday unless the world begins elsewhere; the body has it."""
    await world.send_records(*(records or [a_record()]))
    await world.pass_hours(24)
    phone = world.phone(PHONE)
    await phone.says(said)
    await world.pass_hours(1)
    return phone


async def answered(world: World, said: str = "2 等了两个小时", *records: dict[str, Any]) -> Phone:
    """A citizen whose bad rating was answered, and who was asked whether that helped."""
    phone = await dispatched(world, said, *records)
    await sort(world)
    await answer(world)
    await world.happen()
    assert ASKED in (await phone.heard())[-1]
    return phone
