"""What a citizen is asked about a rating that was drawn (抽样回访).

The rows stand beside the questions about cases, for of all of them one leads.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import LiteralString

from store import case_questions
from store.db import Transaction


class Kind(StrEnum):
    """What is asked, one after the other."""

    LEVEL_NOW = "level_now"
    """How satisfied they are now."""
    PUT_RIGHT = "put_right"
    """Whether it was put right, where there was a case."""


@dataclass(frozen=True, slots=True)
class SampleQuestion:
    """An open question about a drawn rating; `leads`: it was asked last. It is open until somebody has the answer."""

    id: int
    drawn_id: int
    kind: str
    item_name: str
    finished_at: datetime
    visit_id: int
    leads: bool
    unclear: int
    comment: str | None
    thread: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSampleQuestion:
    """A question about to be asked; `thread`: the prompt in whose thread an answer of ours asks it."""

    citizen_id: int
    drawn_id: int
    kind: Kind
    ends_at: datetime
    thread: int | None = None


_QUESTIONS: LiteralString = """
    SELECT q.id, q.drawn_id, q.kind, v.item_name, v.finished_at, d.visit_id, q.leads AND q.ends_at > %(now)s AS leads,
           q.unclear, q.comment, q.thread
      FROM case_questions q JOIN sample_ratings d ON d.id = q.drawn_id JOIN visits v ON v.id = d.visit_id
     WHERE q.citizen_id = %(citizen_id)s"""


async def ask(tx: Transaction, question: NewSampleQuestion, now: datetime) -> None:
    """Ask now, the citizen locked: it leads. How satisfied they are is asked only while the sample waits for it."""
    await case_questions.give_way(tx, [question.citizen_id])
    await tx.execute(
        """INSERT INTO case_questions (citizen_id, drawn_id, kind, leads, thread, asked_at, ends_at)
           SELECT %(citizen_id)s, a.drawn_id, %(kind)s, true, %(thread)s, %(now)s, %(ends_at)s
             FROM sample_asks a WHERE a.drawn_id = %(drawn_id)s AND (a.state = 'asked' OR %(kind)s = 'put_right')
           ON CONFLICT (drawn_id) DO UPDATE
              SET kind = excluded.kind, citizen_id = excluded.citizen_id, leads = true, unclear = 0, comment = NULL,
                  thread = excluded.thread, asked_at = excluded.asked_at, ends_at = excluded.ends_at""",
        citizen_id=question.citizen_id,
        drawn_id=question.drawn_id,
        kind=question.kind.value,
        thread=question.thread,
        ends_at=question.ends_at,
        now=now,
    )


async def latest(tx: Transaction, citizen_id: int, now: datetime) -> SampleQuestion | None:
    """The question that leads, else the one that was asked last."""
    return await tx.first(
        SampleQuestion,
        _QUESTIONS + " ORDER BY q.leads DESC, q.asked_at DESC, q.id DESC LIMIT 1",
        citizen_id=citizen_id,
        now=now,
    )


async def of_drawn(tx: Transaction, citizen_id: int, drawn_id: int, now: datetime) -> SampleQuestion | None:
    """What the citizen is asked about one drawn rating."""
    return await tx.first(
        SampleQuestion,
        _QUESTIONS + " AND q.drawn_id = %(drawn_id)s",
        citizen_id=citizen_id,
        drawn_id=drawn_id,
        now=now,
    )


async def close(tx: Transaction, drawn_id: int) -> None:
    """Nothing is asked any more about a drawn rating."""
    await tx.execute("DELETE FROM case_questions WHERE drawn_id = %(id)s", id=drawn_id)
