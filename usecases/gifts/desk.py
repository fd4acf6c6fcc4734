"""What the gifts desk keeps: the gifts and their tiers, which all areas share, and the places of its own area."""

from collections.abc import Collection
from datetime import timedelta

from evaluation.pictures import MOST_BYTES, picture_type
from evaluation.refusal import Refused
from evaluation.staff import Action, Permission
from store import catalogue, gift_desk, gift_lists
from store.audit_trail import Subject
from store.db import Transaction
from store.gift_desk import NewGift, NewPlace, Picture, Tier
from store.gift_lists import KeptGift, KeptPlace
from store.reports.seen import seen
from usecases.on_duty import OnDuty

ENDS_SOON = timedelta(days=7)
"""A voucher that waits and ends within so long is told of."""
MOST_TIER = 99
MOST_POINTS = 100_000
MOST_EACH = 1000


class DeskRefused(Refused):
    """It cannot be kept so; `because` is one of the words below."""


NOT_ALL_AREAS = "not_all_areas"
"""Gifts are shared by all areas: who sees only some of them does not change them."""
NO_SUCH_THING = "no_such_thing"
"""Or one outside the area of who asks."""
NO_NAME = "no_name"
"""Both names are needed."""
NAME_TAKEN = "name_taken"
NO_SUCH_TIER = "no_such_tier"
BAD_TIER = "bad_tier"
BAD_POINTS = "bad_points"
BAD_DAYS = "bad_days"
"""The last day is before the first."""
BAD_LIMIT = "bad_limit"
BAD_AREA = "bad_area"
"""The catalogue has no such area, or it is not the desk's."""
NO_PICTURE = "no_picture"
"""No PNG, JPEG or WebP, whatever it is called."""
PICTURE_TOO_LARGE = "picture_too_large"


async def may_change_gifts(tx: Transaction, duty: OnDuty) -> bool:
    """Whether they see every area, so that what all share is theirs to change."""
    return (await seen(tx, duty.staff.scope)).whole


async def put_tier(
    tx: Transaction, tier: int | None, name: str, name_en: str, points: int | None, duty: OnDuty
) -> None:
    """Make a tier or change it. Raises `DeskRefused`."""
    await _check_shared(tx, duty)
    kept = read_tier(tier, name, name_en, points)
    await gift_desk.put_tier(tx, kept)
    await duty.note(tx, Action.TIER_KEPT, Subject("gift_tier", kept.tier), points=kept.points)


def read_tier(tier: int | None, name: str, name_en: str, points: int | None) -> Tier:
    """A tier as it may be kept. Raises `DeskRefused`."""
    if tier is None or not 0 < tier <= MOST_TIER:
        raise DeskRefused(BAD_TIER)
    if not name or not name_en:
        raise DeskRefused(NO_NAME)
    if points is None or not 0 < points <= MOST_POINTS:
        raise DeskRefused(BAD_POINTS)
    return Tier(tier, name, name_en, points)


async def gift(tx: Transaction, gift_id: int, duty: OnDuty) -> KeptGift:
    """One gift, as this desk sees it. Raises `DeskRefused`."""
    found = await gift_lists.kept_gifts(tx, duty.staff.area_code, gift_id)
    if not found:
        raise DeskRefused(NO_SUCH_THING)
    return found[0]


async def add_gift(tx: Transaction, words: NewGift, duty: OnDuty) -> int:
    """Add a gift; its id. Raises `DeskRefused`."""
    await _check_shared(tx, duty)
    check_gift(words, {each.tier for each in await gift_lists.tiers(tx)})
    made = await gift_desk.add_gift(tx, words)
    if made is None:
        raise DeskRefused(NAME_TAKEN)
    await duty.note(tx, Action.GIFT_ADDED, Subject("gift", made), name=words.name)
    return made


async def change_gift(tx: Transaction, gift_id: int, words: NewGift, duty: OnDuty) -> None:
    """Change what is said of a gift; vouchers already reserved keep their price. Raises `DeskRefused`."""
    await _check_shared(tx, duty)
    check_gift(words, {each.tier for each in await gift_lists.tiers(tx)})
    if await gift_desk.gift_named(tx, words.name) not in (None, gift_id):
        raise DeskRefused(NAME_TAKEN)
    if not await gift_desk.change_gift(tx, gift_id, words):
        raise DeskRefused(NO_SUCH_THING)
    await duty.note(tx, Action.GIFT_CHANGED, Subject("gift", gift_id), name=words.name)


async def withdraw_gift(tx: Transaction, gift_id: int, duty: OnDuty) -> None:
    """Give a gift out no more; vouchers already reserved are served. Raises `DeskRefused`."""
    await _check_shared(tx, duty)
    if not await gift_desk.withdraw_gift(tx, gift_id, duty.times.now):
        raise DeskRefused(NO_SUCH_THING)
    await duty.note(tx, Action.GIFT_WITHDRAWN, Subject("gift", gift_id))


async def offer_gift_again(tx: Transaction, gift_id: int, duty: OnDuty) -> None:
    """Give a withdrawn gift out again. Raises `DeskRefused`."""
    await _check_shared(tx, duty)
    if not await gift_desk.withdraw_gift(tx, gift_id, None):
        raise DeskRefused(NO_SUCH_THING)
    await duty.note(tx, Action.GIFT_OFFERED_AGAIN, Subject("gift", gift_id))


async def put_picture(tx: Transaction, gift_id: int, body: bytes, duty: OnDuty) -> None:
    """Keep a gift's picture, of the type that its bytes say. Raises `DeskRefused`."""
    await _check_shared(tx, duty)
    if len(body) > MOST_BYTES:
        raise DeskRefused(PICTURE_TOO_LARGE)
    media_type = picture_type(body)
    if media_type is None:
        raise DeskRefused(NO_PICTURE)
    if not await gift_desk.put_picture(tx, gift_id, Picture(body, media_type)):
        raise DeskRefused(NO_SUCH_THING)
    await duty.note(tx, Action.GIFT_PICTURE_KEPT, Subject("gift", gift_id), file=media_type)


async def places(tx: Transaction, duty: OnDuty) -> list[KeptPlace]:
    """The places of the desk's area; none for who is bound to an org, for a place belongs to none."""
    if duty.staff.org_code is not None:
        return []
    return await gift_lists.kept_places(tx, duty.staff.area_code, duty.now + ENDS_SOON)


async def place(tx: Transaction, place_id: int, duty: OnDuty) -> KeptPlace:
    """One of them. Raises `DeskRefused`."""
    found = [each for each in await places(tx, duty) if each.id == place_id]
    if not found:
        raise DeskRefused(NO_SUCH_THING)
    return found[0]


async def add_place(tx: Transaction, words: NewPlace, duty: OnDuty) -> int:
    """Add a place to one's area; its id. Raises `DeskRefused`."""
    await _check_place(tx, words, duty)
    made = await gift_desk.add_place(tx, words)
    if made is None:
        raise DeskRefused(NAME_TAKEN)
    await duty.note(tx, Action.PLACE_ADDED, Subject("place", made, words.area_code), name=words.name)
    return made


async def change_place(tx: Transaction, place_id: int, words: NewPlace, duty: OnDuty) -> None:
    """Change what is said of a place. Raises `DeskRefused`."""
    await place(tx, place_id, duty)
    await _check_place(tx, words, duty)
    if await gift_desk.place_named(tx, words.area_code, words.name) not in (None, place_id):
        raise DeskRefused(NAME_TAKEN)
    await gift_desk.change_place(tx, place_id, words)
    await duty.note(tx, Action.PLACE_CHANGED, Subject("place", place_id, words.area_code), name=words.name)


async def close_place(tx: Transaction, place_id: int, duty: OnDuty) -> None:
    """Take no more reservations there; vouchers that wait are served. Raises `DeskRefused`."""
    found = await place(tx, place_id, duty)
    if not await gift_desk.close_place(tx, place_id, duty.times.now):
        raise DeskRefused(NO_SUCH_THING)
    await duty.note(tx, Action.PLACE_CLOSED, Subject("place", place_id, found.area_code))


async def open_place(tx: Transaction, place_id: int, duty: OnDuty) -> None:
    """Take reservations there again. Raises `DeskRefused`."""
    found = await place(tx, place_id, duty)
    if not await gift_desk.close_place(tx, place_id, None):
        raise DeskRefused(NO_SUCH_THING)
    await duty.note(tx, Action.PLACE_OPENED, Subject("place", place_id, found.area_code))


async def _check_shared(tx: Transaction, duty: OnDuty) -> None:
    duty.check(Permission.MANAGE_GIFTS)
    if not await may_change_gifts(tx, duty):
        raise DeskRefused(NOT_ALL_AREAS)


def ends_too_early(words: NewGift) -> bool:
    """Whether a gift's last day is before its first."""
    return words.valid_until is not None and words.valid_until < words.valid_from


def check_gift(words: NewGift, tiers: Collection[int]) -> None:
    """Raise `DeskRefused` for a gift that cannot be kept so, where there are these tiers."""
    if not words.name or not words.name_en:
        raise DeskRefused(NO_NAME)
    if words.tier not in tiers:
        raise DeskRefused(NO_SUCH_TIER)
    if ends_too_early(words):
        raise DeskRefused(BAD_DAYS)
    if words.per_citizen is not None and not 0 < words.per_citizen <= MOST_EACH:
        raise DeskRefused(BAD_LIMIT)


async def _check_place(tx: Transaction, words: NewPlace, duty: OnDuty) -> None:
    duty.check(Permission.MANAGE_GIFTS)
    if not words.name or not words.name_en:
        raise DeskRefused(NO_NAME)
    known = await catalogue.area_names(tx, [words.area_code])
    if not known or not duty.staff.scope.covers(words.area_code):
        raise DeskRefused(BAD_AREA)
