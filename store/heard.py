"""What guides heard from citizens who left a phone: who is to be asked for a level, and what they answered."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.levels import Level
from evaluation.window import midnight
from store.db import Transaction


async def to_ask(tx: Transaction, after: int, limit: int) -> list[int]:
    """Up to `limit` complaints whose citizens are to be asked, in the order of their ids."""
    return await tx.values(
        "SELECT id FROM case_complaints WHERE to_ask AND id > %(after)s ORDER BY id LIMIT %(limit)s",
        after=after,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a guide heard, with who noted it, and the body that it is about."""

    id: int
    case_id: int
    said_at: datetime
    place: str
    words: str
    to_ask: bool
    guide: str
    org_code: str
    """The body that the guide chose."""
    org_name: str
    area_code: str


async def spoken(tx: Transaction, complaint_id: int) -> Spoken:
    """One complaint of a guide's; its case is locked."""
    found = await tx.first(
        Spoken,
        """SELECT k.id, k.case_id, k.said_at, k.place, k.words, k.to_ask, s.name AS guide, o.code AS org_code,
                  o.name AS org_name, c.area_code
             FROM case_complaints k JOIN cases c ON c.id = k.case_id JOIN staff s ON s.id = k.noted_by
             JOIN case_events e ON e.case_id = k.case_id AND e.move = 'open'
             JOIN orgs o ON o.code = e.facts ->> 'org'
            WHERE k.id = %(id)s AND k.kind = 'oral'""",
        id=complaint_id,
    )
    assert found is not None, "a guide noted it"
    return found


async def case_of(tx: Transaction, complaint_id: int) -> int:
    """The case that it opened."""
    case_id: int = await tx.value("SELECT case_id FROM case_complaints WHERE id = %(id)s", id=complaint_id)
    return case_id


async def was_asked(tx: Transaction, complaint_id: int, message_id: int) -> None:
    """This message asks; there is never another."""
    await tx.execute(
        "UPDATE case_complaints SET to_ask = false, asked_by = %(message_id)s WHERE id = %(id)s",
        id=complaint_id,
        message_id=message_id,
    )


async def no_answer_comes(tx: Transaction, complaint_id: int, because: str) -> None:
    """Nobody is asked, or not who was meant."""
    await tx.execute(
        "UPDATE case_complaints SET to_ask = false, unasked_because = %(because)s WHERE id = %(id)s",
        id=complaint_id,
        because=because,
    )


@dataclass(frozen=True, slots=True)
class SameDay:
    """A visit of the citizen's at that body on that day."""

    id: int
    rated: bool


async def same_day(tx: Transaction, citizen_id: int, complaint: Spoken) -> list[SameDay]:
    """The visits that they may have spoken of; what was withdrawn or quarantined is none."""
    return await tx.fetch(
        SameDay,
        """SELECT v.id, EXISTS (SELECT FROM ratings r WHERE r.visit_id = v.id) AS rated FROM visits v
            WHERE v.citizen_id = %(citizen_id)s AND v.org_code = %(org_code)s AND NOT v.withdrawn
              AND v.state IN ('waiting', 'prompted', 'rated', 'lapsed')
              AND v.finished_at >= %(begins)s AND v.finished_at < %(begins)s + interval '1 day'""",
        citizen_id=citizen_id,
        org_code=complaint.org_code,
        begins=midnight(complaint.said_at),
    )


async def tie(tx: Transaction, complaint_id: int, visit_id: int) -> bool:
    """The visit is what they spoke of: its rating stands beside the complaint; False where it has one of its own."""
    return bool(
        await tx.value(
            """UPDATE case_complaints SET visit_id = %(visit_id)s
                WHERE id = %(id)s AND visit_id IS NULL AND NOT EXISTS (
                      SELECT FROM case_complaints k WHERE k.visit_id = %(visit_id)s AND NOT k.withdrawn)
            RETURNING id""",
            id=complaint_id,
            visit_id=visit_id,
        )
    )


async def forget_citizen(tx: Transaction, case_id: int) -> None:
    """The phone was not theirs: whose the case is nobody knows, and nobody is told of it."""
    await tx.execute("UPDATE cases SET citizen_id = NULL WHERE id = %(id)s", id=case_id)


@dataclass(frozen=True, slots=True)
class Answered:
    """The rating that a citizen gave of what a guide heard, as it stands."""

    version: int
    level: Level
    reasons: list[str]
    comment: str | None
    subject: str
    subject_name: str
    org_code: str
    area_code: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "level", Level(self.level))


async def answered(tx: Transaction, complaint_id: int) -> Answered | None:
    """The rating, if it is about no visit."""
    return await tx.first(
        Answered,
        """SELECT version, level, reasons, comment, subject, subject_name, org_code, area_code FROM ratings
            WHERE complaint_id = %(id)s AND live""",
        id=complaint_id,
    )
