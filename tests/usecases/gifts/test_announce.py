"""What ends is told once, thirty days ahead, in sending hours, to those who want to hear from us."""

from dataclasses import replace
from datetime import timedelta

from store.ledger import Holder
from tests.bot.citizens import Citizen, prompted
from tests.usecases.citizens import merge, whose
from tests.usecases.gifts.shop import RULES, furnish, took_part, wish
from tests.usecases.points.books import gets
from tests.world import World, civil_time
from usecases.gifts.cancel import CITIZEN, cancel
from usecases.gifts.reserve import Wish, reserve

TOLD = "到期"
YEARS_END = civil_time("Fri 2027-01-01 00:00")


async def with_points(world: World, points: int = 30, until: str = "Fri 2027-01-01 00:00") -> Citizen:
    """A citizen who has just been prompted, with points that end then."""
    wang = await prompted(world)
    citizen = Holder(await whose(world, wang))
    await world.query(lambda tx: gets(tx, citizen, f"visit:{points}", points, civil_time(until)))
    return wang


async def told(citizen: Citizen) -> list[str]:
    """What they were told of ends."""
    return [text for text in await citizen.phone.heard() if TOLD in text or "兑换券" in text]


async def test_points_that_end_are_announced_once_thirty_days_ahead(world: World) -> None:
    wang = await with_points(world)
    await world.move_to("Tue 2026-12-01 20:29")
    assert await told(wang) == []
    await world.move_to("Wed 2026-12-02 08:29")
    assert await told(wang) == [], "it is due, but people sleep"
    await world.move_to("Wed 2026-12-02 08:30")
    assert await told(wang) == ["【政务服务】您有30分12月31日到期，回复“兑换”可换礼品。"]
    await world.move_to("Sun 2026-12-20 10:00")
    assert len(await told(wang)) == 1


async def test_a_voucher_that_ends_is_announced_with_where_to_go(world: World) -> None:
    wang = await with_points(world, 40, "Sat 2028-01-01 00:00")
    await furnish(world.parts.database)
    citizen = await whose(world, wang)

    await world.query(lambda tx: took_part(tx, Holder(citizen)))
    at = civil_time("Tue 2026-09-08 11:00")
    voucher = await world.query(lambda tx: reserve(tx, wish(citizen), RULES, at))
    assert voucher.expires_at == civil_time("Sun 2026-11-08 00:00")
    await world.move_to("Fri 2026-10-09 08:30")
    assert await told(wang) == [
        "【政务服务】您的“毛巾”兑换券请在11月7日（含）前到江宁区政务服务中心领取，过期作废，积分退回。"
    ]
    await world.move_to("Sat 2026-11-07 10:00")
    assert len(await told(wang)) == 1


async def test_points_of_one_day_are_told_as_one_and_not_again(world: World) -> None:
    wang = await with_points(world)
    citizen = Holder(await whose(world, wang))
    await world.query(lambda tx: gets(tx, citizen, "visit:77", 20, YEARS_END))
    await world.move_to("Wed 2026-12-02 09:00")
    await world.query(lambda tx: gets(tx, citizen, "visit:78", 5, YEARS_END))
    await world.move_to("Thu 2026-12-03 09:00")
    assert await told(wang) == ["【政务服务】您有50分12月31日到期，回复“兑换”可换礼品。"]


async def test_points_that_come_back_are_told_with_their_new_end(world: World) -> None:
    wang = await with_points(world)
    await furnish(world.parts.database)
    citizen = await whose(world, wang)
    await world.query(lambda tx: took_part(tx, Holder(citizen)))
    await world.move_to("Wed 2026-12-02 09:00")
    at = civil_time("Thu 2026-12-03 09:00")
    voucher = await world.query(lambda tx: reserve(tx, Wish(citizen, 1, 1, 30, "one"), RULES, at))
    await world.query(lambda tx: cancel(tx, voucher.code, CITIZEN, "", RULES, at))
    await world.move_to("Thu 2026-12-03 09:01")
    first, second = await told(wang)
    assert "您有30分12月31日到期" in first
    assert "您有30分2027年1月1日到期" in second


async def test_who_opted_out_hears_nothing(world: World) -> None:
    wang = await with_points(world)
    await wang.says("T")
    await world.move_to("Wed 2026-12-02 09:00")
    assert await told(wang) == []


async def test_who_opts_out_before_it_leaves_hears_nothing(world: World) -> None:
    wang = await with_points(world)
    await world.query(lambda tx: tx.execute("INSERT INTO paused_channels VALUES ('sms', '2026-09-08')"))
    await world.move_to("Wed 2026-12-02 09:00")
    await wang.says("T")
    await world.query(lambda tx: tx.execute("DELETE FROM paused_channels"))
    await world.move_to("Wed 2026-12-02 10:00")
    assert await told(wang) == []
    assert await world.value("SELECT state FROM messages WHERE kind = 'announcement'") == "cancelled"


async def test_what_was_held_up_until_night_waits_for_the_morning(world: World) -> None:
    wang = await with_points(world)
    await world.query(lambda tx: tx.execute("INSERT INTO paused_channels VALUES ('sms', '2026-09-08')"))
    await world.move_to("Wed 2026-12-02 09:00")
    await world.query(lambda tx: tx.execute("DELETE FROM paused_channels"))
    await world.move_to("Wed 2026-12-02 22:00")
    assert await told(wang) == []
    await world.move_to("Thu 2026-12-03 08:30")
    assert len(await told(wang)) == 1


async def test_a_number_that_may_have_changed_hands_is_told_no_figure(world: World) -> None:
    wang = await with_points(world, until="Sat 2028-01-01 00:00")
    await world.move_to("Thu 2027-12-02 09:00")
    assert await told(wang) == [
        "【政务服务】您的评价积分或兑换券有的12月31日到期，查询请到政务服务中心，或拨打12345。"
    ]


async def test_two_who_turn_out_to_be_one_hear_it_once(world: World) -> None:
    wang, li = await with_points(world, 30), await with_points(world, 20)
    await merge(world, wang, li)
    await world.move_to("Wed 2026-12-02 09:00")
    assert [*await told(wang), *await told(li)] == ["【政务服务】您有50分12月31日到期，回复“兑换”可换礼品。"]


async def test_answers_do_not_wait_behind_announcements(world: World) -> None:
    """What is announced is queued a batch at a time, and a batch is all that may stand before a prompt."""
    world.runtime.delivery = replace(world.runtime.delivery, batch=2)
    people = [await with_points(world, 10 + number) for number in range(5)]
    await world.query(lambda tx: tx.execute("INSERT INTO paused_channels VALUES ('sms', '2026-09-08')"))
    await world.move_to("Wed 2026-12-02 09:00")
    await world.pass_hours(1)
    assert await world.value("SELECT count(*) FROM messages WHERE kind = 'announcement'") == 2
    await world.query(lambda tx: tx.execute("DELETE FROM paused_channels"))
    for _ in range(5):
        await world.pass_hours(timedelta(minutes=1) / timedelta(hours=1))
    assert [len(await told(each)) for each in people] == [1] * 5
