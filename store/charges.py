"""What messages cost: what providers say of each, and the sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from evaluation.charges import Charge
from store.db import Transaction


async def correct(tx: Transaction, told: Mapping[int, Charge]) -> None:
    """Keep what providers say that these messages cost; of what they leave out, what was reckoned stays.

    Where they tell the parts alone, the cost is as many times what it was reckoned at.
    """
    if not told:
        return
    await tx.execute(
        """UPDATE messages m
              SET parts = coalesce(told.parts, m.parts),
                  cost = coalesce(told.cost, m.cost * told.parts / nullif(m.parts, 0), m.cost),
                  currency = coalesce(told.currency, m.currency)
             FROM unnest(%(ids)s::bigint[], %(parts)s::int[], %(costs)s::numeric[], %(currencies)s::text[])
                  AS told (id, parts, cost, currency)
            WHERE m.id = told.id""",
        ids=list(told),
        parts=[charge.parts for charge in told.values()],
        costs=[charge.cost for charge in told.values()],
        currencies=[charge.currency for charge in told.values()],
    )


@dataclass(frozen=True, slots=True)
class Spent:
    """A day's messages on a channel through a provider, at costs in one currency (None: none is known)."""

    day: date
    channel: str
    provider: str
    messages: int
    parts: int
    cost: Decimal | None
    currency: str | None


async def spent(tx: Transaction, since: datetime, until: datetime, zone: str) -> list[Spent]:
    """What left from `since` to before `until`, by day in `zone`; reads every message of that time."""
    return await tx.fetch(
        Spent,
        """SELECT (sent_at AT TIME ZONE %(zone)s)::date AS day, channel, coalesce(provider, channel) AS provider,
                  count(*) AS messages, coalesce(sum(parts), 0)::int AS parts, sum(cost) AS cost, currency
             FROM messages WHERE sent_at >= %(since)s AND sent_at < %(until)s
            GROUP BY 1, 2, 3, currency ORDER BY 1, 2, 3, currency""",
        since=since,
        until=until,
        zone=zone,
    )
