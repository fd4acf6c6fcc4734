"""A dry run: prompts are queued, worded and windows opened, and no provider hears of it."""

from tests.conftest import Engines
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, FakeTwilio
from tests.world import a_record, open_world


async def test_all_happens_and_nothing_is_sent(database_url: str, engines: Engines) -> None:
    async with FakeTwilio() as twilio:
        account = {
            "account_sid": ACCOUNT_SID,
            "auth_token": AUTH_TOKEN,
            "from_number": NUMBER,
            "base_url": twilio.base_url,
        }
        channels = {"sms": "twilio", "twilio": account}
        async with open_world(
            database_url, engines.redis_url, channels=channels, delivery={"dry_run": True}
        ) as world:
            record = a_record()
            await world.send_records(record)
            await world.pass_hours(24)
            assert (await world.record(record["record_no"]))["state"] == "prompted"
            assert "已办结" in await world.value("SELECT text FROM messages WHERE state = 'sent'")
        assert twilio.requests == 0
