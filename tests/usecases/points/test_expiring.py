"""Points end with the year after theirs, with an entry that says so."""

from tests.bot.citizens import prompted
from tests.usecases.points.books import differences
from tests.world import World


async def test_points_end_with_the_following_year(world: World) -> None:
    wang = await prompted(world)
    await wang.talks([("5", "现有10分")])
    await world.move_to("Fri 2027-12-31 23:59")
    assert await wang.balance() == 10
    await world.move_to("Sat 2028-01-01 00:00")
    assert await wang.balance() == 0
    entries = await world.value("SELECT array_agg(kind || ' ' || points ORDER BY place) FROM ledger_entries")
    assert entries == ["rating 10", "expiry -10"]
    assert await differences(world.parts.database) == []
