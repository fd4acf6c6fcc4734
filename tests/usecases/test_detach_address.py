"""A number changed hands: whoever has it now starts anew, and what was the old citizen's stays theirs."""

from tests.bot.citizens import next_day, now, prompted, served
from tests.usecases.citizens import bind_phone, detach, whose
from tests.world import World, a_record
from usecases.audit import audit_evidence

OTHER = "13900009999"


async def test_the_newcomer_has_no_history_and_no_points(world: World) -> None:
    wang = await prompted(world)
    await wang.talks([("1 太慢", "现有10分")])
    old = await whose(world, wang)
    assert await detach(world, wang) == await whose(world, wang) != old
    await wang.talks([("积分", "您现有0分")])
    assert "居民身份证换领" not in await wang.says("5")
    assert await wang.level() == 1
    assert await world.value("SELECT balance FROM ledger_accounts WHERE citizen_id = %(id)s", id=old) == 10
    assert await world.query(audit_evidence) == []


async def test_an_open_question_asked_there_is_closed(world: World) -> None:
    wang = await prompted(world)
    await detach(world, wang)
    assert await world.value("SELECT count(*) FROM dialogues") == 0
    await wang.says("5")
    assert await wang.rating() is None


async def test_a_question_asked_elsewhere_stays(world: World) -> None:
    wang = await served(world)
    await bind_phone(world, wang, OTHER)
    await next_day(world)
    assert len(await world.phone(OTHER).prompts()) == 1  # the newest phone
    await detach(world, wang)
    await world.phone(OTHER).says("2 等太久")
    assert await wang.level() == 2


async def test_who_has_the_number_now_is_prompted_though_the_old_citizen_had_opted_out(world: World) -> None:
    wang = await served(world)
    await wang.says("退订")
    await detach(world, wang)
    await world.send_records(a_record(wang.phone.number, finished_at=(await now(world)).isoformat()))
    await next_day(world)
    assert len(await wang.phone.prompts()) == 1
    assert (await wang.record())["excluded_because"] == "opted_out"


async def test_waiting_matters_with_no_other_address_are_excluded(world: World) -> None:
    wang = await served(world)
    await detach(world, wang)
    await next_day(world)
    assert await wang.phone.prompts() == []
    record = await wang.record()
    assert (record["state"], record["excluded_because"]) == ("excluded", "no_address")


async def test_waiting_matters_go_to_another_address(world: World) -> None:
    wang = await served(world)
    await bind_phone(world, wang, OTHER)
    await detach(world, wang)
    await next_day(world)
    assert await wang.phone.prompts() == []
    assert len(await world.phone(OTHER).prompts()) == 1


async def test_a_prompt_that_waits_to_leave_is_taken_back(world: World) -> None:
    wang = await served(world)
    await world.value("INSERT INTO paused_channels VALUES ('sms', %(now)s) RETURNING 1", now=await now(world))
    await next_day(world)
    await bind_phone(world, wang, OTHER)
    await detach(world, wang)
    await world.value("DELETE FROM paused_channels RETURNING 1")
    await world.happen()
    assert await wang.phone.prompts() == []
    assert len(await world.phone(OTHER).prompts()) == 1
    assert (await wang.record())["state"] == "prompted"
