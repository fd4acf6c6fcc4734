"""Replies in threads of their own: each answers the prompt in whose thread it is written, whatever came later."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.aliyun import PHONE, AliyunWorld, aliyun_world
from tests.bot.shoppers import furnish
from tests.conftest import Engines
from tests.fakes.aliyun import NUMBER, Text
from tests.world import a_record

OLD, NEW = "居民身份证换领", "护照补发"


@pytest.fixture
async def post(database_url: str, engines: Engines) -> AsyncIterator[AliyunWorld]:
    async with aliyun_world(database_url, engines.redis_url, extend_code=True) as there:
        yield there


@pytest.fixture
async def plain(database_url: str, engines: Engines) -> AsyncIterator[AliyunWorld]:
    """Without the setting."""
    async with aliyun_world(database_url, engines.redis_url) as there:
        yield there


async def two_prompts(post: AliyunWorld) -> tuple[Text, Text]:
    """The prompts of two days, neither answered."""
    await post.prompt(item_name=OLD)
    await post.prompt(item_name=NEW)
    old, new = post.aliyun.texts_to(PHONE)
    return old, new


async def levels(post: AliyunWorld) -> dict[str, int]:
    """What was rated how."""
    found: dict[str, int] = await post.world.value(
        """SELECT coalesce(jsonb_object_agg(v.item_name, r.level), '{}')
             FROM visits v JOIN ratings r ON r.visit_id = v.id AND r.live"""
    )
    return found


async def test_a_reply_in_an_older_thread_is_about_its_own_matter(post: AliyunWorld) -> None:
    old, new = await two_prompts(post)
    assert old.number != new.number
    told = await post.says("4", to=old)
    assert f"已记录：“{OLD}”满意" in told
    assert f"接下来请评价您9月8日办理的“{NEW}”" in told
    assert await levels(post) == {OLD: 4}
    await post.says("5", to=new)
    assert await levels(post) == {OLD: 4, NEW: 5}


async def test_our_answers_stay_in_the_thread_and_so_does_what_they_ask(post: AliyunWorld) -> None:
    old, new = await two_prompts(post)
    await post.says("4", to=old)  # its answer asks about the newer matter, by name
    assert post.aliyun.texts_to(PHONE)[-1].number == old.number
    assert f"“{NEW}”" in await post.says("3", to=old)
    assert await levels(post) == {OLD: 4, NEW: 3}
    assert {text.number for text in post.aliyun.texts_to(PHONE)[2:]} == {old.number}
    assert new.number != old.number


async def test_the_reason_question_is_answered_in_its_thread(post: AliyunWorld) -> None:
    old, new = await two_prompts(post)
    assert "请告诉我们原因" in await post.says("2", to=old)
    assert f"“{NEW}”" in await post.says("1", to=old)
    assert await levels(post) == {OLD: 2}
    assert await post.world.value("SELECT reasons FROM ratings WHERE live") == ["attitude"]
    await post.says("5", to=new)
    assert await levels(post) == {OLD: 2, NEW: 5}


async def test_a_question_about_the_threads_matter_is_answered_there_wherever_it_was_asked(
    post: AliyunWorld,
) -> None:
    await post.prompt(item_name=OLD)
    [prompt] = post.aliyun.texts_to(PHONE)
    assert "请告诉我们原因" in await post.says("2", to=replace(prompt, number=NUMBER))
    assert post.aliyun.texts_to(PHONE)[-1].number == NUMBER
    await post.says("1", to=prompt)
    assert await levels(post) == {OLD: 2}
    assert await post.world.value("SELECT reasons FROM ratings WHERE live") == ["attitude"]


async def test_what_is_said_in_another_thread_is_no_reason(post: AliyunWorld) -> None:
    old, new = await two_prompts(post)
    await post.says("2", to=old)
    await post.says("3", to=new)
    assert await levels(post) == {OLD: 2, NEW: 3}
    assert await post.world.value("SELECT sum(cardinality(reasons)) FROM ratings WHERE live") == 0


async def test_after_the_next_prompt_a_digit_in_the_old_thread_is_a_revision(post: AliyunWorld) -> None:
    """The reason question ended as the next matter was asked about (contracts, "Replies")."""
    await post.prompt(item_name=OLD)
    [old] = post.aliyun.texts_to(PHONE)
    await post.says("2")
    await post.prompt(item_name=NEW)
    assert f"“{OLD}”的评价已由不满意改为：基本满意" in await post.says("3", to=old)
    assert await levels(post) == {OLD: 3}


async def test_a_change_of_mind_is_about_the_matter_of_its_thread(post: AliyunWorld) -> None:
    old, new = await two_prompts(post)
    await post.says("5", to=old)
    await post.says("5", to=new)
    assert f"“{OLD}”的评价已由非常满意改为：满意" in await post.says("4", to=old)
    assert await levels(post) == {OLD: 4, NEW: 5}


async def test_an_unclear_answer_is_asked_about_in_its_own_thread(post: AliyunWorld) -> None:
    old, _ = await two_prompts(post)
    assert f"“{OLD}”" in await post.says("嗯嗯啊", to=old)
    await post.says("4", to=old)
    assert await levels(post) == {OLD: 4}


async def test_one_prompt_is_answered_as_without_threads(post: AliyunWorld) -> None:
    await post.prompt()
    told = [await post.says(text) for text in ("2", "1", "4")]
    assert [
        word in said
        for word, said in zip(("原因", "谢谢", f"“{OLD}”的评价已由不满意改为：满意"), told, strict=True)
    ] == [True] * 3
    [text, *answers] = post.aliyun.texts_to(PHONE)
    assert {answer.number for answer in answers} == {text.number}


async def test_the_thread_of_a_closed_matter_rates_nothing_else(post: AliyunWorld) -> None:
    await post.prompt(item_name=OLD)
    await post.world.pass_hours(10 * 24)
    await post.prompt(item_name=NEW)
    old, new = post.aliyun.texts_to(PHONE)
    assert f"“{OLD}”的评价已于" in await post.says("1", to=old)
    assert await levels(post) == {}
    await post.says("5", to=new)
    assert await levels(post) == {NEW: 5}


async def test_a_list_is_picked_from_in_the_thread_where_it_was_shown(post: AliyunWorld) -> None:
    await furnish(post.world)
    await post.world.send_records(*(a_record(PHONE, item_name=f"{name}证") for name in "甲乙"))
    await post.prompt(item_name=OLD)
    await post.says("都5")
    await post.prompt(item_name=NEW)
    old, new = (text for text in post.aliyun.texts_to(PHONE) if text.template == "SMS_1")
    assert "1.纯棉毛巾 30分" in await post.says("兑换", to=old)
    await post.says("1", to=new)
    assert (await levels(post))[NEW] == 1
    assert "1.纯棉毛巾 30分" in await post.says("兑换", to=old)
    assert "用30分兑换“纯棉毛巾”" in await post.says("1", to=old)
    assert (await levels(post))[OLD] == 5


@pytest.mark.parametrize("dest_code", [NUMBER, NUMBER + "9876", "", None, "abc", 7])
async def test_a_number_that_is_no_threads_of_theirs_says_nothing(
    post: AliyunWorld, dest_code: object
) -> None:
    await two_prompts(post)
    entry = post.aliyun.reply(PHONE, "4") | {"dest_code": dest_code}
    assert (await post.aliyun.push(post.url("replies"), [entry]))[0] == 200
    assert await levels(post) == {NEW: 4}


async def test_another_phone_cannot_answer_in_a_thread(post: AliyunWorld) -> None:
    old, _ = await two_prompts(post)
    await post.aliyun.push(post.url("replies"), [post.aliyun.reply("13900009999", "1", to=old)])
    assert await levels(post) == {}


async def test_a_citizens_other_phone_is_not_in_the_thread(post: AliyunWorld) -> None:
    other = "13900009999"
    old, _ = await two_prompts(post)
    await post.aliyun.push(post.url("replies"), [post.aliyun.reply(other, "你好")])
    await post.world.value(
        "UPDATE addresses SET citizen_id = (SELECT citizen_id FROM visits LIMIT 1) RETURNING 1"
    )
    await post.aliyun.push(post.url("replies"), [post.aliyun.reply(other, "4", to=old)])
    assert await levels(post) == {NEW: 4}


async def test_without_the_right_to_extensions_all_is_as_before(post: AliyunWorld) -> None:
    post.aliyun.may_extend = False
    old, new = await two_prompts(post)
    assert (old.number, new.number) == (NUMBER, NUMBER)
    await post.says("4", to=old)
    assert await levels(post) == {NEW: 4}


async def test_by_default_nothing_is_sent_and_nothing_read(plain: AliyunWorld) -> None:
    old, new = await two_prompts(plain)
    assert (old.number, new.number) == (NUMBER, NUMBER)
    prompt_id = await plain.world.value("SELECT min(id) FROM messages")
    entry = plain.aliyun.reply(PHONE, "4") | {"dest_code": f"{NUMBER}{1000 + prompt_id}"}
    await plain.aliyun.push(plain.url("replies"), [entry])
    await plain.world.happen()
    assert await levels(plain) == {NEW: 4}
    assert plain.aliyun.texts_to(PHONE)[-1].number == NUMBER
