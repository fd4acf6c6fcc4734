"""The whole ledger as its verification reads it, some accounts at a time."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Book:
    """An account with what it says of itself; `unspent` is what its lots say."""

    id: int
    balance: int
    entries: int
    head: bytes
    unspent: int


async def books(tx: Transaction, after: int, limit: int) -> list[Book]:
    """The next accounts by id."""
    return await tx.fetch(
        Book,
        """SELECT a.id, a.balance, a.entries, a.head,
                  coalesce((SELECT sum(l.unspent) FROM ledger_lots l WHERE l.account_id = a.id), 0)::int AS unspent
             FROM ledger_accounts a WHERE a.id > %(after)s ORDER BY a.id LIMIT %(limit)s""",
        after=after,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """An entry as it was written, with the lots that came in by it; `used` was taken out of lots."""

    id: int
    account_id: int
    place: int
    kind: str
    reference: str
    points: int
    note: str
    at: datetime
    hash: bytes
    lot_points: list[int]
    lot_ends: list[datetime]
    used: int


async def entries(tx: Transaction, account_ids: list[int]) -> list[WrittenEntry]:
    """All entries of these accounts, account by account, in the order of their chain."""
    return await tx.fetch(
        WrittenEntry,
        """SELECT e.id, e.account_id, e.place, e.kind, e.reference, e.points, e.note, e.at, e.hash,
                  coalesce(l.points, '{}') AS lot_points, coalesce(l.ends, '{}') AS lot_ends,
                  coalesce(u.points, 0)::int AS used
             FROM ledger_entries e,
                  LATERAL (SELECT array_agg(points ORDER BY id) AS points, array_agg(expires_at ORDER BY id) AS ends
                             FROM ledger_lots WHERE entry_id = e.id) AS l,
                  LATERAL (SELECT sum(points) AS points FROM ledger_uses WHERE entry_id = e.id) AS u
            WHERE e.account_id = ANY(%(ids)s) ORDER BY e.account_id, e.place""",
        ids=account_ids,
    )


@dataclass(frozen=True, slots=True)
class WrongLot:
    """A lot whose unspent points are not those that came in less those taken out, or that another account spent."""

    id: int
    account_id: int


async def wrong_lots(tx: Transaction, account_ids: list[int]) -> list[WrongLot]:
    """The lots of these accounts that do not add up."""
    return await tx.fetch(
        WrongLot,
        """SELECT l.id, l.account_id FROM ledger_lots l
             JOIN ledger_entries came ON came.id = l.entry_id
             LEFT JOIN ledger_uses u ON u.lot_id = l.id
             LEFT JOIN ledger_entries went ON went.id = u.entry_id
            WHERE l.account_id = ANY(%(ids)s)
            GROUP BY l.id, came.account_id
           HAVING l.unspent <> l.points - coalesce(sum(u.points), 0) OR came.account_id <> l.account_id
               OR bool_or(went.account_id <> l.account_id)
            ORDER BY l.id""",
        ids=account_ids,
    )
