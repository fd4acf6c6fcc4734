"""`/console/corrections`: what is wrong in the ledger is reversed, asked for by one person and confirmed by another."""

from collections.abc import Awaitable, Callable

from fastapi import Response

from evaluation.ledger import TooFewPoints
from evaluation.staff import Permission
from store.db import Transaction
from usecases import two_people
from usecases.points import correct, correct_at_desk
from usecases.two_people import CannotSign
from web.console import words
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed
from web.console.typed import number_of
from web.forms import text

PATH = "/console/corrections"
ASK, CONFIRM = Permission.ASK_CORRECTION, Permission.CONFIRM_CORRECTION
MOST_REASON = 200

WRONG = {
    correct.NOT_CORRECTED_SO: "兑换的积分靠取消兑换券或撤销核销退回，更正本身不再更正：这一笔现在不能更正。",
    two_people.ASKED_ALREADY: "这一笔已有人申请更正，或已经更正。",
    two_people.UNSIGNED: "请写明原因。",
    **words.UNSIGNED,
}

console = Console()


@console.get("/corrections", needs=ASK)
async def show(at: At) -> Response:
    """What waits and what was decided; entries that are searched for."""
    return await _page(at)


@console.get("/corrections/entries/{entry_id}", needs=ASK)
async def one(at: At, entry_id: Id) -> Response:
    """An entry, and the form that asks for its correction."""
    return await _entry(at, entry_id)


@console.post("/corrections/entries/{entry_id}/ask", needs=ASK)
async def ask(at: At, entry_id: Id) -> Response:
    """Ask for it."""
    try:
        async with at.database.transaction() as tx:
            await correct_at_desk.ask(tx, entry_id, text(at.form, "why", MOST_REASON), at.on_duty)
    except CannotSign as error:
        if error.because == correct.NO_ENTRY:
            raise NotFound from None
        return await _entry(at, entry_id, wrong=WRONG[error.because], status=422)
    return at.moved(PATH, "correction_asked")


@console.post("/corrections/{request_id}/confirm", needs=CONFIRM)
async def confirm(at: At, request_id: Id) -> Response:
    """Reverse the entry."""
    rules = at.services.rules.points
    return await _decided(
        at, lambda tx: correct_at_desk.confirm(tx, request_id, rules, at.on_duty), "correction_confirmed"
    )


@console.post("/corrections/{request_id}/refuse", needs=CONFIRM)
async def refuse(at: At, request_id: Id) -> Response:
    """Leave it as it is."""
    return await _decided(
        at, lambda tx: correct_at_desk.refuse(tx, request_id, at.on_duty), "correction_refused"
    )


@console.post("/corrections/{request_id}/take-back", needs=ASK)
async def take_back(at: At, request_id: Id) -> Response:
    """Take back one's own request."""
    return await _decided(
        at, lambda tx: correct_at_desk.take_back(tx, request_id, at.on_duty), "correction_taken_back"
    )


async def _decided(at: Staffed, deed: Callable[[Transaction], Awaitable[None]], said: str) -> Response:
    try:
        async with at.database.transaction() as tx:
            await deed(tx)
    except CannotSign as error:
        return await _page(at, wrong=WRONG[error.because], status=409)
    except TooFewPoints as error:
        wrong = f"要扣回{error.price}积分，账户里只剩{error.balance}积分，其余已经用掉：不能更正。"
        return await _page(at, wrong=wrong, status=409)
    return at.moved(PATH, said)


async def _page(at: Staffed, *, wrong: str = "", status: int = 200) -> Response:
    given = at.request.query_params
    account_id, citizen_id, entry_id = [
        number_of(given.get(name, "")) for name in ("account", "citizen", "entry")
    ]
    entries = None
    async with at.database.transaction() as tx:
        listed = await correct_at_desk.requests(tx, at.scope)
        if citizen_id:
            entries = await correct_at_desk.entries_of_citizen(tx, citizen_id, at.on_duty)
        elif account_id:
            entries = await correct_at_desk.entries_of(tx, account_id, at.on_duty)
    if entry_id:
        return at.moved(f"{PATH}/entries/{entry_id}")
    return at.page(
        "corrections",
        status=status,
        listed=listed,
        entries=entries,
        account=account_id or "",
        citizen=citizen_id or "",
        correctable=correct.CORRECTED,
        wrong=wrong,
    )


async def _entry(at: Staffed, entry_id: int, *, wrong: str = "", status: int = 200) -> Response:
    async with at.database.transaction() as tx:
        try:
            entry = await correct_at_desk.entry(tx, entry_id, at.scope)
            correctable = await correct_at_desk.may_be_asked_for(tx, entry, at.on_duty)
        except CannotSign:
            raise NotFound from None
    return at.page(
        "correction",
        status=status,
        entry=entry,
        correctable=correctable,
        why=text(at.form, "why", MOST_REASON),
        wrong=wrong,
    )
