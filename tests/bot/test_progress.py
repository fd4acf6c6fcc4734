"""进度: how far the citizen's cases are, in plain words, at any time."""

import pytest

from evaluation.cases.words import Move, Verdict
from tests.usecases.cases.staff_moves import answer, exclude, make, sort
from tests.world import Phone, World, a_record

PHONE = "13900000001"


async def complained(world: World, *records: dict[str, object], said: str = "2 等太久") -> Phone:
    await world.send_records(*(records or (a_record(),)))
    await world.pass_hours(24)
    phone = world.phone(PHONE)
    await phone.says(said)
    return phone


async def progress(phone: Phone, asks: str = "进度") -> str:
    return (await phone.says(asks)).partition("】")[2]


@pytest.mark.parametrize("asks", ["进度", "查进度", "进度？", "我的工单", "PROGRESS", "处理得怎么样了"])
async def test_who_has_no_case_hears_where_to_turn(world: World, asks: str) -> None:
    phone = world.phone(PHONE)
    await world.send_records(a_record())
    await world.pass_hours(24)
    assert "12345" in await progress(phone, asks)
    assert (await world.value("SELECT count(*) FROM ratings")) == 0


async def test_each_stage_has_plain_words(world: World) -> None:
    phone = await complained(world)
    assert await progress(phone) == "工单1“居民身份证换领”：已收到，即将转给江宁区行政审批局。"
    await world.pass_hours(1)
    assert await progress(phone) == "工单1“居民身份证换领”：已转江宁区行政审批局，等待签收。"
    await make(world, Move.ACKNOWLEDGE)
    assert await progress(phone) == "工单1“居民身份证换领”：江宁区行政审批局正在核实。"
    await make(world, Move.VERIFY)
    await make(world, Move.CLASSIFY)
    told = "工单1“居民身份证换领”：江宁区行政审批局正在办理，9月15日（含）前答复您。"
    assert await progress(phone) == told
    await answer(world)
    told = (
        "工单1“居民身份证换领”：已答复。答复：大厅已增开两个综合窗口。"
        "您反映的“居民身份证换领”，问题解决了吗？1已解决 2未解决"
    )
    assert await progress(phone) == told
    assert "问题已解决" in await phone.says("1")
    await world.happen()
    assert await progress(phone) == "工单1“居民身份证换领”：已办结。答复：大厅已增开两个综合窗口。"


async def test_an_answer_that_did_not_help_is_of_before(world: World) -> None:
    phone = await complained(world)
    await world.pass_hours(1)
    await sort(world)
    await answer(world)
    await world.happen()
    await phone.says("2")
    await world.happen()
    assert "等待签收，9月15日（含）前答复您。上次答复：大厅已增开两个综合窗口。" in await progress(phone)


async def test_of_two_ratings_in_a_case_the_answer_is_the_one_that_is_asked_about(world: World) -> None:
    phone = await complained(world, a_record(), a_record(record_no="T-2"), said="都2 等太久")
    await world.pass_hours(1)
    await sort(world)
    await answer(world)
    await make(world, Move.ANSWER, complaint=2, words="第二件也已办好")
    await world.happen()
    assert "答复：第二件也已办好。您反映的" in await progress(phone)
    await phone.says("1")
    assert "答复：大厅已增开两个综合窗口。您反映的" in await progress(phone)
    await phone.says("1")
    await world.happen()
    assert "已办结。答复：第二件也已办好。" in await progress(phone)


async def test_what_is_late_says_so(world: World) -> None:
    phone = await complained(world)
    await world.pass_hours(1)
    await sort(world)
    await world.move_to("Wed 2026-09-16 10:00")
    assert "应在9月15日前答复，已逾期，正在催办" in await progress(phone)


async def test_what_is_counted_no_more_says_so(world: World) -> None:
    phone = await complained(world)
    await world.pass_hours(1)
    await exclude(world, Verdict.MISTAKEN)
    assert await progress(phone) == "工单1“居民身份证换领”：经复核不计入统计。"


async def test_of_several_the_latest_three_are_told(world: World) -> None:
    records = [a_record(item_code=f"i{n}", item_name=f"事项{n}") for n in range(1, 5)]
    phone = await complained(world, *records, said="都2，等太久")
    said = await progress(phone)
    assert [f"工单{n}" in said for n in (4, 3, 2, 1)] == [True, True, True, False]
    assert said.index("工单4") < said.index("工单3") < said.index("工单2")


async def test_what_they_took_back_is_none(world: World) -> None:
    phone = await complained(world)
    await phone.says("打错了，是5星")
    assert "您目前没有差评工单" in await progress(phone)


async def test_asking_leaves_the_open_question_as_it_was(world: World) -> None:
    phone = await complained(world, said="2")
    assert "即将转给" in await progress(phone)
    assert "已记下您的原因" in await phone.says("3")


async def test_a_number_that_may_be_another_persons_hears_only_of_what_it_was_asked(world: World) -> None:
    phone = await complained(world)
    since = "UPDATE addresses SET vouched_at = NULL, doubted_since = %(since)s"
    await world.query(lambda tx: tx.execute(since, since="2026-09-07 12:00+08"))
    assert "工单1" in await progress(phone)
    await world.query(lambda tx: tx.execute(since, since="2026-09-08 15:00+08"))
    assert "工单" not in await progress(phone)
