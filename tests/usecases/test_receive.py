"""Receipts: late, twice, out of order, before our own send returned, and about nothing of ours."""

import asyncio
from datetime import UTC, datetime

import pytest

from channels.twilio.account import callback_for
from tests.fakes.twilio import Text, cut_off, lose_answer, slow
from tests.waiting import until
from tests.worker.twilio import PHONE, PUBLIC, TwilioWorld
from tests.world import a_record
from usecases.outcomes import LADDER
from worker.ticking import tick

STATUS = f"{PUBLIC}/webhooks/twilio/status"


async def sent(post: TwilioWorld) -> Text:
    await post.due()
    await post.world.happen()
    return post.twilio.texts[0]


@pytest.mark.parametrize(
    ("statuses", "ends"),
    [
        (("sent", "delivered"), "delivered"),
        (("delivered", "sent"), "delivered"),  # out of order
        (("delivered", "delivered"), "delivered"),  # twice
        (("sent", "sent", "delivered", "sent"), "delivered"),
        (("sent", "undelivered"), "failed"),
        (("undelivered", "sent"), "failed"),
        (("undelivered", "delivered"), "delivered"),  # it got there after all
        (("delivered", "undelivered"), "delivered"),
        (("queued", "sending"), "sent"),  # no news
    ],
)
async def test_the_state_only_moves_forward(post: TwilioWorld, statuses: tuple[str, ...], ends: str) -> None:
    text = await sent(post)
    for status in statuses:
        assert await post.report(text, status, 30008 if status == "undelivered" else None) == 204
    assert await post.state() == ends


async def test_a_receipt_may_come_before_our_send_returned(post: TwilioWorld) -> None:
    [record] = await post.due()
    post.twilio.next(slow(0.6))
    delivering = asyncio.create_task(post.world.happen())
    await until(lambda: _has_texts(post))
    assert await post.report(post.twilio.texts[0], "delivered") == 204
    assert await post.state() == "delivered"
    assert (await post.world.record(record["record_no"]))["state"] == "prompted"
    await delivering
    assert await post.state() == "delivered"
    assert await post.world.value("SELECT reference FROM messages") == post.twilio.texts[0].sid


async def _has_texts(post: TwilioWorld) -> bool:
    return bool(post.twilio.texts)


async def test_a_receipt_settles_a_lost_answer(post: TwilioWorld) -> None:
    [record] = await post.due()
    post.twilio.next(lose_answer())
    await post.world.happen()
    asked = post.twilio.requests
    await post.report(post.twilio.texts[0], "sent")
    assert await post.state() == "sent"
    assert (await post.world.record(record["record_no"]))["state"] == "prompted"
    await post.settled()
    assert (post.twilio.requests, len(post.twilio.texts)) == (asked, 1)


async def test_a_receipt_stops_the_second_try_of_what_did_leave(post: TwilioWorld) -> None:
    """The provider did not have it when asked, and yet it went out: then not twice."""
    [record] = await post.due()
    post.twilio.next(cut_off())
    await post.world.happen()
    await post.settled()
    assert await post.state() == "queued"
    assert await post.report(_a_text(await _message_id(post)), "delivered") == 204
    assert await post.state() == "delivered"
    assert (await post.world.record(record["record_no"]))["state"] == "prompted"
    await post.world.pass_hours(LADDER[0].total_seconds() / 3600)
    assert post.twilio.texts == []


async def test_a_receipt_for_a_message_that_was_never_sent_is_not_ours(post: TwilioWorld) -> None:
    """Another system of the same account counts its messages like us."""
    await post.due()
    await tick(post.world.runtime)
    assert await post.report(_a_text(await _message_id(post)), "delivered") == 204
    assert await post.state() == "queued"
    await post.world.happen()
    assert (await post.state(), len(post.twilio.texts)) == ("sent", 1)


async def _message_id(post: TwilioWorld) -> int:
    return int(await post.world.value("SELECT max(id) FROM messages"))


def _a_text(message_id: int) -> Text:
    """A text that the fake does not know it sent."""
    return Text(
        sid=f"SM{message_id:032d}",
        account_sid="AC" + "0" * 31 + "1",
        to=PHONE,
        body="",
        created=datetime.now(UTC),
        sender="+12025550100",
        callback=callback_for(STATUS, message_id),
    )


async def test_a_receipt_about_nothing_of_ours_is_taken_and_changes_nothing(post: TwilioWorld) -> None:
    await sent(post)
    assert await post.report(_a_text(987654), "delivered") == 204
    assert await post.state() == "sent"


async def test_an_earlier_tries_receipt_is_not_the_last_ones(post: TwilioWorld) -> None:
    """Our id in its callback, another reference: the message that was taken keeps its own."""
    text = await sent(post)
    assert await post.report(_a_text(await _message_id(post)), "undelivered", 30003) == 204
    assert await post.state() == "sent"
    assert await post.world.value("SELECT reference FROM messages") == text.sid


async def test_an_undelivered_receipt_buries_a_bad_address(post: TwilioWorld) -> None:
    text = await sent(post)
    await post.report(text, "undelivered", 30006)
    assert (await post.state(), await post.reason()) == ("failed", "30006")
    assert await post.world.value("SELECT dead_because FROM addresses") == "30006"


async def test_a_late_receipt_does_not_stop_who_came_back_since(post: TwilioWorld) -> None:
    text = await sent(post)
    phone = post.world.phone(PHONE.removeprefix("+86"))
    await phone.says("T")
    await phone.says("恢复")
    later = a_record(finished_at=post.world.clock.now().isoformat())
    await post.world.send_records(later)
    await post.report(text, "undelivered", 21610)
    assert (await post.world.record(later["record_no"]))["state"] == "waiting"
    assert (await post.state(), await post.reason()) == ("failed", "21610")


async def test_who_writes_from_a_buried_number_can_be_reached_again(post: TwilioWorld) -> None:
    text = await sent(post)
    await post.report(text, "undelivered", 30004)
    assert "已记录" in await post.world.phone(PHONE.removeprefix("+86")).says("5")
    assert await post.world.value("SELECT dead_because FROM addresses") is None
    later = a_record(finished_at=post.world.clock.now().isoformat())
    await post.world.send_records(later)
    await post.world.pass_hours(24)
    assert len(post.twilio.texts) == 2


async def test_an_opt_out_in_a_receipt_is_one_here(post: TwilioWorld) -> None:
    text = await sent(post)
    later = a_record(finished_at=post.world.clock.now().isoformat())
    await post.world.send_records(later)
    await post.report(text, "undelivered", 21610)
    assert (await post.world.record(later["record_no"]))["excluded_because"] == "opted_out"
