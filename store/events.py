"""Ratings given on site or in a portal, kept as they came: each is its rating's evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from store.db import Transaction
from store.intake import Key, key_columns


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event seen before."""

    event_id: str
    fingerprint: bytes
    counted: bool
    because: str | None


async def keep(
    tx: Transaction, event_id: str, fingerprint: bytes, body: dict[str, Any], now: datetime
) -> StoredEvent | None:
    """Keep a new event, not yet judged; the stored one when this id was seen before."""
    fresh = await tx.execute(
        """INSERT INTO rating_events (event_id, fingerprint, source_system, record_no, visit_no, body, received_at,
                                      counted)
           VALUES (%(event_id)s, %(fingerprint)s, %(source)s, %(number)s, %(visit)s, %(body)s, %(now)s, true)
           ON CONFLICT (event_id) DO NOTHING""",
        event_id=event_id,
        fingerprint=fingerprint,
        source=body.get("source_system"),
        number=body.get("record_no"),
        visit=body["visit_no"],
        body=Jsonb(body),
        now=now,
    )
    if fresh:
        return None
    return await tx.first(
        StoredEvent,
        "SELECT event_id, fingerprint, counted, because FROM rating_events WHERE event_id = %(id)s",
        id=event_id,
    )


async def body(tx: Transaction, event_id: str) -> dict[str, Any]:
    """A kept event as it came."""
    found: dict[str, Any] = await tx.value(
        "SELECT body FROM rating_events WHERE event_id = %(id)s", id=event_id
    )
    return found


async def judge(
    tx: Transaction, event_id: str, *, because: str | None, held_until: datetime | None = None
) -> None:
    """Keep whether the event counts, and if not, why."""
    await tx.execute(
        """UPDATE rating_events SET counted = %(because)s::text IS NULL, because = %(because)s,
                  held_until = %(held_until)s
            WHERE event_id = %(id)s""",
        id=event_id,
        because=because,
        held_until=held_until,
    )


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """An event whose record has come; `visit_id` is the record's visit."""

    event_id: str
    visit_id: int
    body: dict[str, Any]


async def held_for(tx: Transaction, keys: Iterable[Key], now: datetime) -> list[HeldEvent]:
    """Events that still wait for these visits, oldest first; those held long enough are let go."""
    return await tx.fetch(
        HeldEvent,
        """SELECT e.event_id, v.id AS visit_id, e.body
             FROM unnest(%(sources)s::text[], %(numbers)s::text[], %(visits)s::int[])
                  AS k (source_system, record_no, visit_no)
             JOIN rating_events e USING (source_system, record_no, visit_no)
             JOIN visits v USING (source_system, record_no, visit_no)
            WHERE e.because = 'waiting_for_record' AND e.held_until > %(now)s
            ORDER BY e.received_at, e.event_id FOR UPDATE OF e""",
        now=now,
        **key_columns(keys),
    )


async def expire(tx: Transaction, now: datetime) -> int:
    """Give up on events whose record never came; how many."""
    return await tx.execute(
        """UPDATE rating_events SET because = 'expired', held_until = NULL
            WHERE because = 'waiting_for_record' AND held_until <= %(now)s""",
        now=now,
    )
