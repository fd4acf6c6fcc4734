"""Reports that a platform listed: each as if it had been sent, in an order that works if there is one."""

from collections.abc import Sequence
from datetime import datetime

from store import work_order_reports
from store.db import Database
from store.vault import Vault
from usecases.orders.take import NotTaken, Told, refuse, take
from usecases.rules import Rules


async def take_page(
    database: Database, page: Sequence[Told], rules: Rules, vault: Vault, now: datetime
) -> int:
    """Take the reports of a page; how many were refused, which are kept to be looked at.

    One that overtook another is tried again after the others, as long as that takes any.
    """
    left = list(page)
    while True:
        refused = [told for told in left if not await _taken(database, told, rules, vault, now)]
        if len(refused) in (0, len(left)):
            return len(refused)
        left = refused


async def _taken(database: Database, told: Told, rules: Rules, vault: Vault, now: datetime) -> bool:
    try:
        async with database.transaction() as tx:
            await take(tx, told, rules, vault, now)
    except NotTaken as refusal:
        async with database.transaction() as tx:
            await refuse(tx, told, refusal, now)
        return False
    return True


async def read_up_to(database: Database, platform: str, cursor: str) -> None:
    """A page was read: the next begins here."""
    async with database.transaction() as tx:
        await work_order_reports.set_cursor(tx, platform, cursor)
