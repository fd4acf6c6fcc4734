"""A bad rating goes out to 12345, and its answer reaches the citizen: real processes on both sides of the wire."""

import json
from datetime import timedelta

from tests.conftest import Engines
from tests.dispatcher import NAME, platform
from tests.fakes.dispatcher import KEY_ID, SECRET, FakeDispatcher
from tests.fakes.dispatcher_faults import lose_answer
from tests.journeys.stack import Stack, running
from tests.usecases.cases.desk import ANSWER, PHONE
from tests.waiting import until
from tests.world import a_record


async def test_a_bad_rating_goes_out_and_its_answer_comes_back(engines: Engines) -> None:
    async with FakeDispatcher() as city:
        settings = {
            "HAOCHAPING__DISPATCH__PLATFORMS": json.dumps([platform(city.base_url)]),
            f"HAOCHAPING__DISPATCH__KEYS__{KEY_ID.upper()}": SECRET,
        }
        async with running(engines, "2026-09-07T10:00:00+08:00", settings=settings) as stack:
            record = a_record(PHONE, finished_at=(await stack.now() - timedelta(hours=2)).isoformat())
            await stack.send_records([record])
            await stack.move(advance_hours=24)

            async def prompted() -> bool:
                return bool((await stack.record(record["record_no"]))["state"] == "prompted")

            await until(prompted, within=30)
            city.next(lose_answer())
            await stack.says(PHONE, "2 等了两个小时")
            await goes_out(city, stack)
            await is_answered(city, stack)
            assert set(city.counts().values()) == {1}


async def goes_out(city: FakeDispatcher, stack: Stack) -> None:
    """Tried once in vain, and then again."""
    await stack.move(advance_hours=0.75)

    async def was_tried() -> bool:
        return city.tries > 0

    await until(was_tried, within=60)
    await stack.move(advance_hours=0.25)  # not by looking: after two hours it would be reminded of

    async def went_out() -> bool:
        return bool(city.orders) and city.tries > 1

    await until(went_out, within=60)


async def is_answered(city: FakeDispatcher, stack: Stack) -> None:
    """The citizen hears the answer, and the platform until when it was due."""
    url = f"{stack.base_url}/webhooks/dispatch/{NAME}"
    found = {"check": {"real": "1", "fair": "1"}, "track": "A"}
    told = city.status(1, "答复", content=ANSWER, **found)

    async def is_taken() -> bool:
        status, _ = await city.tells(url, told)
        assert status in (200, 404)
        return status == 200  # until its number is noted here it sends it again

    await until(is_taken, within=30)

    async def was_answered() -> bool:
        return any(ANSWER in message["text"] for message in await stack.messages(PHONE))

    await until(was_answered, within=30)

    async def knows_the_deadline() -> bool:
        return "期限" in city.notices(1)  # beside a reminder, if much time went by until it was dispatched

    await until(knows_the_deadline, within=30)
