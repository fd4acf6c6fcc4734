"""Whom a sample asks, how far that is, and what is known of the case of a drawn rating."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from store.db import Transaction


async def add(tx: Transaction, sample_id: int, watch_at: datetime) -> None:
    """Have whoever gave each drawn rating asked, from then on."""
    await tx.execute(
        """INSERT INTO sample_asks (drawn_id, citizen_id, state, watch_at)
           SELECT d.id, coalesce(z.merged_into, z.id), 'waiting', %(watch_at)s
             FROM sample_ratings d JOIN ratings r ON r.id = d.rating_id JOIN visits v ON v.id = d.visit_id
             LEFT JOIN inbound i ON i.id = r.inbound_id JOIN citizens z ON z.id = coalesce(i.citizen_id, v.citizen_id)
            WHERE d.sample_id = %(sample_id)s""",
        sample_id=sample_id,
        watch_at=watch_at,
    )


async def watched(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """The drawn ratings that are to be looked at."""
    return await tx.values(
        """SELECT drawn_id FROM sample_asks WHERE watch_at <= %(now)s ORDER BY watch_at, drawn_id
            LIMIT %(limit)s""",
        now=now,
        limit=limit,
    )


async def citizen_of(tx: Transaction, drawn_id: int) -> int:
    """Whoever gave a drawn rating."""
    citizen_id: int = await tx.value(
        "SELECT citizen_id FROM sample_asks WHERE drawn_id = %(id)s", id=drawn_id
    )
    return citizen_id


@dataclass(frozen=True, slots=True)
class Ask:
    """A drawn rating, its matter, how far it is, and how its case stands.

    `to_come`: the call-back of the case is; `called_at`: when it was answered, `called_level`: the name of the level
    that was given with it; `was_answered`: whoever handles it has told what was done.
    """

    id: int
    sample_id: int
    visit_id: int
    item_name: str
    finished_at: datetime
    credit_code: str | None
    state: str
    watch_at: datetime | None
    citizen_id: int
    complaint_id: int | None
    to_come: bool
    was_answered: bool
    outcome: str | None
    called_at: datetime | None
    called_level: str | None


_ASK: LiteralString = """
    SELECT d.id, d.sample_id, d.visit_id, v.item_name, v.finished_at, v.credit_code, a.state, a.watch_at, a.citizen_id,
           k.id AS complaint_id,
           coalesce(k.outcome IS NULL AND c.stage <> 'closed', false) AS to_come,
           k.answered_at IS NOT NULL AS was_answered, k.outcome, b.at AS called_at,
           (SELECT e.words FROM case_events e WHERE e.case_id = k.case_id AND e.move = 'revise' AND e.at = b.at
               AND (e.facts ->> 'complaint')::bigint = k.id ORDER BY e.seq DESC LIMIT 1) AS called_level
      FROM sample_asks a JOIN sample_ratings d ON d.id = a.drawn_id JOIN visits v ON v.id = d.visit_id
      LEFT JOIN case_complaints k ON k.visit_id = d.visit_id AND NOT k.withdrawn
            AND coalesce(k.verdict, 'refused') = 'refused'
      LEFT JOIN cases c ON c.id = k.case_id
      LEFT JOIN LATERAL (SELECT e.at FROM case_events e
                          WHERE e.case_id = k.case_id AND e.move = 'call_back'
                            AND (e.facts ->> 'complaint')::bigint = k.id ORDER BY e.seq DESC LIMIT 1) AS b ON true"""


async def take(tx: Transaction, drawn_id: int) -> Ask:
    """A drawn rating; its citizen is locked, and so is it until the transaction ends."""
    found = await tx.first(Ask, _ASK + " WHERE d.id = %(id)s FOR UPDATE OF a", id=drawn_id)
    assert found is not None, "what is drawn stays"
    return found


async def waiting_of(tx: Transaction, citizen_id: int) -> list[Ask]:
    """What else is to be asked of a citizen, who is locked, in the order in which it was drawn."""
    return await tx.fetch(
        Ask,
        _ASK
        + " WHERE a.citizen_id = %(id)s AND a.state = 'waiting' ORDER BY d.sample_id, d.place FOR UPDATE OF a",
        id=citizen_id,
    )


async def set_state(tx: Transaction, drawn_id: int, state: str, watch_at: datetime | None = None) -> None:
    """Say how far it is, and when it is looked at again."""
    await tx.execute(
        "UPDATE sample_asks SET state = %(state)s, watch_at = %(watch_at)s WHERE drawn_id = %(id)s",
        id=drawn_id,
        state=state,
        watch_at=watch_at,
    )


async def look_later(tx: Transaction, drawn_id: int, at: datetime) -> None:
    """Look at it again then, whatever it is."""
    await tx.execute(
        "UPDATE sample_asks SET watch_at = %(at)s WHERE drawn_id = %(id)s AND watch_at IS NOT NULL",
        id=drawn_id,
        at=at,
    )


@dataclass(frozen=True, slots=True)
class Disturbed:
    """What else goes on with a citizen: a question of a sample's or case's, and when we last wrote to them unasked."""

    is_asked: bool
    written_at: datetime | None


async def disturbed(tx: Transaction, citizen_id: int, now: datetime) -> Disturbed:
    """Whether a citizen, who is locked, is asked already, and when a prompt or notice last went to them or will.

    A question about a case ends in days; until then a digit answers that.
    """
    found = await tx.first(
        Disturbed,
        """SELECT EXISTS (SELECT FROM sample_asks WHERE citizen_id = %(id)s AND state = 'asked')
                  OR EXISTS (SELECT FROM case_questions
                              WHERE citizen_id = %(id)s AND leads AND ends_at > %(now)s) AS is_asked,
                  (SELECT max(coalesce(sent_at, due_at)) FROM messages
                    WHERE citizen_id = %(id)s AND kind IN ('prompt', 'announcement')
                      AND state NOT IN ('failed', 'cancelled')) AS written_at""",
        id=citizen_id,
        now=now,
    )
    assert found is not None, "one row always comes"
    return found


async def move_citizen(tx: Transaction, gone: int, stays: int) -> None:
    """What one citizen is to be asked is asked of the other."""
    await tx.execute(
        "UPDATE sample_asks SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )
