"""A message of unknown fate: the provider is asked; if it does not say, it counts as sent."""

import pytest

from tests.conftest import Engines
from tests.fakes.twilio import AUTH_TOKEN, Fault, cut_off, lose_answer, slow
from tests.usecases.test_deliver import rated_on_site
from tests.waiting import until
from tests.worker.twilio import DELIVERY, PHONE, TwilioWorld, twilio_world
from tests.world import a_record


async def test_nobody_is_asked_before_the_provider_can_know(post: TwilioWorld) -> None:
    await post.due()
    post.twilio.next(lose_answer())
    await post.world.happen()
    before = post.twilio.requests
    await post.world.happen()
    assert (await post.state(), post.twilio.requests) == ("settling", before)


async def test_a_provider_that_cannot_be_asked_is_asked_again(post: TwilioWorld) -> None:
    await post.due()
    post.twilio.next(lose_answer())
    await post.world.happen()
    post.twilio.auth_token = "changed"
    asked = post.twilio.requests
    await until(lambda: _happened(post, asked), within=20)
    assert await post.state() == "settling"
    post.twilio.auth_token = AUTH_TOKEN
    await post.settled()
    assert (await post.state(), len(post.twilio.texts)) == ("sent", 1)


async def _happened(post: TwilioWorld, requests: int) -> bool:
    await post.world.happen()
    return post.twilio.requests > requests


@pytest.mark.parametrize("fault", [lose_answer(), cut_off()], ids=["taken", "not taken"])
async def test_what_nobody_can_say_counts_as_sent(database_url: str, engines: Engines, fault: Fault) -> None:
    delivery = DELIVERY | {"give_up_seconds": 3.0}
    async with twilio_world(database_url, engines.redis_url, delivery=delivery) as post:
        [record] = await post.due()
        post.twilio.next(fault)
        await post.world.happen()
        post.twilio.auth_token = "changed"
        await post.settled()
        assert await post.state() == "unknown"
        stands = await post.world.record(record["record_no"])
        assert stands["state"] == "prompted"
        assert stands["window_closes_at"] is not None

        post.twilio.auth_token = AUTH_TOKEN
        await post.world.pass_hours(48)
        assert len(post.twilio.texts) <= 1, "never a second text"


async def test_two_lost_answers_to_one_phone_are_two_messages(database_url: str, engines: Engines) -> None:
    """The provider has both under the same words; neither is taken for the other."""
    async with twilio_world(database_url, engines.redis_url, prompt={"quiet_hours": 0}) as post:
        await post.due()
        post.twilio.next(lose_answer())
        await post.world.happen()
        await post.world.send_records(a_record())
        post.twilio.next(lose_answer())
        await post.world.happen()
        assert len(set(post.twilio.texts_to(PHONE))) == 1
        await post.settled()
        references = await post.world.query(
            lambda tx: tx.values("SELECT reference FROM messages WHERE kind = 'prompt' AND state = 'sent'")
        )
        assert sorted(references) == sorted(text.sid for text in post.twilio.texts)


async def test_a_rating_while_its_fate_is_unknown_stands(post: TwilioWorld) -> None:
    [record] = await post.due()
    post.twilio.next(slow(2.0))
    await post.world.happen()
    await rated_on_site(post.world, record)
    await post.settled()
    stands = await post.world.record(record["record_no"])
    assert (stands["state"], stands["rating"]["level"]) == ("rated", 5)
    assert stands["prompted_at"] is not None


async def test_a_rating_while_its_fate_is_unknown_stops_the_next_try(post: TwilioWorld) -> None:
    [record] = await post.due()
    post.twilio.next(cut_off())
    await post.world.happen()
    await rated_on_site(post.world, record)
    await post.settled()
    await post.world.pass_hours(1)
    assert (await post.state(), post.twilio.texts) == ("cancelled", [])


async def test_a_phone_corrected_while_its_fate_is_unknown(post: TwilioWorld) -> None:
    """It never left for the old phone; it goes to the new one, once."""
    [record] = await post.due()
    post.twilio.next(cut_off())
    await post.world.happen()
    await post.world.send_records({**record, "phone": "13900000002"})
    await post.settled()
    await post.world.pass_hours(1)
    assert post.twilio.counts() == {"+8613900000002": 1}
    assert (await post.world.record(record["record_no"]))["state"] == "prompted"
