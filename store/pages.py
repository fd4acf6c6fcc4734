"""What the citizens' pages show of a visit or a hall, and what they must know of its ratings."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class PageVisit:
    """A visit as its citizen's page shows it; nothing of the person."""

    id: int
    source_system: str
    record_no: str
    visit_no: int
    citizen_id: int | None
    credit_code: str | None
    locale: str | None
    item_name: str
    org_name: str | None
    finished_at: datetime
    window_closes_at: datetime | None
    withdrawn: bool
    level: int | None
    first_rated_at: datetime | None


async def visit(tx: Transaction, visit_id: int) -> PageVisit | None:
    """One visit, with its rating's level as it stands."""
    return await tx.first(
        PageVisit,
        """SELECT v.id, v.source_system, v.record_no, v.visit_no, v.citizen_id, v.credit_code, c.locale, v.item_name,
                  o.name AS org_name, v.finished_at, v.window_closes_at, v.withdrawn, r.level,
                  (SELECT min(rated_at) FROM ratings WHERE visit_id = v.id) AS first_rated_at
             FROM visits v
             LEFT JOIN citizens c ON c.id = v.citizen_id
             LEFT JOIN orgs o ON o.code = v.org_code
             LEFT JOIN ratings r ON r.visit_id = v.id AND r.live
            WHERE v.id = %(id)s""",
        id=visit_id,
    )


async def said_by_form(tx: Transaction, visit_id: int, nonce: str) -> bytes | None:
    """The fingerprint of what was last said of a visit with this very form."""
    fingerprint: bytes | None = await tx.value(
        """SELECT e.fingerprint FROM ratings r JOIN rating_events e USING (event_id)
            WHERE r.visit_id = %(id)s AND e.body ->> 'nonce' = %(nonce)s ORDER BY r.version DESC LIMIT 1""",
        id=visit_id,
        nonce=nonce,
    )
    return fingerprint


@dataclass(frozen=True, slots=True)
class Hall:
    """A body of the catalogue as a place that people go to."""

    code: str
    name: str
    area_code: str


async def hall(tx: Transaction, org_code: str) -> Hall | None:
    """A hall by its org code."""
    return await tx.first(Hall, "SELECT code, name, area_code FROM orgs WHERE code = %(code)s", code=org_code)


async def ratings_of_place_since(tx: Transaction, org_code: str, since: datetime) -> int:
    """How many ratings that belong to no visit this org got since then."""
    count: int = await tx.value(
        """SELECT count(*) FROM ratings
            WHERE org_code = %(org_code)s AND rated_at >= %(since)s AND visit_id IS NULL""",
        org_code=org_code,
        since=since,
    )
    return count


async def language_of(tx: Transaction, citizen_id: int) -> str:
    """The language a citizen writes in."""
    locale: str = await tx.value("SELECT locale FROM citizens WHERE id = %(id)s", id=citizen_id)
    return locale
