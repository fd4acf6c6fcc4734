"""What somebody says of a drawn rating. It changes neither the rating nor a figure of ratings, and earns as an answered
call-back does: once for each visit, whichever call-back it was.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from evaluation.points import Award, Earned, visit_reference
from store import ledger, sample_answers, sample_asks, sample_questions
from store.db import Transaction
from store.ledger import Holder
from store.sample_answers import Answer
from store.sample_asks import Ask
from store.sample_questions import SampleQuestion
from usecases.points.earn import earn
from usecases.rules import Rules
from usecases.samples.ask import call_back_of


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer; the points may be an organisation's. `asks_right`: whether it was put right is open."""

    award: Award
    balance: int
    for_organisation: bool
    asks_right: bool


async def answer(
    tx: Transaction,
    question: SampleQuestion,
    citizen_id: int,
    said: Answer,
    rules: Rules,
    now: datetime,
) -> Answered | None:
    """Keep what the citizen, locked, answers to the bot; None where it is answered already."""
    ask = await sample_asks.take(tx, question.drawn_id)
    award = await settle(tx, ask, citizen_id, said, rules, now)
    if award is None:
        await sample_questions.close(tx, ask.id)
        return None
    asks_right = ask.was_answered and _known(ask) is None
    if not asks_right:
        await sample_questions.close(tx, ask.id)
    holder = Holder.of_visit(citizen_id, ask.credit_code)
    assert holder is not None, "somebody said it"
    return Answered(award, await ledger.balance(tx, holder), ask.credit_code is not None, asks_right)


async def settle(
    tx: Transaction, ask: Ask, citizen_id: int, said: Answer, rules: Rules, now: datetime
) -> Award | None:
    """Keep an answer, with what the call-back of its case was told before, and pay for it; None where there is one."""
    if said.put_right is None and not said.refused:
        said = replace(said, put_right=_known(ask))
    if not await sample_answers.keep(tx, ask.id, said):
        return None
    await sample_asks.set_state(tx, ask.id, "done")
    holder = Holder.of_visit(citizen_id, ask.credit_code)
    if said.refused or holder is None:
        return Award()
    return await earn(tx, holder, Earned.CALL_BACK, visit_reference(ask.visit_id), rules.points, now)


def _known(ask: Ask) -> bool | None:
    told = call_back_of(ask)
    return told.put_right if told else None


async def put_right(tx: Transaction, question: SampleQuestion, yes: bool, words: str | None) -> None:
    """Add to the answer whether it was put right."""
    await sample_answers.add(tx, question.drawn_id, yes, words)
    await sample_questions.close(tx, question.drawn_id)


async def to_a_person(tx: Transaction, question: SampleQuestion) -> None:
    """The bot does not understand what they say: somebody calls."""
    ask = await sample_asks.take(tx, question.drawn_id)
    if ask.state == "asked":
        await sample_asks.set_state(tx, ask.id, "calling")
