"""邀请评价 in the console: for the person just served, without asking who they are or whether they have rated."""

import re
from datetime import timedelta

from evaluation.staff import Role
from tests.bot.citizens import now
from tests.web.pages import a_visitor, path_of
from tests.web.staff import Clerk, at_desk
from tests.world import World, a_record

PATH = "/console/invitations"
CLERK = Role.COUNTER_CLERK


async def finished(world: World, hours_ago: float = 0.1, **changes: str) -> str:
    """A record that ended so long ago at window 3."""
    ended = (await now(world) - timedelta(hours=hours_ago)).isoformat()
    record = a_record(finished_at=ended, **{"window_no": "3", **changes})
    answer = await world.send_records(record)
    assert answer["accepted"] == 1, answer
    return str(record["record_no"])


async def buttons(clerk: Clerk, query: str) -> list[str]:
    """Where the codes of a list are shown."""
    shown = await clerk.opens(f"{PATH}?{query}")
    assert shown.status == 200
    assert "1390000" not in shown.html
    return re.findall(rf'action="({PATH}/\d+)"', shown.html)


async def test_the_latest_of_a_window_come_first_and_only_those_just_over(world: World) -> None:
    first, second = await finished(world, 2), await finished(world, 1)
    await finished(world, 25)
    await finished(world, window_no="4")
    async with at_desk(world, CLERK) as clerk:
        shown = await clerk.opens(f"{PATH}?window=3")
        assert re.findall("R[0-9]+", shown.text.partition("办件编号 操作")[2])[::2] == [second, first]


async def test_a_code_opens_the_rating_page_of_the_record(world: World) -> None:
    number = await finished(world, item_name="护照首次申请")
    async with at_desk(world, CLERK) as clerk:
        [button] = await buttons(clerk, f"record={number}")
        shown = await clerk.sends(button)
        assert "护照首次申请" in shown.text
        assert "<svg" in shown.html
        assert number not in shown.text
    assert await world.value("SELECT system FROM invitations") == "console"
    assert await world.value("SELECT action FROM audit_trail ORDER BY id DESC LIMIT 1") == "invitation_shown"


async def test_whether_it_was_rated_is_not_to_be_seen(world: World) -> None:
    number = await finished(world)
    body = {
        "source_system": "test", "record_no": number, "visit_no": 1,
    }  # fmt: skip
    _, invited = await world.post("/api/v1/invitations", body)
    async with at_desk(world, CLERK) as clerk:
        [button] = await buttons(clerk, "window=3")
        listed, before = await clerk.opens(f"{PATH}?window=3"), await clerk.sends(button)
        async with a_visitor(world) as citizen:
            form = await citizen.opens(path_of(invited["url"]))
            await citizen.sends(path_of(invited["url"]), nonce=form.nonce, level="1")
        assert await world.value("SELECT level FROM ratings") == 1
        assert (await clerk.opens(f"{PATH}?window=3")).html == listed.html
        assert (await clerk.sends(button)).html == before.html


async def test_what_is_not_the_clerk_s_is_not_there(world: World) -> None:
    number = await finished(world)
    visit_id = await world.value("SELECT id FROM visits")
    async with at_desk(world, CLERK, area="320102000000") as clerk:
        assert await buttons(clerk, f"record={number}") == []
        assert (await clerk.sends(f"{PATH}/{visit_id}")).status == 404
        assert (await clerk.sends(f"{PATH}/{visit_id + 1}")).status == 404
    assert await world.value("SELECT count(*) FROM invitations") == 0
