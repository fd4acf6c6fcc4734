"""The links of halls, each of which can be taken back; what a hall prints stays good until then, or until its day."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class HallLink:
    """A link to one of a hall's pages; `purpose` is one of `store.signed_links.Purpose`."""

    id: int
    org_code: str
    purpose: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def works(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


async def lend(
    tx: Transaction, org_code: str, purpose: str, *, expires_at: datetime | None, now: datetime
) -> HallLink:
    """The hall's link for this purpose that ends then (None: never by itself); made if there is none."""
    await tx.execute(
        """INSERT INTO hall_links (org_code, purpose, made_at, expires_at)
           VALUES (%(org_code)s, %(purpose)s, %(now)s, %(expires_at)s) ON CONFLICT DO NOTHING""",
        org_code=org_code,
        purpose=purpose,
        expires_at=expires_at,
        now=now,
    )
    link = await tx.first(
        HallLink,
        """SELECT * FROM hall_links
            WHERE org_code = %(org_code)s AND purpose = %(purpose)s AND revoked_at IS NULL
              AND expires_at IS NOT DISTINCT FROM %(expires_at)s""",
        org_code=org_code,
        purpose=purpose,
        expires_at=expires_at,
    )
    assert link is not None
    return link


async def find(tx: Transaction, link_id: int) -> HallLink | None:
    """A link by its number."""
    return await tx.first(HallLink, "SELECT * FROM hall_links WHERE id = %(id)s", id=link_id)


async def listed(tx: Transaction, org_code: str | None) -> list[HallLink]:
    """All links of a hall, or of every hall, in the order in which they were made."""
    return await tx.fetch(
        HallLink,
        """SELECT * FROM hall_links WHERE %(org_code)s::text IS NULL OR org_code = %(org_code)s ORDER BY id""",
        org_code=org_code,
    )


async def revoke(tx: Transaction, link_id: int, now: datetime) -> bool:
    """Let a link open nothing from now on; False if there is none, or it was revoked before."""
    return bool(
        await tx.execute(
            "UPDATE hall_links SET revoked_at = %(now)s WHERE id = %(id)s AND revoked_at IS NULL",
            id=link_id,
            now=now,
        )
    )
