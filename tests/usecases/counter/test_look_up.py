"""A clerk finds whom they may, learns what they may, and never who has rated."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from evaluation.points import Earned
from store import sessions
from store.audit_trail import Times
from store.catalogue import OrgRow, put
from store.db import Transaction
from store.ledger import Holder
from tests.bot.citizens import Citizen, now, served
from tests.usecases.citizens import bind_phone, merge, whose
from tests.usecases.counter.desks import a_desk, trail
from tests.usecases.counter.shop import ELSEWHERE_NAME, a_voucher, open_shop
from tests.world import AREA_CODE, ORG_CODE, World, a_record
from usecases.counter.limits import TooOften
from usecases.counter.look_up import Found, look_up
from usecases.counter.vouchers import verify
from usecases.edges import BadPhone
from usecases.on_duty import OnDuty
from usecases.points.earn import earn

ELSEWHERE = "320102000000"
BELOW, BESIDE = "O-below", "O-beside"


async def looked_up(world: World, desk: OnDuty, number: str) -> Found | None:
    """What a desk is told of a number at this moment."""
    moment = await now(world)
    at = replace(desk, times=Times(moment, moment))
    parts = world.parts
    return await world.query(lambda tx: look_up(tx, parts.vault, number, at, parts.rules))  # type: ignore[no-any-return]


async def has_rated(world: World, citizen: Citizen, *moments: datetime) -> None:
    """Ratings of long ago, as the ledger has them."""
    citizen_id = await whose(world, citizen)

    async def work(tx: Transaction) -> None:
        for moment in moments:
            await earn(
                tx,
                Holder(citizen_id),
                Earned.RATING,
                f"visit:old-{moment.isoformat()}",
                world.parts.rules.points,
                moment,
            )

    await world.query(work)


async def furnish(world: World) -> None:
    """An office below the hall's body, a body beside it, and one in another district."""
    rows = [
        OrgRow(BELOW, "下属窗口", AREA_CODE, "江宁区", ORG_CODE),
        OrgRow(BESIDE, "另一机构", AREA_CODE, "江宁区", None),
        OrgRow("O-elsewhere", "外区机构", ELSEWHERE, "玄武区", None),
    ]
    await world.query(lambda tx: put(tx, rows))


@pytest.mark.parametrize(
    ("area", "org", "record", "found"),
    [
        (AREA_CODE, None, {}, True),
        (AREA_CODE, None, {"org_code": BESIDE}, True),
        (AREA_CODE, ORG_CODE, {}, True),
        (AREA_CODE, ORG_CODE, {"org_code": BELOW}, True),  # below the clerk's org
        (AREA_CODE, BELOW, {}, False),  # above it
        (AREA_CODE, BESIDE, {}, False),
        (AREA_CODE, None, {"org_code": "O-elsewhere", "area_code": ELSEWHERE}, False),
        (ELSEWHERE, None, {}, False),
        ("320100000000", None, {}, True),  # a clerk of the city
    ],
)
async def test_who_is_found(
    world: World, area: str, org: str | None, record: dict[str, str], found: bool
) -> None:
    await furnish(world)
    desk = await a_desk(world, area=area, org=org)
    await world.send_records(a_record("13900000001", **record))
    assert (await looked_up(world, desk, "139 0000 0001") is not None) is found


async def test_whom_the_clerk_may_not_see_and_who_does_not_exist_leave_the_same_behind(world: World) -> None:
    await furnish(world)
    desk = await a_desk(world)
    await world.send_records(a_record("13900000002", org_code="O-elsewhere", area_code=ELSEWHERE))
    assert await looked_up(world, desk, "13900000002") is None
    assert await looked_up(world, desk, "13900000003") is None
    there, nobody = await trail(world, "citizen_looked_up")
    assert there == nobody == ("citizen", None, AREA_CODE, {"found": False})


async def test_a_look_up_is_on_record_without_the_number(world: World) -> None:
    desk = await a_desk(world)
    citizen = await served(world)
    found = await looked_up(world, desk, citizen.phone.number)
    assert found is not None
    assert found.phone == f"+86{citizen.phone.number[:3]}****{citizen.phone.number[-4:]}"
    assert await trail(world, "citizen_looked_up") == [
        ("citizen", str(await whose(world, citizen)), AREA_CODE, {"found": True})
    ]


async def test_what_is_no_number_is_not_looked_up(world: World) -> None:
    desk = await a_desk(world)
    with pytest.raises(BadPhone):
        await looked_up(world, desk, "1390000")
    assert await trail(world, "citizen_looked_up") == []


async def test_an_account_asks_so_often_in_an_hour_and_its_neighbour_may_still(world: World) -> None:
    desk, neighbour = await a_desk(world), await a_desk(world, "neighbour")
    for number in range(world.parts.rules.look_ups_per_hour):
        await looked_up(world, desk, f"1390000{number:04}")
    with pytest.raises(TooOften) as refused:
        await looked_up(world, desk, "13900001000")
    assert timedelta(hours=1) <= refused.value.again_at - desk.now < timedelta(hours=1, minutes=1)
    assert await looked_up(world, neighbour, "13900001000") is None
    half_an_hour_on = world.clock.now() + timedelta(minutes=30)
    await world.query(lambda tx: sessions.forget_tries(tx, half_an_hour_on))  # as whenever somebody signs in
    with pytest.raises(TooOften):
        await looked_up(world, desk, "13900001000")
    await world.pass_hours(1)
    assert await looked_up(world, desk, "13900001000") is None


async def test_all_numbers_of_a_citizen_lead_to_all_their_points(world: World) -> None:
    desk = await a_desk(world)
    first, second = await served(world), await served(world)
    june = datetime.fromisoformat("2026-06-02T09:00:00+08:00")
    await has_rated(world, first, june, june + timedelta(days=1))
    await has_rated(world, second, june + timedelta(days=2))
    await merge(world, first, second)
    await bind_phone(world, first, "13511112222")
    for number in (first.phone.number, second.phone.number, "13511112222"):
        found = await looked_up(world, desk, number)
        assert found is not None
        assert found.told is not None
        assert found.told.points == 30


async def test_a_number_that_may_have_changed_hands_tells_nothing(world: World) -> None:
    desk = await a_desk(world)
    citizen = await served(world)
    await world.clock.move(await now(world) + world.parts.rules.silent_after)
    await world.send_records(a_record(citizen.phone.number, finished_at=(await now(world)).isoformat()))
    found = await looked_up(world, desk, citizen.phone.number)
    assert found is not None
    assert found.told is None


async def test_vouchers_that_wait_here_are_found_by_the_number(world: World) -> None:
    shop, desk = await open_shop(world), await a_desk(world)
    citizen = await served(world)
    here = await a_voucher(world, shop, citizen=citizen)
    await a_voucher(world, shop, ELSEWHERE_NAME, citizen=citizen)
    found = await looked_up(world, desk, citizen.phone.number)
    assert found is not None
    assert [each.code for each in found.vouchers] == [here.code]
    await world.query(lambda tx: verify(tx, here.code, desk, world.parts.rules))
    found = await looked_up(world, desk, citizen.phone.number)
    assert found is not None
    assert found.vouchers == ()


PASTS = {
    "a newcomer": (),
    "one who rated once in June": ("2026-06-02",),
    "one who rated thrice in June": ("2026-06-02", "2026-06-03", "2026-06-04"),
    "one who rates now and then": ("2026-05-02", "2026-06-03", "2026-07-04", "2026-08-20"),
}
ANSWERS = {"a good rating": ["5"], "a bad one with its reason": ["1", "2"], "on second thoughts": ["5", "1"]}


@pytest.mark.parametrize("past", PASTS)
@pytest.mark.parametrize("answers", ANSWERS)
async def test_looking_before_and_after_tells_nothing(world: World, past: str, answers: str) -> None:
    """Two citizens with the same past are served; one rates, the other does not; the clerk keeps looking."""
    desk = await a_desk(world)
    rates, does_not = await served(world), await served(world)
    days = [datetime.fromisoformat(f"{day}T09:00:00+08:00") for day in PASTS[past]]
    for citizen in (rates, does_not):
        await has_rated(world, citizen, *days)

    async def told(citizen: Citizen) -> object:
        found = await looked_up(world, desk, citizen.phone.number)
        assert found is not None
        return found.told

    before = await told(rates)
    assert await told(does_not) == before
    await world.pass_hours(25)
    assert await told(rates) == await told(does_not) == before
    for answer in ANSWERS[answers]:
        await rates.says(answer)
        assert await told(rates) == before  # in the very minute
    assert await rates.balance() == 10 * (len(days) + 1)
    for _ in range(3):
        await world.pass_hours(24)
        assert await told(rates) == await told(does_not) == before
    await world.move_to("Thu 2026-10-01 00:05")  # and the month after, where no two others stand beside it
    assert await told(rates) == await told(does_not)
