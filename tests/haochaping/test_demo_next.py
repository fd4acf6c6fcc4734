"""下一件事: the demo's clock goes to the earliest moment at which something really happens."""

from datetime import datetime, timedelta

import pytest

from store.db import Transaction
from tests.world import START, World, a_record, civil_time

NOTHING = 409
STAGE = "SELECT stage FROM cases"


async def next_at(world: World) -> str:
    """Where the clock goes, to the minute; what is due has then happened."""
    status, body = await world.post("/demo/clock", {"to": "next"})
    assert status == 200, body
    await world.happen()
    return f"{datetime.fromisoformat(body['now']):%a %Y-%m-%d %H:%M}"


async def seen(world: World) -> list[str]:
    """The kinds of all that the timeline shows."""
    _, body = await world.get("/demo/timeline")
    return [event["kind"] for event in body["events"]]


def finished(text: str, phone: str = "13900000001") -> dict[str, object]:
    return a_record(phone, finished_at=civil_time(text).isoformat())


@pytest.mark.parametrize(
    ("ended", "moments"),
    [
        # The second is due at 09:59 on Tuesday, but its citizen heard from us at 09:00.
        (["Mon 2026-09-07 09:00", "Mon 2026-09-07 09:59"], ["Tue 2026-09-08 09:00", "Wed 2026-09-09 09:00"]),
        # Prompted in the last minute of the day: the quiet hours end just before the sending hours do.
        (["Sun 2026-09-06 20:29", "Mon 2026-09-07 09:30"], ["Mon 2026-09-07 20:29", "Tue 2026-09-08 20:29"]),
    ],
)
async def test_a_citizens_second_prompt_is_not_looked_for_within_the_quiet_hours(
    world: World, ended: list[str], moments: list[str]
) -> None:
    await world.send_records(*map(finished, ended))
    for number, moment in enumerate(moments, start=1):
        assert await next_at(world) == moment
        assert (await seen(world)).count("prompt") == number, "something happened there"


async def test_what_joins_a_prompt_that_has_not_left_is_no_moment_of_its_own(world: World) -> None:
    await world.send_records(finished("Sun 2026-09-06 20:00"))
    await world.move_to("Mon 2026-09-07 20:00")
    await world.query(_provider_was_away)
    await world.send_records(finished("Sun 2026-09-06 20:10"))
    assert await next_at(world) == "Tue 2026-09-08 08:30", "when the sending hours open, for both"


async def _provider_was_away(tx: Transaction) -> None:
    """The prompt did not leave, and is tried again in two hours."""
    await tx.execute(
        "UPDATE messages SET state = 'queued', sent_at = NULL, due_at = due_at + interval '2 hours'"
    )
    await tx.execute("UPDATE visits SET state = 'waiting', prompted_at = NULL, window_closes_at = NULL")


async def test_at_night_what_is_due_is_waited_for_until_the_morning(world: World) -> None:
    await world.move_to("Mon 2026-09-07 22:00")
    await world.send_records(finished("Sun 2026-09-06 12:00"))
    assert await next_at(world) == "Tue 2026-09-08 08:30"
    assert (await seen(world))[-1] == "prompt"


async def test_a_window_that_nobody_used_and_a_rating_without_a_record_end(world: World) -> None:
    await world.send_records(finished("Mon 2026-09-07 09:00"))
    rating = {
        "event_id": "E1",
        "device_no": "T-07",
        "source_system": "test",
        "record_no": "never-came",
        "level": 5,
        "rated_at": civil_time(START).isoformat(),
        "rating_channel": "tablet",
    }
    assert (await world.post("/api/v1/ratings", rating))[1]["because"] == "waiting_for_record"
    kinds = {}
    for _ in range(3):
        moment = await next_at(world)
        kinds[moment] = (await seen(world))[-1]
    held = civil_time(START) + timedelta(days=7)
    assert kinds == {
        "Tue 2026-09-08 09:00": "prompt",
        f"{held:%a %Y-%m-%d %H:%M}": "expiry",
        "Wed 2026-09-16 00:00": "lapse",
    }
    status, _ = await world.post("/demo/clock", {"to": "next"})
    assert status == NOTHING


async def test_a_case_goes_out_to_the_body_concerned_and_has_its_deadlines(world: World) -> None:
    await world.send_records(finished("Mon 2026-09-07 09:00"))
    assert await next_at(world) == "Tue 2026-09-08 09:00"
    citizen = world.phone("13900000001")
    await citizen.says("2 等了两个小时")
    assert await world.value(STAGE) == "received"
    assert await next_at(world) == "Tue 2026-09-08 09:30", "there was half an hour for a change of mind"
    assert await world.value(STAGE) == "dispatched"
    assert await next_at(world) == "Tue 2026-09-08 11:00", "the body concerned is pushed to sign for it"
    assert await next_at(world) == "Tue 2026-09-08 11:30", "the two working hours to do so end"
