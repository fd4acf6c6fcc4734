"""The web chat: what was said in it, and whose it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evaluation.exchange import Choice
from store.db import Transaction
from store.inbound import read_choices
from store.people import Contact, attach
from store.vault import Vault

KIND = "web"
SHOWN = 60
"""Messages that the page shows: the latest."""


def address_of(citizen_id: int) -> str:
    """The address of a citizen's web chat; it is ours, so nobody else can have it."""
    return f"citizen:{citizen_id}"


async def bind(tx: Transaction, vault: Vault, citizen_id: int, now: datetime) -> None:
    """Make the web chat an address of the citizen's; it is one already the second time."""
    await attach(tx, vault, [(citizen_id, Contact(KIND, address_of(citizen_id), can_sms=False))], now)


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One message; "in" is from the citizen. Only the last of ours is still to be answered by a press."""

    direction: str
    text: str
    at: datetime
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class _Row:
    direction: str
    text: str
    at: datetime
    choices: list[dict[str, Any]]


async def lines(tx: Transaction, vault: Vault, citizen_id: int) -> list[ChatLine]:
    """What was said in the citizen's web chat, oldest first; nothing of what was said elsewhere."""
    rows = await tx.fetch(
        _Row,
        """SELECT direction, text, at, choices FROM (
               SELECT 'in' AS direction, i.text, i.received_at AS at, '[]'::jsonb AS choices, i.id AS turn, 0 AS place
                 FROM inbound i JOIN addresses a ON a.id = i.address_id
                WHERE i.citizen_id = %(citizen)s AND a.kind = %(kind)s AND a.lookup = %(lookup)s
                UNION ALL
               SELECT 'out', m.text, m.created_at, m.choices, m.reply_to, 1
                 FROM messages m JOIN addresses a ON a.id = m.address_id
                WHERE m.citizen_id = %(citizen)s AND a.kind = %(kind)s AND a.lookup = %(lookup)s
                  AND m.kind = 'reply') AS said
            ORDER BY turn DESC, place DESC LIMIT %(limit)s""",
        citizen=citizen_id,
        kind=KIND,
        lookup=vault.lookup(KIND, address_of(citizen_id)),
        limit=SHOWN,
    )
    return [ChatLine(row.direction, row.text, row.at, read_choices(row.choices)) for row in rows[::-1]]
