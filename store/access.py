"""Keys of the systems that use the API, kept as digests."""

import hashlib
from datetime import datetime

from store.db import Transaction


def digest(key: str) -> bytes:
    """What is kept of a key: it is long and random, so one round of SHA-256 suffices."""
    return hashlib.sha256(key.encode()).digest()


async def add_key(tx: Transaction, name: str, key: str, now: datetime) -> bool:
    """Keep a key under a name; False when the name is taken."""
    return bool(
        await tx.execute(
            """INSERT INTO api_keys (name, digest, created_at) VALUES (%(name)s, %(digest)s, %(now)s)
               ON CONFLICT (name) DO NOTHING""",
            name=name,
            digest=digest(key),
            now=now,
        )
    )


async def key_name(tx: Transaction, key: str) -> str | None:
    """The name under which a key is known, or None."""
    name: str | None = await tx.value(
        "SELECT name FROM api_keys WHERE digest = %(digest)s", digest=digest(key)
    )
    return name
