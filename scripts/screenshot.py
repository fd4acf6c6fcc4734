"""Take docs/images/phone.png from the demo that runs in this checkout, just started."""

import json
import os
import shutil
import sys

from playwright.sync_api import Page, sync_playwright

from haochaping.settings import ROOT

PICTURE = ROOT / "docs" / "images" / "phone.png"
REPLY = "5 谢谢，窗口的同志很耐心"


def main() -> None:
    """Talk as a sample citizen, then take the picture."""
    address = json.loads((ROOT / ".haochaping" / "demo.json").read_text())["base_url"]
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        page.goto(f"{address}/demo")
        _talk(page)
        page.screenshot(path=PICTURE)
        browser.close()
    sys.stdout.write(f"{PICTURE}: {PICTURE.stat().st_size // 1024} KB\n")


def _talk(page: Page) -> None:
    page.get_by_role("option", name="王女士").click()
    if not page.locator("#messages li").count():
        page.get_by_role("button", name="+24 小时").click()
    bubbles = page.locator("#messages")
    bubbles.get_by_text("已办结").wait_for()
    page.locator("#reply").fill(REPLY)
    page.keyboard.press("Enter")
    bubbles.get_by_text("现有10分").wait_for()
    page.get_by_text("发放积分").first.wait_for()


if __name__ == "__main__":
    main()
