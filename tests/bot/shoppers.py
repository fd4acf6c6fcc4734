"""A shelf of gifts, and citizens who have rated three times and have points to spend."""

from store import ledger
from store.ledger import Holder
from tests.bot.citizens import Citizen, now, prompted
from tests.usecases.gifts.shop import a_gift, a_place, a_tier, deliver, earns
from tests.world import World

TOWEL, UMBRELLA, OIL = 1, 2, 3
"""Gifts of 30, 60 and 90 points, in this order."""
HALL, STREET = 1, 2
MATTERS = ("甲证", "乙证", "丙证")


async def furnish(world: World, **pieces: int) -> None:
    """Make the gifts; `pieces` of each lie at the hall ("towel=1"), umbrellas at the street office, too."""
    async with world.parts.database.transaction() as tx:
        for tier, points in ((1, 30), (2, 60), (3, 90)):
            await a_tier(tx, tier, points)
        for name, area in (("江宁区政务服务中心", "320115000000"), ("东山街道便民服务中心", "320115001000")):
            await a_place(tx, name, area)
        for gift, (name, english) in enumerate(
            (("纯棉毛巾", "Cotton towel"), ("晴雨伞", "Umbrella"), ("食用油", "Oil")), 1
        ):
            await a_gift(tx, name, gift)
            await tx.execute("UPDATE gifts SET name_en = %(name)s WHERE id = %(id)s", name=english, id=gift)
            await deliver(tx, gift, HALL, pieces.get(english.split()[-1].lower(), 1000))
        await tx.execute("UPDATE pickup_places SET name_en = 'Street office' WHERE id = %(id)s", id=STREET)
        await deliver(tx, UMBRELLA, STREET, pieces.get("umbrella", 1000))


async def a_shopper(world: World, extra: int = 0, *matters: str) -> Citizen:
    """A citizen who has rated three matters, with 30 points and `extra`; further `matters` are asked about still."""
    citizen = await prompted(world, *MATTERS)
    assert "现有30分" in await citizen.says("都5")
    if extra:
        await gives(world, citizen, extra)
    return citizen


async def id_of(citizen: Citizen) -> int:
    """The citizen's id."""
    number = next(iter(citizen.record_nos.values()))
    found: int = await citizen.world.value("SELECT citizen_id FROM visits WHERE record_no = %(n)s", n=number)
    return found


async def gives(world: World, citizen: Citizen, points: int) -> None:
    """Points for an adopted suggestion."""
    holder = Holder(await id_of(citizen))
    async with world.parts.database.transaction() as tx:
        await earns(tx, holder, points)


async def vouchers_of(citizen: Citizen) -> list[str]:
    """The citizen's vouchers: what and where, and how each stands."""
    found: list[str] = await citizen.world.value(
        """SELECT coalesce(array_agg(g.name || ' ' || v.place_id || ' ' || v.state ORDER BY v.id), '{}')
             FROM vouchers v JOIN gifts g ON g.id = v.gift_id WHERE v.citizen_id = %(id)s""",
        id=await id_of(citizen),
    )
    return found


async def points_of(citizen: Citizen) -> int:
    """The citizen's points, as the ledger has them."""
    holder, at = Holder(await id_of(citizen)), await now(citizen.world)
    return int(await citizen.world.query(lambda tx: ledger.spendable(tx, holder, at)))
