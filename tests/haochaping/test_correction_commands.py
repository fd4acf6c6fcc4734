"""`haochaping ledger correct|confirm|refuse`: what two people type and are told."""

import asyncio
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from haochaping.commands import ledger
from haochaping.settings import Settings, load
from store.db import Database
from store.vault import new_key
from tests.usecases.points.books import NOW, a_citizen, gets
from usecases.points.spend import spend


@pytest.fixture
async def settings(database: Database) -> Settings:
    """Settings of a ledger in which a citizen earned 10 and 20 points and spent 15."""
    async with database.transaction() as tx:
        wang = await a_citizen(tx)
        await gets(tx, wang, "visit:1", 10)
        await gets(tx, wang, "visit:2", 20)
        await spend(tx, wang, "voucher:1", 15, NOW)
    keys = {"phone_key": new_key(), "lookup_key": new_key()}
    return load(database_url=database.url, security=keys)


async def run(command: Callable[..., Any], *words: object) -> Any:
    """A command as the command line runs it, with a loop of its own."""
    return await asyncio.to_thread(command, *words)


async def test_corrected_by_two(settings: Settings) -> None:
    told = await run(ledger.ask, settings, 1, "王芳", "重复记录")
    assert told == "1: now somebody else confirms it: haochaping ledger confirm 1 --by NAME"
    [line] = await run(ledger.waiting, settings)
    assert line.startswith("1  entry 1: rating visit:1, 10 points, 2026-09-07; 王芳, ")
    with pytest.raises(ValueError, match="a second person"):
        await run(ledger.confirm, settings, 1, "王 芳")
    assert await run(ledger.confirm, settings, 1, "李强") == "1: entry 1 is reversed, -10 points"
    assert await run(ledger.waiting, settings) == []
    with pytest.raises(ValueError, match="asked for already, or is corrected"):
        await run(ledger.ask, settings, 1, "王芳", "再来一次")
    with psycopg.connect(settings.database_url) as connection:
        told = connection.execute("SELECT client, action, detail FROM audit_trail ORDER BY id").fetchall()
    assert told == [
        ("command", "correction_asked", {"request": 1, "by": "王芳"}),
        ("command", "correction_confirmed", {"request": 1, "by": "李强"}),
    ]


async def test_what_is_spent_is_not_taken_back(settings: Settings) -> None:
    await run(ledger.ask, settings, 2, "王芳", "重复记录")
    with pytest.raises(ValueError, match="20 points are to be taken back, 15 are left"):
        await run(ledger.confirm, settings, 1, "李强")
    assert await run(ledger.refuse, settings, 1, "李强") == "1: refused, entry 2 stays as it is"


@pytest.mark.parametrize(
    ("entry", "by", "why", "told"),
    [
        (99, "王芳", "重复记录", "no entry of that number"),
        (3, "王芳", "重复记录", "by cancelling its voucher"),
        (1, " ", "重复记录", "a name and a reason"),
        (1, "王芳", "", "a name and a reason"),
    ],
)
async def test_what_cannot_be_asked_for(settings: Settings, entry: int, by: str, why: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        await run(ledger.ask, settings, entry, by, why)
