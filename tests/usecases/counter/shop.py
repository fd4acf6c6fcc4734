"""A hall with gifts, and citizens with vouchers for them, in a whole world."""

from dataclasses import dataclass

from store.db import Transaction
from store.ledger import Holder
from store.vouchers import Voucher
from tests.bot.citizens import Citizen, now, served
from tests.usecases.citizens import whose
from tests.usecases.gifts import shop
from tests.world import AREA_CODE, World
from usecases.gifts.reserve import Wish, reserve

HALL_NAME, STREET_NAME, ELSEWHERE_NAME = "江宁区政务服务中心", "东山街道便民服务中心", "玄武区政务服务中心"
ELSEWHERE = "320102000000"


@dataclass(frozen=True)
class Shop:
    """The ids of what was made, by name."""

    places: dict[str, int]
    gifts: dict[str, int]


async def open_shop(world: World, **pieces: int) -> Shop:
    """Towels and bags of one tier, umbrellas of another; `pieces` of each at the hall ("towel=1"), ten unless told."""

    async def furnish(tx: Transaction) -> Shop:
        await tx.execute(
            "INSERT INTO areas (code, name) VALUES (%(code)s, '玄武区') ON CONFLICT DO NOTHING",
            code=ELSEWHERE,
        )
        places = {
            name: await shop.a_place(tx, name, area)
            for name, area in ((HALL_NAME, AREA_CODE), (STREET_NAME, AREA_CODE), (ELSEWHERE_NAME, ELSEWHERE))
        }
        for tier, points in ((1, 30), (2, 60)):
            await shop.a_tier(tx, tier, points)
        gifts = {
            name: await shop.a_gift(tx, label, tier)
            for name, label, tier in (("towel", "毛巾", 1), ("bag", "布袋", 1), ("umbrella", "雨伞", 2))
        }
        for place in places.values():
            for name, gift in gifts.items():
                await shop.deliver(tx, gift, place, pieces.get(name, 10))
        return Shop(places, gifts)

    made: Shop = await world.query(furnish)
    return made


async def a_voucher(
    world: World,
    made: Shop,
    place: str = HALL_NAME,
    gift: str = "towel",
    citizen: Citizen | None = None,
    firm: str | None = None,
) -> Voucher:
    """A voucher of somebody who has just redeemed, or of a `firm` that they were noted as a delegate of."""
    person = citizen or await served(world)
    citizen_id, moment = await whose(world, person), await now(world)
    holder = Holder(credit_code=firm) if firm else Holder(citizen_id)

    async def work(tx: Transaction) -> Voucher:
        await shop.took_part(tx, holder)
        await shop.earns(tx, holder, 100)
        points = 60 if gift == "umbrella" else 30
        request = f"{citizen_id}:{moment}"
        wish = Wish(citizen_id, made.gifts[gift], made.places[place], points, request, firm)
        return await reserve(tx, wish, world.parts.rules, moment)

    voucher: Voucher = await world.query(work)
    return voucher
