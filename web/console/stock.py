"""`/console/stock`: what lies where, deliveries, and what a count of the shelf found."""

from fastapi import Response

from evaluation.staff import Permission
from store import stocktaking
from usecases.gifts import desk, take_stock
from usecases.gifts.desk import NO_SUCH_THING, DeskRefused
from usecases.gifts.take_stock import FEW_LEFT, Shown
from web.console.desk_words import NOTHING_WRONG, wrong
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed
from web.console.typed import number_of
from web.forms import text

PATH = "/console/stock"
MANAGE = Permission.MANAGE_GIFTS
MOVES_SHOWN = 50
MOST_REASON = 200

console = Console()


@console.get("/stock", needs=MANAGE)
async def show(at: At) -> Response:
    """All shelves of the area, or of one place."""
    given = at.request.query_params
    place_id, only_short = number_of(given.get("place", "")), given.get("left") == "few"
    async with at.database.transaction() as tx:
        places = await desk.places(tx, at.on_duty)
        listed = await take_stock.shelves(tx, at.on_duty, place_id, only_short=only_short) if places else []
    return at.page(
        "stock", listed=listed, choices=places, place_id=place_id, only_short=only_short, few=FEW_LEFT
    )


@console.get("/stock/{place_id}/{gift_id}", needs=MANAGE)
async def one(at: At, place_id: Id, gift_id: Id) -> Response:
    """One shelf, its latest moves, and the forms that move it."""
    return await _page(at, place_id, gift_id)


@console.post("/stock/{place_id}/{gift_id}/deliver", needs=MANAGE)
async def deliver(at: At, place_id: Id, gift_id: Id) -> Response:
    """Some have come."""
    shown, why = _shown(at, place_id, gift_id), text(at.form, "why", MOST_REASON)
    try:
        async with at.database.transaction() as tx:
            await take_stock.deliver(tx, shown, number_of(text(at.form, "pieces", 9)), why, at.on_duty)
    except DeskRefused as error:
        return await _page(at, place_id, gift_id, delivering=error)
    return at.moved(f"{PATH}/{place_id}/{gift_id}", "stock_moved")


@console.post("/stock/{place_id}/{gift_id}/correct", needs=MANAGE)
async def correct(at: At, place_id: Id, gift_id: Id) -> Response:
    """So many were counted."""
    shown, why = _shown(at, place_id, gift_id), text(at.form, "why", MOST_REASON)
    try:
        async with at.database.transaction() as tx:
            await take_stock.count(tx, shown, number_of(text(at.form, "pieces", 9)), why, at.on_duty)
    except DeskRefused as error:
        return await _page(at, place_id, gift_id, correcting=error)
    return at.moved(f"{PATH}/{place_id}/{gift_id}", "stock_moved")


def _shown(at: Staffed, place_id: int, gift_id: int) -> Shown:
    return Shown(gift_id, place_id, number_of(text(at.form, "shown", 9)))


async def _page(
    at: Staffed,
    place_id: int,
    gift_id: int,
    *,
    delivering: DeskRefused | None = None,
    correcting: DeskRefused | None = None,
) -> Response:
    refused = delivering or correcting
    if refused and refused.because == NO_SUCH_THING:
        raise NotFound
    async with at.database.transaction() as tx:
        try:
            place, gift = await desk.place(tx, place_id, at.on_duty), await desk.gift(tx, gift_id, at.on_duty)
        except DeskRefused:
            raise NotFound from None
        lies = await stocktaking.on_shelf(tx, gift_id, place_id)
        moves = await stocktaking.moves(tx, gift_id, place_id, MOVES_SHOWN)
    return at.page(
        "shelf",
        status=422 if refused else 200,
        place=place,
        gift=gift,
        lies=lies,
        listed=moves,
        few=FEW_LEFT,
        delivering=wrong(delivering.because) if delivering else NOTHING_WRONG,
        correcting=wrong(correcting.because) if correcting else NOTHING_WRONG,
    )
