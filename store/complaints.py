"""What complaints come from: the bad ratings, and what guides heard."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import LiteralString

from evaluation.window import midnight
from store.cases import Matter
from store.db import Transaction

CATCHING_UP_LOCK = 7_203_040


async def add_rating(
    tx: Transaction, case_id: int, *, visit_id: int | None, rating_id: int, level: int, said_at: datetime
) -> int:
    """Make the complaint of a bad rating."""
    complaint_id: int = await tx.value(
        """INSERT INTO case_complaints (case_id, kind, visit_id, rating_id, level, said_at)
           VALUES (%(case_id)s, 'rating', %(visit_id)s, %(rating_id)s, %(level)s, %(said_at)s) RETURNING id""",
        case_id=case_id,
        visit_id=visit_id,
        rating_id=rating_id,
        level=level,
        said_at=said_at,
    )
    return complaint_id


@dataclass(frozen=True, slots=True)
class Heard:
    """What a guide heard, where, from whom if they gave a phone, and which guide."""

    place: str
    words: str
    phone_id: int | None
    noted_by: int
    said_at: datetime


async def add_heard(tx: Transaction, case_id: int, heard: Heard) -> int:
    """Make the complaint of what a guide heard; who gave a phone is to be asked for a level."""
    complaint_id: int = await tx.value(
        """INSERT INTO case_complaints (case_id, kind, said_at, place, words, phone_id, noted_by, to_ask)
           VALUES (%(case_id)s, 'oral', %(said_at)s, %(place)s, %(words)s, %(phone_id)s, %(noted_by)s,
                   %(phone_id)s::bigint IS NOT NULL)
           RETURNING id""",
        case_id=case_id,
        **asdict(heard),
    )
    return complaint_id


@dataclass(frozen=True, slots=True)
class Noted:
    """What a guide noted, and the case that it opened."""

    case_id: int
    said_at: datetime
    place: str
    words: str
    body: str


async def noted_by(tx: Transaction, staff_id: int, now: datetime) -> list[Noted]:
    """What somebody noted on the day of `now`, the latest first."""
    return await tx.fetch(
        Noted,
        """SELECT c.case_id, c.said_at, c.place, c.words, o.name AS body
             FROM case_complaints c JOIN cases k ON k.id = c.case_id JOIN orgs o ON o.code = k.lead_code
            WHERE c.noted_by = %(staff_id)s AND c.said_at >= %(since)s ORDER BY c.id DESC""",
        staff_id=staff_id,
        since=midnight(now),
    )


@dataclass(frozen=True, slots=True)
class OfVisit:
    """The complaint that a visit has: in which case, whether it was dispatched, and whether a guide heard it."""

    id: int
    case_id: int
    dispatched: bool
    oral: bool


async def of_visit(tx: Transaction, visit_id: int) -> OfVisit | None:
    """The complaint of a visit that was not withdrawn; at most one."""
    return await tx.first(
        OfVisit,
        """SELECT id, case_id, dispatched_at IS NOT NULL AS dispatched, kind = 'oral' AS oral FROM case_complaints
            WHERE visit_id = %(visit_id)s AND NOT withdrawn""",
        visit_id=visit_id,
    )


@dataclass(frozen=True, slots=True)
class Applied:
    """The visit that a complaint is about, and the organisation that applied, if one did."""

    id: int
    credit_code: str | None


async def applied(tx: Transaction, complaint_id: int) -> Applied | None:
    """The visit of a complaint; None for one that is about no visit of ours."""
    return await tx.first(
        Applied,
        """SELECT v.id, v.credit_code FROM case_complaints k JOIN visits v ON v.id = k.visit_id
            WHERE k.id = %(id)s""",
        id=complaint_id,
    )


async def put_right(tx: Transaction, complaint_id: int, rating_id: int, level: int) -> None:
    """Before its dispatch a complaint follows its rating to another bad level."""
    await tx.execute(
        """UPDATE case_complaints SET rating_id = %(rating_id)s, level = %(level)s
            WHERE id = %(id)s AND dispatched_at IS NULL""",
        id=complaint_id,
        rating_id=rating_id,
        level=level,
    )


async def matter_of_visit(tx: Transaction, visit_id: int) -> Matter:
    """What a visit was about."""
    matter = await tx.first(
        Matter,
        "SELECT citizen_id, item_code, item_name, area_code, org_code FROM visits WHERE id = %(id)s",
        id=visit_id,
    )
    assert matter is not None, "visits are never deleted"
    return matter


@dataclass(frozen=True, slots=True)
class BadRating:
    """A bad rating that has no complaint."""

    rating_id: int
    visit_id: int | None
    level: int
    rated_at: datetime


_MISSING: LiteralString = """
    SELECT r.id AS rating_id, r.visit_id, r.level, r.rated_at FROM ratings r
     WHERE r.live AND r.level <= 2 AND r.complaint_id IS NULL
       AND NOT EXISTS (SELECT FROM case_complaints c WHERE c.rating_id = r.id)
       AND NOT EXISTS (SELECT FROM case_complaints c WHERE c.visit_id = r.visit_id AND NOT c.withdrawn)"""
"""Bad ratings, as they stand, that no complaint answers to. A visit that has a complaint needs no second one."""


async def missing(tx: Transaction, after: int, limit: int) -> list[BadRating]:
    """Up to `limit` bad ratings that no complaint answers to, in the order of their ids."""
    return await tx.fetch(
        BadRating,
        f"{_MISSING} AND r.id > %(after)s ORDER BY r.id LIMIT %(limit)s",
        after=after,
        limit=limit,
    )


async def still_missing(tx: Transaction, found: Iterable[BadRating]) -> list[BadRating]:
    """Those of them to which nothing answers now that their citizens are locked, in the order of their ids."""
    return await tx.fetch(
        BadRating,
        f"{_MISSING} AND r.id = ANY(%(ids)s) ORDER BY r.id",
        ids=[bad.rating_id for bad in found],
    )


async def raters(tx: Transaction, found: Iterable[BadRating]) -> list[int]:
    """The citizens whose visits were rated, to be locked before anything of theirs."""
    return await tx.values(
        "SELECT DISTINCT citizen_id FROM visits WHERE id = ANY(%(ids)s) AND citizen_id IS NOT NULL",
        ids=[bad.visit_id for bad in found if bad.visit_id],
    )


async def hold_catching_up(tx: Transaction) -> None:
    """Be the only one, until the transaction ends, who gives bad ratings their cases afterwards."""
    await tx.execute("SELECT pg_advisory_xact_lock(%(lock)s)", lock=CATCHING_UP_LOCK)


async def matter_apart(tx: Transaction, rating_id: int) -> Matter | None:
    """What a rating of a hall, counter, platform or hotline was about; None where nothing says in which area."""
    return await tx.first(
        Matter,
        """SELECT NULL::bigint AS citizen_id, NULL::text AS item_code,
                  coalesce(r.subject_name, o.name, '') AS item_name,
                  coalesce(r.area_code, o.area_code) AS area_code, r.org_code
             FROM ratings r LEFT JOIN orgs o ON o.code = r.org_code
            WHERE r.id = %(id)s AND coalesce(r.area_code, o.area_code) IS NOT NULL""",
        id=rating_id,
    )


async def was_asked(tx: Transaction, complaint_id: int, address_id: int, since: datetime) -> bool:
    """Whether the prompt of its visit, or what asked of a guide's note, went to this address after that moment."""
    return bool(
        await tx.value(
            """SELECT count(*) FROM case_complaints k LEFT JOIN visits v ON v.id = k.visit_id
                 JOIN messages m ON m.id IN (v.prompt_id, k.asked_by)
                WHERE k.id = %(id)s AND m.address_id = %(address_id)s
                  AND coalesce(m.sent_at, m.created_at) > %(since)s""",
            id=complaint_id,
            address_id=address_id,
            since=since,
        )
    )
