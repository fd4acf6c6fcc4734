"""Gifts by buttons: the same as in words, on every channel, and harmless the second time."""

import asyncio
import re

import pytest

from bot.conversation import Conversation, Said
from evaluation.exchange import Event
from store.inbound import StoredReply
from tests.bot.citizens import Citizen, now, prompted
from tests.bot.shoppers import a_shopper, furnish, points_of, vouchers_of
from tests.bot.test_presses import Chat, button
from tests.world import World

SURE = "用30分兑换“纯棉毛巾”"
DONE = "已兑换“纯棉毛巾”"
CODE = re.compile(r"\d{3} \d{3} \d{3}")


@pytest.fixture(scope="module")
async def shop(town: World) -> World:
    """A town with gifts enough for all tests of the file."""
    await furnish(town)
    return town


async def chatting(shop: World, extra: int = 60) -> tuple[Citizen, Chat]:
    """A citizen with points, and their chat."""
    wang = await a_shopper(shop, extra)
    return wang, await Chat(wang).bind()


async def test_every_step_may_be_pressed(shop: World) -> None:
    wang, chat = await chatting(shop)
    listed = await chat.says("兑换")
    assert [choice.label for choice in listed.choices] == [
        "纯棉毛巾 30分",
        "晴雨伞 60分",
        "食用油 90分",
        "不换了",
    ]
    assert all(choice.data.isdigit() and len(choice.data) <= 20 for choice in listed.choices)
    where = await chat.presses(button(listed, "晴雨伞"))
    assert [choice.label for choice in where.choices] == [
        "江宁区政务服务中心",
        "东山街道便民服务中心",
        "不换了",
    ]
    sure = await chat.presses(button(where, "东山"))
    assert [choice.label for choice in sure.choices] == ["是", "不换了"]
    told = await chat.presses(button(sure, "是"))
    assert "已兑换“晴雨伞”" in told.text
    assert await vouchers_of(wang) == ["晴雨伞 2 reserved"]


async def test_every_press_may_come_twice(shop: World) -> None:
    wang, chat = await chatting(shop)
    listed = await chat.says("兑换")
    for _ in range(2):
        where = await chat.presses(button(listed, "晴雨伞"))
        assert "到哪里领取" in where.text
    for _ in range(2):
        sure = await chat.presses(button(where, "江宁"))
        assert "用60分兑换“晴雨伞”" in sure.text
    told = [(await chat.presses(button(sure, "是"))).text for _ in range(3)]
    assert len(set(told)) == 1
    assert (await vouchers_of(wang), await points_of(wang)) == (["晴雨伞 1 reserved"], 30)


async def test_what_is_pressed_in_an_old_list(shop: World) -> None:
    wang, chat = await chatting(shop)
    old = await chat.says("兑换")
    await chat.presses(button(old, "不换了"))
    fresh = await chat.presses(button(old, "毛巾"))
    assert "可以兑换：1.纯棉毛巾 30分" in fresh.text
    sure = await chat.presses(button(fresh, "毛巾"))
    code = CODE.findall((await chat.presses(button(sure, "是"))).text)
    for stale in (button(fresh, "食用油"), button(fresh, "毛巾"), button(sure, "是"), button(sure, "不换了")):
        assert CODE.findall((await chat.presses(stale)).text) == code
    assert await vouchers_of(wang) == ["纯棉毛巾 1 reserved"]


async def test_a_yes_is_to_the_gift_that_it_was_asked_about(shop: World) -> None:
    wang, chat = await chatting(shop)
    listed = await chat.says("兑换")
    sure = await chat.presses(button(listed, "毛巾"))
    other = await chat.presses(button(listed, "食用油"))
    assert "可以兑换" in other.text
    await chat.presses(button(other, "食用油"))
    assert "可以兑换" in (await chat.presses(button(sure, "是"))).text
    assert await vouchers_of(wang) == []


async def test_somebody_elses_button_gives_nothing(shop: World) -> None:
    _, theirs = await chatting(shop)
    wang, mine = await chatting(shop)
    stolen = button(await theirs.says("兑换"), "毛巾")
    assert "按钮已失效" in (await mine.presses(stolen)).text
    assert await vouchers_of(wang) == []


@pytest.mark.parametrize("data", ["0", "00", "0000", "01", "0100", "0999999999999999999", "080", "0101 "])
async def test_nonsense_from_a_button(shop: World, data: str) -> None:
    _, chat = await chatting(shop)
    assert "按钮已失效" in (await chat.presses(data)).text


async def test_a_level_pressed_under_the_list_is_a_rating_and_ends_it(shop: World) -> None:
    wang = await a_shopper(shop, 60)
    chat = await Chat(wang).bind()
    levels = await chat.says("0")
    await chat.says("兑换")
    assert "改为：满意" in (await chat.presses(button(levels, "4满意"))).text
    assert await wang.level("甲证") == 4
    await chat.says("2")
    assert await vouchers_of(wang) == []


async def test_the_buttons_after_a_voucher_are_those_of_the_visit_that_is_asked_about(shop: World) -> None:
    wang = await prompted(shop, "甲证", "乙证", "丙证", "丁证")
    chat = await Chat(wang).bind()
    for _ in range(3):
        await chat.says("5")
    listed = await chat.says("兑换")
    told = await chat.presses(button(await chat.presses(button(listed, "毛巾")), "是"))
    assert DONE in told.text
    assert told.choices[0].label == "5非常满意"
    await chat.presses(button(told, "3基本满意"))
    assert await wang.level("丁证") == 3


async def test_confirmed_on_two_channels_at_once_it_is_one_voucher(shop: World) -> None:
    wang, chat = await chatting(shop)
    sure = await chat.presses(button(await chat.says("兑换"), "毛巾"))
    texts = await asyncio.gather(
        wang.says("是"), chat.presses(button(sure, "是")), wang.says("是"), chat.presses(button(sure, "是"))
    )
    codes = {CODE.search(told if isinstance(told, str) else told.text)[0] for told in texts}  # type: ignore[index]
    assert len(codes) == 1
    assert (await vouchers_of(wang), await points_of(wang)) == (["纯棉毛巾 1 reserved"], 60)


async def test_a_redelivered_yes_gets_the_stored_answer(shop: World) -> None:
    wang, chat = await chatting(shop)
    sure = await chat.presses(button(await chat.says("兑换"), "毛巾"))
    parts, at = shop.parts, await now(shop)
    conversation = Conversation(parts.vault, parts.rules, parts.renderer)
    said = Said("telegram", f"once-{wang.phone.number}", chat.address, button(sure, "是"), Event.PRESS)

    async def deliver() -> list[StoredReply]:
        return await parts.database.persist(lambda tx: conversation.take_turn(tx, said, at))

    first, *again = await asyncio.gather(*(deliver() for _ in range(4)))
    assert all(each == first for each in again)
    assert await vouchers_of(wang) == ["纯棉毛巾 1 reserved"]


async def test_a_chat_gets_a_link_to_the_voucher_and_a_text_message_none(shop: World) -> None:
    wang, chat = await chatting(shop)
    sure = await chat.presses(button(await chat.says("兑换"), "毛巾"))
    parts = shop.parts
    conversation = Conversation(
        parts.vault, parts.rules, parts.renderer, voucher_page=lambda code, _: f"https://example.com/v/{code}"
    )
    said, at = (
        Said("telegram", f"link-{wang.phone.number}", chat.address, button(sure, "是"), Event.PRESS),
        await now(shop),
    )
    [told] = await parts.database.persist(lambda tx: conversation.take_turn(tx, said, at))
    [code] = CODE.findall(told.text)
    assert told.text.endswith(f"https://example.com/v/{code.replace(' ', '')}")
    assert "http" not in await wang.says("是")
