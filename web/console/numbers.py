"""`/console/numbers`: whose a number is that was silent for long or changed hands; one asks, another confirms.

Numbers come in a form's body and stand in no address; what waits shows them masked.
"""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import Response

from evaluation.staff import Permission
from store.db import Transaction
from usecases import change_at_desk, change_citizens, two_people
from usecases.change_at_desk import NEEDS, Kind, Wish, WrongNumber
from usecases.counter.limits import TooOften
from usecases.two_people import CannotSign
from web.console import words
from web.console.routing import Console, NotAllowed
from web.console.staffed import At, Id, Staffed
from web.console.words import clock_time
from web.forms import text

PATH = "/console/numbers"
ASK, CONFIRM = Permission.VOUCH_FOR_NUMBER, Permission.CONFIRM_CITIZEN_CHANGE
MOST_REASON = 200
NOTHING = Wish(Kind.VOUCH, "", "", "")
FIELDS = ("phone", "other", "why")
EMPTY: Mapping[str, str] = {}

WRONG_NUMBER = {
    change_at_desk.NO_NUMBER: "请输入完整的手机号码，11位数字；固定电话请带区号。",
    change_at_desk.NOT_SERVED: "没有找到。此号码没有可在本机构查询的办件，请与本人核对号码。",
}
WRONG = {
    change_citizens.ONE_ALREADY: ("other", "这两个号码已经是同一人的，不用合并。"),
    two_people.ASKED_ALREADY: ("phone", "已有人申请，请另一位同事在下面确认。"),
    two_people.UNSIGNED: ("why", "请写明依据。"),
}
"""What is wrong with what was typed, and beside which field it stands."""
console = Console()


@console.get("/numbers", needs=ASK)
async def show(at: At) -> Response:
    """The form, what waits and what was decided."""
    return await _page(at)


@console.post("/numbers", needs=ASK)
async def ask(at: At) -> Response:
    """Ask for it."""
    wish = _wish(at)
    if not at.may(NEEDS[wish.kind]):
        raise NotAllowed
    async with at.database.transaction() as tx:
        try:
            await change_at_desk.ask(tx, at.services.vault, wish, at.on_duty, at.services.rules)
        except WrongNumber as error:
            wrong, status = {error.field: WRONG_NUMBER[error.because]}, 422
        except CannotSign as error:
            field, told = WRONG[error.because]
            wrong, status = {field: told}, 422
        except TooOften as error:
            wrong, status = {"phone": f"查询太频繁，请在{clock_time(error.again_at)}后再试。"}, 429
        else:
            return at.moved(PATH, "change_asked")
    return await _page(at, wish, wrong, status=status)


@console.post("/numbers/{request_id}/confirm", needs=CONFIRM)
async def confirm(at: At, request_id: Id) -> Response:
    """Carry it out."""
    channels = at.services.rules.channels
    return await _decided(at, lambda tx: change_at_desk.confirm(tx, request_id, channels, at.on_duty))


@console.post("/numbers/{request_id}/refuse", needs=CONFIRM)
async def refuse(at: At, request_id: Id) -> Response:
    """Leave all as it is."""
    return await _decided(at, lambda tx: change_at_desk.refuse(tx, request_id, at.on_duty), "refused")


@console.post("/numbers/{request_id}/take-back", needs=ASK)
async def take_back(at: At, request_id: Id) -> Response:
    """Take back one's own request."""
    return await _decided(at, lambda tx: change_at_desk.take_back(tx, request_id, at.on_duty), "taken_back")


def _wish(at: Staffed) -> Wish:
    kind = text(at.form, "kind", 10)
    return Wish(
        kind=Kind(kind) if kind in set(Kind) else Kind.VOUCH,
        phone=text(at.form, "phone", 40),
        other=text(at.form, "other", 40),
        why=text(at.form, "why", MOST_REASON),
    )


async def _decided(
    at: Staffed, deed: Callable[[Transaction], Awaitable[Kind | None]], what: str = ""
) -> Response:
    try:
        async with at.database.transaction() as tx:
            done = await deed(tx)
    except CannotSign as error:
        return await _page(at, refused=words.UNSIGNED[error.because], status=409)
    return at.moved(PATH, f"change_{done or what}")


async def _page(
    at: Staffed,
    wish: Wish = NOTHING,
    wrong: Mapping[str, str] = EMPTY,
    *,
    refused: str = "",
    status: int = 200,
) -> Response:
    async with at.database.transaction() as tx:
        listed = await change_at_desk.requests(tx, at.services.vault, at.on_duty)
    beside = {field: wrong.get(field) for field in FIELDS}
    return at.page("numbers", status=status, listed=listed, wish=wish, wrong=beside, refused=refused)
