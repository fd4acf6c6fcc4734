"""Asking Twilio what became of a message whose answer was lost: the one that is ours, and no other."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from channels.interface import Accepted, Outgoing
from channels.twilio.sending import TwilioChannel
from evaluation.charges import Charge
from evaluation.delivery import CannotAsk, OutcomeUnknown
from tests.channels.twilio import LONG_AGO, NOTHING, SERVICE, TEXT, account, failure, message
from tests.fakes.twilio import FakeTwilio, cut_off, lose_answer, losing

SHANGHAI = timezone(timedelta(hours=8))


async def test_a_lost_answer_is_found(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    twilio.next(lose_answer())
    before = twilio.now()
    await failure(channel)
    found = await channel.find(message(), before, NOTHING)
    assert found is not None
    assert found.reference == twilio.texts[0].sid


async def test_a_message_that_never_arrived_is_not_found(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    twilio.next(cut_off())
    await failure(channel)
    assert await channel.find(message(), LONG_AGO, NOTHING) is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (message(), True),
        (message(99), True),  # the outbox id is ours; Twilio does not keep it
        (message(text=TEXT + "\n"), True),  # white space at the edge may be trimmed on the way
        (message(text=TEXT + "!"), False),
        (message(address="+8613900000000"), False),
    ],
)
async def test_what_makes_it_the_same_message(
    twilio: FakeTwilio, channel: TwilioChannel, asked: Outgoing, found: bool
) -> None:
    await channel.send(message())
    assert bool(await channel.find(asked, LONG_AGO, NOTHING)) is found


async def test_a_message_tied_to_another_of_ours_is_not_it(
    twilio: FakeTwilio, channel: TwilioChannel
) -> None:
    first, second = await channel.send(message(1)), await channel.send(message(2))
    assert await channel.find(message(3), LONG_AGO, frozenset({first.reference})) == second
    both = frozenset({first.reference, second.reference})
    assert await channel.find(message(3), LONG_AGO, both) is None


async def test_the_earliest_of_several_is_taken(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    hours = iter([datetime(2026, 9, 7, hour, tzinfo=UTC) for hour in (9, 8, 10)])
    twilio.now = lambda: next(hours)
    sent = [await channel.send(message(n)) for n in (1, 2, 3)]
    assert await channel.find(message(4), LONG_AGO, NOTHING) == sent[1]


@pytest.mark.parametrize(
    ("since", "found"),
    [
        (datetime(2026, 9, 7, 1, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 9, 7, 1, 0, 0, 900_000, tzinfo=UTC), True),  # Twilio stamps whole seconds
        (datetime(2026, 9, 7, 9, 0, 0, tzinfo=SHANGHAI), True),
        (datetime(2026, 9, 7, 1, 1, 0, tzinfo=UTC), True),  # our clock may run ahead of Twilio's
        (datetime(2026, 9, 7, 1, 1, 1, tzinfo=UTC), False),
        (datetime(2026, 9, 8, 9, 0, 0, tzinfo=SHANGHAI), False),
    ],
)
async def test_only_messages_since_the_claim_count(since: datetime, found: bool) -> None:
    async with FakeTwilio(now=lambda: datetime(2026, 9, 7, 1, tzinfo=UTC)) as twilio:
        channel = TwilioChannel(account(twilio.base_url))
        await channel.send(message())
        assert bool(await channel.find(message(), since, NOTHING)) is found
        await channel.close()


async def test_a_service_message_is_found_before_and_after_it_has_a_number(twilio: FakeTwilio) -> None:
    channel = TwilioChannel(account(twilio.base_url, service=SERVICE))
    accepted = await channel.send(message())
    assert await channel.find(message(), LONG_AGO, NOTHING) == accepted
    twilio.texts[0].becomes("sent", twilio.now(), None)
    found = await channel.find(message(), LONG_AGO, NOTHING)
    assert found == Accepted(accepted.reference, Charge(parts=1))  # known once there is a number
    await channel.close()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda text: setattr(text, "sender", "+12025550199"), False),  # another sender of the account
        (lambda text: setattr(text, "direction", "inbound"), False),
        (lambda text: setattr(text, "direction", "outbound-reply"), True),  # a reply that went by TwiML
        (lambda text: setattr(text, "body", f"Sent from your Twilio trial account - {TEXT}"), True),
    ],
)
async def test_whose_message_it_is(
    twilio: FakeTwilio, channel: TwilioChannel, change: Callable[[object], None], found: bool
) -> None:
    await channel.send(message())
    change(twilio.texts[0])
    assert bool(await channel.find(message(), LONG_AGO, NOTHING)) is found


async def test_an_account_that_keeps_no_texts_cannot_rule_anything_out(
    twilio: FakeTwilio, channel: TwilioChannel
) -> None:
    await channel.send(message())
    twilio.texts[0].body = ""
    with pytest.raises(CannotAsk, match="bodies_redacted"):
        await channel.find(message(), LONG_AGO, NOTHING)


@pytest.mark.parametrize(("others", "found"), [(1_500, True), (3_001, None)])
async def test_pages_are_read_up_to_a_bound(
    twilio: FakeTwilio, channel: TwilioChannel, others: int, found: bool | None
) -> None:
    await channel.send(message())
    twilio.texts += [twilio.texts[0].__class__(**vars(twilio.texts[0]) | {"body": "别的"})] * others
    if found:
        assert await channel.find(message(), LONG_AGO, NOTHING)
        return
    with pytest.raises(CannotAsk, match="too_many_messages"):
        await channel.find(message(), LONG_AGO, NOTHING)


async def test_a_provider_that_is_away_cannot_be_asked() -> None:
    async with FakeTwilio() as twilio:
        channel = TwilioChannel(account(twilio.base_url))
    with pytest.raises(CannotAsk):
        await channel.find(message(), LONG_AGO, NOTHING)
    await channel.close()


async def test_with_lost_answers_everyone_still_gets_one(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    """Ask before sending again: fifty people, three answers in ten lost, fifty texts."""
    twilio.script = losing(0.3, seed=1)
    messages = [message(n, address=f"+86138000001{n:02}") for n in range(50)]

    async def settle(outgoing: Outgoing) -> bool:
        try:
            await channel.send(outgoing)
        except OutcomeUnknown:
            assert await channel.find(outgoing, LONG_AGO, NOTHING)
            return True
        return False

    lost = sum(await asyncio.gather(*map(settle, messages)))
    assert 5 < lost < 30
    assert set(twilio.counts().values()) == {1}
    assert len(twilio.counts()) == 50
