"""Tokens that a provider lends an account for a while: one for all processes, sealed."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction

TOKEN_LOCKS = 7_203_005
"""The space of the advisory locks under which one process at a time asks for a token."""


@dataclass(frozen=True, slots=True)
class SealedToken:
    """A token as it is kept; `good_until` is wall time."""

    sealed: bytes
    good_until: datetime


async def hold(tx: Transaction, name: str) -> SealedToken | None:
    """The token of this name; nobody else gets at it until the transaction ends."""
    await tx.execute(
        "SELECT pg_advisory_xact_lock(%(space)s, hashtext(%(name)s))", space=TOKEN_LOCKS, name=name
    )
    return await tx.first(
        SealedToken, "SELECT sealed, good_until FROM provider_tokens WHERE name = %(name)s", name=name
    )


async def keep(tx: Transaction, name: str, token: SealedToken) -> None:
    """Keep a token in place of the one before."""
    await tx.execute(
        """INSERT INTO provider_tokens (name, sealed, good_until) VALUES (%(name)s, %(sealed)s, %(good_until)s)
           ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed, good_until = excluded.good_until""",
        name=name,
        sealed=token.sealed,
        good_until=token.good_until,
    )
