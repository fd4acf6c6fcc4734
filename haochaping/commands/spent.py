"""What messages cost, as CSV for whoever pays for them."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from typing import IO

from evaluation.window import CIVIL_ZONE, begins, civil
from haochaping.commands.administer import in_one_transaction
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import charges
from store.charges import Spent
from store.db import Transaction

COLUMNS = ("day", "channel", "provider", "messages", "parts", "cost", "currency")


def spent(settings: Settings, first: date | None, last: date | None) -> list[Spent]:
    """What left from the first to the last day, both counted; without them this month so far.

    ValueError where the last comes before the first.
    """

    async def work(there: Parts, tx: Transaction) -> list[Spent]:
        today = civil(there.clock.now()).date()
        until = last or today
        since = first or until.replace(day=1)
        if until < since:
            raise ValueError(f"{until} is before {since}")
        return await charges.spent(tx, begins(since), begins(until + timedelta(days=1)), CIVIL_ZONE.key)

    return in_one_transaction(settings, work)


def write(rows: Iterable[Spent], out: IO[str]) -> None:
    """A line for each day, channel, provider and currency; a cost that is not known is empty."""
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    for row in rows:
        lines.writerow([getattr(row, name) for name in COLUMNS])
