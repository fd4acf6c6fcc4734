"""A worker that dies between a platform's 200 and our commit: by its own count nothing is twice or missing."""

import json

import psycopg

from evaluation.cases.words import Move
from tests.conftest import Engines
from tests.dispatcher import dispatch_world, platform
from tests.fakes.dispatcher import KEY_ID, SECRET
from tests.fakes.dispatcher_faults import slow
from tests.usecases.cases.desk import a_case, does, handler
from tests.waiting import until, until_locked_out
from tests.worker.process import a_worker


async def test_killed_between_the_platforms_answer_and_our_commit(
    database_url: str, engines: Engines
) -> None:
    async with dispatch_world(database_url, engines.redis_url) as desk:
        case_id = await a_case(desk.world)
        await does(desk.world, await handler(desk.world), case_id, Move.ACKNOWLEDGE)
        desk.city.next(slow(3))

        async def took_it() -> bool:
            return len(desk.city.events) == 1

        platforms = json.dumps([platform(desk.city.base_url)])
        env = {
            "HAOCHAPING__DISPATCH__PLATFORMS": platforms,
            f"HAOCHAPING__DISPATCH__KEYS__{KEY_ID.upper()}": SECRET,
        }
        with a_worker(desk.world.parts.settings, **env) as worker:
            await until(took_it, within=60)
            async with await psycopg.AsyncConnection.connect(desk.world.parts.database.url) as connection:
                await connection.execute("SELECT FROM work_order_sendings FOR UPDATE")
                await until_locked_out(desk.world.parts.database, within=60)
                worker.kill()
                worker.wait()
        assert await desk.states() == ["sent", "claimed"]

        async def all_is_told() -> bool:
            await desk.world.happen()
            return await desk.states() == ["sent", "sent"]

        await until(all_is_told, within=60)
        assert desk.city.counts() == {"hcp-1-2": 1, "hcp-1-3": 1}
        assert desk.city.notices(case_id) == ["派单", "签收"]
