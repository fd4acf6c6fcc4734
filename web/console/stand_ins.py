"""`/console/stand-ins`: who works one's cases on the days on which one is away (AB角)."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Response

from evaluation.staff import Permission
from evaluation.window import civil
from usecases.staff import stand_ins
from usecases.staff.stand_ins import CannotStandIn, Wish
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed
from web.console.typed import Fields, day_of

PATH = "/console/stand-ins"
NAME = Permission.NAME_STAND_IN

WRONG: Mapping[str, tuple[str, str]] = {
    stand_ins.NO_SUCH_ACCOUNT: ("stand_in", "没有找到同区划、同角色的在用账号，请核对用户名。"),
    stand_ins.SAME_PERSON: ("stand_in", "不能由本人代班。"),
    stand_ins.NOBODY_ABSENT: ("absent", "没有找到您区划内办理工单的账号，请核对用户名。"),
    stand_ins.BAD_DAYS: ("first", "请选择起止日期：不早于今天，止不早于起，一年以内。"),
}
"""Beside which field, and what."""

console = Console()


@dataclass(frozen=True)
class Typed(Fields):
    """The form."""

    stand_in: str = ""
    absent: str = ""
    first: str = ""
    last: str = ""


@console.get("/stand-ins", needs=NAME)
async def show(at: At) -> Response:
    """Those that run or are to come, and the form."""
    return await _page(at, Typed())


@console.post("/stand-ins", needs=NAME)
async def name(at: At) -> Response:
    """Name one."""
    typed = Typed.in_form(at.form)
    wish = Wish(typed.stand_in, typed.absent, day_of(typed.first), day_of(typed.last))
    try:
        async with at.database.transaction() as tx:
            await stand_ins.name(tx, at.on_duty, wish)
    except CannotStandIn as error:
        return await _page(at, typed, wrong=dict([WRONG[error.because]]))
    return at.moved(PATH, "stand_in_named")


@console.post("/stand-ins/{stand_in_id}/end", needs=NAME)
async def end(at: At, stand_in_id: Id) -> Response:
    """Call one off."""
    try:
        async with at.database.transaction() as tx:
            await stand_ins.end(tx, at.on_duty, stand_in_id)
    except CannotStandIn:
        raise NotFound from None
    return at.moved(PATH, "stand_in_ended")


async def _page(at: Staffed, typed: Typed, *, wrong: Mapping[str, str] | None = None) -> Response:
    async with at.database.transaction() as tx:
        listed = await stand_ins.listed(tx, at.on_duty)
    return at.page(
        "stand_ins",
        status=422 if wrong else 200,
        listed=listed,
        typed=typed,
        wrong=wrong or {},
        for_others=stand_ins.names_for_others(at.on_duty),
        today=civil(at.times.now).date(),
    )
