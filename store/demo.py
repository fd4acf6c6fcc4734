"""The demo's clock and its phones: what was said on each, as a provider would keep it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from store.db import Transaction


async def ahead(tx: Transaction) -> timedelta:
    """How far the demo's civil time is ahead of the system's."""
    moved: timedelta | None = await tx.value("SELECT ahead FROM demo_clock")
    return moved or timedelta()


async def is_started(tx: Transaction) -> bool:
    """Whether the demo's clock was ever set."""
    return bool(await tx.value("SELECT EXISTS (SELECT FROM demo_clock)"))


async def set_ahead(tx: Transaction, ahead: timedelta) -> None:
    """Move the demo's clock; it never goes backwards, whoever else moves it at the same time."""
    await tx.execute(
        """INSERT INTO demo_clock (ahead) VALUES (%(ahead)s)
           ON CONFLICT (only_one) DO UPDATE SET ahead = greatest(demo_clock.ahead, excluded.ahead)""",
        ahead=ahead,
    )


@dataclass(frozen=True, slots=True)
class Text:
    """One bubble on a demo phone; `out` was sent by the bot."""

    direction: str
    text: str
    at: datetime


async def put_text(
    tx: Transaction, lookup: bytes, direction: str, text: str, reference: str, now: datetime
) -> None:
    """Put a text on a phone, once for each reference."""
    await tx.execute(
        """INSERT INTO simulator_texts (lookup, direction, text, at, reference)
           VALUES (%(lookup)s, %(direction)s, %(text)s, %(now)s, %(reference)s)
           ON CONFLICT (reference) DO NOTHING""",
        lookup=lookup,
        direction=direction,
        text=text,
        reference=reference,
        now=now,
    )


async def has_text(tx: Transaction, reference: str) -> bool:
    """Whether a phone got the text with this reference."""
    return bool(
        await tx.value("SELECT EXISTS (SELECT FROM simulator_texts WHERE reference = %(r)s)", r=reference)
    )


async def texts(tx: Transaction, lookup: bytes) -> list[Text]:
    """All that is on a phone, oldest first."""
    return await tx.fetch(
        Text,
        "SELECT direction, text, at FROM simulator_texts WHERE lookup = %(lookup)s ORDER BY id",
        lookup=lookup,
    )


async def last_text_at(tx: Transaction, lookups: list[bytes]) -> dict[bytes, datetime]:
    """When each phone last had a text."""
    rows = await tx.fetch(
        _Last,
        """SELECT lookup, max(at) AS at FROM simulator_texts WHERE lookup = ANY(%(lookups)s) GROUP BY lookup""",
        lookups=lookups,
    )
    return {row.lookup: row.at for row in rows}


@dataclass(frozen=True, slots=True)
class _Last:
    lookup: bytes
    at: datetime


async def next_due(tx: Transaction, now: datetime) -> datetime | None:
    """The earliest thing that will happen by itself after `now`."""
    due: datetime | None = await tx.value(
        """SELECT min(at) FROM (
               SELECT watch_at AS at FROM visits WHERE state = 'waiting' AND prompt_id IS NULL
               UNION ALL SELECT due_at FROM messages WHERE state = 'queued'
               UNION ALL SELECT window_closes_at FROM visits WHERE state = 'prompted'
               UNION ALL SELECT held_until FROM rating_events WHERE because = 'waiting_for_record') AS things
            WHERE at > %(now)s""",
        now=now,
    )
    return due


async def overdue(tx: Transaction, now: datetime) -> bool:
    """Whether something that is due has not happened yet."""
    return bool(
        await tx.value(
            """SELECT EXISTS (SELECT FROM visits WHERE state = 'waiting' AND prompt_id IS NULL AND watch_at <= %(now)s)
                   OR EXISTS (SELECT FROM messages WHERE state = 'queued' AND due_at <= %(now)s)
                   OR EXISTS (SELECT FROM messages WHERE state IN ('claimed', 'sending'))
                   OR EXISTS (SELECT FROM visits WHERE state = 'prompted' AND window_closes_at <= %(now)s)""",
            now=now,
        )
    )


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing the system did; `seq` orders what happened at the same moment."""

    kind: str
    seq: int
    at: datetime
    sealed: bytes | None
    facts: dict[str, object]


async def happenings(tx: Transaction, limit: int) -> list[Happening]:
    """The latest things the system did, oldest first."""
    rows = await tx.fetch(
        Happening,
        """SELECT happened.kind, happened.seq, happened.at, happened.facts, a.sealed FROM (
               SELECT 'record' AS kind, id AS seq, received_at AS at, phone_id,
                      jsonb_build_object('item', item_name, 'state', state, 'because', excluded_because) AS facts
                 FROM visits
               UNION ALL
               SELECT 'prompt', id, sent_at, address_id,
                      jsonb_build_object('last_day', facts ->> 'last_day', 'count', (facts ->> 'count')::int)
                 FROM messages WHERE kind = 'prompt' AND sent_at IS NOT NULL
               UNION ALL
               SELECT 'reply', id, received_at, address_id, jsonb_build_object('intent', intent)
                 FROM inbound
               UNION ALL
               SELECT 'rating', r.id, r.rated_at, v.phone_id,
                      jsonb_build_object('level', r.level, 'before', before.level, 'item', v.item_name)
                 FROM ratings r JOIN visits v ON v.id = r.visit_id
                 LEFT JOIN ratings before ON before.visit_id = r.visit_id AND before.version = r.version - 1
               UNION ALL
               SELECT 'points', e.id, e.at, v.phone_id, jsonb_build_object('points', e.points)
                 FROM ledger_entries e JOIN visits v ON e.reference = 'visit:' || v.id
               UNION ALL
               SELECT 'lapse', id, lapsed_at, phone_id, jsonb_build_object('item', item_name)
                 FROM visits WHERE lapsed_at IS NOT NULL
               UNION ALL
               SELECT 'opt_out', id, created_at, address_id, '{}'
                 FROM messages WHERE kind = 'reply' AND template = 'subscription/stopped') AS happened
             LEFT JOIN addresses a ON a.id = happened.phone_id
            ORDER BY happened.at DESC, happened.kind, happened.seq DESC LIMIT %(limit)s""",
        limit=limit,
    )
    return rows[::-1]
