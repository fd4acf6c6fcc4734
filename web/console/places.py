"""`/console/places`: where gifts are collected."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Response

from evaluation.staff import Permission
from store import catalogue
from store.db import Transaction
from store.gift_desk import NewPlace
from store.gift_lists import KeptPlace
from usecases.gifts import desk
from usecases.gifts.desk import DeskRefused
from usecases.on_duty import OnDuty
from web.console.desk_words import NOTHING_WRONG, Wrong, wrong
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed
from web.console.typed import Fields

PATH = "/console/places"
MANAGE = Permission.MANAGE_GIFTS

console = Console()


@dataclass(frozen=True)
class Typed(Fields):
    """The fields of the form of a place."""

    name: str = ""
    name_en: str = ""
    location: str = ""
    hours: str = ""
    area_code: str = ""

    @property
    def words(self) -> NewPlace:
        """What they say."""
        return NewPlace(self.name, self.name_en, self.location, self.hours, self.area_code)


@console.get("/places", needs=MANAGE)
async def show(at: At) -> Response:
    """All places of the area."""
    async with at.database.transaction() as tx:
        listed = await desk.places(tx, at.on_duty)
    return at.page("places", listed=listed)


@console.get("/places/new", needs=MANAGE)
async def new(at: At) -> Response:
    """The form for one more."""
    return await _form(at, None, Typed(area_code=at.session.area_code))


@console.post("/places/new", needs=MANAGE)
async def add(at: At) -> Response:
    """Add it."""
    typed = Typed.in_form(at.form)
    try:
        async with at.database.transaction() as tx:
            made = await desk.add_place(tx, typed.words, at.on_duty)
    except DeskRefused as error:
        return await _form(at, None, typed, wrong=wrong(error.because), status=422)
    return at.moved(f"{PATH}/{made}", "place_added")


@console.get("/places/{place_id}", needs=MANAGE)
async def one(at: At, place_id: Id) -> Response:
    """One place."""
    place = await _place(at, place_id)
    return await _form(at, place, Typed.of(place))


@console.post("/places/{place_id}", needs=MANAGE)
async def change(at: At, place_id: Id) -> Response:
    """Change what is said of it."""
    place, typed = await _place(at, place_id), Typed.in_form(at.form)
    try:
        async with at.database.transaction() as tx:
            await desk.change_place(tx, place_id, typed.words, at.on_duty)
    except DeskRefused as error:
        return await _form(at, place, typed, wrong=wrong(error.because), status=422)
    return at.moved(f"{PATH}/{place_id}", "place_changed")


@console.post("/places/{place_id}/close", needs=MANAGE)
async def close(at: At, place_id: Id) -> Response:
    """Take no reservations there any more."""
    return await _switch(at, place_id, desk.close_place, "place_closed")


@console.post("/places/{place_id}/open", needs=MANAGE)
async def open_again(at: At, place_id: Id) -> Response:
    """Take them again."""
    return await _switch(at, place_id, desk.open_place, "place_opened")


async def _switch(
    at: Staffed, place_id: int, deed: Callable[[Transaction, int, OnDuty], Awaitable[None]], said: str
) -> Response:
    await _place(at, place_id)
    try:
        async with at.database.transaction() as tx:
            await deed(tx, place_id, at.on_duty)
    except DeskRefused:  # it is so already
        return at.moved(f"{PATH}/{place_id}")
    return at.moved(f"{PATH}/{place_id}", said)


async def _place(at: Staffed, place_id: int) -> KeptPlace:
    async with at.database.transaction() as tx:
        try:
            return await desk.place(tx, place_id, at.on_duty)
        except DeskRefused:
            raise NotFound from None


async def _form(
    at: Staffed,
    place: KeptPlace | None,
    typed: Typed,
    *,
    wrong: Wrong = NOTHING_WRONG,
    status: int = 200,
) -> Response:
    async with at.database.transaction() as tx:
        areas = await catalogue.areas_in(tx, at.session.area_code)
    return at.page("place", status=status, place=place, typed=typed, areas=areas, wrong=wrong)
