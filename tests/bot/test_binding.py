"""A chat becomes the citizen's by a code that goes to their phone."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.binding import read_code, read_wish
from tests.bot.citizens import next_day
from tests.conftest import Engines
from tests.wechat import Li, WeChatWorld, wechat_world
from tests.world import a_record

SENT = "验证码已通过短信发送"


@pytest.fixture
async def town(database_url: str, engines: Engines) -> AsyncIterator[WeChatWorld]:
    async with wechat_world(database_url, engines.redis_url) as made:
        yield made


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("绑定13800000000", "13800000000"),
        ("绑定 138 0000 0000", "138 0000 0000"),
        ("绑定手机号：13800000000。", "13800000000"),
        ("绑定+8613800000000", "+8613800000000"),
        ("绑定１３８００００００００", "13800000000"),
        ("BIND 13800000000", "13800000000"),
        ("Bind my phone", ""),
        ("绑定", ""),
        ("绑定手机", ""),
        ("绑定12", "12"),
        ("怎么绑定13800000000", None),
        ("绑定不了", None),
        ("13800000000", None),
        ("", None),
    ],
)
def test_who_asks_for_a_code(text: str, number: str | None) -> None:
    assert read_wish(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("012345", "012345"),
        (" ０１２３４５ ", "012345"),
        ("验证码：012345", "012345"),
        ("code 012345", "012345"),
        ("5", None),
        ("1234567", None),
        ("我的号码是012345", None),
    ],
)
def test_what_is_a_code(text: str, code: str | None) -> None:
    assert read_code(text) == code


async def served_by_phone(town: WeChatWorld) -> Li:
    """A citizen with a finished matter, whose WeChat we do not know yet."""
    li = town.stranger()
    await town.world.clock.refresh()
    record = a_record(li.phone)
    li.record_no = record["record_no"]
    await town.world.send_records(record)
    return li


async def code_of(li: Li) -> str:
    """The code in the newest SMS."""
    await li.town.world.happen()
    [code] = re.findall("[0-9]{6}", (await li.sms())[-1])
    return str(code)


async def test_a_code_binds_and_the_prompt_comes_to_the_chat(town: WeChatWorld) -> None:
    li = await served_by_phone(town)
    assert SENT in await li.says(f"绑定{li.phone}")
    assert "已绑定" in await li.says(await code_of(li))
    town.wechat.open_window(li.follower.openid)
    await next_day(town.world)
    [prompt] = li.heard
    assert "非常满意" in await li.presses("非常满意", prompt)
    assert (await li.rating() or {})["level"] == 5
    assert len(await li.sms()) == 1  # the code


async def test_whether_we_know_a_phone_is_not_told(town: WeChatWorld) -> None:
    li = await served_by_phone(town)
    known = await town.stranger().says(f"绑定{li.phone}")
    assert known == await town.stranger().says("绑定13512345678")
    assert "验证码" in (await town.world.phone("13512345678").heard() or ["验证码"])[-1]


@pytest.mark.parametrize("number", ["12", "02583221111", "+44 20 7946 0000", "99999999999999"])
async def test_a_number_that_takes_no_sms_is_refused_kindly(town: WeChatWorld, number: str) -> None:
    assert "收不到短信" in await town.stranger().says(f"绑定{number}")
    assert await town.world.value("SELECT count(*) FROM messages WHERE kind = 'notice'") == 0


async def test_without_a_number_it_is_asked_for(town: WeChatWorld) -> None:
    assert "绑定13800000000" in await town.stranger().says("绑定")


async def test_a_wrong_code_binds_nothing_and_five_end_it(town: WeChatWorld) -> None:
    li = await served_by_phone(town)
    await li.says(f"绑定{li.phone}")
    code = await code_of(li)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert "不对或已过期" in await li.says(wrong)
    assert "不对或已过期" in await li.says(code)


async def test_a_code_is_good_for_ten_minutes_and_for_its_chat(town: WeChatWorld) -> None:
    li, thief = await served_by_phone(town), town.stranger()
    await li.says(f"绑定{li.phone}")
    code = await code_of(li)
    await thief.says("绑定13512345678")
    assert "不对或已过期" in await thief.says(code)
    await town.world.clock.move(town.world.clock.now() + timedelta(minutes=11))
    assert "已绑定" not in await li.says(code)


async def test_three_codes_a_day_to_a_phone_and_from_a_chat(town: WeChatWorld) -> None:
    li = await served_by_phone(town)
    for _ in range(3):
        assert SENT in await town.stranger().says(f"绑定{li.phone}")
    assert "已达上限" in await town.stranger().says(f"绑定{li.phone}")
    for last in range(3):
        assert SENT in await li.says(f"绑定1351234567{last}")
    assert "已达上限" in await li.says("绑定13512345679")
    await town.world.pass_hours(25)
    assert SENT in await li.says(f"绑定{li.phone}")


async def test_a_redelivered_wish_sends_one_code(town: WeChatWorld) -> None:
    li = await served_by_phone(town)
    paper = li.follower.message(Content=f"绑定{li.phone}")
    answers = await asyncio.gather(*(li.follower.post.send(paper) for _ in range(3)))
    assert {SENT in answer.text for answer in answers} == {True}
    assert await town.world.value("SELECT count(*) FROM messages WHERE kind = 'notice'") == 1


async def test_a_redelivered_code_gets_the_same_answer(town: WeChatWorld) -> None:
    li = await served_by_phone(town)
    await li.says(f"绑定{li.phone}")
    paper = li.follower.message(Content=await code_of(li))
    answers = [(await li.follower.post.send(paper)).text for _ in range(2)]
    assert answers[0] == answers[1]
    assert "已绑定" in answers[0]


async def test_a_chat_with_a_history_is_not_bound(town: WeChatWorld) -> None:
    li, other = await town.served(), await served_by_phone(town)
    assert SENT in await li.says(f"绑定{other.phone}")
    assert "工作人员" in await li.says(await code_of(other))


async def test_numbers_and_codes_are_not_kept_in_what_was_said(town: WeChatWorld) -> None:
    li = await served_by_phone(town)
    await li.says(f"绑定{li.phone}")
    await li.says(await code_of(li))
    said = await town.world.value("SELECT string_agg(text, ' ' ORDER BY id) FROM inbound")
    assert said == "绑定*********** ******"


async def test_six_digits_are_words_where_no_code_is_awaited(town: WeChatWorld) -> None:
    li = town.stranger()
    assert "验证码" not in await li.says("123456")


async def test_a_phone_binds_nothing(town: WeChatWorld) -> None:
    phone = town.world.phone("13800000009")
    assert SENT not in await phone.says("绑定13512345678")
