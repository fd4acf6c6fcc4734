"""Two citizens turn out to be one: everything is theirs, nothing is counted twice, no point is lost."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import people
from tests.bot.citizens import Citizen, next_day, now, prompted, served
from tests.usecases.citizens import address_of, merge, points_of, whose
from tests.waiting import until_locked_out
from tests.world import World, a_record
from usecases.audit import audit_evidence
from usecases.merge_citizens import merge_citizens

MOVED = (
    "addresses",
    "visits",
    "inbound",
    "messages",
    "bindings",
    "call_requests",
    "dialogues",
    "suggestions",
    "vouchers",
    "delegates",
)


async def two_prompted(world: World) -> tuple[Citizen, Citizen]:
    """Two citizens who were prompted at the same time."""
    wang, li = await served(world, "甲证"), await served(world, "乙证")
    await next_day(world)
    return wang, li


async def count_of(world: World, table: str, citizen_id: int) -> int:
    """Rows of a table that are a citizen's."""
    return int(await world.value(f"SELECT count(*) FROM {table} WHERE citizen_id = %(id)s", id=citizen_id))


async def test_everything_of_both_is_of_the_one_known_longer(world: World) -> None:
    wang, li = await two_prompted(world)
    await li.talks([("1", "抱歉")])
    old, older = await whose(world, li), await whose(world, wang)
    counts = {table: await count_of(world, table, old) for table in MOVED}
    assert counts["inbound"] == 1
    assert await merge(world, li, wang) == older
    assert (await whose(world, li), await whose(world, wang)) == (older, older)
    assert {table: await count_of(world, table, old) for table in MOVED} == dict.fromkeys(MOVED, 0)
    assert await world.value("SELECT merged_into FROM citizens WHERE id = %(id)s", id=old) == older
    assert await world.query(audit_evidence) == []


async def test_points_are_the_sum_and_both_accounts_stay_as_they_are(world: World) -> None:
    wang, li = await two_prompted(world)
    await wang.talks([("5", "现有10分")])
    await li.talks([("4", "现有10分")])
    before = await world.value("SELECT array_agg(a::text ORDER BY id) FROM ledger_entries a")
    await merge(world, wang, li)
    assert await world.value("SELECT array_agg(a::text ORDER BY id) FROM ledger_entries a") == before
    assert await world.value("SELECT array_agg(balance) FROM ledger_accounts") == [10, 10]
    await wang.talks([("积分", "您现有20分")])
    await li.talks([("积分", "您现有20分")])


async def test_who_had_no_account_gets_the_points_of_who_had_one(world: World) -> None:
    wang, li = await two_prompted(world)
    await li.talks([("4", "现有10分")])
    await merge(world, wang, li)
    await wang.talks([("积分", "您现有10分"), ("5", "本次得10分，现有20分")])


async def test_the_cap_of_a_day_holds_for_both_together(world: World) -> None:
    wang, li = await served(world, "甲证", "乙证"), await served(world, "丙证", "丁证")
    await next_day(world)
    await wang.talks([("都5", "得20分")])
    await merge(world, wang, li)
    await li.talks([("5", "本次得10分，现有30分"), ("5", "每天前3次评价计分")])


async def test_three_become_one_in_two_steps(world: World) -> None:
    wang, li, zhao = [await served(world, item) for item in ("甲证", "乙证", "丙证")]
    await next_day(world)
    for each in (wang, li, zhao):
        await each.says("5")
    await merge(world, li, zhao)
    older = await merge(world, wang, zhao)
    assert {await whose(world, each) for each in (wang, li, zhao)} == {older}
    assert await world.value("SELECT count(*) FROM citizens WHERE merged_into = %(id)s", id=older) == 2
    await zhao.talks([("积分", "您现有30分")])
    assert await world.query(audit_evidence) == []


async def test_merging_once_more_changes_nothing(world: World) -> None:
    wang, li = await two_prompted(world)
    once = await merge(world, wang, li)
    assert await merge(world, li, wang) == once
    assert await world.value("SELECT count(*) FROM citizens WHERE merged_into IS NOT NULL") == 1


@pytest.mark.parametrize("who", [0, 1])
async def test_who_had_opted_out_anywhere_is_not_prompted_anywhere(world: World, who: int) -> None:
    both = await served(world, "甲证"), await served(world, "乙证")
    await both[who].says("退订")
    await merge(world, *both)
    await next_day(world)
    assert [await each.phone.prompts() for each in both] == [[], []]
    assert [(await both[n].record(item))["excluded_because"] for n, item in ((0, "甲证"), (1, "乙证"))] == [
        "opted_out"
    ] * 2
    await both[1 - who].says("恢复")
    await world.send_records(a_record(both[0].phone.number, finished_at=(await now(world)).isoformat()))
    await next_day(world)
    assert sum([len(await each.phone.prompts()) for each in both]) == 1


async def test_waiting_matters_of_both_are_asked_about_in_one_message(world: World) -> None:
    wang, li = await served(world, "甲证"), await served(world, "乙证")
    await merge(world, wang, li)
    await next_day(world)
    assert len(await wang.phone.prompts()) + len(await li.phone.prompts()) == 1
    assert {(await wang.record("甲证"))["state"], (await li.record("乙证"))["state"]} == {"prompted"}


async def test_prompts_that_have_not_left_become_one(world: World) -> None:
    wang, li = await served(world, "甲证"), await served(world, "乙证")
    await world.value("INSERT INTO paused_channels VALUES ('sms', %(now)s) RETURNING 1", now=await now(world))
    await next_day(world)
    assert await world.value("SELECT count(*) FROM messages WHERE state = 'queued'") == 2
    await merge(world, wang, li)
    await world.value("DELETE FROM paused_channels RETURNING 1")
    await world.happen()
    assert len(await wang.phone.prompts()) + len(await li.phone.prompts()) == 1


async def test_one_question_stays_open_and_the_other_matter_is_asked_next(world: World) -> None:
    wang, li = await two_prompted(world)
    await merge(world, wang, li)
    assert await world.value("SELECT count(*) FROM dialogues") == 1
    await wang.says("5")
    await wang.says("4")
    levels = await wang.level("甲证"), await li.level("乙证")
    assert sorted(level for level in levels if level) == [4, 5]


async def test_of_two_questions_the_one_asked_last_stays(world: World) -> None:
    wang, li = await two_prompted(world)
    await world.pass_hours(1)
    await li.talks([("1", "抱歉")])
    await merge(world, wang, li)
    assert await world.value("SELECT question FROM dialogues") == "reasons"
    await li.says("3")
    assert (await li.rating("乙证") or {})["reasons"] == ["efficiency"]


async def test_the_language_is_that_of_who_wrote_last(world: World) -> None:
    wang, li = await two_prompted(world)
    await wang.says("good")
    await li.says("please help me")
    await merge(world, wang, li)
    assert await world.value("SELECT locale FROM citizens WHERE merged_into IS NULL") == "en"


async def test_one_person_is_called_once(world: World) -> None:
    wang, li = await two_prompted(world)
    for each in (wang, li):
        await each.says("人工")
    assert await world.value("SELECT count(*) FROM call_requests WHERE done_at IS NULL") == 2
    await merge(world, wang, li)
    assert await world.value("SELECT count(*) FROM call_requests WHERE done_at IS NULL") == 1


async def test_what_happens_at_the_same_moment_loses_nothing(world: World) -> None:
    wang, li = await two_prompted(world)
    at = await now(world)
    await asyncio.gather(
        merge(world, wang, li, at), wang.says("5"), li.says("4"), merge(world, li, wang, at), li.says("积分")
    )
    assert await points_of(world, wang) == 20
    assert {await wang.level("甲证"), await li.level("乙证")} == {4, 5}
    assert await world.value("SELECT count(*) FROM citizens WHERE merged_into IS NOT NULL") == 1
    assert await world.query(audit_evidence) == []


async def test_who_follows_a_merge_and_a_second_merge_do_not_wait_for_each_other(world: World) -> None:
    """The turn goes on from one who was merged to who stays while another merge takes both."""
    wang, li = await two_prompted(world)
    stays, gone, at = await whose(world, wang), await whose(world, li), await now(world)
    async with asyncio.TaskGroup() as others, world.parts.database.transaction() as tx:
        addresses = [await address_of(tx, world, each.phone.number) for each in (wang, li)]
        await merge_citizens(tx, addresses[0].id, addresses[1].id, at)
        follows = others.create_task(world.query(lambda tx: people.lock(tx, gone)))
        await until_locked_out(world.parts.database)
        again = others.create_task(world.query(lambda tx: people.lock_all(tx, [stays, gone])))
        await until_locked_out(world.parts.database, many=2)
    assert (follows.result().id, again.result()) == (stays, False)
    assert await world.value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == 0


async def test_a_record_that_comes_with_the_merge_is_the_merged_citizens(world: World) -> None:
    wang, li = await served(world, "甲证"), await served(world, "乙证")
    record = a_record(li.phone.number, item_name="丙证")
    await asyncio.gather(merge(world, wang, li), world.send_records(record))
    assert await world.value("SELECT count(DISTINCT citizen_id) FROM visits") == 1


STEPS = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 1), st.sampled_from(("1", "2", "5", "都4", "0", "是", "T", "恢复", "积分"))),
        st.tuples(st.integers(0, 1), st.just("on site")),
        st.tuples(st.integers(0, 1), st.just("next day")),
    ),
    max_size=6,
)


async def step(both: tuple[Citizen, Citizen], who: int, what: str) -> None:
    """Let one thing happen."""
    if what == "next day":
        await next_day(both[0].world)
    elif what == "on site":
        await both[who].is_rated_on_site(next(iter(both[who].record_nos)), 2)
    else:
        await both[who].says(what)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=STEPS, after=STEPS)
async def test_no_point_is_made_or_lost_and_no_visit_has_two_ratings(
    world: World, before: list[tuple[int, str]], after: list[tuple[int, str]]
) -> None:
    both = await prompted(world, "甲证", "丙证"), await served(world, "乙证", "丁证")
    for who, what in before:
        await step(both, who, what)
    ratings = "SELECT array_agg((visit_id, version, live, level)::text ORDER BY id) FROM ratings"
    kept = await world.value(ratings)
    points = await points_of(world, both[0]) + await points_of(world, both[1])
    await merge(world, *both)
    assert await points_of(world, both[0]) == await points_of(world, both[1]) == points
    assert await world.value(ratings) == kept
    for who, what in after:
        await step(both, who, what)
    citizen = await whose(world, both[0])
    assert await count_of(world, "dialogues", citizen) <= 1
    assert await points_of(world, both[0]) == await world.value(
        """SELECT 10 * count(DISTINCT e.reference) FROM ledger_entries e JOIN visits v ON e.reference = 'visit:' || v.id
            WHERE v.citizen_id = %(id)s""",
        id=citizen,
    )
    assert (
        await world.value(
            """SELECT count(*) FROM (SELECT FROM ratings WHERE live GROUP BY visit_id HAVING count(*) > 1) AS twice"""
        )
        == 0
    )
    assert await world.query(audit_evidence) == []
