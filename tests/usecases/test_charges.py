"""What messages cost: reckoned as they leave, put right by their providers' word."""

from decimal import Decimal
from typing import Any

from tests.aliyun import PHONE, aliyun_world
from tests.conftest import Engines
from tests.fakes.twilio import lose_answer
from tests.telegram import telegram_world
from tests.worker.twilio import TwilioWorld, twilio_world
from tests.world import World

CHARGES = "SELECT array_agg(ARRAY[parts::text, cost::text, currency] ORDER BY id) FROM messages"


async def charges(world: World) -> Any:
    return await world.value(CHARGES)


async def test_an_sms_costs_what_our_price_says_until_twilio_names_its_own(
    database_url: str, engines: Engines
) -> None:
    prices = {"twilio": "0.05 CNY"}
    async with twilio_world(database_url, engines.redis_url, prices=prices) as post:
        await post.due()
        post.twilio.segments = 3
        await post.world.happen()
        assert await charges(post.world) == [["3", "0.150000", "CNY"]]
        url = f"{post.world.base_url}/webhooks/twilio/sms"
        signed_for = "https://hall.example/webhooks/twilio/sms"
        await post.twilio.incoming(url, "+8613900000001", "5", signed_for=signed_for)
        [_, [parts, cost, _]] = await charges(post.world)  # the answer went in the response: as we reckon it
        assert (int(parts) > 0, Decimal(cost)) == (True, int(parts) * Decimal("0.05"))


async def test_a_price_that_twilio_lists_is_taken(post: TwilioWorld) -> None:
    await post.due()
    post.twilio.next(lose_answer())
    await post.world.happen()
    post.twilio.texts[0].price = "-0.00790"
    await post.settled()
    assert await charges(post.world) == [["1", "0.007900", "USD"]]


async def test_aliyuns_report_names_the_parts(database_url: str, engines: Engines) -> None:
    async with aliyun_world(database_url, engines.redis_url, prices={"aliyun": "0.045 CNY"}) as post:
        await post.prompt()
        [[parts, cost, _]] = await charges(post.world)
        assert Decimal(cost) == int(parts) * Decimal("0.045")
        [text] = post.aliyun.texts
        for size in ("3", "3", "", "many"):
            report = post.aliyun.report(text) | {"sms_size": size}
            await post.aliyun.push(post.url("reports"), [report])
            assert await charges(post.world) == [["3", "0.135000", "CNY"]]
        assert post.aliyun.counts() == {PHONE: 1}


async def test_a_chat_costs_nothing(database_url: str, engines: Engines) -> None:
    async with telegram_world(database_url, engines.redis_url) as post:
        wang = await post.prompted()
        await wang.presses("非常满意")
        assert await charges(post.world) == [["0", None, None]] * 2
