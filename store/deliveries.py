"""What a worker does with messages. Whatever may queue one again names its owner: work that was taken
from a worker because it hung is no longer its own to change when it wakes up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.types.json import Jsonb

from evaluation.charges import Charge
from evaluation.exchange import Choice
from store.db import Transaction
from store.outbox import Facts, as_json

OWNER_LOCKS = 7_203_004
"""The space of the advisory locks by which a worker shows that it lives."""


async def claim(
    tx: Transaction, *, channel: str, owner: int, now: datetime, wall: datetime, limit: int
) -> list[int]:
    """Take up to `limit` due messages of a channel for a live worker, answers before what we begin ourselves, in that
    order too.

    None while staff have paused the channel or its provider has halted it.
    """
    return await tx.values(
        """WITH running AS (
               SELECT %(channel)s::text AS channel
                WHERE NOT EXISTS (SELECT FROM paused_channels p WHERE p.channel = %(channel)s)
                  AND NOT EXISTS (SELECT FROM halted_channels h WHERE h.channel = %(channel)s AND h.until > %(now)s)),
           urgent AS (
               SELECT id FROM messages WHERE state = 'queued' AND kind IN ('reply', 'notice') AND due_at <= %(now)s
                  AND channel = (SELECT r.channel FROM running r)
                ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED),
           others AS (
               SELECT id FROM messages WHERE state = 'queued' AND kind IN ('prompt', 'announcement')
                  AND due_at <= %(now)s
                  AND channel = (SELECT r.channel FROM running r)
                ORDER BY due_at LIMIT %(limit)s - (SELECT count(*) FROM urgent) FOR UPDATE SKIP LOCKED),
           due AS (SELECT id FROM urgent UNION ALL SELECT id FROM others),
           taken AS (
               UPDATE messages m SET state = 'claimed', owner = %(owner)s, held_since = %(wall)s
                 FROM due WHERE m.id = due.id
               RETURNING m.id, m.kind, m.due_at)
           SELECT id FROM taken ORDER BY kind IN ('prompt', 'announcement'), due_at, id""",
        channel=channel,
        owner=owner,
        now=now,
        wall=wall,
        limit=limit,
    )


async def space_out(
    tx: Transaction, message_ids: Sequence[int], *, owner: int, apart: timedelta, now: datetime
) -> list[int]:
    """Put back what comes too soon after another message to the same address; the claimed messages that stay."""
    late = await tx.values(
        """WITH mine AS (
               SELECT id, citizen_id, address_id,
                      row_number() OVER (PARTITION BY address_id
                                             ORDER BY kind IN ('prompt', 'announcement'), due_at, id) AS place
                 FROM messages WHERE id = ANY(%(ids)s)),
           placed AS (
               SELECT id, coalesce(latest.sent_at, %(now)s - %(apart)s) + place * %(apart)s AS due_at
                 FROM mine, LATERAL (SELECT max(o.sent_at) AS sent_at FROM messages o
                                      WHERE o.citizen_id = mine.citizen_id AND o.address_id = mine.address_id
                                        AND o.sent_at > %(now)s - %(apart)s) AS latest)
           UPDATE messages m SET state = 'queued', owner = NULL, held_since = NULL, due_at = placed.due_at
             FROM placed WHERE m.id = placed.id AND placed.due_at > %(now)s
                           AND m.owner = %(owner)s AND m.state = 'claimed'
        RETURNING m.id""",
        ids=list(message_ids),
        owner=owner,
        apart=apart,
        now=now,
    )
    return [message_id for message_id in message_ids if message_id not in set(late)]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed message; `sealed` opens to the address it goes to."""

    id: int
    kind: str
    citizen_id: int
    channel: str
    address_id: int
    sealed: bytes
    template: str
    facts: Facts
    locale: str
    text: str | None
    choices: list[dict[str, str]]
    attempts: int
    provider: str | None
    doubted: bool
    thread: int | None
    """The prompt in whose thread it is; a prompt is in its own."""


async def claimed(tx: Transaction, message_ids: Sequence[int], owner: int) -> list[Claimed]:
    """Those of the messages that this worker still holds, locked."""
    return await tx.fetch(
        Claimed,
        """SELECT m.id, m.kind, m.citizen_id, m.channel, m.address_id, a.sealed, m.template, m.facts, m.locale, m.text,
                  m.choices, m.attempts, m.provider, m.doubted,
                  CASE WHEN m.kind = 'prompt' THEN m.id ELSE m.thread END AS thread
             FROM messages m JOIN addresses a ON a.id = m.address_id
            WHERE m.id = ANY(%(ids)s) AND m.state = 'claimed' AND m.owner = %(owner)s
            ORDER BY m.id FOR UPDATE OF m""",
        ids=list(message_ids),
        owner=owner,
    )


@dataclass(frozen=True, slots=True)
class Ready:
    """A message rendered and about to leave; `facts` remember the window it tells, `charge` is reckoned."""

    id: int
    text: str
    facts: Facts
    choices: Sequence[Choice]
    provider: str
    charge: Charge


async def set_sending(tx: Transaction, ready: Sequence[Ready], wall: datetime) -> None:
    """From here on these messages may have left: their fate is asked, not assumed, if the worker dies."""
    left_at = {"left_at": wall.isoformat()}
    await tx.execute(
        """UPDATE messages m SET state = 'sending', text = ready.text, facts = ready.facts, choices = ready.choices,
                  provider = ready.provider, parts = ready.parts, cost = ready.cost, currency = ready.currency,
                  held_since = %(wall)s, attempts = attempts + 1
             FROM unnest(%(ids)s::bigint[], %(texts)s::text[], %(facts)s::jsonb[], %(choices)s::jsonb[],
                         %(providers)s::text[], %(parts)s::int[], %(costs)s::numeric[], %(currencies)s::text[])
                  AS ready (id, text, facts, choices, provider, parts, cost, currency)
            WHERE m.id = ready.id""",
        ids=[each.id for each in ready],
        texts=[each.text for each in ready],
        choices=[as_json(each.choices) for each in ready],
        facts=[Jsonb(each.facts | left_at) for each in ready],
        providers=[each.provider for each in ready],
        parts=[each.charge.parts for each in ready],
        costs=[each.charge.cost for each in ready],
        currencies=[each.charge.currency for each in ready],
        wall=wall,
    )


async def cancel(tx: Transaction, message_ids: Sequence[int]) -> None:
    """These messages, held by this worker, are not sent: nobody needs them any more."""
    await tx.execute(
        """UPDATE messages SET state = 'cancelled', owner = NULL, held_since = NULL
            WHERE id = ANY(%(ids)s) AND state = 'claimed'""",
        ids=list(message_ids),
    )


async def put_back(
    tx: Transaction,
    message_ids: Sequence[int],
    *,
    owner: int,
    due_at: datetime,
    reason: str | None,
    counted: bool = True,
) -> int:
    """Queue messages of this worker's again that certainly did not leave; how many were still its own.

    Not `counted`: the last attempt was none.
    """
    return await tx.execute(
        """UPDATE messages SET state = 'queued', owner = NULL, held_since = NULL, due_at = %(due_at)s,
                  reason = %(reason)s, attempts = attempts - CASE WHEN %(counted)s THEN 0 ELSE 1 END
            WHERE id = ANY(%(ids)s) AND owner = %(owner)s AND state IN ('claimed', 'sending', 'settling')""",
        ids=list(message_ids),
        owner=owner,
        due_at=due_at,
        reason=reason,
        counted=counted,
    )


async def set_failed(tx: Transaction, message_id: int, *, owner: int, reason: str, for_staff: bool) -> bool:
    """The provider will not take it; staff see it listed. False if it is no longer this worker's.

    `for_staff`: somebody has to look before anything of the kind can leave.
    """
    return bool(
        await tx.execute(
            """UPDATE messages SET state = 'failed', reason = %(reason)s, for_staff = %(for_staff)s, owner = NULL,
                      held_since = NULL
                WHERE id = %(id)s AND owner = %(owner)s AND state IN ('claimed', 'sending', 'settling')""",
            id=message_id,
            owner=owner,
            reason=reason,
            for_staff=for_staff,
        )
    )


async def set_settling(tx: Transaction, message_ids: Sequence[int], *, owner: int) -> None:
    """Nobody knows whether these left: the provider is asked once its own list has caught up."""
    await tx.execute(
        """UPDATE messages SET state = 'settling', doubted = true, owner = NULL
            WHERE id = ANY(%(ids)s) AND owner = %(owner)s AND state = 'sending'""",
        ids=list(message_ids),
        owner=owner,
    )


async def release_dead(tx: Transaction, *, now: datetime, lease_began: datetime) -> int:
    """Take back what dead workers held: what had not left is queued, what may have left is settled.

    Dead: its advisory lock is free, or (the fallback) it has held the message since before
    `lease_began`. How many messages were taken back.
    """
    return await tx.execute(
        """WITH live AS (
               SELECT objid::bigint AS owner FROM pg_locks
                WHERE locktype = 'advisory' AND classid = %(space)s AND granted
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())),
           dead AS (
               SELECT id, state FROM messages
                WHERE state IN ('claimed', 'sending', 'settling')
                  AND owner IS NOT NULL
                  AND (owner NOT IN (SELECT owner FROM live) OR held_since < %(lease_began)s)
                  FOR UPDATE SKIP LOCKED)
           UPDATE messages m
              SET state = CASE dead.state WHEN 'claimed' THEN 'queued' ELSE 'settling' END,
                  due_at = CASE dead.state WHEN 'claimed' THEN %(now)s ELSE m.due_at END,
                  held_since = CASE dead.state WHEN 'claimed' THEN NULL ELSE m.held_since END,
                  doubted = m.doubted OR dead.state <> 'claimed', owner = NULL
             FROM dead WHERE m.id = dead.id""",
        space=OWNER_LOCKS,
        now=now,
        lease_began=lease_began,
    )
