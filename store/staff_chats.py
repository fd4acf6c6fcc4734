"""Chats and phones from which staff speak to the bot, bound by a code that they typed there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction
from store.staff import Staff


async def put_code(tx: Transaction, staff_id: int, digest: bytes, expires_at: datetime) -> None:
    """Keep a code for an account; it takes the place of the last one."""
    await tx.execute(
        """INSERT INTO staff_codes (staff_id, digest, expires_at) VALUES (%(staff_id)s, %(digest)s, %(expires_at)s)
           ON CONFLICT (staff_id) DO UPDATE SET digest = excluded.digest, expires_at = excluded.expires_at""",
        staff_id=staff_id,
        digest=digest,
        expires_at=expires_at,
    )


async def take_code(tx: Transaction, digest: bytes, now: datetime) -> int | None:
    """Use up a code: whose it is, if it is good; of two who type it at once one gets it."""
    owner: int | None = await tx.value(
        """DELETE FROM staff_codes c USING staff s
            WHERE s.id = c.staff_id AND s.disabled_at IS NULL AND c.digest = %(digest)s AND c.expires_at > %(now)s
        RETURNING c.staff_id""",
        digest=digest,
        now=now,
    )
    return owner


async def bind(tx: Transaction, address_id: int, staff_id: int, now: datetime) -> None:
    """An address speaks for an account from now on, and for no other."""
    await tx.execute(
        """INSERT INTO staff_chats (address_id, staff_id, bound_at) VALUES (%(address_id)s, %(staff_id)s, %(now)s)
           ON CONFLICT (address_id) DO UPDATE SET staff_id = excluded.staff_id, bound_at = excluded.bound_at""",
        address_id=address_id,
        staff_id=staff_id,
        now=now,
    )


async def unbind(tx: Transaction, address_id: int, staff_id: int | None = None) -> bool:
    """An address speaks for no account any more (only if it is this one's, where one is named)."""
    return bool(
        await tx.execute(
            """DELETE FROM staff_chats
                WHERE address_id = %(address_id)s AND (%(staff_id)s::bigint IS NULL OR staff_id = %(staff_id)s)""",
            address_id=address_id,
            staff_id=staff_id,
        )
    )


@dataclass(frozen=True, slots=True)
class Speaker(Staff):
    """The account that an address speaks for, since when."""

    bound_at: datetime


async def speaker(tx: Transaction, address_id: int) -> Speaker | None:
    """The account that an address speaks for, unless it is disabled.

    An address that may be another person's since it was bound speaks for nobody until it is bound anew.
    """
    return await tx.first(
        Speaker,
        """SELECT s.id, s.username, s.name, s.role, s.area_code, s.org_code, s.disabled_at, c.bound_at
             FROM staff_chats c JOIN staff s ON s.id = c.staff_id JOIN addresses a ON a.id = c.address_id
            WHERE c.address_id = %(address_id)s AND s.disabled_at IS NULL
              AND (a.doubted_since IS NULL OR a.doubted_since < c.bound_at)""",
        address_id=address_id,
    )


@dataclass(frozen=True, slots=True)
class Bound:
    """A chat or phone of an account; `sealed` opens with the vault."""

    address_id: int
    kind: str
    sealed: bytes
    bound_at: datetime


async def of_staff(tx: Transaction, staff_id: int) -> Sequence[Bound]:
    """The chats and phones of an account, the newest first."""
    return await tx.fetch(
        Bound,
        """SELECT c.address_id, a.kind, a.sealed, c.bound_at FROM staff_chats c JOIN addresses a ON a.id = c.address_id
            WHERE c.staff_id = %(staff_id)s ORDER BY c.bound_at DESC, c.address_id DESC""",
        staff_id=staff_id,
    )
