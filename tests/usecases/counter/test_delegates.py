"""Who may spend an organisation's points is noted where the organisation is known, and ended there."""

import pytest

from store import delegates
from tests.bot.citizens import served
from tests.usecases.citizens import whose
from tests.usecases.counter.desks import a_desk, trail
from tests.world import AREA_CODE, World, a_record
from usecases.counter.delegates import (
    NoSuchOrganisation,
    NotADelegate,
    delegates_of,
    end_delegate,
    name_delegate,
)
from usecases.edges import BadPhone
from usecases.on_duty import OnDuty

FIRM, STRANGER = "91320115MA0000EX0D", "91110000600037341L"


async def a_firm(world: World, **changes: str) -> None:
    """A record of an organisation in the clerk's area."""
    record = a_record("13900000077", applicant_type="organization", applicant_code=FIRM, **changes)
    answer = await world.send_records(record)
    assert answer["accepted"] == 1, answer


async def names(world: World, desk: OnDuty, phone: str, code: str = FIRM) -> None:
    await world.query(lambda tx: name_delegate(tx, world.parts.vault, code, phone, desk))


async def test_a_delegate_is_noted_seen_and_ended(world: World) -> None:
    await a_firm(world)
    desk, citizen = await a_desk(world), await served(world)
    citizen_id = await whose(world, citizen)
    await names(world, desk, citizen.phone.number)
    code, [named] = await world.query(lambda tx: delegates_of(tx, world.parts.vault, FIRM.lower(), desk))
    assert (code, named.citizen_id, named.noted_by) == (FIRM, citizen_id, "王敏")
    assert named.phone.endswith(f"****{citizen.phone.number[-4:]}")
    assert await world.query(lambda tx: delegates.organisations_of(tx, citizen_id)) == [FIRM]
    await world.query(lambda tx: end_delegate(tx, FIRM, citizen_id, desk))
    assert await world.query(lambda tx: delegates.organisations_of(tx, citizen_id)) == []
    for action in ("delegate_named", "delegate_ended"):
        assert await trail(world, action) == [("organisation", FIRM, AREA_CODE, {"citizen": citizen_id})]


async def test_what_is_so_already_is_said(world: World) -> None:
    await a_firm(world)
    desk = await a_desk(world)
    await names(world, desk, "13900000078")
    with pytest.raises(NotADelegate):
        await names(world, desk, "13900000078")
    with pytest.raises(NotADelegate):
        await world.query(lambda tx: end_delegate(tx, FIRM, 999, desk))


@pytest.mark.parametrize("code", [STRANGER, "91320115MA0000EX0C", "", "江宁"])
async def test_only_organisations_of_the_scope_are_there(world: World, code: str) -> None:
    await a_firm(world)
    desk = await a_desk(world)
    with pytest.raises(NoSuchOrganisation):
        await names(world, desk, "13900000078", code)


async def test_another_district_does_not_see_it(world: World) -> None:
    await a_firm(world)
    desk = await a_desk(world, area="320102000000")
    with pytest.raises(NoSuchOrganisation):
        await world.query(lambda tx: delegates_of(tx, world.parts.vault, FIRM, desk))


@pytest.mark.parametrize("number", ["1390000", "025-84700000"])
async def test_a_delegate_has_a_mobile(world: World, number: str) -> None:
    await a_firm(world)
    with pytest.raises(BadPhone):
        await names(world, await a_desk(world), number)
