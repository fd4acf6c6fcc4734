"""What a case does by itself as time goes by, and when it is to be looked at again."""

from collections.abc import Iterator
from datetime import datetime

from evaluation.cases.case import SYSTEM, Case, Event
from evaluation.cases.chasing import Chased, Rung, chase
from evaluation.cases.deadlines import Deadlines
from evaluation.cases.words import Move, Outcome, Stage

REST_IS_OVER = "挂起期满，自动恢复"
STILL_UNSOLVED = "回访未解决，提级办理"
NOT_SIGNED, OVERDUE = "逾期未签收，再次催收", "逾期未办，提请上级督促"


def itself(case: Case, up: str, now: datetime) -> Event | None:
    """The next move that the case makes by itself at `now`; `up` is the body to which an unsolved one goes.

    Each such move leads on, so that asking again and again comes to an end.
    """
    return next(_moves(case, up, now), None)


def _moves(case: Case, up: str, now: datetime) -> Iterator[Event]:
    if case.resume_by and case.resume_by.is_over(now):
        yield Event(Move.RESUME, now, SYSTEM, REST_IS_OVER)
    for complaint in case.live:
        if complaint.dispatched_at is None and complaint.dispatch_due.is_over(now):
            yield Event(Move.DISPATCH, now, SYSTEM, complaint=complaint.id)
        waits = complaint.answered_at and not complaint.outcome and not complaint.by_phone
        if waits and complaint.call_back_due and complaint.call_back_due.is_over(now):
            yield Event(Move.CALL_BY_PHONE, now, SYSTEM, complaint=complaint.id)
    if case.stage is Stage.CALLED_BACK:
        yield from _ends(case, up, now)


def _ends(case: Case, up: str, now: datetime) -> Iterator[Event]:
    """Solved, or nobody reached: closed, if all is labelled. Unsolved: higher up, once; then the office closes it."""
    if all(complaint.outcome is not Outcome.NOT_SOLVED for complaint in case.live):
        if not any(case.unlabelled):
            yield Event(Move.CLOSE, now, SYSTEM)
    elif case.reopened_at is None:
        yield Event(Move.REOPEN, now, SYSTEM, STILL_UNSOLVED, org=up)


def on_record(case: Case, rung: Rung, up: str, now: datetime) -> Event | None:
    """The event that a rung of chasing leaves in the history."""
    if rung is Rung.AT and case.stage is Stage.DISPATCHED:
        return Event(Move.PUSH_AGAIN, now, SYSTEM, NOT_SIGNED)
    if rung is Rung.SUPERIOR and up not in (case.lead, *case.escalated_to):
        return Event(Move.ESCALATE, now, SYSTEM, OVERDUE, org=up)
    return None


def look_again(
    case: Case, chased: Chased, since: datetime, deadlines: Deadlines, now: datetime
) -> datetime | None:
    """When the case is looked at next: something is due by itself, or somebody is to be told; None once closed.

    One that waits for nothing but a person who was told all there is to tell is looked at a day later.
    """
    if not case.is_open:
        return None
    if itself(case, case.lead, now):
        return now
    reached, then = chase(case, chased, since, deadlines, now)
    times = [*_times(case), *([now] if reached else []), *([then] if then else [])]
    return min((at for at in times if at >= now), default=deadlines.same_day(now).at)


def _times(case: Case) -> Iterator[datetime]:
    if case.resume_by:
        yield case.resume_by.at
    for complaint in case.live:
        if complaint.dispatched_at is None:
            yield complaint.dispatch_due.at
        elif complaint.call_back_due and not complaint.outcome and not complaint.by_phone:
            yield complaint.call_back_due.at
