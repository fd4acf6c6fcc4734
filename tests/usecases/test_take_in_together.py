"""Many requests at once: each visit is taken once, nobody deadlocks, nothing is lost."""

import asyncio
from collections import Counter
from typing import Any

from store import intake
from tests.world import World, a_record


async def send_all(world: World, bodies: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return list(await asyncio.gather(*(world.send_records(*records) for records in bodies)))


def added_up(answers: list[dict[str, Any]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for answer in answers:
        total.update({"accepted": answer["accepted"], "duplicates": answer["duplicates"]})
        total["rejected"] += len(answer["rejected"])
    return total


async def test_the_same_records_twenty_times_at_once_are_taken_once(world: World) -> None:
    records = [a_record(f"1390000{n:04}") for n in range(30)]
    answers = await send_all(world, [records] * 20)
    assert added_up(answers) == {"accepted": 30, "duplicates": 570, "rejected": 0}
    assert await world.value("SELECT count(*) FROM visits") == 30
    assert await world.value("SELECT count(*) FROM citizens") == 30


async def test_overlapping_batches_in_opposite_order_never_deadlock(world: World) -> None:
    records = [a_record(f"1390000{n:04}", wechat_openid=f"o{n}") for n in range(40)]
    changed = [{**record, "item_name": "护照换发"} for record in records]
    await world.send_records(*records[:20])
    bodies = [records, records[::-1], changed, changed[::-1]] * 3
    answers = await send_all(world, bodies)
    assert sum(added_up(answers).values()) == 12 * 40
    assert added_up(answers)["rejected"] == 0
    assert await world.value("SELECT count(*) FROM visits") == 40
    # A deadlock would have been found by PostgreSQL and the request repeated: none was.
    stats = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    assert await world.value(stats) == 0


async def test_large_requests_at_once_leave_room_in_the_lock_table(world: World) -> None:
    bodies = [[a_record(None) for _ in range(500)] for _ in range(8)]
    answers = await send_all(world, bodies)
    assert added_up(answers)["accepted"] == 4000
    held = """SELECT coalesce(max(n), 0) FROM (
                  SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' GROUP BY pid) AS locks"""
    async with world.parts.database.transaction() as tx:
        await intake.hold_keys(tx, [("test", f"{n}", 1) for n in range(1000)])
        assert await tx.value(held) <= 40
