"""The bodies of small commands that look into the database or change one thing in it."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from evaluation.window import civil
from haochaping.calendar import load_calendar, read_table, show_year
from haochaping.commands import import_gifts, import_orgs, import_records
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts, build
from store import access, calls
from store.db import Transaction
from store.ratings import Unfounded
from usecases.audit import audit_evidence
from usecases.reckon import reckon_again, take_table

Result = TypeVar("Result")


def with_parts(settings: Settings, work: Callable[[Parts], Awaitable[Result]]) -> Result:
    """Do something with an open database, at the time that it has there."""

    async def run() -> Result:
        parts = build(settings, pool_size=2)
        await parts.database.open()
        try:
            await parts.clock.refresh()
            await parts.calendar.refresh()
            return await work(parts)
        finally:
            await parts.database.close()

    return asyncio.run(run())


def in_one_transaction(settings: Settings, work: Callable[[Parts, Transaction], Awaitable[Result]]) -> Result:
    """Do one thing in the database."""

    async def in_transaction(parts: Parts) -> Result:
        async with parts.database.transaction() as tx:
            return await work(parts, tx)

    return with_parts(settings, in_transaction)


def import_file(settings: Settings, path: Path, source: str | None) -> int:
    """Import a file of records; the exit code."""
    return with_parts(
        settings,
        lambda parts: import_records.run(
            parts.database, path, vault=parts.vault, rules=parts.rules, clock=parts.clock, source=source
        ),
    )


def import_catalogue(settings: Settings, path: Path) -> int:
    """Import a file of orgs and areas; the exit code."""
    return with_parts(
        settings,
        lambda parts: import_orgs.run(
            parts.database, path, vault=parts.vault, rules=parts.rules, clock=parts.clock
        ),
    )


def import_gifts_file(settings: Settings, path: Path) -> int:
    """Import a file of gifts, tiers and deliveries; the exit code."""
    return with_parts(settings, lambda parts: import_gifts.run(parts.database, path, parts.times))


def add_key(settings: Settings, name: str) -> str:
    """Make a key for a system; it is shown this once. ValueError when the name is taken."""
    key = secrets.token_urlsafe(32)

    async def work(parts: Parts, tx: Transaction) -> bool:
        return await access.add_key(tx, name, key, parts.clock.wall())

    if not in_one_transaction(settings, work):
        raise ValueError(f"there is a key named {name!r} already")
    return key


def import_calendar(settings: Settings, path: Path) -> str:
    """Take a year's table and reckon open windows again; says what changed.

    A worker reckons once more, for the windows told by processes that have not read the table yet.
    """
    table = read_table(path)

    async def work(parts: Parts, tx: Transaction) -> int:
        await take_table(tx, table, parts.clock.wall())
        await parts.calendar.learn(tx)
        reckoned = await reckon_again(tx, parts.rules, parts.clock.now(), certain_too=True)
        return reckoned.moved

    moved = in_one_transaction(settings, work)
    return f"{table.year} imported ({table.source}); {moved} open windows changed"


def show_calendar(settings: Settings, year: int) -> str:
    """A year as it is known: imported tables too where a database can be asked."""
    if not settings.database_url:
        return show_year(load_calendar(), year)

    async def work(parts: Parts, _tx: Transaction) -> str:
        return show_year(parts.calendar(), year)

    return in_one_transaction(settings, work)


def unfounded_ratings(settings: Settings) -> list[Unfounded]:
    """Every rating without evidence."""

    async def work(_parts: Parts, tx: Transaction) -> list[Unfounded]:
        return await audit_evidence(tx)

    return in_one_transaction(settings, work)


def calls_waiting(settings: Settings) -> list[str]:
    """A line for each citizen who waits to be called; for the eyes of who calls them, not for logs."""

    async def work(parts: Parts, tx: Transaction) -> list[str]:
        return [
            f"{call.id}  {civil(call.asked_at):%Y-%m-%d %H:%M}  {parts.vault.open(call.sealed)}"
            for call in await calls.waiting(tx)
        ]

    return in_one_transaction(settings, work)


def call_done(settings: Settings, number: int) -> None:
    """Note that a citizen was called; ValueError where no such request waits."""

    async def work(parts: Parts, tx: Transaction) -> bool:
        return await calls.done(tx, number, parts.clock.now())

    if not in_one_transaction(settings, work):
        raise ValueError(f"no call request {number} is waiting; `haochaping calls list` shows them")
