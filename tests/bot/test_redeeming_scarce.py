"""The last gift, changed prices, changed minds: what stands in the way is told politely, and costs nothing."""

import asyncio
import re

from evaluation.staff import Role, Scope
from store import delegates, ledger, staff
from store.ledger import Holder
from store.staff import NewStaff
from tests.bot.citizens import next_day, now, served
from tests.bot.shoppers import HALL, TOWEL, a_shopper, furnish, gives, id_of, points_of, vouchers_of
from tests.bot.test_doubted_numbers import HIDDEN
from tests.bot.test_early_answers import quick_world
from tests.conftest import Engines
from tests.usecases.gifts.shop import earns, took_part
from tests.world import AREA_CODE, World, a_record
from usecases.gifts.collect import Counter, collect

CREDIT_CODE = "91320115MA1XABCD5E"
SURE = "用30分兑换“纯棉毛巾”"


async def test_of_many_for_the_last_gift_one_gets_it_and_the_others_hear_what_else_there_is(
    world: World,
) -> None:
    await furnish(world, towel=1)
    people = [await a_shopper(world, 60) for _ in range(12)]
    for each in people:
        await each.talks([("兑换", "1.纯棉毛巾 30分"), ("1", SURE)])
    told = await asyncio.gather(*(each.says("是") for each in people))
    won = [text for text in told if "已兑换" in text]
    assert len(won) == 1
    for text in (each for each in told if each not in won):
        assert (
            "抱歉，“纯棉毛巾”刚刚兑完，没有扣您的积分。您现有90分，可以兑换：1.晴雨伞 60分；2.食用油 90分。"
            in text
        )
    assert sorted([await points_of(each) for each in people]) == [60, *[90] * 11]
    loser = next(each for each, text in zip(people, told, strict=True) if text not in won)
    await loser.talks([("2", "用90分兑换“食用油”"), ("是", "已兑换“食用油”")])


async def test_what_changes_between_the_list_and_the_yes(world: World) -> None:
    await furnish(world)
    wang = await a_shopper(world, 60)
    await wang.talks([("兑换", "食用油 90分"), ("毛巾", SURE)])
    await world.value("UPDATE gift_tiers SET points = 40 WHERE tier = 1 RETURNING tier")
    await wang.talks([("是", "“纯棉毛巾”刚改为40分，没有扣您的积分。您现有90分，可以兑换：1.纯棉毛巾 40分")])
    await wang.says("1")
    await world.value("UPDATE gifts SET withdrawn_at = '2026-09-07' WHERE id = %(id)s RETURNING id", id=TOWEL)
    await wang.talks(
        [("是", "抱歉，“纯棉毛巾”已经停止兑换，没有扣您的积分。您现有90分，可以兑换：1.晴雨伞 60分")]
    )
    await wang.talks([("油", "用90分兑换“食用油”")])
    await world.value("UPDATE gift_tiers SET points = 100 WHERE tier = 3 RETURNING tier")
    await wang.talks([("是", "不够兑换“食用油”，没有扣您的积分。您现有90分，可以兑换：1.晴雨伞 60分")])
    assert (await vouchers_of(wang), await points_of(wang)) == ([], 90)


async def test_a_limit_is_told(world: World) -> None:
    await furnish(world)
    await world.value("UPDATE gifts SET per_citizen = 1 WHERE id = %(id)s RETURNING id", id=TOWEL)
    wang = await a_shopper(world, 60)
    await wang.talks(
        [("兑换", "1.纯棉毛巾"), ("1", SURE), ("是", "已兑换"), ("兑换", "可以兑换：1.晴雨伞 60分。请")]
    )


async def test_a_gift_that_is_not_on_the_list_says_why_when_it_is_named(world: World) -> None:
    await furnish(world, umbrella=0)
    await world.value("UPDATE gifts SET per_citizen = 1 WHERE id = %(id)s RETURNING id", id=TOWEL)
    wang = await a_shopper(world, 120)
    await wang.talks(
        [
            ("兑换", "可以兑换：1.纯棉毛巾 30分；2.食用油 90分"),
            ("雨伞", "“晴雨伞”已经兑完。您现有150分，可以兑换：1.纯棉毛巾 30分；2.食用油 90分。"),
            ("1", SURE),
            ("是", "已兑换"),
            ("兑换", "可以兑换：1.食用油 90分"),
            ("毛巾", "“纯棉毛巾”最多换1件，您已经换满。您现有120分，可以兑换：1.食用油 90分。"),
            ("电视机", "没看懂您的意思，请回复1，不换回0。"),
        ]
    )
    chen = await a_shopper(world)
    await chen.talks(
        [
            ("兑换", "可以兑换：1.纯棉毛巾 30分。"),
            ("食用油", "“食用油”要90分，您的积分还不够。您现有30分，可以兑换：1.纯棉毛巾 30分。"),
            ("毛巾", SURE),
        ]
    )


async def test_a_delegate_says_whose_points_are_spent(world: World) -> None:
    await furnish(world)
    wang, at = await a_shopper(world), await now(world)
    bureau, citizen_id = Holder(credit_code=CREDIT_CODE), await id_of(wang)
    clerk = NewStaff("wang", "王", Role.COUNTER_CLERK, Scope(AREA_CODE))
    staff_id = await world.query(lambda tx: staff.add(tx, clerk, "x", at))
    await world.query(lambda tx: took_part(tx, bureau))
    await world.query(lambda tx: earns(tx, bureau, 100))
    await world.query(lambda tx: delegates.authorise(tx, CREDIT_CODE, citizen_id, staff_id, at))
    await wang.talks(
        [
            (
                "兑换",
                f"用谁的积分？1.您本人，现有30分；2.单位{CREDIT_CODE}，现有100分。请回复序号，不换回0。",
            ),
            ("2", f"单位{CREDIT_CODE}现有100分，可以兑换：1.纯棉毛巾 30分；2.晴雨伞 60分；3.食用油 90分。"),
            (
                "油",
                f"用单位{CREDIT_CODE}的90分兑换“食用油”，到江宁区政务服务中心（9:00-17:00）领取，兑换后还有10分",
            ),
        ]
    )
    await world.query(lambda tx: delegates.end(tx, CREDIT_CODE, citizen_id, staff_id, at))
    await wang.talks([("是", "您现有30分，可以兑换：1.纯棉毛巾 30分。"), ("0", "没有兑换")])
    await world.query(lambda tx: delegates.authorise(tx, CREDIT_CODE, citizen_id, staff_id, at))
    await wang.talks(
        [
            ("兑换", "用谁的积分"),
            ("2", f"单位{CREDIT_CODE}现有100分"),
            ("油", f"用单位{CREDIT_CODE}的90分"),
            ("是", "家人可凭码代领。单位现有10分。"),
            ("积分", f"您现有30分。回复“兑换”可换礼品。您还可使用单位{CREDIT_CODE}的10分。"),
            ("取消兑换", "要取消“食用油”"),
            ("是", "90分已退回单位，现有100分。"),
        ]
    )
    assert await points_of(wang) == 30
    assert await world.query(lambda tx: ledger.balance(tx, bureau)) == 100


async def test_with_nothing_on_the_shelf(world: World) -> None:
    wang = await a_shopper(world)
    await wang.talks([("兑换", "您现有30分。目前没有可以兑换的礼品")])


async def test_vouchers_are_shown_and_given_back_by_words(world: World) -> None:
    await furnish(world)
    wang = await a_shopper(world, 60)
    await wang.talks([("我的券", "您没有待领取的兑换券"), ("取消兑换", "您没有待领取的兑换券")])
    await wang.talks([("兑换", "可以兑换"), ("1", SURE), ("是", "已兑换")])
    told = await wang.says("我的兑换券")
    assert re.search(r"您有1张待领取的兑换券：1.“纯棉毛巾”\d{3} \d{3} \d{3}，江宁区政务服务中心", told)
    await wang.talks(
        [
            ("取消兑换", "30分会退回。取消请回复“是”，保留回0。"),
            ("留着", "好的，没有取消，兑换券为您保留。"),
            ("取消兑换", "要取消“纯棉毛巾”"),
        ]
    )
    await wang.talks(
        [("是", "已取消“纯棉毛巾”的兑换，30分已退回，现有90分。"), ("是", "已取消“纯棉毛巾”的兑换")]
    )
    assert (await vouchers_of(wang), await points_of(wang)) == (["纯棉毛巾 1 cancelled"], 90)
    await wang.talks([("兑换券", "您没有待领取的兑换券")])


async def test_of_several_vouchers_one_is_given_back(world: World) -> None:
    await furnish(world)
    wang = await a_shopper(world, 90)
    await wang.talks([("兑换", "可以兑换"), ("毛巾", "用30分"), ("是", "已兑换")])
    await wang.talks([("兑换", "可以兑换"), ("油", "用90分"), ("是", "已兑换")])
    await wang.talks(
        [
            ("退券", "要取消哪一张？1.“食用油”"),
            ("鞋湿了", "请回复1到2中的一个序号，不取消回0。"),
            ("油", "要取消“食用油”"),
            ("取消", "已取消“食用油”的兑换，90分已退回，现有90分。"),
        ]
    )
    assert await vouchers_of(wang) == ["纯棉毛巾 1 reserved", "食用油 1 cancelled"]


async def test_a_voucher_collected_before_the_yes_is_not_given_back(world: World) -> None:
    await furnish(world)
    at = await now(world)
    clerk = NewStaff("wang", "王", Role.COUNTER_CLERK, Scope(AREA_CODE))
    staff_id = await world.query(lambda tx: staff.add(tx, clerk, "x", at))
    wang = await a_shopper(world)
    await wang.talks([("兑换", "毛巾"), ("1", SURE)])
    [code] = re.findall(r"\d{3} \d{3} \d{3}", await wang.says("是"))
    await wang.talks([("取消兑换", "要取消“纯棉毛巾”")])
    await world.query(lambda tx: collect(tx, code, Counter(staff_id, HALL), at))
    await wang.talks([("是", "“纯棉毛巾”已经领取，谢谢您。"), ("我的券", "没有待领取的兑换券")])


async def test_a_number_that_may_be_anothers_gets_no_gift(world: World) -> None:
    await furnish(world)
    wang = await a_shopper(world, 60)
    await wang.talks([("兑换", "毛巾"), ("1", SURE), ("我没办过", "抱歉打扰")])
    for text in ("兑换", "我的券", "取消兑换", "积分"):
        assert HIDDEN in await wang.says(text)
    assert "已兑换" not in await wang.says("是")
    assert await vouchers_of(wang) == []


async def test_a_list_shown_while_the_prompt_is_on_its_way_was_asked_last(
    database_url: str, engines: Engines
) -> None:
    async with quick_world(database_url, engines) as (world, provider):
        await furnish(world)
        wang = await served(world)
        await gives(world, wang, 90)
        holder = Holder(await id_of(wang))
        await world.query(lambda tx: took_part(tx, holder))
        (told,) = await provider.hears(world, wang, "兑换")
        assert "1.纯棉毛巾 30分" in told
        await wang.talks([("1", SURE), ("是", "已兑换")])
        assert await wang.level() is None


async def test_a_prompt_that_comes_while_a_list_is_open_was_asked_last(world: World) -> None:
    await furnish(world)
    wang = await a_shopper(world, 60)
    ended = (await now(world)).isoformat()
    wang.record_nos["新证"] = (record := a_record(wang.phone.number, item_name="新证", finished_at=ended))[
        "record_no"
    ]
    await world.send_records(record)
    await world.pass_hours(23)
    await wang.talks([("兑换", "1.纯棉毛巾 30分；2.晴雨伞 60分")])
    await next_day(world)
    assert "新证" in (await wang.phone.prompts())[-1]
    await wang.talks([("2", "已记录")])
    assert (await wang.level("新证"), await vouchers_of(wang)) == (2, [])
