"""Links and codes by which a chat becomes one more address of a citizen."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Binding:
    """A link or a code, locked until the transaction ends."""

    id: int
    citizen_id: int
    expires_at: datetime
    used_by: int | None
    sent_to: int | None
    """Where a code went."""

    def is_good(self, now: datetime) -> bool:
        """Whether it may still do its work."""
        return self.used_by is None and now < self.expires_at


async def add(
    tx: Transaction,
    *,
    digest: bytes,
    citizen_id: int,
    now: datetime,
    expires_at: datetime,
    asked_by: int | None = None,
    sent_to: int | None = None,
) -> None:
    """Keep a link, or the code that the chat `asked_by` has asked for and that went to `sent_to`."""
    await tx.execute(
        """INSERT INTO bindings (digest, citizen_id, asked_by, sent_to, made_at, expires_at)
           VALUES (%(digest)s, %(citizen_id)s, %(asked_by)s, %(sent_to)s, %(now)s, %(expires_at)s)""",
        digest=digest,
        citizen_id=citizen_id,
        asked_by=asked_by,
        sent_to=sent_to,
        now=now,
        expires_at=expires_at,
    )


async def by_token(tx: Transaction, digest: bytes) -> Binding | None:
    """The link with this token: whoever comes second waits here."""
    return await tx.first(
        Binding,
        """SELECT id, citizen_id, expires_at, used_by, sent_to FROM bindings
            WHERE digest = %(digest)s AND asked_by IS NULL FOR UPDATE""",
        digest=digest,
    )


async def by_code(tx: Transaction, digest: bytes, asked_by: int, most_wrong: int) -> Binding | None:
    """The last code that this chat asked for, if it has this digest; a wrong one is counted against it."""
    return await tx.first(
        Binding,
        """WITH last AS (
               SELECT id FROM bindings WHERE asked_by = %(asked_by)s ORDER BY id DESC LIMIT 1 FOR UPDATE),
           tried AS (
               UPDATE bindings b SET wrong = wrong + CASE WHEN digest = %(digest)s THEN 0 ELSE 1 END
                 FROM last WHERE b.id = last.id AND wrong < %(most_wrong)s
            RETURNING b.id, citizen_id, expires_at, used_by, sent_to, digest)
           SELECT id, citizen_id, expires_at, used_by, sent_to FROM tried WHERE digest = %(digest)s""",
        digest=digest,
        asked_by=asked_by,
        most_wrong=most_wrong,
    )


async def awaits_code(tx: Transaction, asked_by: int, now: datetime) -> bool:
    """Whether a code that this chat asked for may still be typed."""
    return bool(
        await tx.value(
            """SELECT EXISTS (SELECT FROM bindings
                               WHERE asked_by = %(asked_by)s AND used_by IS NULL AND expires_at > %(now)s)""",
            asked_by=asked_by,
            now=now,
        )
    )


async def codes_since(tx: Transaction, *, asked_by: int, citizen_id: int, since: datetime) -> int:
    """How many codes this chat asked for, or this citizen was sent, since then."""
    count: int = await tx.value(
        """SELECT count(*) FROM bindings
            WHERE asked_by IS NOT NULL AND made_at > %(since)s
              AND (asked_by = %(asked_by)s OR citizen_id = %(citizen_id)s)""",
        asked_by=asked_by,
        citizen_id=citizen_id,
        since=since,
    )
    return count


async def use(tx: Transaction, binding_id: int, address_id: int) -> None:
    """The link or code has done its work, for this address; it does no other."""
    await tx.execute(
        "UPDATE bindings SET used_by = %(address_id)s WHERE id = %(binding_id)s",
        binding_id=binding_id,
        address_id=address_id,
    )


async def move_address(tx: Transaction, address_id: int, citizen_id: int) -> None:
    """An address is a citizen's from now on; what was said there before stays where it is."""
    await tx.execute(
        "UPDATE addresses SET citizen_id = %(citizen_id)s WHERE id = %(address_id)s",
        address_id=address_id,
        citizen_id=citizen_id,
    )


async def is_only_an_address(tx: Transaction, citizen_id: int) -> bool:
    """Whether nothing is known of a citizen but one address: no matter, no points, no other way to them."""
    return bool(
        await tx.value(
            """SELECT NOT EXISTS (SELECT FROM visits WHERE citizen_id = %(id)s)
                  AND NOT EXISTS (SELECT FROM ledger_accounts WHERE citizen_id = %(id)s)
                  AND (SELECT count(*) FROM addresses WHERE citizen_id = %(id)s) = 1""",
            id=citizen_id,
        )
    )
