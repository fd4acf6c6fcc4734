"""Records in, over HTTP, on the real database: what each becomes, and that again changes nothing."""

from datetime import timedelta
from typing import Any

import pytest

from tests.world import START, World, a_record, civil_time
from worker.ticking import tick

AT_START = civil_time(START)


def counts(body: dict[str, Any]) -> tuple[int, int, int, int]:
    return body["accepted"], body["duplicates"], body["quarantined"], len(body["rejected"])


async def refused_fields(world: World, *records: dict[str, Any]) -> list[str]:
    rejected = (await world.send_records(*records))["rejected"]
    return [error["field"] for each in rejected for error in each["errors"]]


async def test_the_numbers_add_up_and_the_index_counts_from_zero(world: World) -> None:
    known = a_record()
    await world.send_records(known)
    sent = [
        {"record_no": "bad"},
        known,
        a_record(),
        a_record(org_code="nobody"),
        "no record",
        a_record(phone="1"),
    ]
    _, body = await world.post("/api/v1/records", {"records": sent})
    assert counts(body) == (1, 1, 1, 3)
    assert [(each["index"], each["record_no"]) for each in body["rejected"]] == [
        (0, "bad"),
        (4, None),
        (5, body["rejected"][2]["record_no"]),
    ]
    assert body["rejected"][1]["errors"][0]["field"] == "record"
    assert body["rejected"][2]["errors"][0]["field"] == "phone"


WRITTEN_OTHERWISE: list[dict[str, Any]] = [
    {"phone": "+86 139 0000 0001"},
    {"phone": "0086 139-0000-0001"},
    {"phone": "１３９００000001"},
    {"finished_at": "2026-09-07T01:00:00Z"},
    {"finished_at": "2026-09-07 09:00:00"},
    {"finished_at": "2026/09/07 09:00"},
    {"item_name": "  居民身份证换领 "},
    {"visit_no": None, "status": None},
    {"visit_no": 1, "status": "finished", "window_no": None, "staff_no": "", "accepted_at": " "},
]


async def test_the_same_written_otherwise_is_a_duplicate(world: World) -> None:
    record = a_record(finished_at="2026-09-07T09:00:00+08:00")
    await world.send_records(record)
    for written in WRITTEN_OTHERWISE:
        assert counts(await world.send_records({**record, **written})) == (0, 1, 0, 0), written


async def test_the_same_visit_may_be_sent_several_times_in_one_body(world: World) -> None:
    record, other = a_record(), a_record()
    body = await world.send_records(record, other, record, {**record, "item_name": "护照换发"}, record)
    assert counts(body) == (4, 1, 0, 0)
    names = "SELECT item_name FROM visits WHERE record_no = %(no)s"
    assert await world.value(names, no=record["record_no"]) == record["item_name"]
    second = a_record(record_no=record["record_no"], visit_no=2)
    assert counts(await world.send_records(second)) == (1, 0, 0, 0)
    assert (await world.record(record["record_no"], visit_no=2))["visit_no"] == 2


MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"record_no": "A/1"}, "record_no"),
    ({"record_no": "A\u00001"}, "record_no"),
    ({"record_no": "A1\n"}, "record_no"),
    ({"record_no": "A\u00851"}, "record_no"),
    ({"record_no": ""}, "record_no"),
    ({"source_system": "a\nb"}, "source_system"),
    ({"source_system": "a\u0000b"}, "source_system"),
    ({"record_no": "x" * 65}, "record_no"),
    ({"record_no": 7}, "record_no"),
    ({"visit_no": 0}, "visit_no"),
    ({"visit_no": True}, "visit_no"),
    ({"visit_no": "5"}, "visit_no"),
    ({"visit_no": 5.0}, "visit_no"),
    ({"visit_no": ""}, "visit_no"),
    ({"area_code": "32010200"}, "area_code"),
    ({"area_code": "32010200000x"}, "area_code"),
    ({"area_code": "３２０１０２００００００"}, "area_code"),
    ({"phone": "12345"}, "phone"),
    ({"phone": "13900000001、13900000002"}, "phone"),
    ({"phone": "1-800-FLOWERS"}, "phone"),
    ({"telegram_chat_id": True}, "telegram_chat_id"),
    ({"service_channel": "counter"}, "service_channel"),
    ({"applicant_type": None}, "applicant_type"),
    ({"status": "done"}, "status"),
    ({"finished_at": None}, "finished_at"),
    ({"finished_at": "yesterday"}, "finished_at"),
    ({"finished_at": 1757210400}, "finished_at"),
    ({"finished_at": "9999-12-31T23:59:59-08:00"}, "finished_at"),
    ({"finished_at": "0001-01-01T00:00:00"}, "finished_at"),
    ({"finished_at": "2026-09-07T10:11:00+08:00"}, "finished_at"),
    ({"phone_number": "13900000001"}, "phone_number"),
    ({"item_name": ["a"]}, "item_name"),
]


async def test_a_malformed_field_is_named(world: World) -> None:
    for changes, field in MALFORMED:
        assert await refused_fields(world, a_record(**changes)) == [field], changes
    assert await world.value("SELECT count(*) FROM visits") == 0


async def test_a_time_without_zone_is_civil_and_clocks_may_run_ten_minutes_ahead(world: World) -> None:
    record = a_record(finished_at="2026-09-07T10:09:00")
    await world.send_records(record)
    found = await world.record(record["record_no"])
    assert found["prompt_due_at"] == "2026-09-08T10:09:00+08:00"


async def test_what_cannot_be_reached_is_kept_and_says_why(world: World) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"phone": None}, "no_address"),
        ({"phone": "010-12345678"}, "landline"),
        ({"finished_at": (AT_START - timedelta(days=7, minutes=1)).isoformat()}, "too_old"),
        ({"status": "withdrawn"}, "withdrawn"),
        ({"phone": None, "telegram_chat_id": 4242}, "no_address"),
    ]
    records = [a_record(**changes) for changes, _ in cases]
    assert counts(await world.send_records(*records)) == (len(cases), 0, 0, 0)
    for record, (_, because) in zip(records, cases, strict=True):
        found = await world.record(record["record_no"])
        assert (found["state"], found["excluded_because"], found["prompt_due_at"]) == (
            "excluded",
            because,
            None,
        )


async def test_a_mobile_of_a_segment_the_library_does_not_know_is_reached(world: World) -> None:
    for phone in ("14900000001", "+86 194-0000-0001"):
        record = a_record(phone=phone)
        assert counts(await world.send_records(record)) == (1, 0, 0, 0), phone
        assert (await world.record(record["record_no"]))["state"] == "waiting"


async def test_a_dead_mobile_is_no_landline(world: World) -> None:
    await world.send_records(a_record())
    await world.query(lambda tx: tx.execute("UPDATE addresses SET can_sms = false, dead_because = 'x'"))
    record = a_record()
    await world.send_records(record)
    assert (await world.record(record["record_no"]))["excluded_because"] == "no_address"


UNPLACED = (
    {"org_code": None},
    {"org_code": "nobody"},
    {"area_code": "999999999999"},
    {"area_code": "0" * 12},
)


async def test_what_the_catalogue_cannot_place_is_quarantined(world: World) -> None:
    for changes in UNPLACED:
        record = a_record(**changes)
        assert counts(await world.send_records(record)) == (0, 0, 1, 0), changes
        assert counts(await world.send_records(record)) == (0, 1, 0, 0)
        found = await world.record(record["record_no"])
        assert (found["state"], found["excluded_because"], found["prompt_due_at"]) == (
            "quarantined",
            None,
            None,
        )
        assert counts(await world.send_records(a_record(record_no=record["record_no"]))) == (1, 0, 0, 0)
        assert (await world.record(record["record_no"]))["state"] == "waiting"


async def test_an_empty_catalogue_quarantines_everything(world: World) -> None:
    await world.query(lambda tx: tx.execute("DELETE FROM orgs; DELETE FROM areas"))
    assert counts(await world.send_records(a_record(), a_record())) == (0, 0, 2, 0)


async def test_withdrawing_cancels_a_waiting_prompt_and_finishing_again_restores_it(world: World) -> None:
    record, phone = a_record(), world.phone("13900000001")
    await world.send_records(record)
    assert counts(await world.send_records({**record, "status": "withdrawn"})) == (1, 0, 0, 0)
    await world.pass_hours(30)
    assert await phone.prompts() == []
    await world.send_records(record)
    await world.happen()
    assert len(await phone.prompts()) == 1


@pytest.mark.parametrize("claimed", [False, True])
async def test_withdrawing_stops_a_prompt_that_is_queued_or_claimed(world: World, claimed: bool) -> None:
    record = a_record()
    await world.send_records(record)
    await world.clock.move(civil_time("Tue 2026-09-08 10:00"))
    await tick(world.runtime)
    if claimed:
        held = "UPDATE messages SET state = 'claimed', owner = 1, held_since = due_at"
        await world.query(lambda tx: tx.execute(held))
    await world.send_records({**record, "status": "withdrawn"})
    assert await world.value("SELECT state FROM messages") == "cancelled"
    assert (await world.record(record["record_no"]))["excluded_because"] == "withdrawn"


async def test_a_correction_while_waiting_moves_the_prompt(world: World) -> None:
    record = a_record()
    await world.send_records(record)
    await world.send_records({**record, "phone": "13900000002", "item_name": "护照换发"})
    await world.pass_hours(24)
    assert await world.phone("13900000001").prompts() == []
    [prompt] = await world.phone("13900000002").prompts()
    assert "护照换发" in prompt


async def test_after_the_prompt_only_phone_and_name_are_corrected(world: World) -> None:
    record = a_record(applicant_name="张三", applicant_code="320102199001011234")
    await world.send_records(record)
    await world.pass_hours(24)
    corrected = {**record, "phone": "13900000002", "applicant_name": "张珊"}
    assert counts(await world.send_records(corrected)) == (1, 0, 0, 0)
    assert counts(await world.send_records(corrected)) == (0, 1, 0, 0)
    refused = {
        "item_name": "别的", "applicant_code": "x", "status": "withdrawn", "finished_at": "2026-09-07T08:00:00",
        "wechat_openid": "o1", "phone": None,
    }  # fmt: skip
    for field, value in refused.items():
        assert await refused_fields(world, {**corrected, field: value}) == [field]
    assert await world.phone("13900000002").prompts() == []
    assert (await world.record(record["record_no"]))["state"] == "prompted"


async def test_a_prompt_that_failed_for_certain_is_sent_again_to_the_corrected_phone(world: World) -> None:
    record = a_record()
    await world.send_records(record)
    await world.clock.move(civil_time("Tue 2026-09-08 10:00"))
    await tick(world.runtime)
    await world.query(lambda tx: tx.execute("UPDATE messages SET state = 'failed', reason = '30003'"))
    assert counts(await world.send_records({**record, "phone": "13900000002"})) == (1, 0, 0, 0)
    await world.happen()
    assert len(await world.phone("13900000002").prompts()) == 1
