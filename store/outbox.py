"""The outbox: every message of ours, from queued to what became of it.

queued → claimed (a live worker has it) → sending (it may leave at any moment) → sent, delivered
or failed; or settling (its fate is being asked), then sent, queued again, or unknown. What a
worker does with a message is in `store.deliveries`, what became of it in `store.gone`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from evaluation.charges import Charge
from evaluation.exchange import Choice
from store import people
from store.db import Transaction

Facts = dict[str, Any]
"""What a template is rendered from; JSON."""


HANGS_MS = "5000"
"""Milliseconds for which a transaction that holds many citizens may do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrompt:
    """A prompt to be queued for a citizen, about these visits."""

    citizen_id: int
    address_id: int
    channel: str
    locale: str
    visit_ids: list[int]


async def queue_prompts(
    tx: Transaction, prompts: Sequence[NewPrompt], *, due_at: datetime, now: datetime
) -> None:
    """Queue prompts, at most one a citizen, and tie their visits to them; the citizens are locked."""
    await tx.execute(
        """WITH queued AS (
               INSERT INTO messages (kind, citizen_id, address_id, channel, template, facts, locale, state, due_at,
                                     created_at)
               SELECT 'prompt', citizen_id, address_id, channel, 'prompt', '{}', locale, 'queued', %(due_at)s, %(now)s
                 FROM unnest(%(citizens)s::bigint[], %(addresses)s::bigint[], %(channels)s::text[],
                             %(locales)s::text[]) AS p (citizen_id, address_id, channel, locale)
               RETURNING id, citizen_id)
           UPDATE visits v SET prompt_id = queued.id FROM queued
            WHERE v.id = ANY(%(visits)s) AND v.citizen_id = queued.citizen_id
              AND v.state = 'waiting' AND v.prompt_id IS NULL""",
        citizens=[prompt.citizen_id for prompt in prompts],
        addresses=[prompt.address_id for prompt in prompts],
        channels=[prompt.channel for prompt in prompts],
        locales=[prompt.locale for prompt in prompts],
        visits=[visit_id for prompt in prompts for visit_id in prompt.visit_ids],
        due_at=due_at,
        now=now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A message in words, and where it goes; `choices`: the answers to what it asks, for channels with buttons."""

    citizen_id: int
    address_id: int
    channel: str
    template: str
    facts: Facts
    locale: str
    text: str
    choices: Sequence[Choice] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReply(Worded):
    """An answer; `thread` is the prompt in whose thread it is.

    `by_worker`: it does not go back in the response to the message that it answers.
    """

    inbound_id: int
    by_worker: bool
    provider: str | None
    charge: Charge
    thread: int | None


async def keep_reply(tx: Transaction, reply: NewReply, now: datetime) -> int:
    """Keep a reply, as one that is sent with this transaction, or that the worker is to send; its id."""
    message_id: int = await tx.value(
        """INSERT INTO messages (kind, citizen_id, address_id, channel, reply_to, template, facts, locale, text,
                                 choices, provider, parts, cost, currency, thread, by_worker, state, due_at, attempts,
                                 created_at, sent_at)
           VALUES ('reply', %(citizen_id)s, %(address_id)s, %(channel)s, %(inbound_id)s, %(template)s, %(facts)s,
                   %(locale)s, %(text)s, %(choices)s, %(provider)s, %(parts)s, %(cost)s, %(currency)s,
                   %(thread)s, %(by_worker)s, CASE WHEN %(by_worker)s THEN 'queued' ELSE 'sent' END, %(now)s,
                   CASE WHEN %(by_worker)s THEN 0 ELSE 1 END, %(now)s,
                   CASE WHEN %(by_worker)s THEN NULL ELSE %(now)s END)
           RETURNING id""",
        **_columns(reply),
        **asdict(reply.charge),
        inbound_id=reply.inbound_id,
        by_worker=reply.by_worker,
        provider=reply.provider,
        thread=reply.thread,
        now=now,
    )
    return message_id


def _columns(message: Worded) -> dict[str, object]:
    values = {field.name: getattr(message, field.name) for field in fields(Worded)}
    return {**values, "facts": Jsonb(message.facts), "choices": as_json(message.choices)}


async def queue_replies(tx: Transaction, channel: str, provider_id: str, now: datetime) -> None:
    """Let the worker send what was to go back in the answer to this message: nobody was there to take it."""
    await tx.execute(
        """UPDATE messages m SET state = 'queued', by_worker = true, due_at = %(now)s, attempts = 0, sent_at = NULL
             FROM inbound i
            WHERE i.channel = %(channel)s AND i.provider_id = %(provider_id)s AND m.reply_to = i.id
              AND m.state = 'sent' AND NOT m.by_worker""",
        channel=channel,
        provider_id=provider_id,
        now=now,
    )


def as_json(choices: Sequence[Choice]) -> Jsonb:
    """Choices as they are kept with their message."""
    return Jsonb([asdict(choice) for choice in choices])


async def queue_notice(
    tx: Transaction, notice: Worded, now: datetime, *, due_at: datetime | None = None
) -> int:
    """Queue what somebody waits for and gets in another channel than they asked in; its id.

    It leaves as soon as may be, or at `due_at`; nobody opts out of it.
    """
    message_id: int = await tx.value(
        """INSERT INTO messages (kind, citizen_id, address_id, channel, template, facts, locale, text, state, due_at,
                                 created_at)
           VALUES ('notice', %(citizen_id)s, %(address_id)s, %(channel)s, %(template)s, %(facts)s, %(locale)s,
                   %(text)s, 'queued', %(due_at)s, %(now)s)
           RETURNING id""",
        **_columns(notice),
        due_at=due_at or now,
        now=now,
    )
    return message_id


_ANNOUNCE: LiteralString = """
    INSERT INTO messages (kind, citizen_id, address_id, channel, template, facts, locale, text, choices, state, due_at,
                          created_at)
    VALUES ('announcement', %(citizen_id)s, %(address_id)s, %(channel)s, %(template)s, %(facts)s, %(locale)s, %(text)s,
            %(choices)s, 'queued', %(due_at)s, %(now)s)"""


async def queue_announcement(
    tx: Transaction, announcement: Worded, *, due_at: datetime, now: datetime
) -> int:
    """Queue one that is to be found again; its id."""
    message_id: int = await tx.value(
        _ANNOUNCE + " RETURNING id", **_columns(announcement), due_at=due_at, now=now
    )
    return message_id


async def queue_announcements(
    tx: Transaction, announcements: Sequence[Worded], *, due_at: datetime, now: datetime
) -> None:
    """Queue what is told in sending hours only, unless its citizen opts out before it leaves."""
    await tx.execute_many(
        _ANNOUNCE,
        [_columns(announcement) | {"due_at": due_at, "now": now} for announcement in announcements],
    )


async def cancel_overtaken(
    tx: Transaction, citizen_id: int, complaint_id: int, templates: Sequence[str]
) -> list[str]:
    """What was to be told of a complaint is true no more and is not sent: the templates. The citizen is locked."""
    return await tx.values(
        """UPDATE messages SET state = 'cancelled', owner = NULL, held_since = NULL
            WHERE citizen_id = %(citizen_id)s AND kind = 'announcement' AND state IN ('queued', 'claimed')
              AND template = ANY(%(templates)s) AND facts->'complaint' = to_jsonb(%(complaint_id)s::bigint)
        RETURNING template""",
        citizen_id=citizen_id,
        complaint_id=complaint_id,
        templates=list(templates),
    )


async def cancel_call_backs(tx: Transaction, citizen_id: int) -> list[int]:
    """Answers of cases that have not left, with the question whether they helped, are not sent: of which complaints.

    The citizen is locked.
    """
    return await tx.values(
        """UPDATE messages SET state = 'cancelled', owner = NULL, held_since = NULL
            WHERE citizen_id = %(citizen_id)s AND kind = 'announcement' AND state IN ('queued', 'claimed')
              AND facts -> 'asks' ->> 'kind' = 'call_back'
        RETURNING (facts -> 'asks' ->> 'complaint')::bigint""",
        citizen_id=citizen_id,
    )


async def call_backs_of(tx: Transaction, message_id: int) -> list[int]:
    """The complaint whose answer a message tells, if it asks whether that helped."""
    return await tx.values(
        """SELECT (facts -> 'asks' ->> 'complaint')::bigint FROM messages
            WHERE id = %(id)s AND kind = 'announcement' AND facts -> 'asks' ->> 'kind' = 'call_back'""",
        id=message_id,
    )


async def announcements_waiting(tx: Transaction, at_most: int) -> int:
    """How many announcements have not left, counted up to `at_most`."""
    count: int = await tx.value(
        """SELECT count(*) FROM (SELECT FROM messages WHERE state = 'queued' AND kind = 'announcement'
                                  LIMIT %(at_most)s) AS waiting""",
        at_most=at_most,
    )
    return count


async def due_count(tx: Transaction, now: datetime, at_most: int) -> int:
    """How many messages are due on channels that are neither paused nor halted, counted up to `at_most`."""
    count: int = await tx.value(
        """SELECT count(*) FROM (SELECT FROM messages WHERE state = 'queued' AND due_at <= %(now)s
                                    AND channel NOT IN (SELECT p.channel FROM paused_channels p)
                                    AND channel NOT IN (SELECT h.channel FROM halted_channels h
                                                         WHERE h.until > %(now)s)
                                  LIMIT %(at_most)s) AS due""",
        now=now,
        at_most=at_most,
    )
    return count


async def cancel_empty(tx: Transaction, citizen_ids: Sequence[int]) -> None:
    """Cancel the citizens' prompts that no visit needs any more."""
    await tx.execute(
        """UPDATE messages m SET state = 'cancelled', owner = NULL, held_since = NULL
            WHERE m.citizen_id = ANY(%(ids)s) AND m.kind = 'prompt' AND m.state IN ('queued', 'claimed')
              AND NOT EXISTS (SELECT FROM visits v WHERE v.prompt_id = m.id AND v.state = 'waiting')""",
        ids=list(citizen_ids),
    )


async def lock_citizens(tx: Transaction, message_ids: Sequence[int]) -> None:
    """Take the rows of the messages' citizens, in the order of the whole product.

    Should this process hang with them in its hands, the server takes them away after `HANGS_MS`:
    their citizens are writing to us, and Twilio waits for 15 seconds.
    """
    await tx.execute(
        "SELECT set_config('idle_in_transaction_session_timeout', %(hangs)s, true)", hangs=HANGS_MS
    )
    while not await people.lock_all(tx, await _citizens_of(tx, message_ids)):
        pass  # one of them was merged while we waited for it: the message is another's now


async def _citizens_of(tx: Transaction, message_ids: Sequence[int]) -> list[int]:
    return await tx.values(
        """SELECT DISTINCT coalesce(c.merged_into, c.id) FROM messages m JOIN citizens c ON c.id = m.citizen_id
            WHERE m.id = ANY(%(ids)s)""",
        ids=list(message_ids),
    )
