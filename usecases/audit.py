"""Check the promise that a rating is never invented: every one names evidence that bears it out."""

from store import ratings
from store.db import Transaction
from store.ratings import Unfounded


async def audit_evidence(tx: Transaction) -> list[Unfounded]:
    """Every rating without evidence; an empty list is what one wants."""
    return await ratings.without_evidence(tx)
