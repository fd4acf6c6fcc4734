"""Records coming in, many at a time: found by their key, added, changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from store.db import Transaction

Key = tuple[str, str, int]
"""(source_system, record_no, visit_no): what makes a visit the same visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A visit as it comes in, placed and judged. Addresses are ids; names and codes are sealed."""

    source_system: str
    record_no: str
    visit_no: int
    item_code: str
    item_name: str
    org_code: str | None
    area_code: str
    service_channel: str
    window_no: str | None
    staff_no: str | None
    applicant_type: str
    applicant_code_sealed: bytes | None
    applicant_name_sealed: bytes | None
    applicant_lookup: bytes | None
    """Tells whether two visits are of one applicant, and no more."""
    credit_code: str | None
    citizen_id: int | None
    phone_id: int | None
    telegram_id: int | None
    wechat_id: int | None
    accepted_at: datetime | None
    promised_by: datetime | None
    finished_at: datetime
    withdrawn: bool
    state: str
    excluded_because: str | None
    quarantined_because: str | None
    prompt_due_at: datetime | None
    watch_at: datetime | None

    @property
    def key(self) -> Key:
        """What makes it the same visit."""
        return self.source_system, self.record_no, self.visit_no


_COLUMNS = [column.name for column in fields(VisitRow)]


def _values(row: VisitRow) -> dict[str, object]:
    # Not dataclasses.asdict: it copies every value, a tenth of a second for a full request.
    return {name: getattr(row, name) for name in _COLUMNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVisit(VisitRow):
    """A visit that is there already, locked.

    `gone`: its prompt may have left us, or it was rated without one. A prompt that failed for
    certain is not gone: the visit may be prompted again, under a corrected phone.
    """

    id: int
    rated: bool
    gone: bool


def key_columns(keys: Iterable[Key]) -> dict[str, list[object]]:
    """Keys as the three arrays `sources`, `numbers` and `visits`, for a statement to unnest."""
    wanted = list(keys)
    return {
        "sources": [key[0] for key in wanted],
        "numbers": [key[1] for key in wanted],
        "visits": [key[2] for key in wanted],
    }


async def stored(tx: Transaction, keys: Iterable[Key]) -> dict[Key, StoredVisit]:
    """The visits that are there already, locked in the order of their ids; lock their citizens first."""
    rows = await tx.fetch(
        StoredVisit,
        """SELECT v.id, v.source_system, v.record_no, v.visit_no, v.item_code, v.item_name, v.org_code, v.area_code,
                  v.service_channel, v.window_no, v.staff_no, v.applicant_type, v.applicant_code_sealed,
                  v.applicant_name_sealed, v.applicant_lookup, v.credit_code, v.citizen_id, v.phone_id, v.telegram_id,
                  v.wechat_id, v.accepted_at, v.promised_by, v.finished_at, v.withdrawn, v.state, v.excluded_because,
                  v.quarantined_because, v.prompt_due_at, v.watch_at,
                  EXISTS (SELECT FROM ratings r WHERE r.visit_id = v.id AND r.live) AS rated,
                  (v.state IN ('prompted', 'rated', 'lapsed') OR EXISTS (
                      SELECT FROM messages m WHERE m.id = v.prompt_id
                         AND m.state NOT IN ('queued', 'claimed', 'cancelled', 'failed'))) AS gone
             FROM unnest(%(sources)s::text[], %(numbers)s::text[], %(visits)s::int[])
                  AS k (source_system, record_no, visit_no)
             JOIN visits v USING (source_system, record_no, visit_no)
            ORDER BY v.id FOR UPDATE OF v""",
        **key_columns(keys),
    )
    return {row.key: row for row in rows}


async def add(tx: Transaction, rows: Sequence[VisitRow], now: datetime) -> None:
    """Add new visits; their keys must be held by `hold_keys`, so none of them is there yet."""
    await tx.execute_many(
        """INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, org_code, area_code,
               service_channel, window_no, staff_no, applicant_type, applicant_code_sealed, applicant_name_sealed,
               applicant_lookup, credit_code, citizen_id, phone_id, telegram_id, wechat_id, accepted_at, promised_by,
               finished_at, received_at, withdrawn, state, excluded_because, quarantined_because, prompt_due_at,
               watch_at)
           VALUES (%(source_system)s, %(record_no)s, %(visit_no)s, %(item_code)s, %(item_name)s, %(org_code)s,
               %(area_code)s, %(service_channel)s, %(window_no)s, %(staff_no)s, %(applicant_type)s,
               %(applicant_code_sealed)s, %(applicant_name_sealed)s, %(applicant_lookup)s, %(credit_code)s,
               %(citizen_id)s, %(phone_id)s, %(telegram_id)s, %(wechat_id)s, %(accepted_at)s, %(promised_by)s,
               %(finished_at)s, %(now)s,
               %(withdrawn)s, %(state)s, %(excluded_because)s, %(quarantined_because)s, %(prompt_due_at)s,
               %(watch_at)s)""",
        [_values(row) | {"now": now} for row in rows],
    )


async def change(tx: Transaction, rows: Sequence[tuple[int, VisitRow]]) -> None:
    """Replace what is known of visits whose prompt has not gone out; a prompt still queued lets them go."""
    await tx.execute_many(
        """UPDATE visits SET item_code = %(item_code)s, item_name = %(item_name)s, org_code = %(org_code)s,
               area_code = %(area_code)s, service_channel = %(service_channel)s, window_no = %(window_no)s,
               staff_no = %(staff_no)s, applicant_type = %(applicant_type)s,
               applicant_code_sealed = %(applicant_code_sealed)s, applicant_name_sealed = %(applicant_name_sealed)s,
               applicant_lookup = %(applicant_lookup)s, credit_code = %(credit_code)s,
               citizen_id = %(citizen_id)s, phone_id = %(phone_id)s,
               telegram_id = %(telegram_id)s, wechat_id = %(wechat_id)s, accepted_at = %(accepted_at)s,
               promised_by = %(promised_by)s, finished_at = %(finished_at)s, withdrawn = %(withdrawn)s,
               state = %(state)s,
               excluded_because = %(excluded_because)s, quarantined_because = %(quarantined_because)s,
               prompt_due_at = %(prompt_due_at)s, watch_at = %(watch_at)s, prompt_id = NULL
            WHERE id = %(id)s""",
        [_values(row) | {"id": visit_id} for visit_id, row in rows],
    )


async def correct_person(tx: Transaction, rows: Sequence[tuple[int, VisitRow]]) -> None:
    """Take a corrected phone or name for visits whose prompt has gone out."""
    await tx.execute_many(
        """UPDATE visits SET applicant_name_sealed = %(applicant_name_sealed)s,
               applicant_lookup = %(applicant_lookup)s, citizen_id = %(citizen_id)s,
               phone_id = %(phone_id)s
            WHERE id = %(id)s""",
        [_values(row) | {"id": visit_id} for visit_id, row in rows],
    )


INTAKE_LOCK = 7_203_003
PLACING_LOCK = 7_203_005
DROP_LOCK = 7_203_006


async def hold_keys(tx: Transaction, keys: Iterable[Key]) -> None:
    """Hold these keys until the transaction ends: two requests with one of them take turns.

    The keys of a source system fall into 32 shares, and the shares are held: PostgreSQL's lock table
    has room for some thousand locks, which a few requests of a thousand keys each would fill. Taken
    in sorted order, so that two overlapping requests never deadlock. With them a share of the
    placing lock, which a change of the catalogue takes alone.
    """
    await tx.execute(
        """SELECT pg_advisory_xact_lock_shared(%(placing)s)
            UNION ALL
           SELECT pg_advisory_xact_lock(%(space)s, held.share)
             FROM (SELECT DISTINCT hashtext(source || chr(31) || (hashtext(number) & 31)) AS share
                     FROM unnest(%(sources)s::text[], %(numbers)s::text[]) AS k (source, number)
                    ORDER BY share) AS held""",
        placing=PLACING_LOCK,
        space=INTAKE_LOCK,
        **key_columns(keys),
    )


async def hold_placing(tx: Transaction) -> None:
    """Wait until what was placed by the catalogue as it is now is stored, and hold off others.

    Else a record placed just before a change would be quarantined just after its release.
    """
    await tx.execute("SELECT pg_advisory_xact_lock(%(lock)s)", lock=PLACING_LOCK)


async def hold_drop_folder(tx: Transaction) -> bool:
    """Whether the drop folder is ours until the transaction ends; no two workers take files at once."""
    return bool(await tx.value("SELECT pg_try_advisory_xact_lock(%(lock)s)", lock=DROP_LOCK))


async def owners(tx: Transaction, keys: Iterable[Key]) -> list[int]:
    """The citizens whose visits these are, to be locked before the visits."""
    return await tx.values(
        """SELECT DISTINCT coalesce(c.merged_into, c.id)
             FROM unnest(%(sources)s::text[], %(numbers)s::text[], %(visits)s::int[])
                  AS k (source_system, record_no, visit_no)
             JOIN visits v USING (source_system, record_no, visit_no)
             JOIN citizens c ON c.id = v.citizen_id""",
        **key_columns(keys),
    )
