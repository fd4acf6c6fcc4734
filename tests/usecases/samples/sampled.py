"""A month whose ratings were given, and whose sample was drawn in its night."""

from dataclasses import dataclass
from typing import Any

from tests.bot.citizens import now
from tests.world import Phone, World, a_record

DRAWN = "Thu 2026-10-15 09:00"
"""A morning after the night of September: its last windows close on 13 October, National Day and all."""
ASKS = "您现在对这件事满意吗？"


@dataclass(frozen=True)
class Rater:
    """Somebody who rated in September."""

    phone: Phone
    record_no: str


async def rates(world: World, level: str = "5", number: str = "13900000001", **record: Any) -> Rater:
    """Somebody is served, prompted a day later, and rates."""
    ended = (await now(world)).isoformat()
    made = a_record(number, finished_at=ended, **record)
    await world.send_records(made)
    await world.pass_hours(24)
    phone = world.phone(number)
    await phone.says(level)
    return Rater(phone, made["record_no"])


async def rate_on_site(world: World, *levels: int, area: str | None = None) -> None:
    """So many citizens with a phone each rate on site, at once."""
    moment = (await now(world)).isoformat()
    changes = {"area_code": area} if area else {}
    records = [
        a_record(f"138{number:08}", finished_at=moment, **changes) for number, _ in enumerate(levels, start=1)
    ]
    for start in range(0, len(records), 500):
        await world.send_records(*records[start : start + 500])
    for record, level in zip(records, levels, strict=True):
        event = {
            "event_id": f"E{record['record_no']}",
            "device_no": "D1",
            "source_system": "test",
            "record_no": record["record_no"],
            "level": level,
            "rated_at": moment,
            "rating_channel": "tablet",
        }
        status, body = await world.post("/api/v1/ratings", event)
        assert status == 200, body
        assert body["counted"], body
    await world.happen()


async def drawn(world: World, at: str = DRAWN) -> None:
    """The month passes, and its sample is drawn and asked about."""
    await world.move_to("Wed 2026-09-30 12:00")
    await world.move_to("Wed 2026-10-14 04:00")
    await world.move_to(at)


async def states(world: World) -> dict[str, int]:
    """How many drawn ratings are how far."""
    found: dict[str, int] = await world.value(
        """SELECT coalesce(jsonb_object_agg(state, n), '{}')
             FROM (SELECT state, count(*) AS n FROM sample_asks GROUP BY state) AS s"""
    )
    return found


async def answer_of(world: World, record_no: str) -> dict[str, Any] | None:
    """What was answered about the rating of a record."""
    found: dict[str, Any] | None = await world.value(
        """SELECT to_jsonb(a) FROM sample_answers a JOIN sample_ratings d ON d.id = a.drawn_id
             JOIN visits v ON v.id = d.visit_id WHERE v.record_no = %(n)s""",
        n=record_no,
    )
    return found
