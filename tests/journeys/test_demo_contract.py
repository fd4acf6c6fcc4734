"""The demo's contracts over plain HTTP (design.md 6, "Demo mode only")."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from time import monotonic

import pytest

from tests.conftest import Engines
from tests.journeys.stack import Stack, running
from tests.waiting import until
from tests.world import a_record

START = datetime.fromisoformat("2026-09-07T10:00:00+08:00")
PROBLEM = "application/problem+json"

_numbers = count(1)


@pytest.fixture(scope="module")
async def stack(engines: Engines) -> AsyncIterator[Stack]:
    """A stack of this module's own, on a Monday without holidays near."""
    async with running(engines, START.isoformat()) as started:
        yield started


@pytest.fixture
def phone() -> str:
    """A citizen's number that no other test uses."""
    return f"1360000{next(_numbers):04}"


async def finished(stack: Stack, *phones: str) -> list[str]:
    """Each of these finished something two hours ago; the record numbers."""
    at = (await stack.now() - timedelta(hours=2)).isoformat()
    records = [a_record(phone, finished_at=at) for phone in phones]
    await stack.send_records(records)
    return [record["record_no"] for record in records]


async def test_the_clock_begins_where_it_was_told_and_runs(stack: Stack) -> None:
    first, second = await stack.now(), await stack.now()
    assert first.utcoffset() == timedelta(hours=8)
    assert START <= first < second < START + timedelta(minutes=5)


async def test_the_clock_moves_by_hours_or_to_a_time(stack: Stack) -> None:
    before = await stack.now()
    moved = await stack.move(advance_hours=0.5)
    assert timedelta(minutes=30) <= moved - before < timedelta(minutes=31)
    target = (moved + timedelta(hours=1)).astimezone(UTC).replace(microsecond=0)
    assert target <= await stack.move(now=target.isoformat()) < target + timedelta(minutes=1)
    civil = target.astimezone(START.tzinfo) + timedelta(hours=1)
    assert civil <= await stack.move(now=civil.replace(tzinfo=None).isoformat())


@pytest.mark.parametrize("seconds", [1, 60, 10**9])
async def test_the_clock_never_goes_backwards(stack: Stack, seconds: int) -> None:
    before = await stack.now()
    answer = await stack.post("/demo/clock", {"now": (before - timedelta(seconds=seconds)).isoformat()})
    assert (answer.status, answer.type) == (422, PROBLEM)
    assert before < await stack.now() < before + timedelta(minutes=1)


@pytest.mark.parametrize(
    "body",
    [
        b'{"advance_hours": 0}',
        b'{"advance_hours": -1}',
        b'{"advance_hours": 1e9}',
        b'{"advance_hours": NaN}',
        b'{"advance_hours": Infinity}',
        b'{"advance_hours": "soon"}',
        b'{"advance_hours": "1"}',
        b'{"advance_hours": true}',
        b'{"now": "yesterday"}',
        b'{"now": "9999-12-31T23:59:59Z"}',
        b'{"now": 1788746400}',
        b'{"to": "tomorrow"}',
        b'{"advance_hours": 1, "to": "next"}',
        b'{"hours": 1}',
        b"{}",
        b"[]",
        b"null",
        b"not json",
        b"",
        b"\xff",
    ],
)
async def test_a_bad_move_is_refused_and_moves_nothing(stack: Stack, body: bytes) -> None:
    before = await stack.now()
    answer = await stack.post("/demo/clock", raw=body)
    assert (answer.status, answer.type) == (422, PROBLEM), answer
    assert before < await stack.now() < before + timedelta(minutes=1)


async def test_next_is_the_prompt_then_the_window_then_nothing(stack: Stack, phone: str) -> None:
    [record_no] = await finished(stack, phone)
    due = datetime.fromisoformat((await stack.record(record_no))["prompt_due_at"])
    assert due <= await stack.move(to="next") < due + timedelta(minutes=1)
    await until(lambda: _is(stack, record_no, "prompted"))
    closes = datetime.fromisoformat((await stack.record(record_no))["window_closes_at"])
    assert closes <= await stack.move(to="next") < closes + timedelta(minutes=1)
    await until(lambda: _is(stack, record_no, "lapsed"))
    answer = await stack.post("/demo/clock", {"to": "next"})
    assert (answer.status, answer.type) == (409, PROBLEM)


async def _is(stack: Stack, record_no: str, state: str) -> bool:
    return bool((await stack.record(record_no))["state"] == state)


async def test_a_hundred_things_happen_within_two_seconds(stack: Stack) -> None:
    await _to_ten_in_the_morning(stack)
    phones = [f"1350000{number:04}" for number in range(100)]
    record_nos = await finished(stack, *phones)
    began = monotonic()
    await stack.move(advance_hours=24)
    moved = monotonic()
    left = record_nos
    while left:
        left = [record_no for record_no in left if not await _is(stack, record_no, "prompted")]
        assert monotonic() < moved + 20, f"{len(left)} prompts are still missing"
    seen = monotonic()
    took = f"the clock moved in {moved - began:.2f} s, all seen {seen - moved:.2f} s later"
    print(f"100 prompts: {took} (contract: 2 s)")  # noqa: T201
    for phone in phones:
        assert len(await stack.messages(phone)) == 1


async def _to_ten_in_the_morning(stack: Stack) -> None:
    """So that what finished two hours ago is due when sending is allowed."""
    tomorrow = await stack.now() + timedelta(days=1)
    await stack.move(now=tomorrow.replace(hour=10, minute=0, second=0, microsecond=0).isoformat())


async def test_what_is_said_on_a_phone_and_what_is_answered(stack: Stack, phone: str) -> None:
    before = await stack.now()
    said = await stack.post(f"/demo/phones/{phone}/messages", {"text": "帮助"})
    assert (said.status, said.type) == (200, "application/json")
    [reply] = said.body["messages"]
    assert set(reply) == {"direction", "text", "at"}
    assert reply["direction"] == "out"
    thread = await stack.messages(phone)
    assert [(message["direction"], message["text"]) for message in thread] == [
        ("in", "帮助"),
        ("out", reply["text"]),
    ]
    assert before <= datetime.fromisoformat(thread[0]["at"]) <= datetime.fromisoformat(reply["at"])
    assert datetime.fromisoformat(reply["at"]) < await stack.now()


@pytest.mark.parametrize("written", ["{}", "%2B86{}", "+86{}"])
async def test_a_number_is_the_same_however_it_is_written(stack: Stack, phone: str, written: str) -> None:
    path = f"/demo/phones/{written.format(phone)}/messages"
    await stack.post(path, {"text": "帮助"})
    assert len(await stack.messages(phone)) == 2
    assert (await stack.get(path)).body["messages"] == await stack.messages(f"+86{phone}")


async def test_an_unknown_phone_has_an_empty_list(stack: Stack, phone: str) -> None:
    answer = await stack.get(f"/demo/phones/{phone}/messages")
    assert (answer.status, answer.body) == (200, {"messages": []})


@pytest.mark.parametrize("phone", ["1", "12345678901", "abc", "%00", "1380000000x", "+1"])
async def test_what_is_no_number_is_refused(stack: Stack, phone: str) -> None:
    for answer in (
        await stack.get(f"/demo/phones/{phone}/messages"),
        await stack.post(f"/demo/phones/{phone}/messages", {"text": "5"}),
    ):
        assert (answer.status, answer.type) == (422, PROBLEM)


@pytest.mark.parametrize(
    "body", [b"{}", b'{"text": 5}', b'{"text": null}', b'{"txt": "5"}', b"[]", b"5", b""]
)
async def test_a_bad_message_is_refused_and_says_nothing(stack: Stack, phone: str, body: bytes) -> None:
    answer = await stack.post(f"/demo/phones/{phone}/messages", raw=body)
    assert (answer.status, answer.type) == (422, PROBLEM)
    assert await stack.messages(phone) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("长" * 10_000, "长" * 2000),
        ("\x00\ud800", "\ufffd\ufffd"),
        ("", ""),
        ("\u202e\u200f\x07\r\n👍", "\u202e\u200f\x07\r\n👍"),
    ],
    ids=["long", "NUL and half a pair", "empty", "marks and controls"],
)
async def test_hostile_texts_are_kept_safely(stack: Stack, phone: str, text: str, kept: str) -> None:
    answer = await stack.post(f"/demo/phones/{phone}/messages", {"text": text})
    assert answer.status == 200, answer
    assert (await stack.messages(phone))[0]["text"] == kept


async def test_the_timeline_shows_masked_numbers_only(stack: Stack, phone: str) -> None:
    await stack.says(phone, "5")
    answer = await stack.get("/demo/timeline")
    event = answer.body["events"][-1]
    assert set(event) == {"id", "at", "kind", "title", "detail", "phone"}
    assert (event["kind"], event["phone"]) == ("reply", f"{phone[:3]}****{phone[-4:]}")
    assert phone not in str(answer.body)
    assert len({event["id"] for event in answer.body["events"]}) == len(answer.body["events"])


async def test_without_demo_mode_nothing_of_it_is_there(engines: Engines) -> None:
    async with running(engines, START.isoformat(), settings={"HAOCHAPING__DEMO__ENABLED": "false"}) as stack:
        messages = "/demo/phones/13800000001/messages"
        for path in (
            "/demo",
            "/demo/clock",
            "/demo/phones",
            messages,
            "/demo/timeline",
            "/demo/static/phone.js",
        ):
            answer = await stack.get(path)
            assert (answer.status, answer.type) == (404, PROBLEM), path
        for path, body in (("/demo/clock", {"advance_hours": 24}), (messages, {"text": "5"})):
            answer = await stack.post(path, body)
            assert (answer.status, answer.type) == (404, PROBLEM), path
        assert "/demo/clock" not in (await stack.get("/openapi.json")).body["paths"]


async def test_invitations_lead_to_where_the_demo_runs(stack: Stack, phone: str) -> None:
    [record_no] = await finished(stack, phone)
    answer = await stack.post("/api/v1/invitations", {"source_system": "test", "record_no": record_no})
    assert answer.body["url"].startswith(f"{stack.base_url}/r/")
