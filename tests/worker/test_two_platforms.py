"""Two platforms have a case at once: each in its own words, neither at the other's cost."""

from evaluation.cases.words import Move
from tests.conftest import Engines
from tests.dispatcher import platform
from tests.fakes.dispatcher import KEY_ID, SECRET, FakeDispatcher
from tests.fakes.dispatcher_faults import cut_off
from tests.usecases.cases.desk import LABOUR, POLICE, a_case, does, furnish, handler, official
from tests.world import open_world


async def test_each_hears_what_the_other_said_and_neither_waits_for_the_other(
    database_url: str, engines: Engines
) -> None:
    async with FakeDispatcher() as city, FakeDispatcher() as county:
        platforms = [
            platform(city.base_url),
            platform(county.base_url) | {"name": "county", "orgs": [POLICE]},
        ]
        sections = {"dispatch": {"platforms": platforms, "keys": {KEY_ID: SECRET}}}
        async with open_world(database_url, engines.redis_url, **sections) as world:  # type: ignore[arg-type]
            await furnish(world)
            county.script = lambda _: cut_off()
            case_id = await a_case(world)
            url = f"{world.base_url}/webhooks/dispatch/city"
            assert (await city.tells(url, city.status(case_id, "签收")))[0] == 200
            await world.happen()
            assert (city.notices(case_id), county.orders) == (["派单"], {})
            county.script = lambda _: None
            await world.pass_hours(0.2)
            assert county.notices(case_id) == ["派单", "签收"]
            found = await world.value("SELECT count(*) FROM work_order_sendings WHERE state = 'sent'")
            assert found == 3


async def test_a_case_that_is_handed_to_a_platforms_body_goes_out_then_and_stays_with_the_first(
    database_url: str, engines: Engines
) -> None:
    async with FakeDispatcher() as city, FakeDispatcher() as county:
        platforms = [
            platform(city.base_url) | {"orgs": [POLICE]},
            platform(county.base_url) | {"name": "county", "orgs": [LABOUR]},
        ]
        sections = {"dispatch": {"platforms": platforms, "keys": {KEY_ID: SECRET}}}
        async with open_world(database_url, engines.redis_url, **sections) as world:  # type: ignore[arg-type]
            await furnish(world)
            case_id = await a_case(world)
            assert county.orders == {}
            await does(world, await official(world), case_id, Move.TRANSFER, words="业务属人社", org=LABOUR)
            await does(world, await handler(world, LABOUR), case_id, Move.ACKNOWLEDGE)
            await world.happen()
            assert city.notices(case_id) == ["派单", "转办", "签收"]
            assert county.notices(case_id) == ["派单", "签收"]
            [order] = county.orders.values()
            assert order["handler"]["code"] == LABOUR
