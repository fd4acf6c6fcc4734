"""Let points lapse whose life is over: an entry for each lot, so that the books say when and why."""

from datetime import datetime
from itertools import groupby

from evaluation.ledger import OpenLot, Use
from store import ledger
from store.db import Transaction
from store.ledger import Posting


async def expire(tx: Transaction, now: datetime, limit: int) -> int:
    """Post the end of up to `limit` lots that are over; how many. Accounts that are busy come next time."""
    over = await ledger.claim_over(tx, now, limit)
    for account_id, lots in groupby(over, key=lambda lot: lot.account_id):
        for lot in lots:
            await ledger.append(tx, await ledger.locked(tx, account_id), _end_of(lot), now)
    return len(over)


def _end_of(lot: OpenLot) -> Posting:
    return Posting(kind="expiry", reference=f"lot:{lot.id}", uses=[Use(lot, lot.left)])
