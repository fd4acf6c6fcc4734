"""A number long silent, or one that says 我没办过, may have changed hands: it is told nothing personal."""

import re

import pytest

from store import holders
from tests.bot.citizens import Citizen, next_day, now, prompted, served
from tests.conftest import Engines
from tests.usecases.citizens import address_of, bind_phone, merge
from tests.wechat import wechat_world
from tests.world import World, a_record

HIDDEN = "暂不显示积分和办件"
HALF_A_YEAR = 24 * 181
OLD, FRESH = "旧证", "新证"
OTHER = "13900009999"


async def silent(world: World) -> Citizen:
    """A citizen who rated something half a year ago, and has said nothing since."""
    wang = await prompted(world, OLD)
    await wang.talks([("5", "现有10分")])
    await world.pass_hours(HALF_A_YEAR)
    return wang


async def prompt_anew(wang: Citizen) -> None:
    """They are served once more, and prompted."""
    ended = (await now(wang.world)).isoformat()
    record = a_record(wang.phone.number, item_name=FRESH, finished_at=ended)
    wang.record_nos[FRESH] = record["record_no"]
    await wang.world.send_records(record)
    await next_day(wang.world)
    assert FRESH in (await wang.phone.prompts())[-1]


async def test_a_silent_number_is_told_neither_points_nor_matters(world: World) -> None:
    wang = await silent(world)
    for text in ("积分", "兑换", "积分"):  # writing again makes nobody known
        answer = await wang.says(text)
        assert HIDDEN in answer
        assert "10分" not in answer
    for text in ("5", "改成2", "好的", "0"):
        assert OLD not in await wang.says(text)
    assert await wang.level(OLD) == 5


async def test_a_fresh_prompt_is_answered_and_only_its_matter_is_named(world: World) -> None:
    wang = await silent(world)
    await prompt_anew(wang)
    answer = await wang.says("5")
    assert "已记录" in answer
    assert "本次得10分" in answer
    assert "现有" not in answer
    assert OLD not in answer
    assert await wang.level(FRESH) == 5
    await wang.talks([("2", FRESH), ("效率太低", "已记下您的原因"), ("积分", HIDDEN)])
    assert "现有" not in "".join((await wang.phone.heard())[-4:])


async def test_one_who_wrote_within_half_a_year_is_not_doubted(world: World) -> None:
    wang = await prompted(world, OLD)
    await wang.says("5")
    for balance in (10, 10, 0):  # by the third time the year after the rating's is over
        await world.pass_hours(24 * 170)
        await wang.talks([("积分", f"您现有{balance}分")])


async def test_who_says_it_was_not_theirs_is_told_nothing_more(world: World) -> None:
    wang = await prompted(world, OLD, "另一证")
    await wang.talks([("5", "现有10分"), ("我没办过", "抱歉打扰"), ("积分", HIDDEN)])
    for text in ("2", "好的"):
        answer = await wang.says(text)
        assert OLD not in answer
        assert "另一证" not in answer
    assert (await wang.level(OLD), await wang.level("另一证")) == (5, None)
    await prompt_anew(wang)
    answer = await wang.says("4")
    assert "已记录" in answer
    assert "现有" not in answer
    assert await wang.level(FRESH) == 4


async def test_a_matter_that_waits_for_its_prompt_is_not_named(world: World) -> None:
    wang = await silent(world)
    await world.send_records(
        a_record(wang.phone.number, item_name=FRESH, finished_at=(await now(world)).isoformat())
    )
    assert FRESH not in await wang.says("5")
    assert FRESH not in await wang.says("好的")


async def test_the_citizens_other_numbers_are_not_in_doubt(world: World) -> None:
    wang = await prompted(world, OLD)
    await bind_phone(world, wang, OTHER)
    await wang.says("5")
    await wang.talks([("我没办过", "抱歉"), ("积分", HIDDEN)])
    assert "您现有10分" in await world.phone(OTHER).says("积分")


async def test_a_number_is_silent_only_since_we_know_it(world: World) -> None:
    wang = await silent(world)
    await bind_phone(world, wang, OTHER)
    assert "您现有10分" in await world.phone(OTHER).says("积分")


async def vouch(wang: Citizen) -> None:
    """The staff have seen whose number it is."""
    at = await now(wang.world)
    address = await wang.world.query(lambda tx: address_of(tx, wang.world, wang.phone.number))
    await wang.world.query(lambda tx: holders.vouch(tx, [address.id], at))


@pytest.mark.parametrize("how", ["silent", "not theirs"])
async def test_the_counter_ends_the_doubt(world: World, how: str) -> None:
    wang = await silent(world)
    if how == "not theirs":
        await wang.says("我没办过")
    await vouch(wang)
    await wang.talks([("积分", "您现有10分"), ("积分", "您现有10分")])


async def test_stopping_is_heard_whoever_it_is(world: World) -> None:
    wang = await silent(world)
    await wang.says("退订")
    await world.send_records(a_record(wang.phone.number, finished_at=(await now(world)).isoformat()))
    before = len(await wang.phone.prompts())
    await next_day(world)
    assert len(await wang.phone.prompts()) == before


async def test_a_doubt_goes_with_the_number_when_citizens_are_merged(world: World) -> None:
    wang, li = await prompted(world, OLD), await served(world, "李证")
    await wang.says("我没办过")
    await merge(world, wang, li)
    await wang.talks([("积分", HIDDEN)])
    await li.talks([("积分", "您现有0分")])


async def test_a_code_shows_whose_the_chat_is_and_the_phone_it_went_to(
    database_url: str, engines: Engines
) -> None:
    async with wechat_world(database_url, engines.redis_url) as town:
        li = town.stranger()
        await town.world.clock.refresh()
        await town.world.send_records(a_record(li.phone))
        await next_day(town.world)
        phone = town.world.phone(li.phone)
        assert "现有10分" in await phone.says("5")
        await phone.says("我没办过")
        assert HIDDEN in await phone.says("积分")
        await li.says(f"绑定{li.phone}")
        await town.world.happen()
        [code] = re.findall("[0-9]{6}", (await li.sms())[-1])
        assert "已绑定" in await li.says(code)
        assert "您现有10分" in await li.says("积分")
        assert "您现有10分" in await phone.says("积分")
