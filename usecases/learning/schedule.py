"""Which months are to be learnt from."""

from datetime import date

from evaluation.learning.effects import MONTHS
from evaluation.reports import months_after
from store.db import Database
from store.learning import months

BEFORE = 2 * MONTHS + 1
"""Months that have to be counted before one: what was put right half a year ago is held against the half before."""


async def ask_for(database: Database, month: date) -> None:
    """Have a month learnt from; it may have been before."""
    async with database.transaction() as tx:
        await months.want(tx, month, [months_after(month, -back) for back in range(1, BEFORE + 1)])
