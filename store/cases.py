"""Cases as they stand: written with each event of their history, and looked at when something is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.case import Case, Complaint
from evaluation.cases.chasing import Chased, Rung
from evaluation.cases.turn import helpers, office_acts, waits_for
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case is about: whose matter, which item, and where."""

    citizen_id: int | None
    item_code: str | None
    item_name: str
    area_code: str
    org_code: str | None
    """The body that handled it."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A case, locked: what its history does not say."""

    id: int
    citizen_id: int | None
    item_name: str
    area_code: str
    moved_at: datetime
    events: int
    chased_due: datetime | None
    chased_rung: int
    told_events: int

    @property
    def chased(self) -> Chased:
        """How far its next deadline was chased."""
        return Chased(self.chased_due, Rung(self.chased_rung))


async def lock(tx: Transaction, case_id: int) -> Locked | None:
    """Lock a case; lock its citizen first, where one is to be locked."""
    return await tx.first(
        Locked,
        """SELECT id, citizen_id, item_name, area_code, moved_at, events, chased_due, chased_rung, told_events
             FROM cases WHERE id = %(id)s FOR UPDATE""",
        id=case_id,
    )


async def citizen_of(tx: Transaction, case_id: int) -> int | None:
    """Whose matter a case is about."""
    citizen_id: int | None = await tx.value(
        """SELECT coalesce(z.merged_into, z.id) FROM cases c JOIN citizens z ON z.id = c.citizen_id
            WHERE c.id = %(id)s""",
        id=case_id,
    )
    return citizen_id


async def open_of(tx: Transaction, matter: Matter, lead: str) -> int | None:
    """The citizen's open case about the same item, led by the same body."""
    case_id: int | None = await tx.value(
        """SELECT id FROM cases
            WHERE citizen_id = %(citizen_id)s AND item_code = %(item_code)s AND lead_code = %(lead)s
              AND stage <> 'closed'
            ORDER BY id LIMIT 1""",
        citizen_id=matter.citizen_id,
        item_code=matter.item_code,
        lead=lead,
    )
    return case_id


async def add(tx: Transaction, matter: Matter, lead: str, now: datetime, watch_at: datetime) -> int:
    """Make the row of a case; its first event follows in the same transaction."""
    case_id: int = await tx.value(
        """INSERT INTO cases (citizen_id, item_code, item_name, area_code, lead_code, stage, opened_at, moved_at,
                              events, next_due_at, watch_at)
           VALUES (%(citizen_id)s, %(item_code)s, %(item_name)s, %(area_code)s, %(lead)s, 'received', %(now)s, %(now)s,
                   1, %(watch_at)s, %(watch_at)s)
           RETURNING id""",
        citizen_id=matter.citizen_id,
        item_code=matter.item_code,
        item_name=matter.item_name,
        area_code=matter.area_code,
        lead=lead,
        now=now,
        watch_at=watch_at,
    )
    return case_id


async def save(tx: Transaction, row: Locked, case: Case, watch_at: datetime | None) -> None:
    """Write how a case, locked, stands after an event."""
    due = case.next_due
    await tx.execute(
        """UPDATE cases SET lead_code = %(lead)s, stage = %(stage)s, track = %(track)s, depth = %(depth)s,
                  closing = %(closing)s, improving = %(improving)s, suspended = %(suspended)s, moved_at = %(moved_at)s,
                  chased_due = %(chased_due)s, chased_rung = %(chased_rung)s, events = %(events)s,
                  next_due_at = %(due_at)s, provisional = %(provisional)s, watch_at = %(watch_at)s,
                  helpers = %(helpers)s, waits_for = %(waits_for)s, office_acts = %(office_acts)s,
                  supervised = %(supervised)s, appeal_due_at = %(appeal_due_at)s
            WHERE id = %(id)s""",
        id=row.id,
        lead=case.lead,
        stage=case.stage.value,
        track=case.track,
        depth=case.depth,
        closing=case.closing,
        improving=case.wants_improvement,
        suspended=case.is_suspended,
        moved_at=row.moved_at,
        chased_due=row.chased_due,
        chased_rung=row.chased_rung,
        events=row.events,
        due_at=due.at if due else None,
        provisional=due.provisional if due else False,
        watch_at=watch_at,
        helpers=list(helpers(case)),
        waits_for=list(waits_for(case)),
        supervised=case.supervised,
        office_acts=office_acts(case),
        appeal_due_at=_appeal_due(case),
    )
    await _save_complaints(tx, list(case.complaints.values()))


def _appeal_due(case: Case) -> datetime | None:
    waiting = (c.appeal for c in case.live if c.appeal and not c.appeal.verdict)
    return min((appeal.due.at for appeal in waiting if appeal.due), default=None)


async def _save_complaints(tx: Transaction, complaints: Sequence[Complaint]) -> None:
    await tx.execute_many(
        """UPDATE case_complaints
              SET dispatched_at = %(dispatched_at)s, due_at = %(due_at)s, answered_at = %(answered_at)s,
                  outcome = %(outcome)s, calls = %(calls)s, withdrawn = %(withdrawn)s, verdict = %(verdict)s,
                  label_due_at = %(label_due_at)s, labelled_at = %(labelled_at)s, label = %(label)s,
                  label_real = %(label_real)s
            WHERE id = %(id)s""",
        [
            {
                "id": complaint.id,
                "dispatched_at": complaint.dispatched_at,
                "due_at": complaint.due.at if complaint.due else None,
                "answered_at": complaint.answered_at,
                "outcome": complaint.outcome,
                "calls": complaint.by_phone,
                "withdrawn": complaint.withdrawn,
                "verdict": complaint.appeal.verdict if complaint.appeal else None,
                **_label_of(complaint),
            }
            for complaint in complaints
        ],
    )


def _label_of(complaint: Complaint) -> dict[str, object]:
    label = complaint.label
    return {
        "label_due_at": complaint.label_due.at if complaint.label_due else None,
        "labelled_at": label.at if label else None,
        "label": label.reason if label else None,
        "label_real": label.real if label else None,
    }


async def led_by(tx: Transaction, org_code: str) -> list[int]:
    """The open cases that a body leads."""
    return await tx.values(
        "SELECT id FROM cases WHERE lead_code = %(code)s AND stage <> 'closed' ORDER BY id", code=org_code
    )


async def watched(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """Up to `limit` cases that are to be looked at, the longest due first."""
    return await tx.values(
        "SELECT id FROM cases WHERE watch_at <= %(now)s ORDER BY watch_at, id LIMIT %(limit)s",
        now=now,
        limit=limit,
    )


async def watch_again(tx: Transaction, case_id: int, chased: Chased, watch_at: datetime | None) -> None:
    """Write how far a case, locked, was chased, and when it is looked at again."""
    await tx.execute(
        """UPDATE cases SET chased_due = %(due)s, chased_rung = %(rung)s, watch_at = %(watch_at)s WHERE id = %(id)s""",
        id=case_id,
        due=chased.due_at,
        rung=chased.rung,
        watch_at=watch_at,
    )


async def look_later(tx: Transaction, case_id: int, watch_at: datetime) -> None:
    """Look at a case again at that time."""
    await tx.execute("UPDATE cases SET watch_at = %(at)s WHERE id = %(id)s", id=case_id, at=watch_at)


async def untold(tx: Transaction, after: int, limit: int) -> list[int]:
    """Up to `limit` cases of whose history something is still to be told, or found not to be told."""
    return await tx.values(
        "SELECT id FROM cases WHERE told_events < events AND id > %(after)s ORDER BY id LIMIT %(limit)s",
        after=after,
        limit=limit,
    )


async def have_told(tx: Transaction, case_id: int, events: int) -> None:
    """So many events of a case, locked, need no word to its citizen any more."""
    await tx.execute("UPDATE cases SET told_events = %(events)s WHERE id = %(id)s", id=case_id, events=events)


async def untell(tx: Transaction, complaint_ids: Sequence[int]) -> None:
    """The answers to these complaints, if their call-backs are awaited, did not get through: they are told anew."""
    await tx.execute(
        """UPDATE cases c SET told_events = least(c.told_events, a.seq - 1)
             FROM (SELECT e.case_id, min(e.seq) AS seq
                     FROM awaited_call_backs w
                     JOIN LATERAL (SELECT h.case_id, max(h.seq) AS seq FROM case_events h
                                    WHERE h.case_id = w.case_id AND h.move = 'answer'
                                      AND (h.facts ->> 'complaint')::bigint = w.complaint_id
                                    GROUP BY h.case_id) e ON true
                    WHERE w.complaint_id = ANY(%(ids)s) GROUP BY e.case_id) a
            WHERE c.id = a.case_id""",
        ids=list(complaint_ids),
    )


async def lead_name(tx: Transaction, case_id: int) -> str:
    """What the body that leads a case is called."""
    name: str = await tx.value(
        "SELECT o.name FROM cases c JOIN orgs o ON o.code = c.lead_code WHERE c.id = %(id)s", id=case_id
    )
    return name


async def promised(tx: Transaction, after: int, limit: int) -> list[int]:
    """Up to `limit` open cases with a complaint that has a deadline and no answer, in the order of their ids."""
    return await tx.values(
        """SELECT id FROM cases c
            WHERE stage <> 'closed' AND id > %(after)s AND EXISTS (
                  SELECT FROM case_complaints k
                   WHERE k.case_id = c.id AND k.due_at IS NOT NULL AND k.answered_at IS NULL)
            ORDER BY id LIMIT %(limit)s""",
        after=after,
        limit=limit,
    )
