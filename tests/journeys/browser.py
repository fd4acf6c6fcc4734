"""A real Chromium, and the phone page as somebody in front of it sees and uses it."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=800)

expect.set_options(timeout=15_000)  # machines that run tests are often busy with others


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The Chromium of $CHROMIUM or the PATH, else the one that Playwright installed."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        await browser.close()


@asynccontextmanager
async def a_page(browser: Browser, base_url: str, size: ViewportSize) -> AsyncIterator[Page]:
    """A page in a window of its own; afterwards: no script of it failed, it asked nobody but us."""
    context = await browser.new_context(viewport=size, locale="zh-CN", base_url=base_url)
    page = await context.new_page()
    strangers: list[str] = []
    failures: list[str] = []
    page.on("request", lambda request: strangers.append(request.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    await context.close()
    assert [url for url in strangers if not url.startswith((f"{base_url}/", "data:", "blob:"))] == []
    assert failures == []


@asynccontextmanager
async def phone_page(browser: Browser, base_url: str, size: ViewportSize) -> AsyncIterator["PhonePage"]:
    """The phone page, open and loaded."""
    async with a_page(browser, base_url, size) as page:
        await page.goto("/demo")
        await expect(page.locator("#clock-time")).not_to_contain_text("-")
        yield PhonePage(page)


class PhonePage:
    """What one can see and do at /demo."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log")
        self.reply = page.get_by_label("回复", exact=True)
        self.numbers = page.get_by_role("listbox", name="号码")
        self.switch = page.locator("#switch")

    def button(self, name: str) -> Locator:
        """A button by its name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def bubbles(self, direction: str) -> Locator:
        """The bubbles on the phone that came "in" from the citizen or went "out" from the bot."""
        return self.log.locator(f"#messages [data-direction={direction}] .bubble")

    async def a_day_passes(self) -> None:
        """Press +24 小时."""
        await self.button("+24 小时").click()

    async def choose(self, label: str) -> None:
        """Take up another phone from the list."""
        await self._open_list()
        await self.numbers.get_by_role("option", name=label).click()

    async def take_number(self, phone: str) -> None:
        """Take up the phone of somebody who is not on the list."""
        field = await self.ask_for_number()
        await field.fill(phone)
        await self.button("打开").click()
        await expect(self.page.locator("#owner")).to_have_text(f"{phone[:3]} {phone[3:7]} {phone[7:]}")

    async def ask_for_number(self) -> Locator:
        """Begin to take up the phone of somebody who is not on the list: the field for it."""
        await self._open_list()
        await self.button("+ 新号码").click()
        return self.page.get_by_label("11 位手机号码")

    async def _open_list(self) -> None:
        """On a narrow screen the list drops down from a switch."""
        if await self.switch.is_visible():
            await self.switch.click()

    async def says(self, text: str) -> None:
        """Write a message and send it."""
        await self.reply.fill(text)
        await self.button("发送").click()

    async def hears(self, *texts: str) -> None:
        """The last message from the bot comes to hold these words."""
        for text in texts:
            await expect(self.bubbles("out").last).to_contain_text(text)

    async def sees_done(self, masked: str, *titles: str) -> None:
        """What the system did about a number, newest first; the full number stands nowhere."""
        timeline = self.page.get_by_role("group", name="系统做了什么")
        if not await timeline.is_visible():
            await self.button_of_views("系统做了什么").click()
        about = timeline.locator(".event", has_text=masked)
        await expect(about.locator(".event-title")).to_have_text(list(titles))
        assert not await timeline.get_by_text(masked.replace("****", "0000")).count()
        await self.looks_right()
        if await self.button_of_views("对话").is_visible():
            await self.button_of_views("对话").click()

    def button_of_views(self, name: str) -> Locator:
        """On a narrow screen, what switches between the conversation and the timeline."""
        return self.page.get_by_role("group", name="看什么").get_by_role("button", name=name)

    async def looks_right(self) -> None:
        """Nothing to scroll sideways; our words left and the citizen's right; nothing axe objects to."""
        await no_wider_than_its_screen(self.page)
        await self._sides()
        await axe_is_content(self.page)

    async def _sides(self) -> None:
        if not await self.log.is_visible():  # the other view of a narrow screen
            return
        log = await _box(self.log)
        for direction, left in (("out", True), ("in", False)):
            for bubble in await self.bubbles(direction).all():
                box = await _box(bubble)
                before, after = box.x - log.x, log.right - box.right
                assert min(before, after) >= 0
                assert (before < after) == left


class Box:
    """Where something is on the screen."""

    def __init__(self, x: float, width: float, height: float) -> None:
        self.x, self.right, self.width, self.height = x, x + width, width, height


async def _box(locator: Locator) -> Box:
    found = await locator.bounding_box()
    assert found is not None, f"{locator} is not on the screen"
    return Box(found["x"], found["width"], found["height"])


async def no_wider_than_its_screen(page: Page) -> None:
    """Nothing to scroll sideways, once its style has come: text can be read off a page before that."""
    await page.wait_for_load_state("load")
    widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], f"{widths[0]} px wide on a screen of {widths[1]} px"


async def axe_is_content(page: Page) -> None:
    """The accessibility checker objects to nothing; it is a script, and needs a page that runs scripts."""
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def smallest_side(buttons: Locator) -> float:
    """The shortest side of any of them, in px: a finger needs 44."""
    boxes = [await _box(button) for button in await buttons.all()]
    return min(min(box.width, box.height) for box in boxes)
