"""Where a record stands, as its source system sees it after each kind of event."""

from typing import Any
from urllib.parse import quote

from tests.web.raw import ask
from tests.world import World, a_record


async def seen(world: World, record: dict[str, Any], *names: str) -> list[Any]:
    found = await world.record(record["record_no"])
    return [found[name] for name in names]


async def test_from_waiting_to_a_changed_mind(world: World) -> None:
    record, phone = a_record(), world.phone("13900000001")
    await world.send_records(record)
    assert await world.record(record["record_no"]) == {
        "source_system": "test",
        "record_no": record["record_no"],
        "visit_no": 1,
        "state": "waiting",
        "excluded_because": None,
        "prompt_due_at": "2026-09-08T09:00:00+08:00",
        "prompted_at": None,
        "window_closes_at": None,
        "window_provisional": False,
        "rating": None,
    }
    await world.move_to("Tue 2026-09-08 09:00")
    state, prompted, closes, due = await seen(
        world, record, "state", "prompted_at", "window_closes_at", "prompt_due_at"
    )
    assert (state, closes, due) == ("prompted", "2026-09-16T00:00:00+08:00", "2026-09-08T09:00:00+08:00")
    assert prompted.startswith("2026-09-08T09:00:")
    await phone.says("5 谢谢")
    await world.pass_hours(5)
    await phone.says("2")
    await phone.says("窗口一直没人")
    state, rating = await seen(world, record, "state", "rating")
    assert state == "rated"
    assert {name: rating[name] for name in ("level", "counted_level", "revisions", "rating_channel")} == {
        "level": 2,
        "counted_level": 2,
        "revisions": 1,
        "rating_channel": "sms",
    }
    assert rating["comment"].endswith("窗口一直没人")
    assert rating["rated_at"].startswith("2026-09-08T09:0")
    assert rating["revised_at"].startswith("2026-09-08T14:0")
    assert rating["revised_at"].endswith("+08:00")


async def test_a_late_one_is_prompted_in_the_morning_and_lapses(world: World) -> None:
    record = a_record(finished_at="2026-09-06T21:15:00")
    await world.send_records(record)
    assert await seen(world, record, "prompt_due_at") == ["2026-09-08T08:30:00+08:00"]
    await world.move_to("Tue 2026-09-08 08:30")
    await world.move_to("Wed 2026-09-16 00:00")
    assert await seen(world, record, "state", "rating") == ["lapsed", None]


async def test_opting_out_and_in_again(world: World) -> None:
    record, phone = a_record(), world.phone("13900000001")
    await world.send_records(record)
    await phone.says("T")
    names = ("state", "excluded_because", "prompt_due_at")
    assert await seen(world, record, *names) == ["excluded", "opted_out", None]
    other = a_record()
    await world.send_records(other)
    assert await seen(world, other, *names) == ["excluded", "opted_out", None]
    await phone.says("恢复")
    assert await seen(world, record, *names) == ["waiting", None, "2026-09-08T09:00:00+08:00"]


async def test_what_stands_beside_the_level_is_the_comment(world: World) -> None:
    said = {
        "5": None,
        "5。": None,
        "满意！！！": None,
        "5 谢谢": "谢谢",
        "非常满意，谢谢！": "谢谢",
        "4星 还行": "还行",
        "1，太慢了。再也不来": "太慢了。再也不来",
    }
    numbers = [f"1390000{n:04}" for n in range(len(said))]
    records = [a_record(number) for number in numbers]
    await world.send_records(*records)
    await world.pass_hours(24)
    for number, record, (text, comment) in zip(numbers, records, said.items(), strict=True):
        await world.phone(number).says(text)
        [rating] = await seen(world, record, "rating")
        assert rating["comment"] == comment, text


async def test_a_source_system_may_have_a_slash_in_its_name(world: World) -> None:
    for source, number in (("苏服办/大厅", "R 1"), ("a%2Fb", "R%2F"), ("x?y#z", "中文-№1")):
        await world.send_records(a_record(source_system=source, record_no=number))
        answer = await ask(world, "GET", f"/api/v1/records/{quote(source, safe='')}/{quote(number, safe='')}")
        assert answer.status == 200, source
    answer = await ask(world, "GET", "/api/v1/records/test/none?visit_no=2")
    assert (answer.status, answer.problem["title"]) == (404, "Not Found")
    for visit_no in ("0", "x", "10000", ""):
        answer = await ask(world, "GET", f"/api/v1/records/test/none?visit_no={visit_no}")
        assert (answer.status, answer.fields) == (422, ["visit_no"])
