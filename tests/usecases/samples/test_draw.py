"""What a month's sample is drawn from, area by area, and that what is kept draws the same again."""

import asyncio

import pytest

from evaluation.cases.words import Verdict
from evaluation.levels import Level
from haochaping.commands import sample as command
from store import catalogue, samples
from store.catalogue import OrgRow
from store.db import Transaction
from store.samples import Sample
from tests.usecases.cases.staff_moves import exclude, sort
from tests.usecases.samples.sampled import drawn, rate_on_site, rates
from tests.world import World, a_record, civil_time
from usecases.samples.draw import verify

SEPTEMBER = civil_time("Tue 2026-09-01 00:00").date()
COUNTY, CITY = "320115000000", "320100000000"


async def of_september(tx: Transaction) -> list[Sample]:
    return await samples.of_month(tx, SEPTEMBER, None)


async def frame(world: World, area: str = COUNTY) -> dict[int, tuple[int, int, int, int]]:
    """(ratings, drawn, unreachable, excluded) of each level."""
    [sample] = [each for each in await world.query(of_september) if each.area_code == area]
    strata = await world.query(lambda tx: samples.strata(tx, sample.id))
    return {each.level: (each.of_ratings, each.drawn, each.unreachable, each.excluded) for each in strata}


async def test_what_cannot_be_asked_and_what_does_not_count_is_left_out_and_counted(world: World) -> None:
    await rate_on_site(world, 5, 5, 4)
    await rates(world, "2 等了两个小时", "13900000001")
    await world.pass_hours(1)
    await sort(world)
    await exclude(world, Verdict.MISTAKEN)
    nobody = a_record(None, finished_at=world.clock.now().isoformat())
    default = a_record("13900000077", finished_at=world.clock.now().isoformat())
    await world.send_records(nobody, default)
    for record, is_default in ((nobody, False), (default, True)):
        event = {
            "event_id": record["record_no"], "device_no": "D1", "source_system": "test", "level": 5,
            "record_no": record["record_no"], "rated_at": world.clock.now().isoformat(),
            "rating_channel": "tablet", "is_default": is_default,
        }  # fmt: skip
        status, _ = await world.post("/api/v1/ratings", event)
        assert status == 200
    await drawn(world)
    assert await frame(world) == {
        5: (2, 2, 1, 0),
        4: (1, 1, 0, 0),
        3: (0, 0, 0, 0),
        2: (0, 0, 0, 1),
        1: (0, 0, 0, 0),
    }


async def test_a_level_counts_as_it_stands_and_a_month_as_it_was_first_given(world: World) -> None:
    rater = await rates(world, "2 等了两个小时")
    await world.pass_hours(1)  # dispatched: what opened the case counts
    await rater.phone.says("4星")
    await rate_on_site(world, 5)
    await world.move_to("Wed 2026-09-30 12:00")
    late = await rates(world, "3", "13900000005")  # on 1 October
    await world.move_to("Wed 2026-10-14 04:00")
    counted = await frame(world)
    assert {level: line[0] for level, line in counted.items() if line[0]} == {5: 1, 2: 1}
    assert late.record_no


async def test_each_county_draws_its_own_and_the_citys_own_matters_are_one_sample(world: World) -> None:
    await world.query(
        lambda tx: catalogue.put(tx, [OrgRow("11320100MB0000001X", "市局", CITY, "南京市", None)])
    )
    await rate_on_site(world, 5, 4, 3)
    await rates(world, "5", "13900000002", area_code="320115001000")  # a township of the county
    await rates(world, "4", "13900000003", area_code=CITY, org_code="11320100MB0000001X")
    await drawn(world)
    assert {each.area_code for each in await world.query(of_september)} == {COUNTY, CITY}
    assert sum(line[0] for line in (await frame(world)).values()) == 4
    assert sum(line[0] for line in (await frame(world, CITY)).values()) == 1


async def test_a_month_without_a_rating_has_no_sample_and_a_long_leap_skips_none(world: World) -> None:
    await rate_on_site(world, 5)
    await world.move_to("Tue 2026-12-15 10:00")
    months = await world.query(lambda tx: tx.values("SELECT month::text FROM sample_months ORDER BY month"))
    assert months == ["2026-09-01", "2026-10-01", "2026-11-01", "2026-12-01"]
    assert await world.value("SELECT count(*) FROM samples") == 1
    assert await world.value("SELECT count(*) FROM sample_months WHERE opened_at IS NULL") == 1


async def test_it_is_not_drawn_before_its_night(world: World) -> None:
    await rate_on_site(world, 5)
    await world.move_to("Wed 2026-10-14 02:59")
    assert await world.query(of_september) == []
    await world.move_to("Wed 2026-10-14 03:00")
    assert len(await world.query(of_september)) == 1


async def test_it_is_drawn_again_and_is_the_same_or_says_what_is_not(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    await rate_on_site(world, *[5] * 60, 4, 3)
    await drawn(world)
    [sample] = await world.query(of_september)
    assert (await world.query(lambda tx: verify(tx, sample))).differences == []
    settings = world.parts.settings
    assert await asyncio.to_thread(command.verify_all, settings, SEPTEMBER, None) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{COUNTY} 2026-09: 50 drawn again, the same"
    lines = await asyncio.to_thread(command.show, settings, SEPTEMBER, COUNTY)
    assert lines[0] == f"{COUNTY} 2026-09: drawn 2026-10-14 04:00, seed '{COUNTY} 2026-09', size 50"
    told = "60 ratings, 48 drawn, weight 1.2500, left out 0 unreachable, 0 after appeal"
    assert lines[1] == f"  5 {Level.VERY_SATISFIED.label_zh}: {told}"
    await world.query(tampered)
    assert await asyncio.to_thread(command.verify_all, settings, SEPTEMBER, None) == 1
    assert "1 differences\n  level 5: [" in capsys.readouterr().out
    with pytest.raises(ValueError, match="no sample of 2026-09 in 320102000000"):
        await asyncio.to_thread(command.show, settings, SEPTEMBER, "320102000000")


async def tampered(tx: Transaction) -> None:
    """Somebody with the keys of the database puts another rating in the place of one that was drawn."""
    await tx.execute("ALTER TABLE sample_ratings DISABLE TRIGGER USER")
    await tx.execute(
        """UPDATE sample_ratings SET rating_id = (
               SELECT r.id FROM ratings r WHERE r.level = 5 AND r.id NOT IN (SELECT rating_id FROM sample_ratings)
                ORDER BY r.id LIMIT 1)
            WHERE place = 1"""
    )
