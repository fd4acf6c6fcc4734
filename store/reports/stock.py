"""Movements of gifts on the shelves, and what lies there."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction
from store.reports.seen import Seen


@dataclass(frozen=True, slots=True)
class Shelf:
    """One gift at one place: pieces at the beginning of a period, what moved in it, and how it stands now."""

    gift: str
    place: str
    area_code: str
    opening: int
    delivered: int
    corrected: int
    collected: int
    undone: int
    closing: int
    on_hand: int
    reserved: int


async def shelves(tx: Transaction, seen: Seen, since: datetime, until: datetime) -> list[Shelf]:
    """Every shelf of an area. The stock of then is that of now less what has moved since."""
    return await tx.fetch(
        Shelf,
        """SELECT g.name AS gift, p.name AS place, p.area_code, s.on_hand, s.reserved,
                  s.on_hand - m.since_then AS opening, s.on_hand - m.afterwards AS closing,
                  m.delivered, m.corrected, m.collected, m.undone
             FROM gift_stock s JOIN gifts g ON g.id = s.gift_id JOIN pickup_places p ON p.id = s.place_id,
                  LATERAL (
                  SELECT coalesce(sum(pieces), 0) AS since_then,
                         coalesce(sum(pieces) FILTER (WHERE at >= %(until)s), 0) AS afterwards,
                         coalesce(sum(pieces) FILTER (WHERE kind = 'delivery' AND at < %(until)s), 0) AS delivered,
                         coalesce(sum(pieces) FILTER (WHERE kind = 'correction' AND at < %(until)s), 0) AS corrected,
                         coalesce(-sum(pieces) FILTER (WHERE kind = 'collected' AND at < %(until)s), 0) AS collected,
                         coalesce(sum(pieces) FILTER (WHERE kind = 'undone' AND at < %(until)s), 0) AS undone
                    FROM stock_movements
                   WHERE gift_id = s.gift_id AND place_id = s.place_id AND at >= %(since)s) AS m
            WHERE starts_with(p.area_code, %(digits)s) AND %(orgs)s::text[] IS NULL
            ORDER BY p.area_code, p.name, g.name""",
        since=since,
        until=until,
        digits=seen.digits,
        orgs=seen.orgs,
    )
