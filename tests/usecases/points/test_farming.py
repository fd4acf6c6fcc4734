"""Points that show signs of farming wait for somebody to look; whoever is left alone is paid at once."""

import asyncio
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from evaluation.staff import Role
from store import held, ledger
from store.ledger import Holder
from tests.bot.citizens import Citizen, next_day, now, prompted, served
from tests.usecases.citizens import merge, whose
from tests.usecases.points.books import differences
from tests.usecases.staff_at_work import on_duty
from tests.world import AREA_CODE, ORG_CODE, World, a_record
from usecases.audit import audit_evidence
from usecases.on_duty import NotPermitted, OnDuty
from usecases.points.review import BadReason, NotWaiting, UnderReview, let_go, pay, under_review

POLICE, OFFICE = "113201150141490016", "11320115MB00001018"
_events = count(1)


async def helped(world: World, people: int, **changes: Any) -> Citizen:
    """Somebody whose phone stands on the records of so many applicants, prompted about their own matter today."""
    wang = await served(world)
    ended = (await now(world) - timedelta(days=9)).isoformat()
    others = [
        a_record(wang.phone.number, applicant_code=f"3201021990010{place:04}X", finished_at=ended, **changes)
        for place in range(people - 1)
    ]
    if others:
        await world.send_records(*others)
    await world.send_records(a_record(wang.phone.number, applicant_code="32010219900101999X"))
    await next_day(world)
    return wang


async def rated_on_device(
    world: World, citizen: Citizen, item: str, at: datetime, device: str | None = "D1"
) -> None:
    """A rating that a device, or else a portal, sends."""
    event = {
        "event_id": f"E{next(_events)}",
        **({"device_no": device} if device else {"portal": "jszwfw"}),
        "source_system": "test",
        "record_no": citizen.record_nos[item],
        "level": 5,
        "rated_at": at.isoformat(),
        "rating_channel": "tablet",
    }
    status, body = await world.post("/api/v1/ratings", event)
    assert (status, body["counted"]) == (200, True), body


async def signs_of(world: World) -> list[dict[str, int]]:
    """The signs of all that is held."""
    return list(await world.value("SELECT coalesce(array_agg(signs ORDER BY id), '{}') FROM held_points"))


async def waits(world: World, reviewer: OnDuty) -> list[UnderReview]:
    """What somebody may decide about."""
    return list(await world.query(lambda tx: under_review(tx, reviewer, world.parts.vault)))


async def paid(world: World, reviewer: OnDuty, held_id: int) -> None:
    """Let somebody pay."""
    await world.query(lambda tx: pay(tx, reviewer, held_id, "", world.parts.rules.points))


async def watched(world: World, org_code: str, window_no: str) -> None:
    """Watch a counter."""
    await world.value(
        """INSERT INTO watched_counters (org_code, window_no, ratings, citizens)
           VALUES (%(org)s, %(window)s, 40, 5) RETURNING 1""",
        org=org_code,
        window=window_no,
    )


async def at_counter(world: World, number: str, window_no: str = "3", **changes: Any) -> Citizen:
    """Somebody prompted about a matter of a counter."""
    record = a_record(number, window_no=window_no, **changes)
    await world.send_records(record)
    await next_day(world)
    return Citizen(world, world.phone(number), {record["item_name"]: record["record_no"]})


async def test_a_phone_for_many_applicants_is_paid_after_review(world: World) -> None:
    wang = await helped(world, 20)
    await wang.talks(
        [("5", "谢谢您，本次积分核对后到账，现有0分。"), ("积分", "您现有0分，另有10分核对后到账。")]
    )
    assert await signs_of(world) == [{"applicants": 20}]
    reviewer = await on_duty(world)
    (waiting,) = await waits(world, reviewer)
    assert (waiting.points, waiting.signs, waiting.tail) == (10, {"applicants": 20}, wang.phone.number[-4:])
    await paid(world, reviewer, waiting.id)
    await wang.talks([("积分", "您现有10分。")])
    assert await waits(world, reviewer) == []
    assert await differences(world.parts.database) == []
    assert await world.query(audit_evidence) == []


async def test_the_neighbour_who_handles_a_familys_papers_is_paid_at_once(world: World) -> None:
    wang = await helped(world, 12)
    await wang.talks([("5", "本次得10分")])
    assert await signs_of(world) == []


async def test_records_without_an_applicant_say_nothing(world: World) -> None:
    wang = await served(world, *(f"事项{place}" for place in range(25)))
    await next_day(world)
    await wang.talks([("5", "本次得10分")])


async def test_applicants_of_long_ago_do_not_count(world: World) -> None:
    wang = await helped(world, 20)
    await world.pass_hours(24 * 25)
    await world.send_records(a_record(wang.phone.number, finished_at=(await now(world)).isoformat()))
    await next_day(world)
    await wang.talks([("5", "本次得10分")])


async def test_one_message_for_five_matters_is_paid_at_once(world: World) -> None:
    chen = await prompted(world, "甲证", "乙证", "丙证", "丁证", "戊证")
    await chen.talks([("都5", "本次得30分")])
    assert await signs_of(world) == []


async def test_the_next_matter_answered_at_once_is_paid_at_once(world: World) -> None:
    chen = await prompted(world, "甲证", "乙证", "丙证")
    await chen.talks([("5", "本次得10分"), ("4", "本次得10分"), ("5", "本次得10分，现有30分")])
    assert await signs_of(world) == []


async def test_what_one_person_ticks_in_a_portal_at_one_moment_is_one_act(world: World) -> None:
    chen = await served(world, "甲证", "乙证", "丙证")
    at = await now(world)
    for item in chen.record_nos:
        await rated_on_device(world, chen, item, at, device=None)
    assert (await chen.balance(), await signs_of(world)) == (30, [])


async def test_many_people_rate_in_a_portal_at_once(world: World) -> None:
    people = [await served(world) for _ in range(5)]
    at = await now(world)
    for person in people:
        await rated_on_device(world, person, "居民身份证换领", at, device=None)
    assert await signs_of(world) == []


@pytest.mark.parametrize(("apart", "signs"), [(1, [{"at_once": 4}]), (6, [])])
async def test_one_phone_that_rates_for_four_organisations_within_seconds_is_looked_at(
    world: World, apart: int, signs: list[object]
) -> None:
    """Each has its own cap of a day, so the caps alone would pay for all of them."""
    agent = await served(world, "甲证", "乙证", "丙证", "丁证")
    at = await now(world)
    for place, number in enumerate(agent.record_nos.values()):
        await world.value(
            "UPDATE visits SET credit_code = %(code)s WHERE record_no = %(number)s RETURNING 1",
            code=f"9111000060003734{place}L",
            number=number,
        )
    for place, item in enumerate(agent.record_nos):
        await rated_on_device(world, agent, item, at + timedelta(seconds=apart * place), device=None)
    assert await signs_of(world) == signs


async def test_what_the_cap_of_a_day_pays_is_paid_however_fast(world: World) -> None:
    chen = await served(world, "甲证", "乙证", "丙证", "丁证", "戊证")
    at = await now(world)
    for place, item in enumerate(chen.record_nos):
        await rated_on_device(world, chen, item, at + timedelta(seconds=place), device=None)
    assert (await chen.balance(), await signs_of(world)) == (30, [])


@pytest.mark.parametrize(("devices", "signs"), [("AAAAA", [{"device": 5}]), ("AAAAB", [])])
async def test_five_people_on_one_device_within_seconds(
    world: World, devices: str, signs: list[object]
) -> None:
    people = [await served(world) for _ in range(5)]
    at = await now(world)
    for place, person in enumerate(people):
        when = at + timedelta(seconds=place)
        await rated_on_device(world, person, "居民身份证换领", when, device=devices[place])
    assert await signs_of(world) == signs


async def test_the_same_device_number_in_another_hall_is_another_device(world: World) -> None:
    at = await now(world)
    for place, org in enumerate((ORG_CODE, POLICE, OFFICE, ORG_CODE, POLICE)):
        person = await served(world)
        await world.value("UPDATE visits SET org_code = %(o)s WHERE record_no = %(n)s RETURNING 1", o=org,
                          n=person.record_nos["居民身份证换领"])  # fmt: skip
        await rated_on_device(world, person, "居民身份证换领", at + timedelta(seconds=place))
    assert await signs_of(world) == []


async def test_at_a_watched_counter_everybody_waits_and_nobody_at_the_next(world: World) -> None:
    wang = await at_counter(world, "13700000001")
    li = await at_counter(world, "13700000002", window_no="4")
    await watched(world, ORG_CODE, "3")
    await wang.talks(
        [
            (
                "2",
                "选错请回0。本次积分核对后到账。很抱歉没让您满意，会转办理单位处理，回复“进度”可查。请告诉我们原因",
            )
        ]
    )
    await li.talks([("5", "本次得10分")])
    assert await signs_of(world) == [{"counter": 5}]


async def test_in_english_it_is_told_as_neutrally(world: World) -> None:
    wang = await at_counter(world, "13700000003")
    await watched(world, ORG_CODE, "3")
    await wang.talks(
        [
            ("5, the staff were great", "Thank you; the points for this follow once checked; 0 in all now."),
            ("points", "You have 0 points; 10 more follow once checked."),
        ]
    )


async def test_counters_are_found_at_night(world: World) -> None:
    """Thirty ratings at counter 3 from five phones, as many at counter 4 from thirty."""
    ended = (await now(world) - timedelta(hours=3)).isoformat()
    records = [
        a_record(f"1370000{place % 5:04}", window_no="3", finished_at=ended) for place in range(30)
    ] + [a_record(f"1380000{place:04}", window_no="4", finished_at=ended) for place in range(30)]
    await world.send_records(*records)
    at = await now(world) - timedelta(hours=2)
    for place, record in enumerate(records):
        event = {"event_id": f"N{place}", "device_no": f"D{place}", "source_system": "test", "level": 5,
                 "record_no": record["record_no"], "rated_at": (at + timedelta(minutes=place)).isoformat(),
                 "rating_channel": "tablet"}  # fmt: skip
        assert (await world.post("/api/v1/ratings", event))[0] == 200
    await next_day(world)
    await next_day(world)
    sql = "SELECT array_agg(ARRAY[org_code, window_no, ratings::text, citizens::text]) FROM watched_counters"
    assert await world.value(sql) == [[ORG_CODE, "3", "30", "5"]]
    await world.pass_hours(24 * 31)
    assert await world.value("SELECT count(*) FROM watched_counters") == 0


async def test_an_organisations_points_wait_alike(world: World) -> None:
    code = "91110000600037341L"
    wang = await at_counter(world, "13700000004", applicant_type="organization", applicant_code=code)
    await watched(world, ORG_CODE, "3")
    await wang.talks([("5", "谢谢您，贵单位的本次积分核对后到账。")])
    reviewer = await on_duty(world)
    (waiting,) = await waits(world, reviewer)
    assert waiting.tail == code[-4:]
    await paid(world, reviewer, waiting.id)
    assert await world.query(lambda tx: ledger.balance(tx, Holder(credit_code=code))) == 10


async def test_what_is_held_counts_for_its_own_day_and_not_for_the_day_of_its_review(world: World) -> None:
    wang = await helped(world, 20)
    await wang.talks([("5", "核对后到账")])
    ended = await now(world) - timedelta(hours=1)
    for place in range(6):
        await world.send_records(
            a_record(wang.phone.number, finished_at=(ended + timedelta(seconds=place)).isoformat())
        )
    await next_day(world)
    reviewer = await on_duty(world)
    for waiting in await waits(world, reviewer):
        await paid(world, reviewer, waiting.id)
    await wang.says("都4")
    assert len(await waits(world, reviewer)) == 3
    citizen = Holder(await whose(world, wang))
    assert await world.query(lambda tx: held.under_review(tx, citizen)) == 30


async def test_points_are_let_go_with_a_reason_and_stay_gone(world: World) -> None:
    wang = await helped(world, 20)
    await wang.says("5")
    reviewer = await on_duty(world)
    (waiting,) = await waits(world, reviewer)
    with pytest.raises(BadReason):
        await world.query(lambda tx: let_go(tx, reviewer, waiting.id, " "))
    await world.query(lambda tx: let_go(tx, reviewer, waiting.id, "同一工作人员代多人评价"))
    with pytest.raises(NotWaiting):
        await paid(world, reviewer, waiting.id)
    await wang.talks([("积分", "您现有0分。")])
    assert await wang.balance() == 0
    trail = await world.value(
        "SELECT array_agg(action || ' ' || subject_id) FROM audit_trail WHERE subject = 'held_points'"
    )
    assert trail == [f"held_points_let_go {waiting.id}"]


async def test_two_reviewers_pay_once(world: World) -> None:
    wang = await helped(world, 20)
    await wang.says("5")
    reviewers = [await on_duty(world) for _ in range(2)]
    (waiting,) = await waits(world, reviewers[0])
    ends = await asyncio.gather(
        *(paid(world, reviewer, waiting.id) for reviewer in reviewers), return_exceptions=True
    )
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "NotWaiting"]
    assert await wang.balance() == 10


async def test_held_points_of_a_merged_citizen_are_theirs_still(world: World) -> None:
    wang, li = await helped(world, 20), await prompted(world)
    await wang.says("5")
    await merge(world, wang, li)
    await li.talks([("积分", "另有10分核对后到账")])
    reviewer = await on_duty(world)
    await paid(world, reviewer, (await waits(world, reviewer))[0].id)
    await li.talks([("积分", "您现有10分。")])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
async def test_other_roles_decide_nothing(world: World, role: Role) -> None:
    wang = await helped(world, 20)
    await wang.says("5")
    (waiting,) = await waits(world, await on_duty(world))
    somebody = await on_duty(world, role)
    for attempt in (waits(world, somebody), paid(world, somebody, waiting.id)):
        with pytest.raises(NotPermitted):
            await attempt


@pytest.mark.parametrize(
    ("area", "org", "sees"),
    [
        (AREA_CODE, None, True),
        ("320100000000", ORG_CODE, True),
        (AREA_CODE, POLICE, False),
        ("320102000000", None, False),
    ],
)
async def test_a_reviewer_decides_in_their_scope(
    world: World, area: str, org: str | None, sees: bool
) -> None:
    wang = await helped(world, 20)
    await wang.says("5")
    (waiting,) = await waits(world, await on_duty(world))
    reviewer = await on_duty(world, area_code=area, org_code=org)
    assert bool(await waits(world, reviewer)) is sees
    if not sees:
        with pytest.raises(NotWaiting):
            await paid(world, reviewer, waiting.id)


async def test_the_facts_take_one_statement_on_indexes(world: World) -> None:
    """With sequential scans made dear, none is left in the plan of what each rating asks."""
    plan = await world.query(_plan)
    assert "Seq Scan on visits" not in plan
    assert "Seq Scan on ratings" not in plan


async def _plan(tx: Any) -> str:
    await tx.execute("SET LOCAL enable_seqscan = off")
    lines = await tx.values(
        """EXPLAIN WITH theirs AS MATERIALIZED (
               SELECT id, applicant_lookup FROM visits WHERE citizen_id = 1 AND finished_at > '2026-08-01'
                ORDER BY finished_at DESC LIMIT 500)
           SELECT (SELECT count(*) FROM theirs),
                  (SELECT count(*) FROM theirs JOIN ratings r ON r.visit_id = theirs.id AND r.version = 1),
                  (SELECT count(*) FROM ratings r JOIN visits v ON v.id = r.visit_id
                    WHERE r.device_no = 'D1' AND r.version = 1
                      AND r.rated_at BETWEEN '2026-09-01' AND '2026-09-02' AND v.org_code = 'O')"""
    )
    return "\n".join(lines)
