"""Twilio's channel against a fake Twilio; the other providers' tests bring their own."""

from collections.abc import AsyncIterator

import pytest

from channels.twilio.sending import TwilioChannel
from tests.channels.twilio import account
from tests.fakes.twilio import FakeTwilio


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as fake:
        yield fake


@pytest.fixture
async def channel(twilio: FakeTwilio) -> AsyncIterator[TwilioChannel]:
    channel = TwilioChannel(account(twilio.base_url))
    yield channel
    await channel.close()
