"""What staff looked up and changed: written in the same transaction as what it tells of, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from evaluation.areas import significant
from evaluation.staff import Action, Scope
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, and from where: a network address, a chat's channel, or `command`.

    `staff_id` is None for a command, and for somebody who did not get in.
    """

    client: str
    staff_id: int | None = None
    area_code: str | None = None


COMMAND = Actor("command")


@dataclass(frozen=True, slots=True)
class Subject:
    """What it was done to: a kind of thing and its id, never a name or a number of a citizen's."""

    kind: str
    id: int | str | None = None
    area_code: str | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """Both clocks at one moment: civil time, and the system's, which no demo moves."""

    now: datetime
    wall: datetime


async def write(
    tx: Transaction,
    actor: Actor,
    action: Action,
    subject: Subject | None,
    times: Times,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add a line. `detail` holds facts without names, numbers or words of citizens."""
    area = subject.area_code if subject is not None and subject.area_code else actor.area_code
    await tx.execute(
        """INSERT INTO audit_trail (at, wall, staff_id, client, action, subject, subject_id, area_code, detail)
           VALUES (%(now)s, %(wall)s, %(staff_id)s, %(client)s, %(action)s, %(subject)s, %(subject_id)s,
                   %(area_code)s, %(detail)s)""",
        now=times.now,
        wall=times.wall,
        staff_id=actor.staff_id,
        client=actor.client,
        action=action,
        subject=subject.kind if subject else None,
        subject_id=None if subject is None or subject.id is None else str(subject.id),
        area_code=area,
        detail=Jsonb(dict(detail or {})),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines somebody asks for; what is None is not asked about. `since` and `until` are civil time."""

    username: str | None = None
    action: Action | None = None
    subject: str | None = None
    subject_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Exclusive."""
    before_id: int | None = None
    """Older than this line: the next page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, with the name of who did it."""

    id: int
    at: datetime
    username: str | None
    name: str | None
    client: str
    action: str
    subject: str | None
    subject_id: str | None
    detail: dict[str, Any] = field(default_factory=dict)


async def lines(tx: Transaction, scope: Scope, wanted: Wanted, limit: int) -> list[Line]:
    """The lines of a scope that are wanted, newest first.

    A line of no area (somebody who did not get in, a command) is everybody's. One bound to an org reads
    what was done by staff of it and below it.
    """
    return await tx.fetch(
        Line,
        """WITH RECURSIVE mine AS (
               SELECT code FROM orgs WHERE code = %(org_code)s
                UNION SELECT o.code FROM orgs o JOIN mine ON o.parent_code = mine.code)
           SELECT t.id, t.at, s.username, s.name, t.client, t.action, t.subject, t.subject_id, t.detail
             FROM audit_trail t LEFT JOIN staff s ON s.id = t.staff_id
            WHERE (t.area_code IS NULL OR starts_with(t.area_code, %(digits)s))
              AND (%(org_code)s::text IS NULL OR s.org_code IN (SELECT code FROM mine))
              AND (%(username)s::text IS NULL OR s.username = %(username)s)
              AND (%(action)s::text IS NULL OR t.action = %(action)s)
              AND (%(subject)s::text IS NULL OR t.subject = %(subject)s)
              AND (%(subject_id)s::text IS NULL OR t.subject_id = %(subject_id)s)
              AND (%(since)s::timestamptz IS NULL OR t.at >= %(since)s)
              AND (%(until)s::timestamptz IS NULL OR t.at < %(until)s)
              AND (%(before_id)s::bigint IS NULL OR t.id < %(before_id)s)
            ORDER BY t.id DESC LIMIT %(limit)s""",
        digits=significant(scope.area_code),
        org_code=scope.org_code,
        username=wanted.username,
        action=wanted.action,
        subject=wanted.subject,
        subject_id=wanted.subject_id,
        since=wanted.since,
        until=wanted.until,
        before_id=wanted.before_id,
        limit=limit,
    )
