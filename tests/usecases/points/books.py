"""The ledger, used and looked into by tests."""

from datetime import datetime, timedelta

from evaluation.ledger import Lot
from evaluation.points import PointRules
from evaluation.window import CIVIL_ZONE
from store import ledger
from store.db import Database, Transaction
from store.ledger import Holder, Posting
from usecases.points.verify import Difference, verify

NOW = datetime(2026, 9, 7, 10, tzinfo=CIVIL_ZONE)
FAR = NOW + timedelta(days=400)
RULES = PointRules()


async def a_citizen(tx: Transaction) -> Holder:
    """A new citizen, as a holder of points."""
    return Holder(await tx.value("INSERT INTO citizens (created_at) VALUES (%(now)s) RETURNING id", now=NOW))


async def gets(tx: Transaction, holder: Holder, reference: str, points: int, until: datetime = FAR) -> int:
    """Post points that live until then; the entry's id."""
    account = await ledger.account_of(tx, holder)
    posting = Posting(kind="rating", reference=reference, lots=[Lot(points, until)])
    entry = await ledger.append(tx, account, posting, NOW)
    assert entry is not None
    return entry


async def differences(database: Database) -> list[Difference]:
    """What the verification finds."""
    found: list[Difference] = []
    async for verified in verify(database):
        found = verified.differences
    return found
