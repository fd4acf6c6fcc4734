"""The voucher's page: its code and QR code while it can be collected, then what became of it."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from evaluation.staff import Role, Scope
from store import staff
from store.signed_links import Purpose
from store.staff import NewStaff
from tests.bot.citizens import Citizen, now
from tests.bot.shoppers import HALL, a_shopper, furnish
from tests.web.pages import Visitor, chat_link, links, visit_link
from tests.world import AREA_CODE, World
from usecases.gifts.cancel import CITIZEN, cancel
from usecases.gifts.collect import Counter, collect
from web.public.links import Links


async def redeemed(world: World, visitor: Visitor) -> tuple[Citizen, str, str]:
    """A citizen who redeemed a towel on their chat page: the voucher's code, and the path of its page."""
    await furnish(world)
    wang = await a_shopper(world)
    path = await chat_link(world, wang.record_nos["甲证"])
    for text in ("兑换", "1", "是"):
        page = await visitor.opens(path)
        page = await visitor.sends(path, nonce=page.nonce, text=text)
    [url] = re.findall(r'<a href="([^"]+/v/[^"]+)"', page.html)
    [code] = set(re.findall(r"\d{3} \d{3} \d{3}", page.text))
    return wang, code, urlsplit(url).path


async def test_the_chat_links_to_the_voucher(world: World, visitor: Visitor) -> None:
    _, code, path = await redeemed(world, visitor)
    page = await visitor.opens(path)
    assert page.status == 200
    for shown in (
        "纯棉毛巾",
        code,
        "江宁区政务服务中心",
        "天元路1号",
        "9:00-17:00",
        "（含）前",
        "家人可凭码代领",
    ):
        assert shown in page.text
    assert "<svg" in page.html
    assert page.headers["cache-control"] == "no-store"
    english = await visitor.opens(f"{path}?lang=en")
    assert "Cotton towel" in english.text
    assert "A relative may collect with it" in english.text


async def test_the_qr_code_says_where_the_counter_verifies_it(world: World) -> None:
    made = Links(world.parts.vault, "https://hcp.example/base/").to_verify("123456789")
    assert made == "https://hcp.example/base/console/vouchers?code=123456789"


async def test_it_shows_what_became_of_it(world: World, visitor: Visitor) -> None:
    _, code, path = await redeemed(world, visitor)
    at = await now(world)
    clerk = NewStaff("wang", "王", Role.COUNTER_CLERK, Scope(AREA_CODE))
    staff_id = await world.query(lambda tx: staff.add(tx, clerk, "x", at))
    await world.query(lambda tx: collect(tx, code, Counter(staff_id, HALL), at))
    page = await visitor.opens(path)
    assert f"{at:%H:%M}在江宁区政务服务中心领取" in page.text
    assert code not in page.text
    assert "<title>兑换券二维码" not in page.html


async def test_a_cancelled_one(world: World, visitor: Visitor) -> None:
    _, code, path = await redeemed(world, visitor)
    at = await now(world)
    await world.query(lambda tx: cancel(tx, code, CITIZEN, "", world.parts.rules, at))
    page = await visitor.opens(path)
    assert "已取消，30分已退回" in page.text
    assert code not in page.text


async def test_one_whose_time_is_over(world: World, visitor: Visitor) -> None:
    _, code, path = await redeemed(world, visitor)
    await world.clock.move(await now(world) + timedelta(days=61))
    page = await visitor.opens(path)  # nobody has let it lapse yet
    assert "到期，30分会退回" in page.text
    assert code not in page.text
    await world.happen()
    assert "到期，30分已退回" in (await visitor.opens(path)).text


@pytest.mark.parametrize("subject", ["000000000", "x", "1"])
async def test_a_link_to_no_voucher(world: World, visitor: Visitor, subject: str) -> None:
    at = await now(world)
    assert (await visitor.opens(urlsplit(links(world).of_voucher(subject, at)).path)).status == 404


async def test_a_link_for_something_else_shows_no_voucher(world: World, visitor: Visitor) -> None:
    wang, _, path = await redeemed(world, visitor)
    assert (await visitor.opens(path[:-1])).status == 404
    other = await visit_link(world, wang.record_nos["甲证"], Purpose.RATE)
    assert (await visitor.opens(other.replace("/r/", "/v/"))).status == 404
    assert (await visitor.opens(path.replace("/v/", "/chat/"))).status == 404
