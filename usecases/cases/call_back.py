"""What a citizen says of their case: whether it was put right, which level it is worth now, what staff asked.

An answered call-back earns, whatever the answer, whoever asked: the bot, or a person by phone.
"""

from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.case import CITIZEN, SYSTEM, Event
from evaluation.cases.telling import News
from evaluation.cases.words import Move, Outcome
from evaluation.levels import Level
from evaluation.points import Award, Earned, visit_reference
from store import cases, complaints, ledger, outbox
from store.case_questions import CaseQuestion
from store.db import Transaction
from store.ledger import Holder
from usecases.cases.moving import Known, lock, move
from usecases.cases.tell_citizen import TEMPLATES
from usecases.points.earn import earn
from usecases.rules import Rules


@dataclass(frozen=True, slots=True)
class CalledBack:
    """What came of an answered call-back; the points may be an organisation's."""

    award: Award
    balance: int
    for_organisation: bool
    goes_up: bool
    """Whether an unsolved one is worked on once more by itself; it is so once."""


async def call_back(
    tx: Transaction,
    question: CaseQuestion,
    citizen_id: int,
    outcome: Outcome,
    words: str | None,
    rules: Rules,
    now: datetime,
) -> CalledBack:
    """Keep what the citizen, locked, says to an answer. It earns, whatever they say, once for each complaint.

    Who read the answer under 进度 at night is not sent it in the morning, to be asked again.
    """
    known = await lock(tx, question.case_id)
    await outbox.cancel_overtaken(tx, citizen_id, question.complaint_id, [TEMPLATES[News.ANSWERED]])
    event = Event(Move.CALL_BACK, now, CITIZEN, words or "", complaint=question.complaint_id, outcome=outcome)
    known = await move(tx, known, event, rules)
    holder, reference = await _whose(tx, question.complaint_id, citizen_id)
    assert holder is not None, "somebody said it"
    award = await earn(tx, holder, Earned.CALL_BACK, reference, rules.points, now)
    return CalledBack(
        award,
        await ledger.balance(tx, holder),
        holder.credit_code is not None,
        outcome is Outcome.NOT_SOLVED and known.case.reopened_at is None,
    )


async def called_by_phone(tx: Transaction, known: Known, event: Event, rules: Rules) -> None:
    """Pay a citizen, locked, whom a person called, as one who answers the bot; not one who was not reached."""
    if event.outcome is Outcome.NOT_REACHED or event.complaint is None:
        return
    citizen_id = await cases.citizen_of(tx, known.row.id)
    holder, reference = await _whose(tx, event.complaint, citizen_id)
    if holder is not None:
        await earn(tx, holder, Earned.CALL_BACK, reference, rules.points, event.at)


async def _whose(tx: Transaction, complaint_id: int, citizen_id: int | None) -> tuple[Holder | None, str]:
    """Whose points they are, as a rating's; and the reference under which the ledger has them."""
    visit = await complaints.applied(tx, complaint_id)
    if visit is None:
        return Holder.of_visit(citizen_id, None), f"complaint:{complaint_id}"
    return Holder.of_visit(citizen_id, visit.credit_code), visit_reference(visit.id)


async def rated_again(
    tx: Transaction, question: CaseQuestion, level: Level, rules: Rules, now: datetime
) -> Known:
    """Keep a level that is given after the window: it stands beside the first, in the history of the case alone."""
    event = Event(Move.REVISE, now, CITIZEN, level.label_zh, complaint=question.complaint_id)
    return await move(tx, await lock(tx, question.case_id), event, rules)


async def said(tx: Transaction, question: CaseQuestion, words: str, rules: Rules, now: datetime) -> Known:
    """Keep a citizen's words in the history of their case."""
    event = Event(Move.CITIZEN_SAID, now, CITIZEN, words, complaint=question.complaint_id)
    return await move(tx, await lock(tx, question.case_id), event, rules)


async def to_a_person(tx: Transaction, question: CaseQuestion, rules: Rules, now: datetime) -> None:
    """The bot does not understand what they say: somebody calls."""
    known = await lock(tx, question.case_id)
    if not known.case.complaints[question.complaint_id].by_phone:
        event = Event(Move.CALL_BY_PHONE, now, SYSTEM, complaint=question.complaint_id)
        await move(tx, known, event, rules)
