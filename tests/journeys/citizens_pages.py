"""A page of ours in a window of its own, and what every one of them keeps to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page

from tests.journeys.browser import DESK, PHONE, axe_is_content, no_wider_than_its_screen
from tests.world import World

SIZES = {"phone": PHONE, "desk": DESK}
SCREENS = pytest.mark.parametrize("size", SIZES)
SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])


@asynccontextmanager
async def opened(
    browser: Browser, world: World, size: str, path: str, *, script: bool = True
) -> AsyncIterator[Page]:
    """A page of ours; afterwards: it asked nobody but us, and nothing was refused by its own policy."""
    context = await browser.new_context(
        viewport=SIZES[size],
        locale="zh-CN",
        base_url=world.base_url,
        java_script_enabled=script,
    )
    page = await context.new_page()
    strangers: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: strangers.append(request.url))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    await page.goto(path)
    yield page
    await context.close()
    assert [url for url in strangers if not url.startswith((f"{world.base_url}/", "data:"))] == []
    assert [line for line in trouble if "status of 4" not in line] == []


async def looks_right(page: Page) -> None:
    """Nothing to scroll sideways, nothing cut off in a box, nothing axe objects to."""
    await fits(page)
    await axe_is_content(page)


async def fits(page: Page) -> None:
    """Nothing to scroll sideways, nothing cut off in a box. (Where scripts are off, axe cannot run either.)"""
    await no_wider_than_its_screen(page)
    cut = await page.evaluate(
        """[...document.querySelectorAll('.choice, .tick, .send, .button, .chip, .card, h1:not(.unseen)')]
             .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.innerText)"""
    )
    assert cut == []
