"""Stock at the gifts desk: what comes in and what a count finds, of what it was shown, on record."""

from dataclasses import dataclass

from evaluation.staff import Action, Permission
from store import gift_lists, stock, stocktaking
from store.audit_trail import Subject
from store.db import Transaction
from store.stocktaking import Stocked
from usecases.gifts import restock
from usecases.gifts.desk import NO_SUCH_THING, DeskRefused, place
from usecases.gifts.restock import NoReason, NothingArrived, PiecesPromised
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
class Shown:
    """A gift at a place, and how many lay there when the form was shown."""

    gift_id: int
    place_id: int
    on_hand: int | None

    @property
    def shelf(self) -> tuple[int, int]:
        """Where it lies."""
        return self.gift_id, self.place_id


async def shelves(
    tx: Transaction, duty: OnDuty, place_id: int | None = None, *, only_short: bool = False
) -> list[Stocked]:
    """What lies at the places of one's area, or at one of them; all, or what is given out and runs short."""
    if duty.staff.org_code is not None:
        return []
    listed = await stocktaking.stocked(tx, duty.staff.area_code, place_id=place_id)
    return [each for each in listed if not only_short or (each.given_out and each.left <= FEW_LEFT)]


async def deliver(tx: Transaction, shown: Shown, pieces: int | None, why: str, duty: OnDuty) -> None:
    """So many pieces have come. Raises `DeskRefused`."""
    await _check(tx, shown, pieces, duty)
    try:
        await restock.deliver(tx, shown.shelf, pieces or 0, duty.staff.id, duty.times.now, why)
    except NothingArrived:
        raise DeskRefused(BAD_PIECES) from None
    await _note(tx, shown, "delivery", pieces or 0, duty)


async def count(tx: Transaction, shown: Shown, counted: int | None, why: str, duty: OnDuty) -> None:
    """So many were counted, which the books now say too; `why` says what is known of the rest. Raises `DeskRefused`."""
    await _check(tx, shown, counted, duty)
    try:
        pieces = await restock.count(tx, shown.shelf, counted or 0, why, duty.staff.id, duty.times.now)
    except NoReason:
        raise DeskRefused(NO_REASON) from None
    except PiecesPromised:
        raise DeskRefused(FEWER_THAN_RESERVED) from None
    if not pieces:
        raise DeskRefused(AS_IT_IS)
    await _note(tx, shown, "correction", pieces, duty)


async def _check(tx: Transaction, shown: Shown, pieces: int | None, duty: OnDuty) -> None:
    """Lock the shelf. A form is about what it showed, so one that is sent twice moves nothing twice."""
    duty.check(Permission.MANAGE_GIFTS)
    await place(tx, shown.place_id, duty)
    if not await gift_lists.kept_gifts(tx, duty.staff.area_code, shown.gift_id):
        raise DeskRefused(NO_SUCH_THING)
    if (await stock.locked(tx, *shown.shelf)).on_hand != shown.on_hand:
        raise DeskRefused(MOVED_MEANWHILE)
    if pieces is None or pieces > MOST_PIECES:
        raise DeskRefused(BAD_PIECES)


async def _note(tx: Transaction, shown: Shown, kind: str, pieces: int, duty: OnDuty) -> None:
    subject = Subject("gift", shown.gift_id)
    await duty.note(tx, Action.STOCK_MOVED, subject, place=shown.place_id, kind=kind, pieces=pieces)
