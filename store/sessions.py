"""Sessions of the staff, and how often passwords are tried; all by wall time."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.db import Transaction
from store.staff import Live, Staff

SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is kept no finer, so that reading a page hardly ever writes."""

LONGEST_COUNTED = timedelta(days=1)
"""No limit looks back longer."""


def digest(token: str) -> bytes:
    """What is kept of a session's token: it is long and random, so one round of SHA-256 suffices."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to begin: whose, from which network address, in which browser."""

    staff_id: int
    token: str
    client: str
    agent: str


async def begin(tx: Transaction, new: NewSession, wall: datetime, expires_at: datetime) -> None:
    """Keep a session that begins now."""
    await tx.execute(
        """INSERT INTO staff_sessions (digest, staff_id, made_at, seen_at, expires_at, client, agent)
           VALUES (%(digest)s, %(staff_id)s, %(wall)s, %(wall)s, %(expires_at)s, %(client)s, %(agent)s)""",
        digest=digest(new.token),
        staff_id=new.staff_id,
        wall=wall,
        expires_at=expires_at,
        client=new.client,
        agent=new.agent,
    )


@dataclass(frozen=True, slots=True)
class Session(Staff):
    """Whose session it is; `id` and all else of a `Staff` are the account's."""

    session_id: int
    seen_at: datetime
    area_name: str | None
    org_name: str | None


async def live(tx: Transaction, token: str, at: Live) -> Session | None:
    """The session of a token, if it is live and its account is not disabled; its use is noted."""
    found = await tx.first(
        Session,
        """SELECT e.id AS session_id, e.seen_at, s.id, s.username, s.name, s.role, s.area_code, s.org_code,
                  s.disabled_at, a.name AS area_name, o.name AS org_name
             FROM staff_sessions e JOIN staff s ON s.id = e.staff_id
             LEFT JOIN areas a ON a.code = s.area_code
             LEFT JOIN orgs o ON o.code = s.org_code
            WHERE e.digest = %(digest)s AND e.ended_at IS NULL AND e.expires_at > %(wall)s
              AND e.seen_at > %(unused_since)s AND s.disabled_at IS NULL""",
        digest=digest(token),
        wall=at.wall,
        unused_since=at.unused_since,
    )
    if found is not None and at.wall - found.seen_at >= SEEN_EVERY:
        await tx.execute(
            "UPDATE staff_sessions SET seen_at = greatest(seen_at, %(wall)s) WHERE id = %(id)s",
            id=found.session_id,
            wall=at.wall,
        )
    return found


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A live session as a list shows it; all times are wall time."""

    id: int
    made_at: datetime
    seen_at: datetime
    expires_at: datetime
    client: str
    agent: str


async def of_staff(tx: Transaction, staff_id: int, at: Live) -> list[ListedSession]:
    """The live sessions of an account, the one used last first."""
    return await tx.fetch(
        ListedSession,
        """SELECT id, made_at, seen_at, expires_at, client, agent FROM staff_sessions
            WHERE staff_id = %(staff_id)s AND ended_at IS NULL AND expires_at > %(wall)s
              AND seen_at > %(unused_since)s
            ORDER BY seen_at DESC, id DESC""",
        staff_id=staff_id,
        wall=at.wall,
        unused_since=at.unused_since,
    )


async def end(
    tx: Transaction,
    staff_id: int,
    *,
    wall: datetime,
    by: int | None,
    only: Sequence[int] | None = None,
    but: int | None = None,
) -> list[int]:
    """End the sessions of an account, `only` these or all `but` one; which of them were not ended before."""
    ended: list[int] = await tx.values(
        """UPDATE staff_sessions SET ended_at = %(wall)s, ended_by = %(by)s
            WHERE staff_id = %(staff_id)s AND ended_at IS NULL
              AND (%(only)s::bigint[] IS NULL OR id = ANY(%(only)s)) AND id IS DISTINCT FROM %(but)s
        RETURNING id""",
        staff_id=staff_id,
        wall=wall,
        by=by,
        only=None if only is None else list(only),
        but=but,
    )
    return ended


async def end_by_token(tx: Transaction, token: str, wall: datetime) -> None:
    """End the session of a token, if there is one: its browser has signed in anew."""
    await tx.execute(
        """UPDATE staff_sessions SET ended_at = %(wall)s, ended_by = staff_id
            WHERE digest = %(digest)s AND ended_at IS NULL""",
        digest=digest(token),
        wall=wall,
    )


@dataclass(frozen=True, slots=True)
class Tries:
    """How often something was tried since then."""

    tries: int
    since: datetime


async def count_try(tx: Transaction, what: str, wall: datetime, forgotten_before: datetime) -> Tries:
    """Count one more try, before it is judged, so that fifty at once are fifty; old ones are forgotten.

    `what` is tried (an account, a client): only its hash is kept, for people type passwords into the wrong field.
    """
    counted = await tx.first(
        Tries,
        """INSERT INTO staff_tries (digest, tries, since) VALUES (%(digest)s, 1, %(wall)s)
           ON CONFLICT (digest) DO UPDATE
              SET tries = CASE WHEN staff_tries.since > %(forgotten_before)s THEN staff_tries.tries + 1 ELSE 1 END,
                  since = CASE WHEN staff_tries.since > %(forgotten_before)s THEN staff_tries.since ELSE %(wall)s END
        RETURNING tries, since""",
        digest=digest(what),
        wall=wall,
        forgotten_before=forgotten_before,
    )
    assert counted is not None
    return counted


async def forgive(tx: Transaction, what: str) -> None:
    """It succeeded: what was tried before does not count any more."""
    await tx.execute("DELETE FROM staff_tries WHERE digest = %(digest)s", digest=digest(what))


async def take_back_try(tx: Transaction, what: str) -> None:
    """The last try was a good one and counts for nothing; the bad ones before it stay."""
    await tx.execute(
        "UPDATE staff_tries SET tries = greatest(tries - 1, 0) WHERE digest = %(digest)s", digest=digest(what)
    )


async def forget_tries(tx: Transaction, wall: datetime) -> None:
    """Drop what is too old to count, whatever was tried."""
    await tx.execute("DELETE FROM staff_tries WHERE since <= %(before)s", before=wall - LONGEST_COUNTED)
