"""A citizen rated, or rated again: a bad rating opens a case, a change of mind in time takes it back."""

from datetime import datetime
from enum import StrEnum

from evaluation.cases.case import CITIZEN, SYSTEM, Event
from evaluation.cases.standing import responsible
from evaluation.cases.words import Kind, Move
from evaluation.levels import Level
from store import cases, complaints
from store.cases import Matter
from store.complaints import BadRating, OfVisit
from store.db import Transaction
from usecases.cases.moving import Known, begin, lock, move
from usecases.cases.places import where
from usecases.rules import Rules


class Heard(StrEnum):
    """What a rating did."""

    NOTHING = ""
    """There is no case, or not any more."""
    GOES_OUT = "goes_out"
    """A body gets it, unless the citizen changes their mind in time."""
    GOES_ON = "goes_on"
    """A body has it: the first level counts, and the case goes on."""
    KNOWN = "known"
    """What a guide heard is with a body already, and stands beside this."""


async def heard(
    tx: Transaction, visit_id: int, rating_id: int, level: Level, rules: Rules, now: datetime
) -> Heard:
    """See to a visit's rating as it stands now; its citizen is locked, if there is one."""
    complaint = await complaints.of_visit(tx, visit_id)
    if complaint is not None:
        return await _again(tx, complaint, rating_id, level, rules, now)
    if not level.is_bad:
        return Heard.NOTHING
    matter = await complaints.matter_of_visit(tx, visit_id)
    has_case = await opened(tx, matter, BadRating(rating_id, visit_id, level, now), rules, now)
    return Heard.GOES_OUT if has_case else Heard.NOTHING


async def heard_apart(tx: Transaction, bad: BadRating, rules: Rules, now: datetime) -> bool:
    """See to a bad rating of a hall, counter, platform or hotline; whether it has a case now.

    One of which nothing says in which area it is has nobody to answer for it, and gets none.
    """
    matter = await complaints.matter_apart(tx, bad.rating_id)
    return matter is not None and await opened(tx, matter, bad, rules, now)


async def _again(
    tx: Transaction, complaint: OfVisit, rating_id: int, level: Level, rules: Rules, now: datetime
) -> Heard:
    """Before the dispatch a better level takes it back; after it another level is noted, and the first counts.

    What a guide heard is a complaint whatever the level, and the level is the rating's alone.
    """
    if complaint.oral:
        await rated_heard(tx, await lock(tx, complaint.case_id), complaint.id, level, rules, now)
        return Heard.KNOWN if level.is_bad else Heard.NOTHING
    if complaint.dispatched:
        event = Event(Move.REVISE, now, CITIZEN, level.label_zh, complaint=complaint.id)
    elif level.is_bad:
        await complaints.put_right(tx, complaint.id, rating_id, level)
        return Heard.GOES_OUT
    else:
        event = Event(Move.WITHDRAW, now, CITIZEN, level.label_zh, complaint=complaint.id)
    await move(tx, await lock(tx, complaint.case_id), event, rules)
    return Heard.GOES_ON if complaint.dispatched else Heard.NOTHING


async def rated_heard(
    tx: Transaction, known: Known, complaint_id: int, level: Level, rules: Rules, now: datetime
) -> None:
    """The citizen gave a level of what a guide heard: it is in the history of the case, locked."""
    await move(tx, known, Event(Move.RATE, now, CITIZEN, level.label_zh, complaint=complaint_id), rules)


async def opened(tx: Transaction, matter: Matter, bad: BadRating, rules: Rules, now: datetime) -> bool:
    """Open a case for a bad rating, or join the one that its citizen has about the same item at the same body.

    Where there is neither a body nor an office nobody can answer for it, and there is no case: False.
    """
    placed = await where(tx, matter.area_code, [matter.org_code] if matter.org_code else [])
    lead = responsible(matter.org_code, placed)
    if not lead:
        return False
    case_id = await cases.open_of(tx, matter, lead)
    if case_id is None:
        first = Event(Move.OPEN, now, SYSTEM, org=lead, kind=Kind.RATING)
        await begin(tx, matter, first, lambda number: _complaint(tx, number, bad), rules)
        return True
    known = await lock(tx, case_id)
    event = Event(Move.JOIN, now, SYSTEM, complaint=await _complaint(tx, case_id, bad), kind=Kind.RATING)
    await move(tx, known, event, rules)
    return True


async def _complaint(tx: Transaction, case_id: int, bad: BadRating) -> int:
    return await complaints.add_rating(
        tx,
        case_id,
        visit_id=bad.visit_id,
        rating_id=bad.rating_id,
        level=bad.level,
        said_at=bad.rated_at,
    )
