"""The calendar for those who need no stack: with the years imported into one, where it answers."""

import asyncio

import psycopg
import typer

from evaluation.workdays import TableCalendar, YearTable
from haochaping.calendar import load_calendar
from store import calendars
from store.db import CONNECTION_OPTIONS, Transaction


def calendar_at_hand(database_url: str | None) -> TableCalendar:
    """The package's years, and what was imported if there is a database; one that is away is no hindrance."""
    if not database_url:
        return load_calendar()
    try:
        return load_calendar(asyncio.run(_imported(database_url)))
    except psycopg.Error:
        typer.echo("the database does not answer: years imported into it do not count here", err=True)
        return load_calendar()


async def _imported(database_url: str) -> list[YearTable]:
    # No pool: it would go on trying, and say so.
    async with await psycopg.AsyncConnection.connect(database_url, **CONNECTION_OPTIONS) as connection:  # type: ignore[arg-type]
        return await calendars.imported(Transaction(connection))
