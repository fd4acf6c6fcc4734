"""Visits that the catalogue could not place, until it can."""

from dataclasses import dataclass

from store.db import Transaction
from store.intake import Key, StoredVisit


@dataclass(frozen=True, slots=True)
class Placeable:
    """A quarantined visit that the catalogue can place now; not locked."""

    id: int
    source_system: str
    record_no: str
    visit_no: int

    @property
    def key(self) -> Key:
        """What makes it the same visit."""
        return self.source_system, self.record_no, self.visit_no


async def placeable(tx: Transaction, after: int, limit: int) -> list[Placeable]:
    """Quarantined visits that the catalogue can place now, in the order of their ids."""
    return await tx.fetch(
        Placeable,
        """SELECT v.id, v.source_system, v.record_no, v.visit_no
             FROM visits v JOIN orgs o ON o.code = v.org_code JOIN areas a ON a.code = v.area_code
            WHERE v.state = 'quarantined' AND v.id > %(after)s
            ORDER BY v.id LIMIT %(limit)s""",
        after=after,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """What the catalogue lacks, and how many visits wait for it; no `code` where the record names no org."""

    what: str
    code: str | None
    visits: int


async def missing(tx: Transaction) -> list[Missing]:
    """What quarantined visits wait for, the most wanted first; by the catalogue as it is now."""
    return await tx.fetch(
        Missing,
        """SELECT CASE WHEN o.code IS NULL THEN 'org' ELSE 'area' END AS what,
                  CASE WHEN o.code IS NULL THEN v.org_code ELSE v.area_code END AS code, count(*) AS visits
             FROM (SELECT org_code, area_code FROM visits WHERE state = 'quarantined'
                    ORDER BY id DESC LIMIT 100000) AS v
             LEFT JOIN orgs o ON o.code = v.org_code
            GROUP BY what, 2 ORDER BY visits DESC, code""",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedVisit(StoredVisit):
    """A visit about to be released, locked, with what judging it needs to know."""

    phone_can_sms: bool
    phone_is_landline: bool
    """It never could take an SMS; a mobile that turned out dead is no landline."""


async def locked(tx: Transaction, ids: list[int]) -> list[QuarantinedVisit]:
    """Those of the visits that are still quarantined and can be placed; their citizens are locked already."""
    return await tx.fetch(
        QuarantinedVisit,
        """SELECT v.id, v.source_system, v.record_no, v.visit_no, v.item_code, v.item_name, v.org_code, v.area_code,
                  v.service_channel, v.window_no, v.staff_no, v.applicant_type, v.applicant_code_sealed,
                  v.applicant_name_sealed, v.applicant_lookup, v.credit_code, v.citizen_id, v.phone_id, v.telegram_id,
                  v.wechat_id, v.accepted_at, v.promised_by, v.finished_at, v.withdrawn, v.state, v.excluded_because,
                  v.quarantined_because, v.prompt_due_at, v.watch_at, false AS gone,
                  EXISTS (SELECT FROM ratings r WHERE r.visit_id = v.id AND r.live) AS rated,
                  coalesce(line.can_sms, false) AS phone_can_sms,
                  coalesce(NOT line.can_sms AND line.dead_because IS NULL, false) AS phone_is_landline
             FROM visits v JOIN orgs o ON o.code = v.org_code JOIN areas a ON a.code = v.area_code
             LEFT JOIN addresses line ON line.id = v.phone_id
            WHERE v.id = ANY(%(ids)s) AND v.state = 'quarantined'
            ORDER BY v.id FOR UPDATE OF v""",
        ids=ids,
    )
