"""Stopping the prompts and having them back, under every question and for everybody."""

import pytest

from tests.bot.citizens import Script, next_day, prompted, served
from tests.world import World, a_record

STOPPED = "已停止提醒，您不会再收到评价提醒。想恢复请回复“恢复”。"
BACK = "已恢复提醒，办完事后我们会请您评价。不想收到请回复T。"


@pytest.mark.parametrize("word", ["T", "ｔｄ", "R", "n", "Stop", "退订", "拒收。", "不要再发", "别发了！"])
async def test_a_stop_word_is_honoured_and_a_second_one_gets_no_answer(town: World, word: str) -> None:
    wang = await prompted(town)
    await wang.talks([(word, STOPPED), (word, ""), ("退订", "")])


@pytest.mark.parametrize(
    "before",
    [
        [],
        [("2", "请告诉我们原因")],
        [("2", "请告诉我们原因"), ("0", "请重新评价")],
        [("嗯", "没看懂")],
        [("5", "已记录"), ("1 太差", "改为")],
    ],
)
async def test_stop_is_honoured_under_every_question(town: World, before: Script) -> None:
    wang = await prompted(town)
    await wang.talks([*before, ("T", STOPPED)])


@pytest.mark.parametrize("items", [("甲证",), ("甲证", "乙证")])
async def test_stop_is_honoured_while_we_ask_which_matter_is_meant(
    town: World, items: tuple[str, ...]
) -> None:
    wang = await served(town, *items)
    await wang.talks([("5", "非常满意"), ("T", STOPPED)])
    assert {(await wang.record(item))["excluded_because"] for item in items} == {"opted_out"}
    await wang.says("是")
    await wang.says("1")
    assert [await wang.rating(item) for item in items] == [None] * len(items)
    await next_day(town)
    assert await wang.phone.prompts() == []


async def test_stop_is_honoured_for_somebody_we_do_not_know(town: World) -> None:
    stranger = town.phone("13700000002")
    assert STOPPED in await stranger.says("T")
    assert await stranger.says("T") == ""
    record = a_record(stranger.number)
    await town.send_records(record)
    assert (await town.record(record["record_no"]))["excluded_because"] == "opted_out"


async def test_a_level_after_stop_still_rates_an_open_visit(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("T", STOPPED), ("4", "已记录：满意")])
    assert await wang.level() == 4


async def test_the_reason_question_outlives_a_stop_word(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("2", "请告诉我们原因"), ("TD", STOPPED), ("1", "已记下您的原因")])
    assert (await wang.rating() or {})["reasons"] == ["attitude"]


@pytest.mark.parametrize("word", ["恢复", "恢复提醒", "START", "ｓｔａｒｔ"])
async def test_coming_back(town: World, word: str) -> None:
    wang = await served(town)
    await wang.talks(
        [(word, "您的提醒是开着的。不想收到请回复T。"), ("T", STOPPED), (word, BACK), ("T", STOPPED)]
    )
