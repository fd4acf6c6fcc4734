"""Stock that comes in, and stock that was counted and found to be otherwise; each move on record, with a reason."""

from dataclasses import dataclass

from evaluation.staff import Action, Permission
from store import audit_trail, gift_desk, stock, stocktaking
from store.audit_trail import Subject
from store.db import Transaction
from store.stocktaking import OnShelf
from usecases.gifts.desk import NO_SUCH_THING, DeskRefused, place
from usecases.on_duty import OnDuty

FEW_LEFT = 5
"""So few or fewer that nobody has reserved are marked, so that somebody orders more."""
MOST_PIECES = 1_000_000

BAD_PIECES = "bad_pieces"
NO_REASON = "no_reason"
MOVED_MEANWHILE = "moved_meanwhile"
"""It does not lie there any more as it was shown: somebody else moved it, or the form was sent twice."""
AS_IT_IS = "as_it_is"
"""As many were counted as there are in the books."""
FEWER_THAN_RESERVED = "fewer_than_reserved"
"""Vouchers wait for more than were counted: cancel some, or give substitutes, first."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A gift at a place; `shown`: how many lay there when the form was shown."""

    gift_id: int
    place_id: int
    shown: int | None


async def deliver(tx: Transaction, shelf: Shelf, pieces: int | None, why: str, duty: OnDuty) -> None:
    """So many pieces have come. Raises `DeskRefused`."""
    await _as_shown(tx, shelf, duty)
    if pieces is None or not 0 < pieces <= MOST_PIECES:
        raise DeskRefused(BAD_PIECES)
    await _move(tx, shelf, "delivery", pieces, why, duty)


async def correct_stock(tx: Transaction, shelf: Shelf, counted: int | None, why: str, duty: OnDuty) -> None:
    """So many were counted, which the books now say too; `why` says what is known of the rest. Raises `DeskRefused`."""
    lies = await _as_shown(tx, shelf, duty)
    if counted is None or not 0 <= counted <= MOST_PIECES:
        raise DeskRefused(BAD_PIECES)
    if not why:
        raise DeskRefused(NO_REASON)
    if counted == lies.on_hand:
        raise DeskRefused(AS_IT_IS)
    if counted < lies.reserved:
        raise DeskRefused(FEWER_THAN_RESERVED)
    await _move(tx, shelf, "correction", counted - lies.on_hand, why, duty)


async def _as_shown(tx: Transaction, shelf: Shelf, duty: OnDuty) -> OnShelf:
    """What lies there, locked; a form is about what it showed, so one that is sent twice moves nothing twice."""
    duty.check(Permission.MANAGE_GIFTS)
    await place(tx, shelf.place_id, duty)
    if not await gift_desk.kept_gifts(tx, duty.staff.area_code, shelf.gift_id):
        raise DeskRefused(NO_SUCH_THING)
    lies = await stocktaking.locked(tx, shelf.gift_id, shelf.place_id)
    if lies.on_hand != shelf.shown:
        raise DeskRefused(MOVED_MEANWHILE)
    return lies


async def _move(tx: Transaction, shelf: Shelf, kind: str, pieces: int, why: str, duty: OnDuty) -> None:
    await stock.move(
        tx,
        shelf.gift_id,
        shelf.place_id,
        kind=kind,
        pieces=pieces,
        staff_id=duty.staff.id,
        why=why,
        now=duty.times.now,
    )
    subject = Subject("gift", shelf.gift_id)
    facts = {"place": shelf.place_id, "kind": kind, "pieces": pieces}
    await audit_trail.write(tx, duty.actor, Action.STOCK_MOVED, subject, duty.times, facts)
