"""What stops messages until somebody puts it right is shown to staff until somebody has looked."""

import asyncio
from pathlib import Path

import pytest

from haochaping.commands.doctor import examine
from haochaping.settings import load
from store import failures
from store.failures import ToLookAt
from store.vault import new_key
from tests.fakes.twilio import Fault, refuse
from tests.web.raw import figures
from tests.worker.twilio import TwilioWorld
from usecases.release_messages import Which, release_messages

FILTERED = 'haochaping_messages_to_look_at{channel="sms",provider="twilio",reason="30007"}'


async def to_look_at(post: TwilioWorld) -> dict[str, int]:
    """How many messages, by reason."""
    found: list[ToLookAt] = await post.world.query(lambda tx: failures.to_look_at(tx, 100))
    return {each.reason: each.messages for each in found}


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        (refuse(30007), {"30007": 1}),  # a carrier filters the wording
        (refuse(21408), {"21408": 1}),  # the account may not write to that country
        (refuse(99999), {"99999": 1}),  # what nobody foresaw
        (refuse(21211), {}),  # one wrong number
        (refuse(21610), {}),  # one person who wants no messages
        (refuse(20003, 401), {}),  # it passes, or the age of the outbox tells
    ],
)
async def test_what_is_for_staff(post: TwilioWorld, fault: Fault, shown: dict[str, int]) -> None:
    await post.due()
    post.twilio.next(fault)
    await post.world.happen()
    assert await to_look_at(post) == shown


async def test_a_carrier_that_filters_tells_by_its_receipt(post: TwilioWorld) -> None:
    await post.due(phones=3)
    await post.world.happen()
    first, second, third = post.twilio.texts
    for text, code in ((first, 30007), (second, 30007), (third, 30005)):
        assert await post.report(text, "undelivered", code) == 204
    assert await to_look_at(post) == {"30007": 2}
    assert (await figures(post.world))[FILTERED] == 2
    await post.report(first, "delivered")  # it got there after all
    assert (await figures(post.world))[FILTERED] == 1
    released = await post.world.query(
        lambda tx: release_messages(tx, Which(reason="30007"), post.world.clock.now())
    )
    assert (released, await to_look_at(post)) == (0, {"30007": 1})  # it had left: nothing is sent again
    await post.world.query(lambda tx: failures.dismiss(tx, message_id=None, reason="30007"))
    assert FILTERED not in await figures(post.world)
    assert len(post.twilio.texts) == 3


async def test_what_is_released_waits_for_nobody(post: TwilioWorld) -> None:
    await post.due()
    post.twilio.next(refuse(30007))
    await post.world.happen()
    assert await to_look_at(post) == {"30007": 1}
    which = Which(reason="30007")
    assert await post.world.query(lambda tx: release_messages(tx, which, post.world.clock.now())) == 1
    assert await to_look_at(post) == {}
    await post.world.happen()
    assert await post.state() == "sent"


async def test_the_doctor_says_what_to_do(post: TwilioWorld, tmp_path: Path) -> None:
    await post.due(phones=2)
    post.twilio.next(refuse(30007), refuse(30007))
    await post.world.happen()
    keys = {"phone_key": new_key(), "lookup_key": new_key()}
    settings = load(database_url=post.world.parts.database.url, redis_url="", security=keys)
    found = await asyncio.to_thread(lambda: list(examine(settings, tmp_path)))
    [line] = [each for each in found if each.text.startswith("messages:")]
    assert line.verdict == "wrong"
    assert line.text.startswith("messages: 2 stopped by twilio (30007) since 2026-09-0")
    assert "change the wording" in line.text
    assert line.text.endswith("haochaping messages release --reason 30007, or dismiss")
