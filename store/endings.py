"""What ends soon of a citizen's points and vouchers, and was not announced yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evaluation.areas import significant
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Listener:
    """A citizen, locked, of whom something ends soon."""

    id: int
    locale: str
    opted_out_at: datetime | None


async def claim(tx: Transaction, now: datetime, until: datetime, limit: int) -> list[Listener]:
    """Up to `limit` citizens of whom points or vouchers end before `until` and were not announced.

    Whoever is busy with a citizen goes first. An organisation's points are passed over: it has no address.
    """
    await tx.execute(
        """UPDATE ledger_lots l SET announced_at = %(now)s FROM ledger_accounts a
            WHERE a.id = l.account_id AND a.credit_code IS NOT NULL
              AND l.unspent > 0 AND l.announced_at IS NULL AND l.expires_at <= %(until)s""",
        now=now,
        until=until,
    )
    return await tx.fetch(
        Listener,
        """SELECT id, locale, opted_out_at FROM citizens WHERE id IN (
                (SELECT coalesce(s.citizen_id, a.citizen_id)
                   FROM ledger_lots l JOIN ledger_accounts a ON a.id = l.account_id
                   LEFT JOIN ledger_accounts s ON s.id = a.successor_id
                  WHERE l.unspent > 0 AND l.announced_at IS NULL AND l.expires_at > %(now)s
                    AND l.expires_at <= %(until)s
                  ORDER BY l.expires_at LIMIT %(limit)s)
                UNION
                (SELECT citizen_id FROM vouchers
                  WHERE state = 'reserved' AND announced_at IS NULL AND expires_at > %(now)s
                    AND expires_at <= %(until)s
                  ORDER BY expires_at LIMIT %(limit)s))
            ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED""",
        now=now,
        until=until,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class EndingPoints:
    """Points of a citizen that are good until 24:00 of their last day."""

    citizen_id: int
    points: int
    last_day: date


async def points(
    tx: Transaction, citizen_ids: Sequence[int], now: datetime, until: datetime
) -> list[EndingPoints]:
    """The citizens' points that end, day by day; not those of a day that was announced."""
    return await tx.fetch(
        EndingPoints,
        """SELECT own.citizen_id, sum(l.unspent)::int AS points,
                  ((l.expires_at - interval '1 day') AT TIME ZONE 'Asia/Shanghai')::date AS last_day
             FROM ledger_accounts own
             JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
             JOIN ledger_lots l ON l.account_id = a.id AND l.unspent > 0
            WHERE own.citizen_id = ANY(%(ids)s) AND l.expires_at > %(now)s AND l.expires_at <= %(until)s
            GROUP BY own.citizen_id, last_day HAVING bool_and(l.announced_at IS NULL)
            ORDER BY own.citizen_id, last_day""",
        ids=list(citizen_ids),
        now=now,
        until=until,
    )


@dataclass(frozen=True, slots=True)
class EndingVoucher:
    """A citizen's voucher that is good until 24:00 of its last day."""

    citizen_id: int
    gift: str
    gift_en: str
    place: str
    place_en: str
    last_day: date


async def vouchers(
    tx: Transaction, citizen_ids: Sequence[int], now: datetime, until: datetime
) -> list[EndingVoucher]:
    """The citizens' vouchers that end and were not announced, the first to end first."""
    return await tx.fetch(
        EndingVoucher,
        """SELECT v.citizen_id, g.name AS gift, g.name_en AS gift_en, p.name AS place, p.name_en AS place_en,
                  ((v.expires_at - interval '1 day') AT TIME ZONE 'Asia/Shanghai')::date AS last_day
             FROM vouchers v JOIN gifts g ON g.id = coalesce(v.substitute_id, v.gift_id)
             JOIN pickup_places p ON p.id = v.place_id
            WHERE v.citizen_id = ANY(%(ids)s) AND v.state = 'reserved' AND v.announced_at IS NULL
              AND v.expires_at > %(now)s AND v.expires_at <= %(until)s
            ORDER BY v.citizen_id, v.expires_at, v.id""",
        ids=list(citizen_ids),
        now=now,
        until=until,
    )


async def note_announced(tx: Transaction, citizen_ids: Sequence[int], now: datetime, until: datetime) -> None:
    """All of these citizens' that ends before `until` needs no word any more."""
    await tx.execute(
        """UPDATE ledger_lots l SET announced_at = %(now)s
             FROM ledger_accounts own JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
            WHERE l.account_id = a.id AND own.citizen_id = ANY(%(ids)s) AND l.unspent > 0
              AND l.announced_at IS NULL AND l.expires_at > %(now)s AND l.expires_at <= %(until)s""",
        ids=list(citizen_ids),
        now=now,
        until=until,
    )
    await tx.execute(
        """UPDATE vouchers SET announced_at = %(now)s
            WHERE citizen_id = ANY(%(ids)s) AND state = 'reserved' AND announced_at IS NULL
              AND expires_at <= %(until)s""",
        ids=list(citizen_ids),
        now=now,
        until=until,
    )


@dataclass(frozen=True, slots=True)
class LeftThere:
    """How many vouchers that end soon wait at the places of an area, and when the first of them ends (exclusive)."""

    vouchers: int
    first_end: datetime | None


async def left_there(tx: Transaction, area_code: str, now: datetime, until: datetime) -> LeftThere:
    """The vouchers that are to be collected in an area, and end before `until`."""
    found = await tx.first(
        LeftThere,
        """SELECT count(*)::int AS vouchers, min(v.expires_at) AS first_end
             FROM vouchers v JOIN pickup_places p ON p.id = v.place_id
            WHERE v.state = 'reserved' AND v.expires_at > %(now)s AND v.expires_at <= %(until)s
              AND starts_with(p.area_code, %(digits)s)""",
        digits=significant(area_code),
        now=now,
        until=until,
    )
    assert found is not None
    return found
