"""The accounts of the staff. Usernames are lower case here; what a person typed is lowered before it comes."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.areas import significant
from evaluation.staff import Role, Scope
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Staff:
    """An account."""

    id: int
    username: str
    name: str
    role: Role
    area_code: str
    org_code: str | None
    disabled_at: datetime | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "role", Role(self.role))

    @property
    def scope(self) -> Scope:
        """What the account sees."""
        return Scope(self.area_code, self.org_code)


@dataclass(frozen=True, slots=True)
class NewStaff:
    """An account to be made."""

    username: str
    name: str
    role: Role
    scope: Scope


async def add(tx: Transaction, new: NewStaff, password_hash: str, now: datetime) -> int | None:
    """Make an account; its id, None where the username is taken."""
    made: int | None = await tx.value(
        """INSERT INTO staff (username, name, password_hash, role, area_code, org_code, created_at,
                              password_changed_at)
           VALUES (%(username)s, %(name)s, %(password_hash)s, %(role)s, %(area_code)s, %(org_code)s, %(now)s, %(now)s)
           ON CONFLICT (username) DO NOTHING RETURNING id""",
        username=new.username,
        name=new.name,
        password_hash=password_hash,
        role=new.role,
        area_code=new.scope.area_code,
        org_code=new.scope.org_code,
        now=now,
    )
    return made


async def by_username(tx: Transaction, username: str) -> Staff | None:
    """The account of that name."""
    return await tx.first(
        Staff,
        """SELECT id, username, name, role, area_code, org_code, disabled_at
             FROM staff WHERE username = %(username)s""",
        username=username,
    )


async def locked(tx: Transaction, staff_id: int) -> Staff | None:
    """An account by its id; changes of it come one after the other."""
    return await tx.first(
        Staff,
        """SELECT id, username, name, role, area_code, org_code, disabled_at
             FROM staff WHERE id = %(id)s FOR NO KEY UPDATE""",
        id=staff_id,
    )


async def password_hash(tx: Transaction, staff_id: int) -> str:
    """What is kept of an account's password."""
    found: str = await tx.value("SELECT password_hash FROM staff WHERE id = %(id)s", id=staff_id)
    return found


async def set_password(tx: Transaction, staff_id: int, password_hash: str, now: datetime) -> None:
    """Give an account another password."""
    await tx.execute(
        """UPDATE staff SET password_hash = %(password_hash)s, password_changed_at = %(now)s
            WHERE id = %(id)s""",
        id=staff_id,
        password_hash=password_hash,
        now=now,
    )


async def rehash(tx: Transaction, staff_id: int, old: str, new: str) -> None:
    """Keep the same password with today's parameters, unless it was changed meanwhile."""
    await tx.execute(
        "UPDATE staff SET password_hash = %(new)s WHERE id = %(id)s AND password_hash = %(old)s",
        id=staff_id,
        old=old,
        new=new,
    )


async def set_disabled(tx: Transaction, staff_id: int, at: datetime | None) -> bool:
    """Shut an account from `at`, or open it again (None); False where it was so already."""
    return bool(
        await tx.execute(
            """UPDATE staff SET disabled_at = %(at)s
                WHERE id = %(id)s AND (disabled_at IS NULL) <> (%(at)s::timestamptz IS NULL)""",
            id=staff_id,
            at=at,
        )
    )


@dataclass(frozen=True, slots=True)
class Live:
    """When a session is live: not over at `wall`, used after `unused_since`."""

    wall: datetime
    unused_since: datetime


@dataclass(frozen=True, slots=True)
class Listed(Staff):
    """An account as a list shows it."""

    area_name: str | None
    org_name: str | None
    last_seen_at: datetime | None
    """Wall time."""
    live_sessions: int


async def listed(tx: Transaction, scope: Scope | None, live: Live, only: int | None = None) -> list[Listed]:
    """The accounts of a scope (None: all), by name, or `only` the one with this id.

    Who is bound to an org sees those of it and below it.
    """
    return await tx.fetch(
        Listed,
        """WITH RECURSIVE mine AS (
               SELECT code FROM orgs WHERE code = %(org_code)s
                UNION SELECT o.code FROM orgs o JOIN mine ON o.parent_code = mine.code)
           SELECT s.id, s.username, s.name, s.role, s.area_code, s.org_code, s.disabled_at,
                  a.name AS area_name, o.name AS org_name, seen.last_seen_at, seen.live_sessions
             FROM staff s
             LEFT JOIN areas a ON a.code = s.area_code
             LEFT JOIN orgs o ON o.code = s.org_code
             LEFT JOIN LATERAL (
                  SELECT max(e.seen_at) AS last_seen_at,
                         count(*) FILTER (WHERE e.ended_at IS NULL AND e.expires_at > %(wall)s
                                            AND e.seen_at > %(unused_since)s) AS live_sessions
                    FROM staff_sessions e WHERE e.staff_id = s.id) AS seen ON true
            WHERE starts_with(s.area_code, %(digits)s)
              AND (%(org_code)s::text IS NULL OR s.org_code IN (SELECT code FROM mine))
              AND (%(only)s::bigint IS NULL OR s.id = %(only)s)
            ORDER BY s.username""",
        digits=significant(scope.area_code) if scope else "",
        org_code=scope.org_code if scope else None,
        wall=live.wall,
        unused_since=live.unused_since,
        only=only,
    )
