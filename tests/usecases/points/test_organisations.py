"""An organisation's points belong to its credit code, whoever answers for it."""

import pytest

from tests.bot.citizens import next_day
from tests.usecases.points.books import differences
from tests.world import World, a_record

CODE = "91320115MA0000EX0D"


async def served_for(world: World, number: str | None, **fields: object) -> dict[str, object]:
    """A record of an organisation, with the phone of whoever came for it."""
    record = a_record(number, **({"applicant_type": "organization", "applicant_code": CODE} | fields))
    assert (await world.send_records(record))["accepted"] == 1
    return record


async def points_of(world: World, code: str) -> int:
    """An organisation's balance."""
    return int(
        await world.value(
            "SELECT coalesce(sum(balance), 0) FROM ledger_accounts WHERE credit_code = %(c)s", c=code
        )
    )


async def test_two_agents_earn_for_one_organisation(world: World) -> None:
    for number in ("13900000001", "13900000002"):
        await served_for(world, number)
    await next_day(world)
    for number in ("13900000001", "13900000002"):
        told = await world.phone(number).says("5")
        assert "为贵单位记10分" in told
        assert "现有" not in told  # whoever replies need not be one who may spend them
        assert "您现有0分" in await world.phone(number).says("积分")
    assert await points_of(world, CODE) == 20
    assert await differences(world.parts.database) == []


@pytest.mark.parametrize(
    ("typed", "earns"),
    [
        (CODE, True),
        (CODE.lower(), True),
        (f" {CODE} ", True),
        (f"{CODE[:-2]}1{CODE[-1]}", False),  # the check digit does not fit
        ("1234", False),
        (None, False),
    ],
)
async def test_only_a_credit_code_has_an_account(world: World, typed: str | None, earns: bool) -> None:
    await served_for(world, "13900000001", applicant_code=typed)
    await next_day(world)
    told = await world.phone("13900000001").says("5")
    assert ("为贵单位记10分" in told) == earns
    assert ("本次得10分，现有10分" in told) == (not earns)
    assert await points_of(world, CODE) == (10 if earns else 0)


async def test_a_person_with_such_a_code_earns_for_themself(world: World) -> None:
    await served_for(world, "13900000001", applicant_type="person")
    await next_day(world)
    assert "本次得10分，现有10分" in await world.phone("13900000001").says("5")


async def test_an_organisation_earns_though_it_has_no_phone(world: World) -> None:
    record = await served_for(world, None)
    event = {
        "event_id": "E1",
        "portal": "P",
        "source_system": "test",
        "record_no": record["record_no"],
        "level": 1,
        "rated_at": record["finished_at"],
        "rating_channel": "web",
    }
    assert (await world.post("/api/v1/ratings", event))[1] == {"counted": True, "because": None}
    assert await points_of(world, CODE) == 10
