"""Points reward taking part, never praise (promise 4)."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.window import civil
from store.db import Transaction
from tests.bot.citizens import Citizen, next_day, now, prompted, said, served
from tests.world import World, a_record, civil_time
from usecases.audit import audit_evidence

ITEMS = ("甲证", "乙证", "丙证", "丁证", "戊证")

REPLIES = (
    "1",
    "2",
    "3",
    "4",
    "5",
    "都5",
    "都1",
    "非常不满意",
    "满意 谢谢",
    "态度",
    "0",
    "T",
    "恢复",
    "好的",
    "是",
    "积分",
)
STEPS = st.one_of(
    st.tuples(st.just("says"), st.sampled_from(REPLIES)),
    st.tuples(st.just("on site"), st.sampled_from(ITEMS), st.integers(1, 5)),
    st.tuples(st.just("default"), st.sampled_from(ITEMS), st.integers(1, 5)),
    st.tuples(st.sampled_from(["same again", "next day", "next week"])),
)


@dataclass(frozen=True)
class Paid:
    """One entry of the ledger."""

    reference: str
    points: int
    at: datetime


@dataclass(frozen=True)
class First:
    """When a visit got its first active rating."""

    reference: str
    at: datetime


async def step(wang: Citizen, what: tuple[object, ...], last: list[str]) -> None:
    """Let one thing happen."""
    match what:
        case ("says", str(text)):
            last[:] = [f"{wang.phone.number}-{len(last)}-{await now(wang.world)}", text]
            await said(wang.world, wang, text, last[0])
        case ("same again",) if last:
            await said(wang.world, wang, last[1], last[0])
        case ("on site", str(item), int(level)):
            await wang.is_rated_on_site(item, level)
        case ("default", str(item), int(level)):
            await wang.is_rated_on_site(item, level, is_default=True)
        case ("next day",):
            await next_day(wang.world)
        case ("next week",):
            await wang.world.pass_hours(24 * 8)


async def accounts_of(tx: Transaction, number: str) -> tuple[int, list[Paid], list[First]]:
    """The balance, the entries, and the first ratings of the citizen of a record."""
    citizen = await tx.value("SELECT citizen_id FROM visits WHERE record_no = %(no)s", no=number)
    balance = await tx.value("SELECT balance FROM ledger_accounts WHERE citizen_id = %(c)s", c=citizen)
    paid = await tx.fetch(
        Paid,
        """SELECT reference, points, at FROM ledger_entries
            WHERE account_id = (SELECT id FROM ledger_accounts WHERE citizen_id = %(c)s) ORDER BY id""",
        c=citizen,
    )
    first = await tx.fetch(
        First,
        """SELECT 'visit:' || v.id AS reference, r.rated_at AS at FROM ratings r JOIN visits v ON v.id = r.visit_id
            WHERE v.citizen_id = %(c)s AND r.version = 1 ORDER BY r.id""",
        c=citizen,
    )
    return balance or 0, paid, first


def owed(ratings: list[First]) -> list[str]:
    """What is to be paid: the first three visits rated on each civil day. No level is looked at."""
    by_day: dict[object, list[str]] = defaultdict(list)
    for rating in ratings:
        by_day[civil(rating.at).date()].append(rating.reference)
    return sorted(reference for day in by_day.values() for reference in day[:3])


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=st.lists(STEPS, max_size=10))
async def test_ten_points_a_visit_three_a_day_whatever_the_level_or_the_order(
    world: World, story: list[tuple[object, ...]]
) -> None:
    wang = await served(world, *ITEMS)
    last: list[str] = []
    before = 0
    for what in (("next day",), *story):
        await step(wang, what, last)
        balance, paid, first = await world.query(lambda tx: accounts_of(tx, wang.record_nos["甲证"]))
        assert balance == sum(entry.points for entry in paid) >= before
        assert {entry.points for entry in paid} <= {10}
        assert sorted(entry.reference for entry in paid) == owed(first)
        before = balance
    assert await world.query(audit_evidence) == []


async def test_on_site_earns_like_any_other(world: World) -> None:
    wang = await prompted(world, "甲证", "乙证")
    await wang.is_rated_on_site("乙证", 1)
    assert await wang.balance() == 10
    await wang.talks([("5", "本次得10分，现有20分")])


async def test_a_reply_and_a_tablet_at_the_same_moment_earn_once(world: World) -> None:
    wang = await prompted(world)
    await asyncio.gather(
        wang.is_rated_on_site("居民身份证换领", 1), *(wang.says(level) for level in ("5", "4", "5星", "满意"))
    )
    assert await wang.balance() == 10


async def test_the_cap_ends_with_the_civil_day(world: World) -> None:
    wang = await prompted(world, *ITEMS)
    await world.clock.move(civil_time("Tue 2026-09-08 23:50"))
    for _ in range(3):
        await wang.talks([("5", "本次得10分")])
    await wang.talks([("1", "每天前3次评价计分，本次不再计分。很抱歉没让您满意"), ("太慢", "现有30分")])
    await world.clock.move(civil_time("Wed 2026-09-09 00:00"))
    await wang.talks([("1 太慢", "本次得10分，现有40分")])


async def test_nothing_for_a_lapse_or_a_default(world: World) -> None:
    wang = await prompted(world)
    answer = await wang.is_rated_on_site("居民身份证换领", 5, is_default=True)
    assert answer == {"counted": False, "because": "default"}
    await world.pass_hours(24 * 10)
    assert (await wang.record())["state"] == "lapsed"
    assert await wang.balance() == 0
    await wang.talks([("积分", "您现有0分")])


async def test_a_rating_that_came_before_its_record_earns_when_it_is_joined(world: World) -> None:
    wang = await served(world)
    record = a_record(wang.phone.number, item_name="预约件")
    wang.record_nos["预约件"] = record["record_no"]
    assert await wang.is_rated_on_site("预约件", 2) == {"counted": False, "because": "waiting_for_record"}
    assert await wang.balance() == 0
    await world.send_records(record)
    assert (await wang.level("预约件"), await wang.balance()) == (2, 10)
