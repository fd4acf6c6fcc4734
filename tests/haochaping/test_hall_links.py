"""A hall's links end on their day, or when one of them is taken back, and say whom to ask then."""

import asyncio
from datetime import date
from urllib.parse import urlsplit

import pytest

from haochaping.commands import links
from haochaping.settings import Settings
from tests.web.pages import Shown, a_visitor
from tests.world import ORG_CODE, World

BEYOND = {"kiosk": "", "sheet": "", "guide": "/person"}
"""The form of each page, where it has one of its own."""


@pytest.fixture
def settings(world: World) -> Settings:
    return world.parts.settings


async def of_hall(settings: Settings, last_day: date | None = None) -> dict[str, tuple[str, int]]:
    """What for → the path of the link, and its number."""
    told = await asyncio.to_thread(links.of_hall, settings, ORG_CODE, last_day)
    columns = [line.split("\t") for line in told]
    return {purpose: (urlsplit(url).path, int(number)) for purpose, url, number, _ in columns}


async def opened(world: World, path: str, **fields: str) -> Shown:
    async with a_visitor(world) as visitor:
        return await (visitor.sends(path, **fields) if fields else visitor.opens(path))


@pytest.mark.parametrize("purpose", BEYOND)
async def test_one_that_is_taken_back_opens_nothing_and_the_others_stay(
    world: World, settings: Settings, purpose: str
) -> None:
    lent = await of_hall(settings)
    await asyncio.to_thread(links.revoke, settings, lent[purpose][1])
    for name, (path, _) in lent.items():
        shown = await opened(world, path)
        assert shown.status == (410 if name == purpose else 200)
    sent = await opened(world, lent[purpose][0] + BEYOND[purpose], level="5", environment="5")
    assert (sent.status, await world.value("SELECT count(*) FROM ratings")) == (410, 0)
    for told in ("已停用", "问大厅的工作人员", "12345"):
        assert told in sent.text
    english = await opened(world, lent[purpose][0] + "?lang=en")
    assert "ask the staff there" in english.text
    another = await of_hall(settings)
    assert {name for name in lent if another[name] != lent[name]} == {purpose}
    assert (await opened(world, another[purpose][0])).status == 200


async def test_one_with_a_last_day_ends_with_it(world: World, settings: Settings) -> None:
    tomorrow = date(2026, 9, 8)
    lent = await of_hall(settings, tomorrow)
    lasting = await of_hall(settings)
    assert lent == await of_hall(settings, tomorrow)
    await world.move_to("Tue 2026-09-08 23:59")
    assert (await opened(world, lent["kiosk"][0])).status == 200
    await world.move_to("Wed 2026-09-09 00:00")
    for path, _ in lent.values():
        assert (await opened(world, path)).status == 410
    for path, _ in lasting.values():
        assert (await opened(world, path)).status == 200
    with pytest.raises(ValueError, match="2026-09-08 is over"):
        await of_hall(settings, tomorrow)


async def test_the_list_says_how_each_stands(world: World, settings: Settings) -> None:
    kiosk, _, guide = (await of_hall(settings)).values()
    await of_hall(settings, date(2026, 9, 7))
    await asyncio.to_thread(links.revoke, settings, guide[1])
    await world.move_to("Tue 2026-09-08 08:00")
    told = [line.split("\t") for line in await asyncio.to_thread(links.listed, settings, ORG_CODE)]
    assert [(purpose, standing) for _, _, purpose, _, standing, _ in told] == [
        ("kiosk", "until revoked"),
        ("sheet", "until revoked"),
        ("guide", "revoked 2026-09-07"),
        ("kiosk", "ended 2026-09-07"),
        ("sheet", "ended 2026-09-07"),
        ("guide", "ended 2026-09-07"),
    ]
    assert urlsplit(told[0][-1]).path == kiosk[0]
    assert [line[-1] for line in told[2:]] == ["-"] * 4
    assert await asyncio.to_thread(links.listed, settings, "another") == []
    for number in (guide[1], 404):
        with pytest.raises(ValueError, match="to revoke"):
            await asyncio.to_thread(links.revoke, settings, number)
