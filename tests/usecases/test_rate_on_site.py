"""Ratings given on site or in a portal, over HTTP: what counts, what does not, and why."""

import asyncio
import itertools
from datetime import timedelta
from typing import Any

import pytest

from tests.world import ORG_CODE, START, World, a_record, civil_time
from worker.ticking import tick

AT_START = civil_time(START)
COUNTED = (200, {"counted": True, "because": None})
_events = itertools.count(1)


def because(reason: str) -> tuple[int, dict[str, Any]]:
    return 200, {"counted": False, "because": reason}


def a_rating(record: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    about = {name: record[name] for name in ("source_system", "record_no")} if record else {}
    return {
        "event_id": f"E{next(_events)}",
        "device_no": "T-07",
        "level": 5,
        "rated_at": AT_START.isoformat(),
        "rating_channel": "tablet",
        **about,
        **changes,
    }


def a_hall_rating(**changes: Any) -> dict[str, Any]:
    return a_rating(subject="hall", org_code=ORG_CODE, **changes)


async def rate(world: World, rating: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return await world.post("/api/v1/ratings", rating)


async def blamed(world: World, rating: dict[str, Any]) -> list[str]:
    status, body = await rate(world, rating)
    assert status == 422, body
    return [error["field"] for error in body["errors"]]


async def balance(world: World) -> int:
    return int(await world.value("SELECT coalesce(sum(balance), 0) FROM ledger_accounts"))


async def test_an_active_rating_stops_the_prompt_and_earns(world: World) -> None:
    record, phone = a_record(), world.phone("13900000001")
    await world.send_records(record)
    given_at = AT_START - timedelta(minutes=55)
    rating = a_rating(
        record, level=2, reasons=["quality", "attitude"], comment=" 慢 ", rated_at=given_at.isoformat()
    )
    assert await rate(world, rating) == COUNTED
    found = await world.record(record["record_no"])
    assert (found["state"], found["prompt_due_at"], found["window_closes_at"]) == ("rated", None, None)
    assert found["rating"] == {
        "level": 2,
        "counted_level": 2,
        "reasons": ["attitude", "quality"],
        "comment": "慢",
        "rated_at": "2026-09-07T09:05:00+08:00",
        "revised_at": None,
        "revisions": 0,
        "rating_channel": "tablet",
    }
    assert await balance(world) == 10
    await world.pass_hours(30)
    assert await phone.prompts() == []


async def test_the_first_active_rating_wins_and_a_default_one_stops_nothing(world: World) -> None:
    record = a_record()
    await world.send_records(record)
    assert await rate(world, a_rating(record, is_default=True, level=1)) == because("default")
    assert (await world.record(record["record_no"]))["state"] == "waiting"
    assert await balance(world) == 0
    await world.pass_hours(24)
    assert len(await world.phone("13900000001").prompts()) == 1
    assert await rate(world, a_rating(record, level=4)) == COUNTED
    assert await rate(world, a_rating(record, level=1)) == because("already_rated")
    assert (await world.record(record["record_no"]))["rating"]["level"] == 4
    assert await balance(world) == 10


async def test_an_event_counts_once_and_its_id_is_not_used_again(world: World) -> None:
    record = a_record()
    await world.send_records(record)
    rating = a_rating(record, reasons=["quality", "attitude"])
    same = {**rating, "rated_at": "2026-09-07T02:00:00Z", "reasons": ["attitude", "quality"], "visit_no": 1}
    assert await rate(world, rating) == COUNTED
    assert await rate(world, same) == COUNTED
    for changes in ({"level": 1}, {"comment": "x"}, {"is_default": True}, {"record_no": "other"}):
        status, body = await rate(world, {**rating, **changes})
        assert (status, body["status"]) == (409, 409)
    assert await world.value("SELECT count(*) FROM ratings") == 1
    assert await balance(world) == 10


async def test_what_is_missing_is_named(world: World) -> None:
    record = a_record()
    hall = a_hall_rating()
    cases: list[tuple[dict[str, Any], list[str]]] = [
        (a_rating(record, portal="p"), ["portal"]),
        (a_rating(record, device_no=None), ["portal"]),
        (a_rating(record, device_no=" "), ["portal"]),
        (a_rating(), ["source_system", "record_no"]),
        (a_rating(record, source_system=None), ["source_system"]),
        ({**hall, "org_code": None}, ["org_code"]),
        (a_rating(subject="counter"), ["org_code"]),
        ({**hall, "org_code": "nobody"}, ["org_code"]),
        (a_rating(record, level=6), ["level"]),
        (a_rating(record, level=True), ["level"]),
        (a_rating(record, level="5"), ["level"]),
        (a_rating(record, level=5.0), ["level"]),
        (a_rating(record, visit_no="1"), ["visit_no"]),
        (a_rating(record, is_default="yes"), ["is_default"]),
        (a_rating(record, is_default=1), ["is_default"]),
        (a_rating(record, level=None), ["level"]),
        (a_rating(record, reasons=["speed"]), ["reasons.0"]),
        (a_rating(record, comment="好" * 2001), ["comment"]),
        (a_rating(record, rating_channel="fax"), ["rating_channel"]),
        (a_rating(record, rated_at="2026-09-07T10:11:00+08:00"), ["rated_at"]),
        (a_rating(record, rated_at="0001-01-01T00:00:00"), ["rated_at"]),  # in UTC before the calendar
        (a_rating(record, area_code="32"), ["area_code"]),
        (a_rating(record, path="x"), ["path"]),
        ({}, ["event_id", "source_system", "record_no", "level", "rated_at", "rating_channel", "portal"]),
    ]
    for rating, fields in cases:
        assert sorted(await blamed(world, rating)) == sorted(fields), rating
    assert await world.value("SELECT count(*) FROM rating_events") == 0


async def test_null_is_as_good_as_left_out(world: World) -> None:
    rating = a_rating(a_record(), event_id="the-same")
    assert await rate(world, rating) == because("waiting_for_record")
    nulls = dict.fromkeys(("visit_no", "subject", "reasons", "comment", "is_default", "portal"))
    assert await rate(world, rating | nulls) == because("waiting_for_record")


async def test_a_hall_is_rated_apart(world: World) -> None:
    for subject in ("hall", "counter", "platform", "hotline"):
        assert await rate(world, a_hall_rating() | {"subject": subject, "subject_name": "3号"}) == COUNTED
    assert await rate(world, a_hall_rating(is_default=True)) == because("default")
    kept = (
        "SELECT count(*) FROM ratings WHERE visit_id IS NULL AND subject <> 'matter' AND org_code IS NOT NULL"
    )
    assert await world.value(kept) == 4
    assert await balance(world) == 0


async def test_an_event_refused_for_its_org_may_come_again(world: World) -> None:
    rating = a_hall_rating() | {"org_code": "later"}
    assert await blamed(world, rating) == ["org_code"]
    add = "INSERT INTO orgs (code, name, area_code) SELECT 'later', 'x', code FROM areas LIMIT 1"
    await world.query(lambda tx: tx.execute(add))
    assert await rate(world, rating) == COUNTED


async def test_a_rating_before_its_record_is_held_and_joined(world: World) -> None:
    record = a_record()
    early, late = a_rating(record, level=3), a_rating(record, level=1)
    assert await rate(world, early) == because("waiting_for_record")
    assert await rate(world, late) == because("waiting_for_record")
    await world.pass_hours(6)
    await world.send_records(record)
    found = await world.record(record["record_no"])
    assert (found["state"], found["rating"]["level"]) == ("rated", 3)
    assert found["rating"]["rated_at"] == "2026-09-07T10:00:00+08:00"
    assert await rate(world, early) == COUNTED
    assert await rate(world, late) == because("already_rated")
    assert await balance(world) == 10
    await world.pass_hours(30)
    assert await world.phone("13900000001").prompts() == []


@pytest.mark.parametrize(("hours", "joined"), [(167, True), (169, False)])
async def test_it_is_held_for_seven_days(world: World, hours: int, joined: bool) -> None:
    record = a_record(finished_at=(AT_START + timedelta(hours=hours - 1)).isoformat())
    rating = a_rating(record)
    await rate(world, rating)
    await world.clock.move(AT_START + timedelta(hours=hours))
    await world.send_records(record)
    assert (await world.record(record["record_no"]))["state"] == ("rated" if joined else "waiting")
    await world.happen()
    assert await rate(world, rating) == (COUNTED if joined else because("expired"))


async def test_a_quarantined_record_can_be_rated_and_stays_to_be_placed(world: World) -> None:
    record = a_record(org_code=None)
    await world.send_records(record)
    assert await rate(world, a_rating(record)) == COUNTED
    found = await world.record(record["record_no"])
    assert (found["state"], found["rating"]["level"]) == ("quarantined", 5)
    await world.send_records({**record, "org_code": ORG_CODE})
    assert (await world.record(record["record_no"]))["state"] == "rated"


async def test_what_was_rated_is_no_longer_changed(world: World) -> None:
    record = a_record(applicant_name="张三")
    await world.send_records(record)
    await rate(world, a_rating(record))
    body = await world.send_records({**record, "item_name": "别的"}, {**record, "applicant_name": "张珊"})
    assert body["accepted"] == 1
    assert [error["field"] for error in body["rejected"][0]["errors"]] == ["item_name"]


async def test_the_window_is_over_for_a_rating_given_after_it(world: World) -> None:
    record = a_record()
    await world.send_records(record)
    await world.pass_hours(24)
    await world.pass_hours(24 * 9)
    closed = (await world.record(record["record_no"]))["window_closes_at"]
    assert await rate(world, a_rating(record, rated_at=closed)) == because("expired")
    assert (await world.record(record["record_no"]))["state"] == "lapsed"


@pytest.mark.parametrize("state", ["queued", "claimed"])
async def test_a_prompt_not_yet_gone_is_withdrawn(world: World, state: str) -> None:
    record = a_record()
    await world.send_records(record)
    await world.clock.move(civil_time("Tue 2026-09-08 10:00"))
    await tick(world.runtime)
    if state == "claimed":
        held = "UPDATE messages SET state = 'claimed', owner = 1, held_since = due_at"
        await world.query(lambda tx: tx.execute(held))
    assert await rate(world, a_rating(record)) == COUNTED
    assert await world.value("SELECT state FROM messages") == "cancelled"


async def test_twenty_ratings_and_a_reply_at_once_leave_one_rating(world: World) -> None:
    record, phone = a_record(), world.phone("13900000001")
    await world.send_records(record)
    await world.pass_hours(24)
    ratings = [a_rating(record, level=n % 5 + 1) for n in range(20)]
    answers = await asyncio.gather(phone.says("4"), *(rate(world, rating) for rating in ratings))
    counted = [answer for answer in answers[1:] if answer == COUNTED]
    assert len(counted) <= 1
    assert await world.value("SELECT count(*) FROM ratings WHERE live") == 1
    assert await balance(world) == 10


async def test_ratings_and_their_record_at_once_always_meet(world: World) -> None:
    records = [a_record(None) for _ in range(15)]
    sent = [world.send_records(record) for record in records]
    rated = [rate(world, a_rating(record)) for record in records]
    await asyncio.gather(*(task for pair in zip(rated, sent, strict=True) for task in pair))
    assert await world.value("SELECT count(*) FROM rating_events WHERE because IS NOT NULL") == 0
    assert await world.value("SELECT count(*) FROM ratings WHERE live") == 15


async def test_one_event_twenty_times_at_once_is_one_rating(world: World) -> None:
    record = a_record()
    await world.send_records(record)
    rating = a_rating(record)
    assert await asyncio.gather(*(rate(world, rating) for _ in range(20))) == [COUNTED] * 20
    hall = a_hall_rating()
    assert await asyncio.gather(*(rate(world, hall) for _ in range(20))) == [COUNTED] * 20
    assert await world.value("SELECT count(*) FROM ratings") == 2
