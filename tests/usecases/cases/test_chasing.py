"""Who of the staff is told of a case, on which channel, and what is on record of it."""

from evaluation.cases.words import Move
from evaluation.staff import Role
from store.cases import look_later
from tests.bot.citizens import Citizen, next_day, served
from tests.bot.test_staff_orders import a_clerk
from tests.usecases.cases.desk import does, official
from tests.usecases.cases.staff_moves import OFFICE, make, moves, sort
from tests.usecases.cases.test_opening import BUREAU
from tests.world import ORG_CODE, World


async def told(world: World, who: Citizen) -> list[str]:
    """What came about cases, by the word that tells what for."""
    thread = await who.phone.thread()
    words = ("升级", "签收", "督办", "到期", "逾期", "督促")
    texts = [line["text"] for line in thread if line["direction"] == "out" and "差评工单" in line["text"]]
    return [next(word for word in words if word in text) for text in texts]


async def a_bad_rating(world: World) -> Citizen:
    """A case at the bureau's, dispatched at 10:40 of a plain workday."""
    citizen = await served(world, org_code=BUREAU)
    await next_day(world)
    await citizen.says("2")
    await world.pass_hours(0.7)
    return citizen


async def test_the_body_hears_of_a_new_case_and_of_its_deadline_and_then_those_above(world: World) -> None:
    handler = await a_clerk(world, Role.DEPARTMENT_HANDLER, "handler", org=BUREAU)
    above = await a_clerk(world, Role.DEPARTMENT_HANDLER, "above", org=ORG_CODE)
    office = await a_clerk(world, Role.SUPERVISOR, "office")
    await a_bad_rating(world)
    assert await told(world, handler) == ["签收"]
    for _ in range(30):
        await world.pass_hours(1)
    assert await told(world, handler) == ["签收", "到期", "逾期"]
    assert (await told(world, above), await told(world, office)) == (["督促"], ["督促"])


async def test_where_nobody_has_an_account_the_office_hears(world: World) -> None:
    office = await a_clerk(world, Role.SUPERVISOR, "office")
    await a_bad_rating(world)
    assert await told(world, office) == ["签收"]


async def test_where_there_is_nobody_at_all_it_is_on_record(world: World) -> None:
    await a_bad_rating(world)
    assert await world.value("SELECT count(*) FROM case_notices WHERE staff_id IS NULL") == 1


async def test_a_case_that_breaks_does_not_stop_the_others(world: World) -> None:
    first = await a_bad_rating(world)
    second = await served(world, org_code=ORG_CODE)
    await next_day(world)
    await second.says("1")
    broken = "INSERT INTO case_events VALUES (1, 9, 'assign', %(at)s, 'lead', NULL, NULL, '', '{}')"
    await world.query(lambda tx: tx.execute(broken, at=world.clock.now()))
    await world.query(lambda tx: look_later(tx, 1, world.clock.now()))
    await world.pass_hours(1)
    assert len(await moves(world, 2)) == 2
    assert await world.value("SELECT count(*) FROM job_failures WHERE job = 'tick.cases'") == 1
    assert await first.level() == 2


async def test_supervised_it_is_pressed_for_at_once_listed_and_told_to_those_above_when_it_is_over(
    world: World,
) -> None:
    handler = await a_clerk(world, Role.DEPARTMENT_HANDLER, "handler", org=BUREAU)
    above = await a_clerk(world, Role.DEPARTMENT_HANDLER, "above", org=ORG_CODE)
    office = await a_clerk(world, Role.SUPERVISOR, "office")
    await a_bad_rating(world)
    await sort(world)
    await make(world, Move.SUPERVISE, by=OFFICE, words="群众反映集中")
    await world.pass_hours(0.01)
    assert await told(world, handler) == ["签收", "督办"]
    await world.pass_hours(24 * 8)
    assert (await told(world, above), await told(world, office)) == (["督促"], ["督促"])
    assert await told(world, handler) == ["签收", "督办", "逾期"]


async def test_whom_somebody_escalates_to_hears_at_once_and_the_others_as_ever(world: World) -> None:
    handler = await a_clerk(world, Role.DEPARTMENT_HANDLER, "handler", org=BUREAU)
    above = await a_clerk(world, Role.DEPARTMENT_HANDLER, "above", org=ORG_CODE)
    office = await a_clerk(world, Role.SUPERVISOR, "office")
    await a_bad_rating(world)
    await does(world, await official(world, None), 1, Move.ESCALATE, words="请督促")
    await world.pass_hours(0.01)
    assert (await told(world, above), await told(world, office)) == (["升级"], [])
    for _ in range(30):
        await world.pass_hours(1)
    assert await told(world, handler) == ["签收", "到期", "逾期"]
    assert await told(world, above) == ["升级", "督促"]
