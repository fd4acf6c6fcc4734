"""A rating is never invented: the audit finds planted ones and nothing else."""

from typing import LiteralString

import pytest

from store.db import Transaction
from tests.bot.citizens import now, prompted, served
from tests.world import ORG_CODE, World, a_record
from usecases.audit import audit_evidence


async def a_normal_history(world: World) -> None:
    """Replies, revisions, reasons, an early yes, tablets, a default, one from before its record, a new phone."""
    wang, li, chen = await prompted(world), await served(world, "甲证", "乙证"), await served(world)
    await wang.talks([("2", "原因"), ("1 3", "已记下"), ("5", "改为")])
    await li.talks([("5", "哪一件"), ("2", "已记录")])
    await li.is_rated_on_site("甲证", 1)
    await chen.talks([("4", "吗？"), ("是", "已记录")])
    zhao = await prompted(world)
    await zhao.is_rated_on_site("居民身份证换领", 3)
    await zhao.talks([("5", "改为"), ("1 太差", "改为")])
    status, body = await world.post(
        "/api/v1/ratings",
        {
            "event_id": "default-1", "portal": "P", "source_system": "test", "record_no": "none", "level": 5,
            "rated_at": (await now(world)).isoformat(), "rating_channel": "web", "is_default": True,
        },
    )  # fmt: skip
    assert (status, body["because"]) == (200, "default")
    sun = a_record(phone=None)
    await world.send_records(sun)
    for on_site in (
        {"event_id": "hall-1", "subject": "hall", "org_code": ORG_CODE},
        {"event_id": "nobody-1", "source_system": "test", "record_no": sun["record_no"]},
    ):
        rating = {
            "portal": "P",
            "level": 2,
            "rated_at": (await now(world)).isoformat(),
            "rating_channel": "tablet",
        }
        status, body = await world.post("/api/v1/ratings", rating | on_site)
        assert (status, body["counted"]) == (200, True), body


LOOSEN: list[LiteralString] = [
    "ALTER TABLE ratings DISABLE TRIGGER USER",
    "ALTER TABLE ratings DROP CONSTRAINT a_rating_has_one_evidence",
    "ALTER TABLE ratings DROP CONSTRAINT ratings_inbound_id_fkey",
    "ALTER TABLE ratings DROP CONSTRAINT ratings_event_id_fkey",
    "DROP INDEX one_rating_per_event",
]
"""What keeps such ratings out of the table to begin with."""

PLANTS: list[tuple[LiteralString, str]] = [
    ("inbound_id = NULL, event_id = NULL", "names no evidence"),
    ("inbound_id = 4711", "its evidence does not exist"),
    ("inbound_id = NULL, event_id = 'gone'", "its evidence does not exist"),
    ("rated_at = rated_at - interval '1 hour'", "its message came after it"),
    ("inbound_id = (SELECT max(id) FROM inbound)", "its message is from somebody else"),
    ("inbound_id = NULL, event_id = 'default-1', level = 5", "its event does not count"),
    ("inbound_id = NULL, event_id = (SELECT max(event_id) FROM rating_events WHERE counted), level = 4",
     "its event says another level"),
    ("inbound_id = NULL, event_id = (SELECT event_id FROM rating_events WHERE body ->> 'level' = '1'), level = 1",
     "its event is about another record"),
]  # fmt: skip
"""What is done to the first rating, which came from a message, and what the audit says of it."""


@pytest.fixture(scope="module")
async def history(town: World) -> World:
    """A town with a normal history."""
    await a_normal_history(town)
    return town


async def test_a_normal_history_has_nothing_to_find(history: World) -> None:
    assert await history.value("SELECT count(*) FROM ratings") == 11
    assert await history.query(audit_evidence) == []


class Undone(Exception):
    """Nothing that was planted stays."""


@pytest.mark.parametrize(("plant", "finding"), PLANTS)
async def test_a_planted_rating_is_found(history: World, plant: LiteralString, finding: str) -> None:
    async def plant_and_look(tx: Transaction) -> None:
        for statement in LOOSEN:
            await tx.execute(statement)
        await tx.execute("UPDATE ratings SET " + plant + " WHERE id = 1")
        assert [each.finding for each in await audit_evidence(tx)] == [finding]
        raise Undone

    with pytest.raises(Undone):
        await history.query(plant_and_look)


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE ratings SET level = 5 WHERE live",
        "DELETE FROM ratings",
        "UPDATE ratings SET inbound_id = NULL",
        "INSERT INTO ratings (subject, version, live, level, reasons, channel, rated_at)"
        " VALUES ('hall', 1, true, 5, '{}', 'web', '2026-09-07')",
        "UPDATE ledger_entries SET points = 100",
        "DELETE FROM ledger_entries",
    ],
)
async def test_the_database_refuses_forgeries(history: World, forgery: LiteralString) -> None:
    with pytest.raises(Exception, match=r"append-only|a_rating_has_one_evidence"):
        await history.query(lambda tx: tx.execute(forgery))
