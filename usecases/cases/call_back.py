"""What a citizen says of their case: whether it was put right, which level it is worth now, what staff asked."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.case import Actor, Event
from evaluation.cases.watching import SYSTEM
from evaluation.cases.words import Move, Outcome, Party
from evaluation.levels import Level
from evaluation.points import Award, Earned, visit_reference
from store import ledger, visits
from store.case_questions import CaseQuestion
from store.db import Transaction
from store.ledger import Holder
from usecases.cases.moving import Known, lock, move
from usecases.points.earn import earn
from usecases.rules import Rules

CITIZEN = Actor(Party.CITIZEN)


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
    """Keep what the citizen, locked, says to an answer. It earns, whatever they say, once for each complaint."""
    known = await lock(tx, question.case_id)
    event = Event(Move.CALL_BACK, now, CITIZEN, words or "", complaint=question.complaint_id, outcome=outcome)
    known = await move(tx, known, event, rules)
    holder, reference = await _whose(tx, question, citizen_id)
    award = await earn(tx, holder, Earned.CALL_BACK, reference, rules.points, now)
    return CalledBack(
        award,
        await ledger.balance(tx, holder),
        holder.credit_code is not None,
        outcome is Outcome.NOT_SOLVED and known.case.reopened_at is None,
    )


async def _whose(tx: Transaction, question: CaseQuestion, citizen_id: int) -> tuple[Holder, str]:
    """Whose points they are, as a rating's; and the reference under which the ledger has them."""
    if question.visit_id is None:
        return Holder(citizen_id), f"complaint:{question.complaint_id}"
    visit = await visits.locked(tx, question.visit_id)
    return Holder.of_visit(citizen_id, visit.credit_code) or Holder(citizen_id), visit_reference(visit.id)


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
