"""What a citizen answers whom a guide heard: the rating of a visit of theirs, or of the hall or counter.

It stands beside the complaint, which is one whatever the level and counted as 转换差评 already: a bad level opens no
second case, a good one does not close the one that there is.
"""

from datetime import datetime

from evaluation.cases.case import CITIZEN, Event
from evaluation.cases.words import Move
from evaluation.halls import subject_of
from evaluation.levels import Level, Reason
from evaluation.points import Award, Earned
from evaluation.ratings import RatingState, revised, with_reason_answer
from store import heard, ledger, ratings
from store.case_questions import CaseQuestion
from store.db import Transaction
from store.farming import Act
from store.heard import Answered, Spoken
from store.ledger import Holder
from usecases.cases.hear import Heard, rated_heard
from usecases.cases.moving import lock, move
from usecases.points.earn import earn
from usecases.rate import Rated, Rating
from usecases.rules import Rules


async def visit_meant(tx: Transaction, question: CaseQuestion, citizen_id: int) -> int | None:
    """The visit that they speak of: the only one at that body on that day; None once they rated without it."""
    if question.level is not None:
        return None
    found = await heard.same_day(tx, citizen_id, await heard.spoken(tx, question.complaint_id))
    return found[0].id if len(found) == 1 else None


async def rate_heard(
    tx: Transaction, question: CaseQuestion, citizen_id: int, rating: Rating, rules: Rules, now: datetime
) -> Rated:
    """Keep a level for the hall or counter, or another level after it. The citizen is locked."""
    known = await lock(tx, question.case_id)
    spoken = await heard.spoken(tx, question.complaint_id)
    before = await heard.answered(tx, spoken.id)
    state = _state(before, rating)
    award = await _earn(tx, spoken, citizen_id, rating, rules, now) if before is None else Award()
    await _keep(tx, spoken, before, state, rating)
    if before is None or before.level is not state.level:
        await rated_heard(tx, known, spoken.id, state.level, rules, now)
    return Rated(
        level=rating.level,
        before=before.level if before else None,
        award=award,
        balance=await ledger.balance(tx, Holder(citizen_id)),
        for_organisation=False,
        says_why=bool(state.reasons or state.comment),
        case=Heard.KNOWN,
    )


def _state(before: Answered | None, rating: Rating) -> RatingState:
    if before is None:
        return RatingState(rating.level, rating.reasons, rating.comment)
    state = revised(_as_it_stands(before), rating.level, rating.comment, was_bad=before.level.is_bad)
    return with_reason_answer(state, rating.reasons, None)


def _as_it_stands(answered: Answered) -> RatingState:
    return RatingState(answered.level, tuple(map(Reason, answered.reasons)), answered.comment)


async def _earn(
    tx: Transaction, spoken: Spoken, citizen_id: int, rating: Rating, rules: Rules, now: datetime
) -> Award:
    act = Act(
        citizen_id=citizen_id,
        org_code=spoken.org_code,
        area_code=spoken.area_code,
        window_no=None,
        device_no=None,
        inbound_id=rating.evidence.inbound_id,
        rated_at=rating.rated_at,
        in_answer=True,
    )
    reference = f"complaint:{spoken.id}"
    return await earn(tx, Holder(citizen_id), Earned.RATING, reference, rules.points, now, act)


async def _keep(
    tx: Transaction, spoken: Spoken, before: Answered | None, state: RatingState, rating: Rating
) -> None:
    await ratings.add_apart(
        tx,
        subject=subject_of(spoken.place),
        subject_name=spoken.place,
        org_code=spoken.org_code,
        area_code=spoken.area_code,
        level=state.level,
        reasons=[reason.value for reason in state.reasons],
        comment=state.comment,
        channel=rating.channel.value,
        evidence=rating.evidence,
        rated_at=rating.rated_at,
        complaint_id=spoken.id,
        version=before.version + 1 if before else 1,
    )


async def add_why(tx: Transaction, question: CaseQuestion, why: Rating) -> Level:
    """Add the reasons and words of `why` to the level as it stands, which is returned."""
    spoken, before = (
        await heard.spoken(tx, question.complaint_id),
        await heard.answered(tx, question.complaint_id),
    )
    assert before is not None, "the reason question follows a rating"
    state = with_reason_answer(_as_it_stands(before), why.reasons, why.comment)
    await _keep(tx, spoken, before, state, why)
    return state.level


async def tie(tx: Transaction, question: CaseQuestion, visit_id: int) -> bool:
    """The visit is what they spoke of: its rating answers the complaint; False where it has a complaint of its own."""
    return await heard.tie(tx, question.complaint_id, visit_id)


async def note_good(
    tx: Transaction, question: CaseQuestion, level: Level, rules: Rules, now: datetime
) -> None:
    """A good first level of a visit concerns no case but this one."""
    await rated_heard(tx, await lock(tx, question.case_id), question.complaint_id, level, rules, now)


async def not_theirs(
    tx: Transaction, question: CaseQuestion, words: str, rules: Rules, now: datetime
) -> None:
    """The guide noted a wrong number: it is in the history, and nobody is told of the case there any more."""
    event = Event(Move.CITIZEN_SAID, now, CITIZEN, words, complaint=question.complaint_id)
    await move(tx, await lock(tx, question.case_id), event, rules)
    await heard.no_answer_comes(tx, question.complaint_id, "wrong_number")
    await heard.forget_citizen(tx, question.case_id)
