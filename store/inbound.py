"""Messages from people: each kept once, whatever the provider redelivers."""

from dataclasses import dataclass, field
from datetime import datetime

from evaluation.exchange import Choice
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class StoredReply:
    """A reply as it was worded; `id` is its outbox id."""

    id: int
    text: str
    choices: list[Choice] = field(default_factory=list)


async def keep(
    tx: Transaction,
    *,
    channel: str,
    provider_id: str,
    citizen_id: int,
    address_id: int,
    text: str,
    original_length: int,
    intent: str,
    now: datetime,
) -> int | None:
    """Keep a message and how it was read; None when this one was seen before.

    Two deliveries at the same moment: the second waits here until the first has committed.
    """
    kept: int | None = await tx.value(
        """INSERT INTO inbound (channel, provider_id, citizen_id, address_id, text, original_length, intent,
                                received_at)
           VALUES (%(channel)s, %(provider_id)s, %(citizen_id)s, %(address_id)s, %(text)s, %(original_length)s,
                   %(intent)s, %(now)s)
           ON CONFLICT (channel, provider_id) DO NOTHING RETURNING id""",
        channel=channel,
        provider_id=provider_id,
        citizen_id=citizen_id,
        address_id=address_id,
        text=text,
        original_length=original_length,
        intent=intent,
        now=now,
    )
    return kept


async def was_seen(tx: Transaction, channel: str, provider_id: str) -> bool:
    """Whether this message was taken before."""
    return bool(
        await tx.value(
            """SELECT EXISTS (SELECT FROM inbound
                               WHERE channel = %(channel)s AND provider_id = %(provider_id)s)""",
            channel=channel,
            provider_id=provider_id,
        )
    )


async def opted_in_since(tx: Transaction, citizen_id: int, since: datetime) -> bool:
    """Whether the citizen asked for prompts again since then."""
    return bool(
        await tx.value(
            """SELECT EXISTS (SELECT FROM inbound WHERE citizen_id = %(citizen_id)s AND intent = 'opt_in'
                                 AND received_at >= %(since)s)""",
            citizen_id=citizen_id,
            since=since,
        )
    )


async def stored_replies(tx: Transaction, channel: str, provider_id: str) -> list[StoredReply]:
    """What went back in the answer to a message seen before, and goes back once more."""
    rows = await tx.fetch(
        _Stored,
        """SELECT m.id, m.text, m.choices FROM inbound i JOIN messages m ON m.reply_to = i.id
            WHERE i.channel = %(channel)s AND i.provider_id = %(provider_id)s AND NOT m.by_worker
            ORDER BY m.id""",
        channel=channel,
        provider_id=provider_id,
    )
    return [StoredReply(row.id, row.text, read_choices(row.choices)) for row in rows]


@dataclass(frozen=True, slots=True)
class _Stored:
    id: int
    text: str
    choices: list[dict[str, str]]


def read_choices(stored: list[dict[str, str]]) -> list[Choice]:
    """The choices of a message as they are kept."""
    return [Choice(**each) for each in stored]
