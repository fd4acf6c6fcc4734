"""The outbox: every message of ours, from queued to what became of it.

queued → claimed (a live worker has it) → sending (it may leave at any moment) → sent, delivered
or failed; or settling (its fate is being asked), then sent, queued again, or unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from store.db import Transaction

Facts = dict[str, Any]
"""What a template is rendered from; JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrompt:
    """A prompt to be queued for a citizen, about these visits."""

    citizen_id: int
    address_id: int
    channel: str
    locale: str
    due_at: datetime
    visit_ids: list[int]


async def queue_prompt(tx: Transaction, prompt: NewPrompt, now: datetime) -> int:
    """Queue one prompt and tie its visits to it."""
    message_id: int = await tx.value(
        """INSERT INTO messages (kind, citizen_id, address_id, channel, template, facts, locale, state, due_at,
                                 created_at)
           VALUES ('prompt', %(citizen_id)s, %(address_id)s, %(channel)s, 'prompt', '{}', %(locale)s, 'queued',
                   %(due_at)s, %(now)s)
           RETURNING id""",
        citizen_id=prompt.citizen_id,
        address_id=prompt.address_id,
        channel=prompt.channel,
        locale=prompt.locale,
        due_at=prompt.due_at,
        now=now,
    )
    await tx.execute(
        "UPDATE visits SET prompt_id = %(id)s WHERE id = ANY(%(visits)s)",
        id=message_id,
        visits=prompt.visit_ids,
    )
    return message_id


async def keep_reply(
    tx: Transaction,
    *,
    inbound_id: int,
    citizen_id: int,
    address_id: int,
    channel: str,
    template: str,
    facts: Facts,
    locale: str,
    text: str,
    now: datetime,
) -> int:
    """Keep a reply that goes back in the answer to the inbound message itself."""
    message_id: int = await tx.value(
        """INSERT INTO messages (kind, citizen_id, address_id, channel, reply_to, template, facts, locale, text, state,
                                 due_at, attempts, created_at, sent_at)
           VALUES ('reply', %(citizen_id)s, %(address_id)s, %(channel)s, %(inbound_id)s, %(template)s, %(facts)s,
                   %(locale)s, %(text)s, 'sent', %(now)s, 1, %(now)s, %(now)s)
           RETURNING id""",
        inbound_id=inbound_id,
        citizen_id=citizen_id,
        address_id=address_id,
        channel=channel,
        template=template,
        facts=Jsonb(facts),
        locale=locale,
        text=text,
        now=now,
    )
    return message_id


async def due_count(tx: Transaction, now: datetime, at_most: int) -> int:
    """How many messages are due, counted up to `at_most`."""
    count: int = await tx.value(
        """SELECT count(*) FROM (SELECT FROM messages WHERE state = 'queued' AND due_at <= %(now)s
                                  LIMIT %(at_most)s) AS due""",
        now=now,
        at_most=at_most,
    )
    return count


async def claim(tx: Transaction, *, owner: int, now: datetime, wall: datetime, limit: int) -> list[int]:
    """Take up to `limit` due messages for a live worker."""
    return await tx.values(
        """WITH due AS (
               SELECT id FROM messages WHERE state = 'queued' AND due_at <= %(now)s
                ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
           UPDATE messages m SET state = 'claimed', owner = %(owner)s, held_since = %(wall)s
             FROM due WHERE m.id = due.id
        RETURNING m.id""",
        owner=owner,
        now=now,
        wall=wall,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed message; `sealed` opens to the address it goes to."""

    id: int
    channel: str
    address_id: int
    sealed: bytes
    locale: str
    attempts: int


async def claimed(tx: Transaction, message_ids: Sequence[int], owner: int) -> list[Claimed]:
    """Those of the messages that this worker still holds, locked."""
    return await tx.fetch(
        Claimed,
        """SELECT m.id, m.channel, m.address_id, a.sealed, m.locale, m.attempts
             FROM messages m JOIN addresses a ON a.id = m.address_id
            WHERE m.id = ANY(%(ids)s) AND m.state = 'claimed' AND m.owner = %(owner)s
            ORDER BY m.id FOR UPDATE OF m""",
        ids=list(message_ids),
        owner=owner,
    )


@dataclass(frozen=True, slots=True)
class Ready:
    """A message rendered and about to leave; `facts` remember the window it tells."""

    id: int
    text: str
    facts: Facts


async def set_sending(tx: Transaction, ready: Sequence[Ready], wall: datetime) -> None:
    """From here on these messages may have left: their fate is asked, not assumed, if the worker dies."""
    await tx.execute_many(
        """UPDATE messages SET state = 'sending', text = %(text)s, facts = %(facts)s, held_since = %(wall)s,
                  attempts = attempts + 1
            WHERE id = %(id)s""",
        [{"id": r.id, "text": r.text, "facts": Jsonb(r.facts), "wall": wall} for r in ready],
    )


async def cancel(tx: Transaction, message_ids: Sequence[int]) -> None:
    """These messages are not sent: nobody needs them any more."""
    await tx.execute(
        """UPDATE messages SET state = 'cancelled', owner = NULL, held_since = NULL
            WHERE id = ANY(%(ids)s) AND state IN ('queued', 'claimed')""",
        ids=list(message_ids),
    )


async def cancel_empty(tx: Transaction, citizen_ids: Sequence[int]) -> None:
    """Cancel the citizens' prompts that no visit needs any more."""
    await tx.execute(
        """UPDATE messages m SET state = 'cancelled', owner = NULL, held_since = NULL
            WHERE m.citizen_id = ANY(%(ids)s) AND m.kind = 'prompt' AND m.state IN ('queued', 'claimed')
              AND NOT EXISTS (SELECT FROM visits v WHERE v.prompt_id = m.id AND v.state = 'waiting')""",
        ids=list(citizen_ids),
    )


async def put_back(tx: Transaction, message_ids: Sequence[int], due_at: datetime, reason: str | None) -> None:
    """Queue messages again that certainly did not leave."""
    await tx.execute(
        """UPDATE messages SET state = 'queued', owner = NULL, held_since = NULL, due_at = %(due_at)s,
                  reason = %(reason)s
            WHERE id = ANY(%(ids)s) AND state IN ('claimed', 'sending', 'settling')""",
        ids=list(message_ids),
        due_at=due_at,
        reason=reason,
    )


async def not_counted(tx: Transaction, message_ids: Sequence[int]) -> None:
    """Being throttled is no attempt."""
    await tx.execute(
        "UPDATE messages SET attempts = attempts - 1 WHERE id = ANY(%(ids)s)", ids=list(message_ids)
    )


@dataclass(frozen=True, slots=True)
class Gone:
    """A prompt that has left us, with the facts it was rendered from."""

    id: int
    kind: str
    citizen_id: int
    facts: Facts


async def set_gone(tx: Transaction, message_id: int, *, reference: str | None, now: datetime) -> Gone | None:
    """The message left: taken by the provider, or (no reference) of unknown fate, which counts as sent.

    None when that was known already, from a receipt that overtook us.
    """
    return await tx.first(
        Gone,
        """UPDATE messages
              SET state = CASE WHEN %(reference)s::text IS NULL THEN 'unknown' ELSE 'sent' END,
                  reference = %(reference)s, owner = NULL, held_since = NULL, sent_at = %(now)s, reason = NULL
            WHERE id = %(id)s AND state IN ('sending', 'settling')
        RETURNING id, kind, citizen_id, facts""",
        id=message_id,
        reference=reference,
        now=now,
    )


async def set_failed(tx: Transaction, message_id: int, reason: str) -> None:
    """The provider will not take it; staff see it listed."""
    await tx.execute(
        """UPDATE messages SET state = 'failed', reason = %(reason)s, owner = NULL, held_since = NULL
            WHERE id = %(id)s AND state IN ('claimed', 'sending', 'settling')""",
        id=message_id,
        reason=reason,
    )


async def set_settling(tx: Transaction, message_ids: Sequence[int]) -> None:
    """Nobody knows whether these left: the provider is asked once its own list has caught up."""
    await tx.execute(
        """UPDATE messages SET state = 'settling', owner = NULL
            WHERE id = ANY(%(ids)s) AND state = 'sending'""",
        ids=list(message_ids),
    )


OWNER_LOCKS = 7_203_004
"""The space of the advisory locks by which a worker shows that it lives."""


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
                  owner = NULL
             FROM dead WHERE m.id = dead.id""",
        space=OWNER_LOCKS,
        now=now,
        lease_began=lease_began,
    )


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A message of unknown fate that may have left since `held_since` (wall time)."""

    id: int
    channel: str
    address_id: int
    sealed: bytes
    text: str
    attempts: int
    held_since: datetime


async def take_unsettled(
    tx: Transaction, *, owner: int, held_before: datetime, limit: int
) -> list[Unsettled]:
    """Take messages that nobody is asking about; this worker asks the provider."""
    return await tx.fetch(
        Unsettled,
        """WITH mine AS (
               SELECT id FROM messages
                WHERE state = 'settling' AND owner IS NULL AND held_since <= %(held_before)s
                ORDER BY held_since LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
           UPDATE messages m SET owner = %(owner)s
             FROM mine, addresses a WHERE m.id = mine.id AND a.id = m.address_id
        RETURNING m.id, m.channel, m.address_id, a.sealed, m.text, m.attempts, m.held_since""",
        owner=owner,
        held_before=held_before,
        limit=limit,
    )


async def leave_unsettled(tx: Transaction, message_id: int) -> None:
    """The provider could not be asked; somebody asks again later."""
    await tx.execute(
        "UPDATE messages SET owner = NULL WHERE id = %(id)s AND state = 'settling'", id=message_id
    )


async def known_references(tx: Transaction, address_id: int) -> frozenset[str]:
    """The provider's ids already tied to messages to this address."""
    return frozenset(
        await tx.values(
            "SELECT reference FROM messages WHERE address_id = %(id)s AND reference IS NOT NULL",
            id=address_id,
        )
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as a receipt finds it."""

    id: int
    citizen_id: int
    address_id: int
    state: str
    receipt: str | None


async def for_receipt(tx: Transaction, channel: str, reference: str, message_id: int | None) -> Sent | None:
    """The message a receipt is about: by the provider's id, or by ours where it carries none yet."""
    return await tx.first(
        Sent,
        """SELECT id, citizen_id, address_id, state, receipt FROM messages
            WHERE channel = %(channel)s
              AND (reference = %(reference)s OR (id = %(message_id)s AND reference IS NULL))
            ORDER BY reference NULLS LAST LIMIT 1""",
        channel=channel,
        reference=reference,
        message_id=message_id,
    )


async def keep_receipt(
    tx: Transaction, message_id: int, *, reference: str, receipt: str, state: str, reason: str | None
) -> None:
    """Keep a provider's word on a message that has left."""
    await tx.execute(
        """UPDATE messages SET reference = %(reference)s, receipt = %(receipt)s, state = %(state)s,
                  reason = %(reason)s
            WHERE id = %(id)s""",
        id=message_id,
        reference=reference,
        receipt=receipt,
        state=state,
        reason=reason,
    )


async def lock_citizens(tx: Transaction, message_ids: Sequence[int]) -> None:
    """Take the rows of the messages' citizens, in the order of their ids."""
    await tx.execute(
        """SELECT FROM (SELECT c.id FROM citizens c
                         WHERE c.id IN (SELECT citizen_id FROM messages WHERE id = ANY(%(ids)s))
                         ORDER BY c.id FOR NO KEY UPDATE) AS locked""",
        ids=list(message_ids),
    )


async def citizen_of(tx: Transaction, message_id: int) -> int:
    """Whom a message is for."""
    citizen_id: int = await tx.value("SELECT citizen_id FROM messages WHERE id = %(id)s", id=message_id)
    return citizen_id


async def any_unsettled(tx: Transaction, held_before: datetime) -> bool:
    """Whether there are messages to ask a provider about."""
    return bool(
        await tx.value(
            """SELECT EXISTS (SELECT FROM messages WHERE state = 'settling' AND owner IS NULL
                                 AND held_since <= %(held_before)s)""",
            held_before=held_before,
        )
    )
