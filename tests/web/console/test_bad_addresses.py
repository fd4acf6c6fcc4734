"""Nonsense in the addresses of what is read monthly and half-daily: it is as good as nothing, or nothing is found."""

import pytest

from evaluation.staff import Role
from tests.web.staff import at_desk
from tests.world import World

BAD = (
    "%00",
    "x",
    "9" * 30,
    "-1",
    "2026-13",
    "９",
    "%F0%9F%98%80",
    "a" * 5000,
    "9999-12-31~" + "9" * 19,
    "%27;--",
)
FILTERS = {
    "/console/learning/pains": "month kind reason text real",
    "/console/learning/pack": "month by",
    "/console/learning/effects": "verdict after",
    "/console/learning/library": "words item org reason depth verdict month examples after",
    "/console/reports/cases": "from to",
    "/console/summary": "since",
}
THINGS = (
    "samples/{}",
    "samples/{}/sheet",
    "samples/{}/figures.csv",
    "samples/1/calls/{}",
    "learning/library/{}",
)


@pytest.mark.parametrize("path", FILTERS)
async def test_nonsense_in_a_filter_shows_the_page(world: World, path: str) -> None:
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        for bad in BAD:
            query = "&".join(f"{name}={bad}" for name in FILTERS[path].split())
            assert (await clerk.opens(f"{path}?{query}")).status == 200, bad


@pytest.mark.parametrize(
    "path", ["/console/learning/pains", "/console/learning/library", "/console/reports/cases"]
)
async def test_what_is_no_area_is_not_found(world: World, path: str) -> None:
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        for bad in ("%00", "x", "9" * 30, "-1", "320115000000%00", "32011500000０"):
            assert (await clerk.opens(f"{path}?area={bad}")).status == 404, bad


@pytest.mark.parametrize("thing", THINGS)
async def test_what_is_no_number_is_not_found(world: World, thing: str) -> None:
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        for bad in ("0", "-1", "x", "9" * 30, str(2**63), "1%00", "1.0"):
            assert (await clerk.opens(f"/console/{thing.format(bad)}")).status == 404, bad
