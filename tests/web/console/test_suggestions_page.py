"""The inbox of suggestions: read, adopted, declined; nobody learns from it who wrote, or how satisfied they were."""

import re

import pytest

from evaluation.staff import Role
from haochaping.demo.samples import CATALOGUE, ORG
from tests.bot.citizens import Citizen, prompted
from tests.web.staff import at_desk
from tests.world import World

INBOX = "/console/suggestions"
SUPERVISOR = Role.SUPERVISOR


async def suggested(world: World, words: str = "4 建议周末也开门") -> Citizen:
    """A citizen who was prompted and has suggested something."""
    wang = await prompted(world)
    await wang.talks([(words, "谢谢您的建议")])
    return wang


async def test_it_is_adopted_and_listed(world: World) -> None:
    wang = await suggested(world)
    async with at_desk(world, SUPERVISOR) as clerk:
        shown = await clerk.opens(INBOX)
        assert "建议周末也开门" in shown.text
        assert "建议周末也开门" in (await clerk.opens(f"{INBOX}/1")).text
        shown = await clerk.sends(f"{INBOX}/1", verdict="adopt", why="下月起周六开门", note="与大厅商定")
        assert (shown.path, "已采纳。" in shown.text) == (INBOX, True)
        assert {"下月起周六开门", "与大厅商定", "王敏"} <= set(re.findall(r"[\w]+", shown.text))
        assert (await clerk.opens(f"{INBOX}/1")).status == 404
        assert (await clerk.sends(f"{INBOX}/1", verdict="adopt", why="再一次")).status == 404
    await world.happen()
    assert "已采纳：下月起周六开门。为您记50分" in (await wang.phone.heard())[-1]


async def test_it_is_declined_with_a_reason(world: World) -> None:
    wang = await suggested(world)
    async with at_desk(world, SUPERVISOR) as clerk:
        await clerk.opens(f"{INBOX}/1")
        assert "已记录：不采纳。" in (await clerk.sends(f"{INBOX}/1", verdict="decline", why="人手不够")).text
    await world.happen()
    assert "这次没有采纳：人手不够" in (await wang.phone.heard())[-1]


@pytest.mark.parametrize("why", ["", "很" * 101])
async def test_without_a_reason_that_fits_it_is_asked_for_and_nothing_is_lost(world: World, why: str) -> None:
    await suggested(world)
    async with at_desk(world, SUPERVISOR) as clerk:
        await clerk.opens(f"{INBOX}/1")
        shown = await clerk.sends(f"{INBOX}/1", verdict="adopt", why=why, note="记下")
        assert (shown.status, "请写明理由，最多100个字。" in shown.text) == (422, True)
        assert "记下" in shown.text
        assert why in shown.text
    assert await world.value("SELECT count(*) FROM suggestions WHERE decided_at IS NULL") == 1


@pytest.mark.parametrize("verdict", ["", "decide"])
async def test_a_form_that_says_neither_decides_nothing(world: World, verdict: str) -> None:
    await suggested(world)
    async with at_desk(world, SUPERVISOR) as clerk:
        await clerk.opens(f"{INBOX}/1")
        shown = await clerk.sends(f"{INBOX}/1", verdict=verdict, why="好")
        assert (shown.status, "请选择采纳或不采纳" in shown.text) == (422, True)
        assert (await clerk.sends(f"{INBOX}/1", verdict="adopt", why="好")).status == 200


@pytest.mark.parametrize(
    ("area", "org"),
    [("320102000000", None), ("320115000000", ORG), ("320115000000", CATALOGUE[1].org_code)],
)
async def test_outside_ones_scope_or_of_ones_own_body_there_is_nothing(
    world: World, area: str, org: str | None
) -> None:
    await suggested(world)
    async with at_desk(world, SUPERVISOR, area=area, org=org) as clerk:
        assert "目前没有" in (await clerk.opens(INBOX)).text
        assert (await clerk.opens(f"{INBOX}/1")).status == 404
        assert (await clerk.sends(f"{INBOX}/1", verdict="adopt", why="好")).status == 404


async def test_no_page_tells_level_or_person(world: World) -> None:
    """One very satisfied, one not at all, each with what would give them away; a judge cannot tell the two apart."""
    happy, angry = await prompted(world), await prompted(world)
    await happy.says(f"5 非常满意👍，建议周末也开门，我电话{happy.phone.number}，身份证32010219900101123X")
    await angry.says(f"1 非常不满意😡，建议周末也开门，我电话{angry.phone.number}，身份证32010219900101456X")
    async with at_desk(world, SUPERVISOR) as clerk:
        pages = [(await clerk.opens(f"{INBOX}/{place}")).html for place in (1, 2)]
        bare = [re.sub(r"建议 \d|suggestions/\d|value=\"[0-9a-f]{64}\"", "", page) for page in pages]
        assert bare[0] == bare[1]
        listed = (await clerk.opens(INBOX)).html
        for place in (1, 2):
            await clerk.opens(f"{INBOX}/{place}")
            await clerk.sends(f"{INBOX}/{place}", verdict="decline", why="人手不够")
        decided = (await clerk.opens(INBOX)).html
        for page in (*pages, listed, decided):
            assert not re.search("满意|👍|😡|[★☆]", page)
            for told in (happy.phone.number, angry.phone.number, "32010219900101", "居民身份证换领", "10:00"):
                assert told not in page


async def test_words_are_text_whatever_they_hold(world: World) -> None:
    await suggested(world, "建议大厅加椅子<script>alert(1)</script>")
    async with at_desk(world, SUPERVISOR) as clerk:
        for path in (INBOX, f"{INBOX}/1"):
            assert "<script>alert" not in (await clerk.opens(path)).html


async def test_who_decided_is_on_the_trail(world: World) -> None:
    await suggested(world)
    async with at_desk(world, SUPERVISOR, "zhou") as clerk:
        await clerk.opens(f"{INBOX}/1")
        await clerk.sends(f"{INBOX}/1", verdict="adopt", why="好")
    async with at_desk(world, Role.AUDITOR, "sun") as auditor:
        shown = (await auditor.opens("/console/trail?action=suggestion_adopted")).text
    assert {"采纳建议", "zhou"} <= set(re.findall(r"[\w]+", shown))
    assert "建议周末" not in shown
