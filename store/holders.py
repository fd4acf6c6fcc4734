"""What is known of who holds an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from evaluation.holders import Holder
from store.db import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfAddress(Holder):
    address_id: int


async def of_addresses(tx: Transaction, address_ids: Iterable[int]) -> dict[int, Holder]:
    """By address, what speaks for and against it that it is still its citizen's."""
    found = await tx.fetch(
        _OfAddress,
        """SELECT a.id AS address_id, coalesce(a.added_at, c.created_at) AS known_since, a.vouched_at, a.doubted_since,
                  (SELECT i.received_at FROM inbound i WHERE i.citizen_id = a.citizen_id AND i.address_id = a.id
                    ORDER BY i.id DESC LIMIT 1) AS last_wrote
             FROM addresses a JOIN citizens c ON c.id = a.citizen_id WHERE a.id = ANY(%(ids)s)""",
        ids=list(address_ids),
    )
    return {each.address_id: each for each in found}


async def of_address(tx: Transaction, address_id: int) -> Holder:
    """What speaks for and against it that an address is still its citizen's."""
    return (await of_addresses(tx, [address_id]))[address_id]


async def doubt(tx: Transaction, address_id: int, since: datetime) -> None:
    """Keep that an address may be another person's."""
    await tx.execute(
        "UPDATE addresses SET doubted_since = %(since)s WHERE id = %(id)s", id=address_id, since=since
    )


async def vouch(tx: Transaction, address_ids: Iterable[int], now: datetime) -> None:
    """Keep that these addresses are their citizen's: they showed it, or the staff saw it."""
    await tx.execute(
        "UPDATE addresses SET vouched_at = %(now)s, doubted_since = NULL WHERE id = ANY(%(ids)s)",
        ids=list(address_ids),
        now=now,
    )
