"""Time and supervision: a case rests, goes on, is pressed and pushed up."""

from dataclasses import replace

from evaluation.cases.case import Case, Event
from evaluation.cases.complaints import owing
from evaluation.cases.refusals import ONCE_ONLY, TOO_SOON, Illegal, goes_to, needs


def suspend(case: Case, event: Event) -> Case:
    """挂起, until `due`."""
    return replace(case, suspended_at=event.at, resume_by=needs(event.due))


def resume(case: Case, event: Event) -> Case:
    """恢复; `dues` give back what the rest took."""
    if not case.is_suspended:
        raise Illegal(TOO_SOON)
    complaints = owing(case, event.dues)
    step_due = event.due if case.step_due else None
    return replace(case, suspended_at=None, resume_by=None, step_due=step_due, complaints=complaints)


def supervise(case: Case, _event: Event) -> Case:
    """督办"""
    return replace(case, supervised=True)


def escalate(case: Case, event: Event) -> Case:
    """升级: a body above is told, each once."""
    org = goes_to(event)
    if org in case.escalated_to:
        raise Illegal(ONCE_ONLY)
    return replace(case, escalated_to=(*case.escalated_to, org))


def move_deadline(case: Case, event: Event) -> Case:
    """The calendar is known better now."""
    return replace(case, complaints=owing(case, event.dues))
