"""`haochaping org office` and `org abolish`, on the database that is there."""

import asyncio

import pytest

from haochaping.commands import bodies
from haochaping.settings import Settings
from store.bodies import office_of
from tests.usecases.cases.test_opening import BUREAU, PHONE, cases, prompted
from tests.world import AREA_CODE, ORG_CODE, World, a_record

TOWNSHIP = "320115001000"


@pytest.fixture
def settings(world: World) -> Settings:
    return world.parts.settings


async def test_an_office_holds_for_every_area_inside(world: World, settings: Settings) -> None:
    told = await asyncio.to_thread(bodies.name_office, settings, AREA_CODE, BUREAU)
    assert told == f"{AREA_CODE}: {BUREAU} sees to bad ratings"
    assert await world.query(lambda tx: office_of(tx, TOWNSHIP)) == BUREAU
    await asyncio.to_thread(bodies.name_office, settings, TOWNSHIP, ORG_CODE)
    assert await world.query(lambda tx: office_of(tx, TOWNSHIP)) == ORG_CODE
    assert await world.query(lambda tx: office_of(tx, "320114000000")) is None


@pytest.mark.parametrize(
    ("area", "org", "says"),
    [
        ("3201", ORG_CODE, "3201 is not a 12-digit area code"),
        ("440100000000", ORG_CODE, "the catalogue has no area 440100000000, nor one inside it"),
        (AREA_CODE, "nobody", "the catalogue has no body nobody"),
    ],
)
async def test_what_is_unknown_is_named(settings: Settings, area: str, org: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        await asyncio.to_thread(bodies.name_office, settings, area, org)


async def test_the_cases_of_a_body_that_is_no_more_go_to_the_one_above(
    world: World, settings: Settings
) -> None:
    await prompted(world, a_record(org_code=BUREAU))
    await world.phone(PHONE).says("2")
    told = await asyncio.to_thread(bodies.set_active, settings, BUREAU, active=False)
    assert told == f"{BUREAU}: works no more, 1 open cases go to the body above"
    assert await cases(world) == [(ORG_CODE, "received", None)]
    assert (
        await asyncio.to_thread(bodies.set_active, settings, BUREAU, active=True) == f"{BUREAU}: works again"
    )
