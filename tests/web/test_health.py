"""Alive, ready, how much; and pages that need no other server."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import make_conninfo

from tests.conftest import Engines
from tests.waiting import until
from tests.web.raw import ask, figures
from tests.world import World, a_record, open_world


async def test_ready(world: World) -> None:
    assert await world.get("/readyz") == (200, {"status": "ok", "wrong": []})
    answer = await ask(world, "GET", "/healthz", key=None)
    assert (answer.status, answer.body) == (200, b"ok")


@contextmanager
def silent_server() -> Iterator[str]:
    """Something that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


async def test_degraded_while_valkey_is_away_or_hangs(database_url: str, tmp_path: Path) -> None:
    with silent_server() as hanging:
        for redis_url in (f"unix://{tmp_path}/nobody.sock", hanging):
            async with open_world(database_url, redis_url) as world:
                status, body = await world.get("/readyz")
                assert (status, body["status"]) == (200, "degraded")
                assert "Valkey" in body["wrong"][0]


async def test_unavailable_while_the_database_is_away(world: World, engines: Engines) -> None:
    name = world.parts.database.url
    engines.run(f"ALTER DATABASE {_name(name)} ALLOW_CONNECTIONS false")
    engines.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_name(name)}'")
    for path in ("/readyz", "/metrics"):
        answer = await ask(world, "GET", path)
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert answer.problem
    assert (await ask(world, "GET", "/healthz")).status == 200
    engines.run(f"ALTER DATABASE {_name(name)} ALLOW_CONNECTIONS true")


def _name(url: str) -> str:
    return make_conninfo(url).split("dbname=")[1].split(" ")[0].strip("'")


async def test_metrics_tell_what_happened(world: World) -> None:
    await world.send_records(a_record(), a_record("13900000002"), a_record(org_code=None))
    before = await figures(world)
    assert (before["haochaping_quarantined"], before["haochaping_prompts_sent"]) == (1, 0)
    await world.pass_hours(24)
    await world.phone("13900000001").says("5")
    after = await _counted_anew(world)
    assert after["haochaping_prompts_sent"] == 2
    assert after["haochaping_replies"] == 1
    assert after["haochaping_ratings"] == 1
    for name in (
        "prompts_due", "prompts_unknown", "prompts_failed", "outbox_age_seconds", "due_to_provider_seconds",
        "job_failures", "turn_seconds_count",
    ):  # fmt: skip
        assert after[f"haochaping_{name}"] >= 0


async def _counted_anew(world: World) -> dict[str, float]:
    """A count that took long, on a machine busy with others, stands for a hundred times as long."""

    async def counted() -> dict[str, float]:
        found = await figures(world)
        return found if found["haochaping_prompts_sent"] else {}

    return await until(counted, within=60)


async def test_a_turn_taken_on_the_demo_phone_is_timed_too(world: World) -> None:
    before = await figures(world)
    await world.phone("13900000001").says("积分")
    assert await turns_since(world, before) == 1


async def turns_since(world: World, before: dict[str, float]) -> float:
    name = "haochaping_turn_seconds_count"
    return (await figures(world))[name] - before[name]


async def test_metrics_show_what_waits(world: World) -> None:
    await world.send_records(a_record())
    await world.clock.refresh()
    due = "UPDATE visits SET watch_at = %(at)s"
    await world.query(lambda tx: tx.execute(due, at=world.clock.now()))
    assert (await figures(world))["haochaping_prompts_due"] == 1


async def test_the_api_page_needs_no_other_server(world: World) -> None:
    for page in ("/docs", "/openapi.json"):
        answer = await ask(world, "GET", page, key=None)
        assert answer.status == 200
        for elsewhere in (b"cdn", b"https://", b"//unpkg"):
            assert elsewhere not in answer.body.lower()
    for name in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"):
        assert (await ask(world, "GET", f"/static-offline-docs/{name}")).status == 200
