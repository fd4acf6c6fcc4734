"""`/console/gifts`: the gifts, what their tiers cost, and their pictures."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from fastapi import Response

from evaluation.staff import Permission
from evaluation.window import civil
from store import gift_desk, gift_lists
from store.db import Transaction
from store.gift_desk import NewGift
from store.gift_lists import KeptGift
from usecases.gifts import desk
from usecases.gifts.desk import DeskRefused
from usecases.on_duty import OnDuty
from web.console.desk_words import NOTHING_WRONG, Wrong, wrong
from web.console.pages import HEADERS
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed
from web.console.typed import Fields, day_of, number_of
from web.forms import read_file, text

PATH = "/console/gifts"
MANAGE = Permission.MANAGE_GIFTS
MOST_NAME = 40
PICTURE_HEADERS = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox"}

console = Console()


@dataclass(frozen=True)
class Typed(Fields):
    """The fields of the form of a gift."""

    MOST = MOST_NAME
    name: str = ""
    name_en: str = ""
    tier: str = ""
    valid_from: str = ""
    valid_until: str = ""
    per_citizen: str = ""

    def words(self) -> NewGift:
        """What they say; raises `DeskRefused` where a day or a number is none."""
        first, last = day_of(self.valid_from), day_of(self.valid_until)
        if first is None or (self.valid_until and last is None):
            raise DeskRefused(desk.BAD_DAYS)
        each = number_of(self.per_citizen)
        if self.per_citizen and each is None:
            raise DeskRefused(desk.BAD_LIMIT)
        return NewGift(self.name, self.name_en, number_of(self.tier) or 0, first, last, each)


@console.get("/gifts", needs=MANAGE)
async def show(at: At) -> Response:
    """All gifts and tiers."""
    return await _page(at)


@console.post("/gifts/tiers", needs=MANAGE)
async def put_tier(at: At) -> Response:
    """Make a tier or change it."""
    form = at.form
    try:
        async with at.database.transaction() as tx:
            await desk.put_tier(
                tx,
                number_of(text(form, "tier", 9)),
                text(form, "name", MOST_NAME),
                text(form, "name_en", MOST_NAME),
                number_of(text(form, "points", 9)),
                at.on_duty,
            )
    except DeskRefused as error:
        return await _page(at, wrong=wrong(error.because), status=422)
    return at.moved(PATH, "tier_kept")


@console.get("/gifts/new", needs=MANAGE)
async def new(at: At) -> Response:
    """The form for one more."""
    return await _form(at, None, Typed(valid_from=f"{_today(at)}"))


@console.post("/gifts/new", needs=MANAGE)
async def add(at: At) -> Response:
    """Add it."""
    typed = Typed.in_form(at.form)
    try:
        async with at.database.transaction() as tx:
            made = await desk.add_gift(tx, typed.words(), at.on_duty)
    except DeskRefused as error:
        return await _form(at, None, typed, wrong=wrong(error.because), status=422)
    return at.moved(f"{PATH}/{made}", "gift_added")


@console.get("/gifts/{gift_id}", needs=MANAGE)
async def one(at: At, gift_id: Id) -> Response:
    """One gift."""
    gift = await _gift(at, gift_id)
    return await _form(at, gift, Typed.of(gift))


@console.post("/gifts/{gift_id}", needs=MANAGE)
async def change(at: At, gift_id: Id) -> Response:
    """Change what is said of it."""
    gift, typed = await _gift(at, gift_id), Typed.in_form(at.form)
    try:
        async with at.database.transaction() as tx:
            await desk.change_gift(tx, gift_id, typed.words(), at.on_duty)
    except DeskRefused as error:
        return await _form(at, gift, typed, wrong=wrong(error.because), status=422)
    return at.moved(f"{PATH}/{gift_id}", "gift_changed")


@console.post("/gifts/{gift_id}/picture", needs=MANAGE)
async def put_picture(at: At, gift_id: Id) -> Response:
    """Keep its picture."""
    gift = await _gift(at, gift_id)
    try:
        async with at.database.transaction() as tx:
            await desk.put_picture(tx, gift_id, await read_file(at.request, "picture"), at.on_duty)
    except DeskRefused as error:
        return await _form(at, gift, Typed.of(gift), wrong=wrong(error.because), status=422)
    return at.moved(f"{PATH}/{gift_id}", "picture_kept")


@console.get("/gifts/{gift_id}/picture", needs=MANAGE)
async def picture(at: At, gift_id: Id) -> Response:
    """Its picture, as a picture of the type that its bytes say and nothing else."""
    async with at.database.transaction() as tx:
        found = await gift_desk.picture(tx, gift_id)
    if found is None:
        raise NotFound
    return Response(found.data, media_type=found.type, headers=PICTURE_HEADERS)


@console.post("/gifts/{gift_id}/withdraw", needs=MANAGE)
async def withdraw(at: At, gift_id: Id) -> Response:
    """Give it out no more."""
    return await _switch(at, gift_id, desk.withdraw_gift, "gift_withdrawn")


@console.post("/gifts/{gift_id}/offer-again", needs=MANAGE)
async def offer_again(at: At, gift_id: Id) -> Response:
    """Give it out again."""
    return await _switch(at, gift_id, desk.offer_gift_again, "gift_offered_again")


async def _switch(
    at: Staffed, gift_id: int, deed: Callable[[Transaction, int, OnDuty], Awaitable[None]], said: str
) -> Response:
    gift = await _gift(at, gift_id)
    try:
        async with at.database.transaction() as tx:
            await deed(tx, gift_id, at.on_duty)
    except DeskRefused as error:
        if error.because == desk.NO_SUCH_THING:  # it is so already
            return at.moved(f"{PATH}/{gift.id}")
        return await _form(at, gift, Typed.of(gift), wrong=wrong(error.because), status=422)
    return at.moved(f"{PATH}/{gift_id}", said)


async def _gift(at: Staffed, gift_id: int) -> KeptGift:
    async with at.database.transaction() as tx:
        try:
            return await desk.gift(tx, gift_id, at.on_duty)
        except DeskRefused:
            raise NotFound from None


async def _page(at: Staffed, *, wrong: Wrong = NOTHING_WRONG, status: int = 200) -> Response:
    async with at.database.transaction() as tx:
        listed = await gift_lists.kept_gifts(tx, at.session.area_code)
        tiers = await gift_lists.tiers(tx)
        may_change = await desk.may_change_gifts(tx, at.on_duty)
    typed = {name: text(at.form, name, MOST_NAME) for name in ("tier", "name", "name_en", "points")}
    return at.page(
        "gifts",
        status=status,
        listed=listed,
        tiers=tiers,
        may_change=may_change,
        typed=typed,
        wrong=wrong,
        today=_today(at),
    )


async def _form(
    at: Staffed,
    gift: KeptGift | None,
    typed: Typed,
    *,
    wrong: Wrong = NOTHING_WRONG,
    status: int = 200,
) -> Response:
    async with at.database.transaction() as tx:
        tiers = await gift_lists.tiers(tx)
        may_change = await desk.may_change_gifts(tx, at.on_duty)
    return at.page(
        "gift", status=status, gift=gift, typed=typed, tiers=tiers, may_change=may_change, wrong=wrong
    )


def _today(at: Staffed) -> date:
    return civil(at.times.now).date()
