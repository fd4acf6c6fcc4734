"""Bad ratings and their cases, as citizens make them: by SMS, on site, together, and with second thoughts."""

from typing import Any

from evaluation.cases.words import Move, Stage
from store import bodies
from tests.usecases.cases.staff_moves import moves
from tests.usecases.test_rate_on_site import a_hall_rating, rate
from tests.world import AREA_CODE, ORG_CODE, World, a_record
from usecases.cases.hand_on import hand_on

PHONE = "13900000001"
BUREAU = "113201150141490016"


async def prompted(world: World, *records: dict[str, Any]) -> None:
    await world.send_records(*(records or (a_record(),)))
    await world.pass_hours(30)


async def cases(world: World) -> list[tuple[str, str, str | None]]:
    rows = await world.value(
        """SELECT coalesce(json_agg(json_build_array(lead_code, stage, closing) ORDER BY id), '[]') FROM cases"""
    )
    return [tuple(row) for row in rows]


async def test_a_bad_rating_opens_a_case_to_the_body_that_handled_the_matter(world: World) -> None:
    await prompted(world, a_record(org_code=BUREAU))
    await world.phone(PHONE).says("2 等了两个小时")
    assert await cases(world) == [(BUREAU, "received", None)]


async def test_it_is_dispatched_once_a_change_of_mind_is_no_more_expected(world: World) -> None:
    await prompted(world)
    await world.phone(PHONE).says("2")
    await world.pass_hours(0.4)
    assert await cases(world) == [(ORG_CODE, "received", None)]
    await world.pass_hours(0.2)
    assert await cases(world) == [(ORG_CODE, "dispatched", None)]
    assert await moves(world) == [Move.OPEN, Move.DISPATCH]


async def test_a_better_level_in_time_takes_it_back(world: World) -> None:
    await prompted(world)
    await world.phone(PHONE).says("1")
    await world.phone(PHONE).says("打错了，是5星")
    assert await cases(world) == [(ORG_CODE, "closed", "withdrawn")]
    await world.phone(PHONE).says("2星")
    assert [stage for _, stage, _ in await cases(world)] == ["closed", "received"]


async def test_after_the_dispatch_the_first_level_counts_and_the_second_stands_beside_it(
    world: World,
) -> None:
    record = a_record()
    await prompted(world, record)
    await world.phone(PHONE).says("非常不满意")
    await world.pass_hours(1)
    await world.phone(PHONE).says("5星")
    found = (await world.record(record["record_no"]))["rating"]
    assert (found["level"], found["counted_level"]) == (5, 1)
    assert await moves(world) == [Move.OPEN, Move.DISPATCH, Move.REVISE]


async def test_another_bad_level_before_the_dispatch_is_the_one_that_counts(world: World) -> None:
    record = a_record()
    await prompted(world, record)
    await world.phone(PHONE).says("2星")
    await world.phone(PHONE).says("1星")
    await world.pass_hours(1)
    await world.phone(PHONE).says("2星")
    found = (await world.record(record["record_no"]))["rating"]
    assert (found["level"], found["counted_level"]) == (2, 1)


async def test_several_bad_ratings_about_one_item_at_one_body_are_one_case(world: World) -> None:
    first, second = a_record(), a_record()
    other = a_record(item_code="another", item_name="另一个事项")
    await prompted(world, first, second, other)
    await world.phone(PHONE).says("都1")
    assert await cases(world) == [(ORG_CODE, "received", None)] * 2
    assert await moves(world) == [Move.OPEN, Move.JOIN]
    await world.pass_hours(1)
    assert await moves(world) == [Move.OPEN, Move.JOIN, Move.DISPATCH, Move.DISPATCH]


async def test_a_hall_that_was_rated_badly_has_its_case_too(world: World) -> None:
    await rate(world, a_hall_rating(level=1))
    await rate(world, a_hall_rating(level=4))
    assert await cases(world) == [(ORG_CODE, "received", None)]


async def test_a_platform_of_which_nobody_knows_where_it_is_has_none(world: World) -> None:
    platform = a_hall_rating(level=1)
    platform |= {"subject": "platform", "subject_name": "掌上办"}
    del platform["org_code"]
    await rate(world, platform)
    assert await cases(world) == []


async def test_what_a_body_that_is_gone_did_goes_to_the_one_above(world: World) -> None:
    await world.query(
        lambda tx: tx.execute("UPDATE orgs SET active = false WHERE code = %(code)s", code=BUREAU)
    )
    await prompted(world, a_record(org_code=BUREAU))
    await world.phone(PHONE).says("2")
    assert await cases(world) == [(ORG_CODE, "received", None)]


async def test_a_body_that_goes_hands_its_open_cases_on(world: World) -> None:
    await prompted(world, a_record(org_code=BUREAU))
    await world.phone(PHONE).says("2")
    await world.pass_hours(1)
    rules, now = world.parts.rules, world.clock.now()
    assert await world.query(lambda tx: hand_on(tx, BUREAU, rules, now)) == 1
    assert await cases(world) == [(ORG_CODE, "dispatched", None)]
    assert (await moves(world))[-1] is Move.HAND_ON


OLD_RATING = """
    WITH old AS (
        INSERT INTO rating_events (event_id, fingerprint, visit_no, body, received_at, counted)
        VALUES ('old', '', 1, '{"level": 1}', '2026-09-01', true) RETURNING event_id)
    INSERT INTO ratings (subject, org_code, version, live, level, reasons, channel, rated_at, event_id)
    SELECT 'hall', %(org)s, 1, true, 1, '{}', 'tablet', '2026-09-01', event_id FROM old"""
"""A bad rating as a version without cases kept it."""


async def test_bad_ratings_from_before_there_were_cases_get_theirs_at_night(world: World) -> None:
    await prompted(world)
    await world.phone(PHONE).says("2")
    await world.query(lambda tx: tx.execute(OLD_RATING, org=BUREAU))
    assert [lead for lead, _, _ in await cases(world)] == [ORG_CODE]
    await world.pass_hours(24)
    assert [lead for lead, _, _ in await cases(world)] == [ORG_CODE, BUREAU]
    await world.pass_hours(48)
    assert len(await cases(world)) == 2


async def test_who_does_not_sign_is_pushed_and_then_the_body_above_is_told(world: World) -> None:
    await world.query(lambda tx: bodies.name_office(tx, AREA_CODE, ORG_CODE))
    await prompted(world, a_record(org_code=BUREAU))
    await world.phone(PHONE).says("2")
    for _ in range(12):
        await world.pass_hours(2)
    assert await moves(world) == [Move.OPEN, Move.DISPATCH, Move.PUSH_AGAIN, Move.ESCALATE]
    assert (await cases(world))[0][1] == Stage.DISPATCHED
