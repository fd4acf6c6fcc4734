"""What failed is listed by reason and can be let go; what had left never is."""

from collections.abc import AsyncIterator

import pytest

from store import failures
from store.db import Transaction
from store.failures import Failures
from tests.conftest import Engines
from tests.fakes.twilio import refuse
from tests.worker.twilio import PHONE, TwilioWorld, twilio_world
from usecases.release_messages import ANSWERS_LAST, Which, release_messages


@pytest.fixture
async def post(database_url: str, engines: Engines) -> AsyncIterator[TwilioWorld]:
    async with twilio_world(database_url, engines.redis_url) as opened:
        yield opened


async def listed(post: TwilioWorld) -> list[tuple[str, int, int]]:
    """(reason, messages, how many of them can be released)."""

    async def work(tx: Transaction) -> list[Failures]:
        return await failures.by_reason(tx, post.world.clock.now() - ANSWERS_LAST)

    return [(each.reason, each.messages, each.releasable) for each in await post.world.query(work)]


async def release(post: TwilioWorld, which: Which) -> int:
    released = await post.world.query(lambda tx: release_messages(tx, which, post.world.clock.now()))
    await post.world.happen()
    return int(released)


async def test_a_filtered_wording_is_listed_and_let_go_by_its_reason(post: TwilioWorld) -> None:
    await post.due(phones=3)
    post.twilio.next(refuse(30007), refuse(30007), refuse(21608))
    await post.world.happen()
    assert await listed(post) == [("30007", 2, 2), ("21608", 1, 1)]
    assert await release(post, Which(reason="30007")) == 2
    assert await listed(post) == [("21608", 1, 1)]
    assert sorted(post.twilio.counts().values()) == [1, 1]


async def test_one_is_let_go_by_its_number_and_only_once(post: TwilioWorld) -> None:
    [record] = await post.due()
    post.twilio.next(refuse(30007))
    await post.world.happen()
    number = await post.world.value("SELECT id FROM messages")
    assert await release(post, Which(message_id=number + 1)) == 0
    assert await release(post, Which(message_id=number)) == 1
    assert (await post.world.record(record["record_no"]))["state"] == "prompted"
    assert await release(post, Which(message_id=number)) == 0
    assert post.twilio.counts() == {PHONE: 1}


async def test_what_is_owed_no_more_is_not_sent(post: TwilioWorld) -> None:
    [record] = await post.due()
    post.twilio.next(refuse(30007))
    await post.world.happen()
    await post.world.send_records(record | {"status": "withdrawn"})
    assert await release(post, Which(reason="30007")) == 1
    assert (await post.state(), post.twilio.texts) == ("cancelled", [])


async def test_a_released_prompt_waits_for_sending_hours(post: TwilioWorld) -> None:
    await post.due()
    post.twilio.next(refuse(30007))
    await post.world.happen()
    await post.world.pass_hours(12)
    assert await release(post, Which(reason="30007")) == 1
    assert post.twilio.texts == []
    await post.world.pass_hours(12)
    assert post.twilio.counts() == {PHONE: 1}


async def test_a_released_prompt_comes_no_sooner_after_another_than_any(post: TwilioWorld) -> None:
    await post.due()
    post.twilio.next(refuse(30007))
    await post.world.happen()
    await post.due(item_name="户口迁移")
    await post.world.happen()
    assert await release(post, Which(reason="30007")) == 1
    assert len(post.twilio.texts) == 1
    await post.world.pass_hours(24)
    assert len(post.twilio.texts) == 2


async def test_what_had_left_is_listed_but_never_let_go(post: TwilioWorld) -> None:
    await post.due()
    await post.world.happen()
    assert await post.report(post.twilio.texts[0], "undelivered", 30008) == 204
    assert await listed(post) == [("30008", 1, 0)]
    assert await release(post, Which(reason="30008")) == 0
    assert post.twilio.counts() == {PHONE: 1}
