"""What a citizen is asked about their case: whether it was put right, or something by whoever handles it.

One leads while it is what was asked last; the others wait until they are told once more, or answered in plain words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import LiteralString

from store.db import Transaction


class Kind(StrEnum):
    """What is asked."""

    CALL_BACK = "call_back"
    """Whether the problem is solved (回访)."""
    ASKED = "asked"
    """Something to be answered in their own words."""
    HEARD = "heard"
    """How satisfied they were where a guide heard them."""
    HEARD_WHY = "heard_why"
    """Why, where they were not."""


OF_HEARD = (Kind.HEARD, Kind.HEARD_WHY)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestion:
    """A question about to be asked; `thread`: the prompt in whose thread an answer of ours asks it."""

    citizen_id: int
    complaint_id: int
    kind: Kind
    ends_at: datetime
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class CaseQuestion:
    """An open question; `leads`: it was asked last. `comment` is what they said to it that was unclear.

    `level` is what they gave where a guide heard them, if that is a rating apart; `asked_where`: the address that was
    asked for it.
    """

    id: int
    case_id: int
    complaint_id: int
    kind: str
    item_name: str
    visit_id: int | None
    leads: bool
    unclear: int
    comment: str | None
    thread: int | None
    said_at: datetime
    level: int | None
    asked_where: int | None


_QUESTIONS: LiteralString = """
    SELECT q.id, q.case_id, q.complaint_id, q.kind, c.item_name, k.visit_id, q.leads AND q.ends_at > %(now)s AS leads,
           q.unclear, q.comment, q.thread, k.said_at, r.level, m.address_id AS asked_where
      FROM case_questions q JOIN cases c ON c.id = q.case_id JOIN case_complaints k ON k.id = q.complaint_id
      LEFT JOIN awaited_call_backs w USING (complaint_id)
      LEFT JOIN ratings r ON r.complaint_id = q.complaint_id AND r.live
      LEFT JOIN messages m ON m.id = k.asked_by
     WHERE q.citizen_id = %(citizen_id)s
       AND CASE q.kind WHEN 'call_back' THEN w.complaint_id IS NOT NULL ELSE q.ends_at > %(now)s END"""


async def ask(tx: Transaction, question: NewQuestion, now: datetime) -> None:
    """Ask now, the citizen locked: it leads. A call-back that nobody waits for any more is not asked."""
    await give_way(tx, [question.citizen_id])
    await tx.execute(
        """INSERT INTO case_questions (citizen_id, case_id, complaint_id, kind, leads, thread, asked_at, ends_at)
           SELECT %(citizen_id)s, k.case_id, k.id, %(kind)s, true, %(thread)s, %(now)s, %(ends_at)s
             FROM case_complaints k
            WHERE k.id = %(complaint_id)s
              AND (%(kind)s <> 'call_back' OR k.id IN (SELECT w.complaint_id FROM awaited_call_backs w))
           ON CONFLICT (complaint_id, kind) DO UPDATE
              SET citizen_id = excluded.citizen_id, leads = true, unclear = 0, comment = NULL, thread = excluded.thread,
                  asked_at = excluded.asked_at, ends_at = excluded.ends_at""",
        citizen_id=question.citizen_id,
        complaint_id=question.complaint_id,
        kind=question.kind.value,
        thread=question.thread,
        ends_at=question.ends_at,
        now=now,
    )


async def latest(tx: Transaction, citizen_id: int, now: datetime) -> CaseQuestion | None:
    """The question about a case that leads, else the latest call-back, which is open until it was made, else the latest
    that is open.
    """
    return await tx.first(
        CaseQuestion,
        _QUESTIONS + " ORDER BY q.leads DESC, q.kind = 'call_back' DESC, q.asked_at DESC, q.id DESC LIMIT 1",
        citizen_id=citizen_id,
        now=now,
    )


async def of_complaint(
    tx: Transaction, citizen_id: int, complaint_id: int, kinds: Sequence[Kind], now: datetime
) -> CaseQuestion | None:
    """What is open of one complaint of the citizen's, if it is of these kinds: a call-back, if it was not made."""
    return await tx.first(
        CaseQuestion,
        _QUESTIONS + " AND q.complaint_id = %(complaint_id)s AND q.kind = ANY(%(kinds)s)",
        citizen_id=citizen_id,
        complaint_id=complaint_id,
        kinds=[kind.value for kind in kinds],
        now=now,
    )


async def unanswered(tx: Transaction, citizen_id: int, now: datetime) -> CaseQuestion | None:
    """The latest that is still to be answered: a call-back, or the level of what a guide heard, if nothing was said."""
    return await tx.first(
        CaseQuestion,
        _QUESTIONS
        + """ AND (q.kind = 'call_back' OR (q.kind = 'heard' AND r.level IS NULL AND q.unclear = 0))
              ORDER BY q.asked_at DESC, q.id DESC LIMIT 1""",
        citizen_id=citizen_id,
        now=now,
    )


async def lead_again(
    tx: Transaction, citizen_id: int, question_id: int, thread: int | None, now: datetime
) -> None:
    """It is asked once more, until when it was told; it leads."""
    await give_way(tx, [citizen_id])
    await tx.execute(
        "UPDATE case_questions SET leads = true, thread = %(thread)s, asked_at = %(now)s WHERE id = %(id)s",
        id=question_id,
        thread=thread,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Awaited:
    """A complaint that was answered, and of which the citizen has not said what came of it."""

    complaint_id: int
    item_name: str


async def awaited(tx: Transaction, case_ids: Sequence[int]) -> Awaited | None:
    """The one among these cases that was answered last."""
    return await tx.first(
        Awaited,
        """SELECT w.complaint_id, c.item_name FROM awaited_call_backs w JOIN cases c ON c.id = w.case_id
            WHERE w.case_id = ANY(%(ids)s) ORDER BY w.answered_at DESC, w.complaint_id DESC LIMIT 1""",
        ids=list(case_ids),
    )


async def give_way(tx: Transaction, citizen_ids: Iterable[int]) -> None:
    """Something else was asked or said since: no question of a case leads any more."""
    await tx.execute(
        "UPDATE case_questions SET leads = false WHERE citizen_id = ANY(%(ids)s) AND leads",
        ids=list(citizen_ids),
    )


async def was_unclear(tx: Transaction, question_id: int, said: str | None) -> None:
    """Keep what they said so far, which answers nothing yet."""
    await tx.execute(
        "UPDATE case_questions SET unclear = unclear + 1, comment = %(said)s WHERE id = %(id)s",
        id=question_id,
        said=said,
    )


async def keep_until(tx: Transaction, question_id: int, ends_at: datetime) -> None:
    """It was answered; what they add is heard until then, and no longer than it was open anyhow."""
    await tx.execute(
        """UPDATE case_questions SET unclear = unclear + 1, ends_at = least(ends_at, %(ends_at)s)
            WHERE id = %(id)s""",
        id=question_id,
        ends_at=ends_at,
    )


async def close(tx: Transaction, question_id: int) -> None:
    """It is asked no more."""
    await tx.execute("DELETE FROM case_questions WHERE id = %(id)s", id=question_id)
