"""Citizens and their addresses. Who comes first in a transaction: the citizen's row is the lock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction
from store.vault import Vault

NEW_ADDRESSES_LOCK = 7_203_002
"""Held while addresses are added, so that two requests never make two citizens of one phone."""


@dataclass(frozen=True, slots=True)
class Contact:
    """An address as it came in: `kind` is phone (E.164), telegram or wechat."""

    kind: str
    address: str
    can_sms: bool = True


@dataclass(frozen=True, slots=True)
class Address:
    """A known address; `sealed` opens with the vault."""

    id: int
    citizen_id: int
    kind: str
    sealed: bytes
    can_sms: bool
    shut: bool
    """It was said to take no messages, or may take none until its owner writes to us."""


@dataclass(frozen=True, slots=True)
class Citizen:
    """A person, locked until the transaction ends."""

    id: int
    locale: str
    opted_out_at: datetime | None
    merged_into: int | None = None


async def resolve(
    tx: Transaction, vault: Vault, contacts: Iterable[Contact], now: datetime
) -> dict[Contact, Address]:
    """The address of each contact; an unknown one becomes a new citizen's."""
    wanted = {contact: vault.lookup(contact.kind, contact.address) for contact in contacts}
    found = await _find(tx, wanted)
    missing = [contact for contact in wanted if contact not in found]
    if missing:
        await tx.execute("SELECT pg_advisory_xact_lock(%(key)s)", key=NEW_ADDRESSES_LOCK)
        await _add(tx, vault, {contact: wanted[contact] for contact in missing}, now)
        found = await _find(tx, wanted)
    return found


async def known(tx: Transaction, vault: Vault, contact: Contact) -> Address | None:
    """The address of a contact, if anybody has it."""
    return (await _find(tx, {contact: vault.lookup(contact.kind, contact.address)})).get(contact)


async def by_id(tx: Transaction, address_id: int) -> Address:
    """An address as it is now."""
    found = await tx.first(
        Address,
        """SELECT a.id, coalesce(c.merged_into, c.id) AS citizen_id, a.kind, a.sealed, a.can_sms,
                  a.dead_because IS NOT NULL OR a.rests_since IS NOT NULL AS shut
             FROM addresses a JOIN citizens c ON c.id = a.citizen_id WHERE a.id = %(id)s""",
        id=address_id,
    )
    assert found is not None, "addresses are never deleted"
    return found


@dataclass(frozen=True, slots=True)
class _Found(Address):
    lookup: bytes


async def _find(tx: Transaction, wanted: Mapping[Contact, bytes]) -> dict[Contact, Address]:
    if not wanted:
        return {}
    rows = await tx.fetch(
        _Found,
        """SELECT a.id, coalesce(c.merged_into, c.id) AS citizen_id, a.kind, a.sealed, a.can_sms, a.lookup,
                  a.dead_because IS NOT NULL OR a.rests_since IS NOT NULL AS shut
             FROM unnest(%(kinds)s::text[], %(lookups)s::bytea[]) AS wanted (kind, lookup)
             JOIN addresses a USING (kind, lookup) JOIN citizens c ON c.id = a.citizen_id""",
        kinds=[contact.kind for contact in wanted],
        lookups=list(wanted.values()),
    )
    by_lookup = {row.lookup: row for row in rows}
    return {contact: by_lookup[lookup] for contact, lookup in wanted.items() if lookup in by_lookup}


async def _add(tx: Transaction, vault: Vault, missing: Mapping[Contact, bytes], now: datetime) -> None:
    await tx.execute(
        """WITH given AS (
               SELECT nextval(pg_get_serial_sequence('citizens', 'id')) AS citizen_id, g.*
                 FROM unnest(%(kinds)s::text[], %(lookups)s::bytea[], %(sealed)s::bytea[], %(can_sms)s::bool[])
                   AS g (kind, lookup, sealed, can_sms)
                WHERE NOT EXISTS (SELECT FROM addresses a WHERE a.kind = g.kind AND a.lookup = g.lookup)),
           people AS (
               INSERT INTO citizens (id, created_at) OVERRIDING SYSTEM VALUE
               SELECT citizen_id, %(now)s FROM given)
           INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms, added_at)
           SELECT citizen_id, kind, lookup, sealed, can_sms, %(now)s FROM given""",
        kinds=[contact.kind for contact in missing],
        lookups=list(missing.values()),
        sealed=[vault.seal(contact.address) for contact in missing],
        can_sms=[contact.can_sms for contact in missing],
        now=now,
    )


async def attach(
    tx: Transaction, vault: Vault, extra: Iterable[tuple[int, Contact]], now: datetime
) -> dict[Contact, Address]:
    """Give citizens further addresses; one that belongs to somebody else stays theirs."""
    pairs = list(extra)
    await tx.execute_many(
        """INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms, added_at)
           VALUES (%(citizen_id)s, %(kind)s, %(lookup)s, %(sealed)s, %(can_sms)s, %(now)s)
           ON CONFLICT (kind, lookup) DO NOTHING""",
        [
            {
                "citizen_id": citizen_id,
                "kind": contact.kind,
                "lookup": vault.lookup(contact.kind, contact.address),
                "sealed": vault.seal(contact.address),
                "can_sms": contact.can_sms,
                "now": now,
            }
            for citizen_id, contact in pairs
        ],
    )
    return await _find(tx, {c: vault.lookup(c.kind, c.address) for _, c in pairs})


async def lock(tx: Transaction, citizen_id: int) -> Citizen:
    """Take the citizen's row: their turns, ratings and points come one after the other.

    One who was merged meanwhile is the citizen they turned out to be.
    """
    citizen = await tx.first(
        Citizen,
        """SELECT id, locale, opted_out_at, merged_into FROM citizens WHERE id = %(citizen_id)s
              FOR NO KEY UPDATE""",
        citizen_id=citizen_id,
    )
    assert citizen is not None, "a citizen is never deleted"
    return citizen if citizen.merged_into is None else await lock(tx, citizen.merged_into)


async def lock_all(tx: Transaction, citizen_ids: Iterable[int]) -> bool:
    """Take several citizens' rows, so that nobody deadlocks always the newest first.

    So does `lock`, which goes on from one who was merged to the older one who stays. False where one of them was
    merged before we had them: who they are has to be looked up again.
    """
    merged: bool | None = await tx.value(
        """SELECT bool_or(merged) FROM (SELECT merged_into IS NOT NULL AS merged FROM citizens
                                         WHERE id = ANY(%(ids)s) ORDER BY id DESC FOR NO KEY UPDATE) AS locked""",
        ids=sorted(set(citizen_ids)),
    )
    return not merged


async def now_known_as(tx: Transaction, citizen_id: int) -> int:
    """The citizen that this one was merged into, or themself."""
    found: int = await tx.value(
        "SELECT coalesce(merged_into, id) FROM citizens WHERE id = %(id)s", id=citizen_id
    )
    return found


async def opted_out(tx: Transaction, citizen_ids: Iterable[int]) -> set[int]:
    """Those of the citizens who want no prompts."""
    return set(
        await tx.values(
            "SELECT id FROM citizens WHERE id = ANY(%(ids)s) AND opted_out_at IS NOT NULL",
            ids=list(citizen_ids),
        )
    )


async def set_opted_out(tx: Transaction, citizen_id: int, at: datetime | None) -> None:
    """Keep that the citizen wants no prompts from `at`, or wants them again (None)."""
    await tx.execute(
        "UPDATE citizens SET opted_out_at = %(at)s WHERE id = %(citizen_id)s", citizen_id=citizen_id, at=at
    )


async def set_locale(tx: Transaction, citizen_id: int, locale: str) -> None:
    """Keep the language that a citizen uses: zh or en."""
    await tx.execute(
        "UPDATE citizens SET locale = %(locale)s WHERE id = %(id)s", locale=locale, id=citizen_id
    )


async def bury_address(tx: Transaction, address_id: int, because: str) -> None:
    """Keep that an address takes no messages, and why."""
    await tx.execute(
        "UPDATE addresses SET dead_because = %(because)s, can_sms = false WHERE id = %(address_id)s",
        address_id=address_id,
        because=because,
    )


async def rest_address(tx: Transaction, address_id: int, now: datetime) -> None:
    """Keep that nothing may be sent to an address until its owner writes to us."""
    await tx.execute(
        "UPDATE addresses SET rests_since = %(now)s WHERE id = %(address_id)s", address_id=address_id, now=now
    )


async def open_address(tx: Transaction, address_id: int) -> None:
    """Somebody wrote from an address that was shut: it works after all."""
    await tx.execute(
        """UPDATE addresses SET can_sms = can_sms OR (kind = 'phone' AND dead_because IS NOT NULL),
                  dead_because = NULL, rests_since = NULL
            WHERE id = %(address_id)s""",
        address_id=address_id,
    )


@dataclass(frozen=True, slots=True)
class PromptLine:
    """Where a citizen's prompt goes."""

    citizen_id: int
    address_id: int
    channel: str


async def prompt_lines(
    tx: Transaction, citizen_ids: Iterable[int], channels: Iterable[str]
) -> dict[int, PromptLine]:
    """The address to prompt each citizen at, on one of `channels`; those who have none are left out.

    Of those that may be written to the one they wrote from last; else a chat, the newest; else the newest
    phone that takes SMS. One on a paused channel comes last: its messages wait.
    """
    rows = await tx.fetch(
        PromptLine,
        """SELECT DISTINCT ON (a.citizen_id) a.citizen_id, a.id AS address_id, a.channel
             FROM (SELECT *, CASE kind WHEN 'phone' THEN 'sms' ELSE kind END AS channel FROM addresses
                    WHERE citizen_id = ANY(%(ids)s) AND dead_because IS NULL AND rests_since IS NULL
                      AND (kind <> 'phone' OR can_sms)) AS a
             LEFT JOIN LATERAL (SELECT i.id FROM inbound i
                                 WHERE i.citizen_id = a.citizen_id AND i.address_id = a.id
                                 ORDER BY i.id DESC LIMIT 1) AS latest ON true
            WHERE a.channel = ANY(%(channels)s)
            ORDER BY a.citizen_id, a.channel IN (SELECT p.channel FROM paused_channels p),
                     latest.id DESC NULLS LAST, a.kind = 'phone', a.id DESC""",
        ids=list(citizen_ids),
        channels=list(channels),
    )
    return {row.citizen_id: row for row in rows}


async def in_chat(tx: Transaction, citizen_ids: Iterable[int], chats: Iterable[str]) -> set[int]:
    """Those of the citizens who can be written to in one of these chats."""
    channels = list(chats)
    return set(await prompt_lines(tx, citizen_ids, channels)) if channels else set()
