"""The points ledger: entries are only ever appended, and the append moves the balance and the lots.

A citizen who was merged keeps their account as it is; it counts for its successor's citizen. Lock the
citizen first; the accounts are locked here, and gifts after them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import LiteralString

from evaluation.ledger import Entry, Lot, OpenLot, Use, link
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Account:
    """An account, locked: `entries` were appended so far, the last with the hash `head`."""

    id: int
    balance: int
    entries: int
    head: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What is to be appended to an account: lots that come in, or points taken out of lots."""

    kind: str
    reference: str
    lots: Sequence[Lot] = ()
    uses: Sequence[Use] = ()
    note: str = ""

    @property
    def points(self) -> int:
        """By how much the balance moves."""
        return sum(lot.points for lot in self.lots) - sum(use.points for use in self.uses)

    def follows(self, account: Account, now: datetime) -> Entry:
        """The entry that it makes behind the account's last."""
        place = account.entries + 1
        lots = tuple(self.lots)
        return Entry(account.id, place, self.kind, self.reference, self.points, self.note, now, lots)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose points: a citizen's, or an organisation's by its credit code; exactly one of the two."""

    citizen_id: int | None = None
    credit_code: str | None = None

    @classmethod
    def of_visit(cls, citizen_id: int | None, credit_code: str | None) -> "Holder | None":
        """Who earns by a visit: the organisation that applied, else the citizen; nobody when neither is known."""
        if credit_code is not None:
            return cls(credit_code=credit_code)
        return cls(citizen_id=citizen_id) if citizen_id is not None else None


ACCOUNTS_OF: LiteralString = """
    (SELECT a.* FROM ledger_accounts own JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
      WHERE own.citizen_id = %(citizen_id)s OR own.credit_code = %(code)s) AS a"""
"""All accounts that count for a holder, their own and those of citizens merged into them."""


async def account_of(tx: Transaction, holder: Holder) -> Account:
    """The holder's own account, made where there is none yet."""
    await tx.execute(
        """INSERT INTO ledger_accounts (citizen_id, credit_code, balance)
           VALUES (%(citizen_id)s, %(code)s, 0) ON CONFLICT DO NOTHING""",
        citizen_id=holder.citizen_id,
        code=holder.credit_code,
    )
    account = await tx.first(
        Account,
        """SELECT id, balance, entries, head FROM ledger_accounts
            WHERE citizen_id = %(citizen_id)s OR credit_code = %(code)s FOR UPDATE""",
        citizen_id=holder.citizen_id,
        code=holder.credit_code,
    )
    assert account is not None
    return account


async def family(tx: Transaction, holder: Holder) -> list[Account]:
    """The holder's account with those that count for it since their citizens were merged, the oldest first."""
    return await tx.fetch(
        Account,
        """SELECT a.id, a.balance, a.entries, a.head FROM ledger_accounts own
             JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
            WHERE own.citizen_id = %(citizen_id)s OR own.credit_code = %(code)s
            ORDER BY a.id FOR UPDATE OF a""",
        citizen_id=holder.citizen_id,
        code=holder.credit_code,
    )


async def locked(tx: Transaction, account_id: int) -> Account:
    """One account."""
    account = await tx.first(
        Account,
        "SELECT id, balance, entries, head FROM ledger_accounts WHERE id = %(id)s FOR UPDATE",
        id=account_id,
    )
    assert account is not None, "accounts are never deleted"
    return account


async def append(tx: Transaction, account: Account, posting: Posting, now: datetime) -> int | None:
    """Append an entry and move the balance and the lots in one statement; its id.

    None when this kind and reference was posted to the account before: nothing moves. The database
    refuses a balance, or a lot, below 0.
    """
    entry = posting.follows(account, now)
    entry_id: int | None = await tx.value(
        """WITH entry AS (
               INSERT INTO ledger_entries (account_id, place, kind, reference, points, note, at, hash)
               VALUES (%(account_id)s, %(place)s, %(kind)s, %(reference)s, %(points)s, %(note)s, %(now)s, %(hash)s)
               ON CONFLICT (account_id, kind, reference) DO NOTHING
               RETURNING id, account_id, place, points, hash),
           account AS (
               UPDATE ledger_accounts a SET balance = a.balance + entry.points, entries = entry.place, head = entry.hash
                 FROM entry WHERE a.id = entry.account_id),
           lots AS (
               INSERT INTO ledger_lots (entry_id, account_id, points, unspent, expires_at)
               SELECT entry.id, entry.account_id, lot.points, lot.points, lot.expires_at
                 FROM entry, unnest(%(lot_points)s::int[], %(lot_ends)s::timestamptz[]) AS lot (points, expires_at)),
           uses AS (
               INSERT INTO ledger_uses (entry_id, lot_id, points)
               SELECT entry.id, used.lot_id, used.points
                 FROM entry, unnest(%(used_lots)s::bigint[], %(used_points)s::int[]) AS used (lot_id, points)),
           spent AS (
               UPDATE ledger_lots l SET unspent = l.unspent - used.points
                 FROM entry, unnest(%(used_lots)s::bigint[], %(used_points)s::int[]) AS used (lot_id, points)
                WHERE l.id = used.lot_id AND l.account_id = entry.account_id)
           SELECT id FROM entry""",
        account_id=entry.account_id,
        place=entry.place,
        kind=entry.kind,
        reference=entry.reference,
        points=entry.points,
        note=entry.note,
        hash=link(entry, account.head),
        now=now,
        lot_points=[lot.points for lot in posting.lots],
        lot_ends=[lot.expires_at for lot in posting.lots],
        used_lots=[use.lot.id for use in posting.uses],
        used_points=[use.points for use in posting.uses],
    )
    return entry_id


async def open_lots(tx: Transaction, account_ids: Sequence[int]) -> list[OpenLot]:
    """All lots of these accounts with points left, those whose life is over too."""
    return await tx.fetch(
        OpenLot,
        """SELECT id, account_id, unspent AS left, expires_at FROM ledger_lots
            WHERE account_id = ANY(%(ids)s) AND unspent > 0 ORDER BY expires_at, id""",
        ids=list(account_ids),
    )


async def claim_over(tx: Transaction, now: datetime, limit: int) -> list[OpenLot]:
    """Lots of which points are left though their life is over, account by account, the accounts locked.

    Whoever holds an account already goes first: its lots are claimed by a later call. Citizens need not
    be locked for this, for nothing but the account moves.
    """
    accounts = await tx.values(
        """SELECT id FROM ledger_accounts WHERE id IN (
                SELECT account_id FROM ledger_lots WHERE unspent > 0 AND expires_at <= %(now)s
                 ORDER BY expires_at LIMIT %(limit)s)
            ORDER BY id FOR UPDATE SKIP LOCKED""",
        now=now,
        limit=limit,
    )
    return await tx.fetch(
        OpenLot,
        """SELECT id, account_id, unspent AS left, expires_at FROM ledger_lots
            WHERE account_id = ANY(%(accounts)s) AND unspent > 0 AND expires_at <= %(now)s
            ORDER BY account_id, expires_at, id""",
        accounts=accounts,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Used:
    """Points taken out of a lot by an entry, and until when they would have lived."""

    account_id: int
    points: int
    expires_at: datetime


async def used_by(
    tx: Transaction, account_ids: Sequence[int], kind: str, reference: str
) -> dict[int, list[Lot]]:
    """By account, what the entries with this kind and reference took out of lots."""
    used = await tx.fetch(
        Used,
        """SELECT e.account_id, u.points, l.expires_at
             FROM ledger_entries e JOIN ledger_uses u ON u.entry_id = e.id JOIN ledger_lots l ON l.id = u.lot_id
            WHERE e.account_id = ANY(%(ids)s) AND e.kind = %(kind)s AND e.reference = %(reference)s
            ORDER BY e.account_id, l.expires_at, l.id""",
        ids=list(account_ids),
        kind=kind,
        reference=reference,
    )
    by_account = groupby(used, key=lambda each: each.account_id)
    return {account: [Lot(each.points, each.expires_at) for each in group] for account, group in by_account}


async def balance(tx: Transaction, holder: Holder) -> int:
    """The holder's points, over all accounts that count for theirs."""
    points: int | None = await tx.value(
        "SELECT sum(a.balance)::int FROM" + ACCOUNTS_OF,
        citizen_id=holder.citizen_id,
        code=holder.credit_code,
    )
    return points or 0


async def spendable(tx: Transaction, holder: Holder, now: datetime) -> int:
    """The holder's points that can be spent now: those whose life is over count no more, posted or not."""
    points: int | None = await tx.value(
        "SELECT sum(l.unspent)::int FROM"
        + ACCOUNTS_OF
        + " JOIN ledger_lots l ON l.account_id = a.id AND l.unspent > 0 AND l.expires_at > %(now)s",
        citizen_id=holder.citizen_id,
        code=holder.credit_code,
        now=now,
    )
    return points or 0


@dataclass(frozen=True, slots=True)
class Ending:
    """Points that end together, at `at` (exclusive)."""

    points: int
    at: datetime


async def next_to_end(tx: Transaction, holder: Holder, now: datetime, until: datetime) -> Ending | None:
    """The holder's points that end first, if that is before `until`."""
    return await tx.first(
        Ending,
        "SELECT sum(l.unspent)::int AS points, l.expires_at AS at FROM"
        + ACCOUNTS_OF
        + """ JOIN ledger_lots l ON l.account_id = a.id AND l.unspent > 0
            WHERE l.expires_at > %(now)s AND l.expires_at <= %(until)s
            GROUP BY l.expires_at ORDER BY l.expires_at LIMIT 1""",
        citizen_id=holder.citizen_id,
        code=holder.credit_code,
        now=now,
        until=until,
    )


@dataclass(frozen=True, slots=True)
class Paid:
    """How many of one kind an account, and those that count for it, earned; what is held for review counts."""

    today: int
    this_month: int


async def paid(
    tx: Transaction, account_id: int, kind: str, *, day_began: datetime, month_began: datetime
) -> Paid:
    """What was earned of a kind since the civil day began, and since the month did.

    What was held counts for the day it was earned on, whatever is decided, and not for the day of its review.
    """
    found = await tx.first(
        Paid,
        """SELECT count(*) FILTER (WHERE earned.at >= %(day)s) AS today, count(*) AS this_month
             FROM ledger_accounts a, LATERAL (
                  SELECT e.at FROM ledger_entries e
                   WHERE e.account_id = a.id AND e.kind = %(kind)s AND e.at >= %(month)s
                     AND NOT EXISTS (SELECT FROM held_points h WHERE h.account_id = e.account_id AND h.kind = e.kind
                                        AND h.reference = e.reference)
                  UNION ALL
                  SELECT h.at FROM held_points h
                   WHERE h.account_id = a.id AND h.kind = %(kind)s AND h.at >= %(month)s) AS earned
            WHERE a.id = %(id)s OR a.successor_id = %(id)s""",
        id=account_id,
        kind=kind,
        day=day_began,
        month=month_began,
    )
    assert found is not None
    return found


async def earned(tx: Transaction, holder: Holder, reference: str) -> int:
    """What was earned with one reference, such as a visit's rating."""
    points: int | None = await tx.value(
        "SELECT sum(e.points)::int FROM"
        + ACCOUNTS_OF
        + """ JOIN ledger_entries e ON e.account_id = a.id
            WHERE e.kind = 'rating' AND e.reference = %(reference)s""",
        citizen_id=holder.citizen_id,
        code=holder.credit_code,
        reference=reference,
    )
    return points or 0


async def succeed(tx: Transaction, gone: int, stays: int) -> None:
    """Let one citizen's accounts count for another's; no entry and no balance changes. Both are locked."""
    await tx.execute(
        """INSERT INTO ledger_accounts (citizen_id, balance)
           SELECT %(stays)s, 0 FROM ledger_accounts WHERE citizen_id = %(gone)s
           ON CONFLICT (citizen_id) DO NOTHING""",
        gone=gone,
        stays=stays,
    )
    await tx.execute(
        """UPDATE ledger_accounts a SET successor_id = next.id
             FROM ledger_accounts last, ledger_accounts next
            WHERE last.citizen_id = %(gone)s AND next.citizen_id = %(stays)s
              AND (a.id = last.id OR a.successor_id = last.id)""",
        gone=gone,
        stays=stays,
    )
