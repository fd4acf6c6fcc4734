"""What the worker's tests have in common."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Engines
from tests.worker.twilio import TwilioWorld, twilio_world


@pytest.fixture
async def post(database_url: str, engines: Engines) -> AsyncIterator[TwilioWorld]:
    """The product in this process, writing to a fake Twilio."""
    async with twilio_world(database_url, engines.redis_url) as opened:
        yield opened
