"""Whole stories, told to real processes."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.journeys.browser import chromium


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all journeys; each opens a window of its own."""
    async with chromium() as opened:
        yield opened
