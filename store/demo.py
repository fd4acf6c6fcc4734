"""The demo's clock and its phones: what was said on each, as a provider would keep it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

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


async def next_prompt(tx: Transaction, now: datetime, opens: datetime) -> datetime | None:
    """From when the earliest prompt after `now` may go out, but for the sending hours, which next open at `opens`.

    A visit whose citizen had a prompt within a day waits that long; one whose citizen has a prompt
    that has not left yet joins it.
    """
    at: datetime | None = await tx.value(
        """SELECT min(at) FROM (
               SELECT greatest(v.watch_at, c.prompt_free_at, %(opens)s) AS at
                 FROM visits v JOIN citizens c ON c.id = v.citizen_id
                WHERE v.state = 'waiting' AND v.prompt_id IS NULL
                  AND NOT EXISTS (SELECT FROM messages m WHERE m.citizen_id = v.citizen_id AND m.kind = 'prompt'
                                     AND m.state IN ('queued', 'claimed'))
               UNION ALL SELECT greatest(due_at, %(opens)s) FROM messages WHERE state = 'queued') AS prompts
            WHERE at > %(now)s""",
        now=now,
        opens=opens,
    )
    return at


async def next_end(tx: Transaction, now: datetime) -> datetime | None:
    """The earliest end after `now`: of a window nobody used, a wait for a record, a case's time, a sample's question,
    a voucher, points.
    """
    at: datetime | None = await tx.value(
        """SELECT min(at) FROM (
               SELECT window_closes_at AS at FROM visits WHERE state = 'prompted'
               UNION ALL SELECT held_until FROM rating_events WHERE because = 'waiting_for_record'
               UNION ALL SELECT watch_at FROM cases WHERE watch_at IS NOT NULL
               UNION ALL SELECT watch_at FROM sample_asks WHERE state = 'asked'
               UNION ALL SELECT expires_at FROM vouchers WHERE state = 'reserved'
               UNION ALL SELECT expires_at FROM ledger_lots WHERE unspent > 0) AS ends
            WHERE at > %(now)s""",
        now=now,
    )
    return at


async def overdue(tx: Transaction, now: datetime) -> bool:
    """Whether something that is due has not happened yet."""
    return bool(
        await tx.value(
            """SELECT EXISTS (SELECT FROM visits WHERE state = 'waiting' AND prompt_id IS NULL AND watch_at <= %(now)s)
                   OR EXISTS (SELECT FROM messages WHERE state = 'queued' AND due_at <= %(now)s)
                   OR EXISTS (SELECT FROM messages WHERE state IN ('claimed', 'sending'))
                   OR EXISTS (SELECT FROM visits WHERE state = 'prompted' AND window_closes_at <= %(now)s)
                   OR EXISTS (SELECT FROM cases WHERE watch_at <= %(now)s)
                   OR EXISTS (SELECT FROM sample_months WHERE opened_at IS NULL AND due_at <= %(now)s)
                   OR EXISTS (SELECT FROM samples WHERE drawn_at IS NULL AND due_at <= %(now)s)
                   OR EXISTS (SELECT FROM sample_asks WHERE watch_at <= %(now)s)
                   OR EXISTS (SELECT FROM vouchers WHERE state = 'reserved' AND expires_at <= %(now)s)
                   OR EXISTS (SELECT FROM ledger_lots WHERE unspent > 0 AND expires_at <= %(now)s)
                   OR EXISTS (SELECT FROM rating_events
                               WHERE because = 'waiting_for_record' AND held_until <= %(now)s)""",
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
    """The address it is about, if any."""
    address_kind: str | None
    facts: dict[str, object]


_HAPPENED: LiteralString = """
    SELECT happened.kind, happened.seq, happened.at, happened.facts, a.sealed,
           a.kind AS address_kind FROM (
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
        SELECT 'expiry', hashtext(e.event_id), e.received_at + %(held)s, NULL,
               jsonb_build_object('record_no', e.record_no)
          FROM rating_events e
         WHERE e.because = 'expired' AND NOT EXISTS (
               SELECT FROM visits v
                WHERE (v.source_system, v.record_no, v.visit_no) = (e.source_system, e.record_no, e.visit_no)
                  AND v.received_at <= e.received_at + %(held)s)
        UNION ALL
        SELECT 'opt_out', id, created_at, address_id, '{}'
          FROM messages WHERE kind = 'reply' AND template = 'subscription/stopped'
        UNION ALL
        SELECT 'case', e.case_id * 10000 + e.seq, e.at, k.phone_id, jsonb_build_object(
               'case', e.case_id, 'move', e.move, 'party', e.party, 'track', e.facts ->> 'track',
               'outcome', e.facts ->> 'outcome', 'verdict', e.facts ->> 'verdict', 'body', o.name)
          FROM case_events e JOIN cases c ON c.id = e.case_id
          LEFT JOIN orgs o ON o.code = coalesce(e.org_code, e.facts ->> 'org', c.lead_code)
          LEFT JOIN LATERAL (
               SELECT coalesce(v.phone_id, x.phone_id) AS phone_id
                 FROM case_complaints x LEFT JOIN visits v ON v.id = x.visit_id
                WHERE x.case_id = e.case_id
                ORDER BY x.id <> (e.facts ->> 'complaint')::bigint, x.id LIMIT 1) k ON true) AS happened
      LEFT JOIN addresses a ON a.id = happened.phone_id
     ORDER BY happened.at DESC, happened.kind, happened.seq DESC LIMIT %(limit)s"""


async def happenings(tx: Transaction, limit: int, held: timedelta) -> list[Happening]:
    """The latest things the system did, oldest first; `held` is how long a rating waits for its record."""
    rows = await tx.fetch(
        Happening,
        _HAPPENED,
        limit=limit,
        held=held,
    )
    return rows[::-1]
