"""The points ledger: entries are only ever appended, and the append moves the balance.

A citizen who was merged keeps their account as it is; it counts for its successor's citizen.
"""

from datetime import datetime

from store.db import Transaction


async def post(
    tx: Transaction, citizen_id: int, *, kind: str, reference: str, points: int, now: datetime
) -> bool:
    """Append an entry and move the balance in one statement; False when this one was posted before.

    The database refuses a balance below 0. Call with the citizen's row locked.
    """
    await tx.execute(
        """INSERT INTO ledger_accounts (citizen_id, balance) VALUES (%(citizen_id)s, 0)
           ON CONFLICT (citizen_id) DO NOTHING""",
        citizen_id=citizen_id,
    )
    return bool(
        await tx.execute(
            """WITH entry AS (
                   INSERT INTO ledger_entries (account_id, kind, reference, points, at)
                   SELECT id, %(kind)s, %(reference)s, %(points)s, %(now)s
                     FROM ledger_accounts WHERE citizen_id = %(citizen_id)s
                   ON CONFLICT (account_id, kind, reference) DO NOTHING
                   RETURNING account_id, points)
               UPDATE ledger_accounts a SET balance = a.balance + entry.points
                 FROM entry WHERE a.id = entry.account_id""",
            citizen_id=citizen_id,
            kind=kind,
            reference=reference,
            points=points,
            now=now,
        )
    )


async def balance(tx: Transaction, citizen_id: int) -> int:
    """The citizen's points, over all accounts that count for theirs."""
    points: int | None = await tx.value(
        """SELECT sum(a.balance)::int FROM ledger_accounts own
             JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
            WHERE own.citizen_id = %(citizen_id)s""",
        citizen_id=citizen_id,
    )
    return points or 0


async def paid_since(tx: Transaction, citizen_id: int, since: datetime) -> int:
    """How many ratings of the citizen were paid since then."""
    count: int = await tx.value(
        """SELECT count(*) FROM ledger_accounts own
             JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
             JOIN ledger_entries e ON e.account_id = a.id
            WHERE own.citizen_id = %(citizen_id)s AND e.kind = 'rating' AND e.at >= %(since)s""",
        citizen_id=citizen_id,
        since=since,
    )
    return count


async def earned(tx: Transaction, citizen_id: int, reference: str) -> int:
    """What a citizen earned with one reference, such as a visit's rating."""
    points: int | None = await tx.value(
        """SELECT sum(e.points)::int FROM ledger_accounts own
             JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
             JOIN ledger_entries e ON e.account_id = a.id
            WHERE own.citizen_id = %(citizen_id)s AND e.kind = 'rating' AND e.reference = %(reference)s""",
        citizen_id=citizen_id,
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
