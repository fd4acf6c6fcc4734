"""Vouchers, their points and the stock as their verification reads them, some at a time."""

from dataclasses import dataclass

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class WrittenVoucher:
    """A voucher as it stands, with what the ledger, the stock and its own events say of it.

    `spent` and `back` are the points of its entries in the accounts of whoever paid, `handed_out` the pieces
    that left for it less those that were taken back; `numbers`, `steps`, `before` and `after` are its events.
    """

    id: int
    state: str
    points: int
    events: int
    spent: int
    back: int
    handed_out: int
    numbers: list[int]
    steps: list[str]
    before: list[str | None]
    after: list[str]


async def vouchers(tx: Transaction, after: int, limit: int) -> list[WrittenVoucher]:
    """The next vouchers by id."""
    return await tx.fetch(
        WrittenVoucher,
        """SELECT v.id, v.state, v.points, v.events, coalesce(paid.spent, 0)::int AS spent,
                  coalesce(paid.back, 0)::int AS back, coalesce(-moved.pieces, 0)::int AS handed_out,
                  coalesce(told.numbers, '{}') AS numbers, coalesce(told.steps, '{}') AS steps,
                  coalesce(told.before, '{}') AS before, coalesce(told.after, '{}') AS after
             FROM vouchers v,
                  LATERAL (SELECT sum(e.points) FILTER (WHERE e.kind = 'voucher') AS spent,
                                  sum(e.points) FILTER (WHERE e.kind = 'voucher_back') AS back
                             FROM ledger_accounts own
                             JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
                             JOIN ledger_entries e ON e.account_id = a.id AND e.kind IN ('voucher', 'voucher_back')
                                                  AND e.reference = 'voucher:' || v.id
                            WHERE own.credit_code = v.credit_code
                               OR (own.citizen_id = v.citizen_id AND v.credit_code IS NULL)) AS paid,
                  LATERAL (SELECT sum(pieces) AS pieces FROM stock_movements WHERE voucher_id = v.id) AS moved,
                  LATERAL (SELECT array_agg(number ORDER BY number) AS numbers,
                                  array_agg(step ORDER BY number) AS steps,
                                  array_agg(from_state ORDER BY number) AS before,
                                  array_agg(to_state ORDER BY number) AS after
                             FROM voucher_events WHERE voucher_id = v.id) AS told
            WHERE v.id > %(after)s ORDER BY v.id LIMIT %(limit)s""",
        after=after,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Stray:
    """An entry of the ledger that says it is of a voucher, and there is no such voucher."""

    id: int
    account_id: int
    reference: str


async def strays(tx: Transaction, account_ids: list[int]) -> list[Stray]:
    """What was taken for no voucher, or given back for none, in these accounts."""
    return await tx.fetch(
        Stray,
        """SELECT e.id, e.account_id, e.reference FROM ledger_entries e
            WHERE e.account_id = ANY(%(ids)s) AND e.kind IN ('voucher', 'voucher_back')
              AND NOT EXISTS (SELECT FROM vouchers v
                               WHERE v.id = CASE WHEN e.reference ~ '^voucher:[0-9]{1,18}$'
                                                 THEN substr(e.reference, 9)::bigint END)
            ORDER BY e.id""",
        ids=account_ids,
    )


async def accounts(tx: Transaction, after: int, limit: int) -> list[int]:
    """The next accounts by id."""
    return await tx.values(
        "SELECT id FROM ledger_accounts WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
        after=after,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class WrittenStock:
    """A gift at a place as it stands, the sum of its movements, and how many vouchers wait for it."""

    gift_id: int
    place_id: int
    on_hand: int
    reserved: int
    moved: int
    awaited: int


async def stock(tx: Transaction) -> list[WrittenStock]:
    """Every gift at every place."""
    return await tx.fetch(
        WrittenStock,
        """SELECT s.gift_id, s.place_id, s.on_hand, s.reserved,
                  coalesce((SELECT sum(m.pieces) FROM stock_movements m
                             WHERE m.gift_id = s.gift_id AND m.place_id = s.place_id), 0)::int AS moved,
                  (SELECT count(*) FROM vouchers v
                    WHERE v.state = 'reserved' AND v.place_id = s.place_id
                      AND coalesce(v.substitute_id, v.gift_id) = s.gift_id)::int AS awaited
             FROM gift_stock s ORDER BY s.gift_id, s.place_id""",
    )
