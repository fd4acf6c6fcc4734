"""`haochaping messages`: what failed, with what to do about it."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import date

import pytest

from haochaping.commands import messages, spent
from haochaping.settings import Settings, load
from store.vault import new_key
from tests.conftest import Engines
from tests.fakes.twilio import refuse
from tests.worker.twilio import TwilioWorld, twilio_world
from usecases.release_messages import Which


@pytest.fixture
async def post(database_url: str, engines: Engines) -> AsyncIterator[TwilioWorld]:
    async with twilio_world(database_url, engines.redis_url, prices={"twilio": "0.05 USD"}) as opened:
        yield opened


@pytest.fixture
def settings(database_url: str) -> Settings:
    keys = {"phone_key": new_key(), "lookup_key": new_key()}
    return load(database_url=database_url, security=keys, demo={"enabled": True, "start": ""})


async def test_the_list_says_what_to_do_and_release_does_it(post: TwilioWorld, settings: Settings) -> None:
    await post.due(phones=2)
    post.twilio.next(refuse(30007), refuse(99999))
    await post.world.happen()
    unknown, filtered = sorted(await asyncio.to_thread(messages.failed, settings), reverse=True)
    assert filtered.startswith("look  twilio 30007: 1 failed, 1 can be released, latest ")
    assert filtered.endswith("or change the wording, then release")
    assert unknown.endswith("the provider's list of codes says more, then release")
    assert await asyncio.to_thread(messages.release, settings, Which(reason="30007")) == 1
    with pytest.raises(ValueError, match="nothing to release"):
        await asyncio.to_thread(messages.release, settings, Which(message_id=404))
    assert await asyncio.to_thread(messages.dismiss, settings, Which(reason="99999")) == 1
    [line] = await asyncio.to_thread(messages.failed, settings)
    assert line.startswith("      twilio 99999: 1 failed, 1 can be released")
    with pytest.raises(ValueError, match="nothing waits"):
        await asyncio.to_thread(messages.dismiss, settings, Which(reason="99999"))


async def test_what_had_left_is_not_said_to_be_released(post: TwilioWorld, settings: Settings) -> None:
    await post.due(phones=2)
    await post.world.happen()
    for text, code in zip(post.twilio.texts, (30007, 30006), strict=True):
        await post.report(text, "undelivered", code)
    filtered, landline = sorted(await asyncio.to_thread(messages.failed, settings), reverse=True)
    assert "1 failed, 0 can be released" in filtered
    assert filtered.endswith("or change the wording; what had left is not sent again: dismiss")
    assert landline.endswith("correct it in the source system")


async def test_what_was_spent_is_told_as_csv(post: TwilioWorld, settings: Settings) -> None:
    await post.due(phones=2)
    post.twilio.next(refuse(21211))
    await post.world.happen()  # at 10:00 on 8 September; the first was refused and costs nothing
    told = io.StringIO()
    spent.write(await asyncio.to_thread(spent.spent, settings, None, None), told)
    assert told.getvalue() == (
        "day,channel,provider,messages,parts,cost,currency\n2026-09-08,sms,twilio,1,1,0.050000,USD\n"
    )
    day_before = date(2026, 9, 7)
    assert await asyncio.to_thread(spent.spent, settings, None, day_before) == []
    with pytest.raises(ValueError, match="2026-09-07 is before 2026-09-08"):
        await asyncio.to_thread(spent.spent, settings, date(2026, 9, 8), day_before)
