"""What passes between the bodies and the citizen: the answer, the call-back, and how a case ends."""

from dataclasses import replace

from evaluation.cases.case import Case, Complaint, Event
from evaluation.cases.complaints import keep, live
from evaluation.cases.refusals import NO_WORDS, SETTLED, UNFINISHED, Illegal, needs
from evaluation.cases.words import Closing, Stage


def answer(case: Case, event: Event) -> Case:
    """答复 of one complaint; `due` is until when the citizen may say whether it helped."""
    complaint = live(case, event)
    if complaint.answered_at or not complaint.dispatched_at:
        raise Illegal(SETTLED)
    answered = replace(complaint, answered_at=event.at, call_back_due=needs(event.due))
    return replace(keep(case, answered), contacted=True)


def _waiting(case: Case, event: Event) -> Complaint:
    """A complaint that was answered, and whose call-back is still to be made."""
    complaint = live(case, event)
    if complaint.answered_at is None or complaint.outcome:
        raise Illegal(SETTLED)
    return complaint


def call_by_phone(case: Case, event: Event) -> Case:
    """转人工回访: somebody has until `due` to reach the citizen."""
    complaint = _waiting(case, event)
    if complaint.by_phone:
        raise Illegal(SETTLED)
    return keep(case, replace(complaint, by_phone=True, call_back_due=needs(event.due)))


def call_back(case: Case, event: Event) -> Case:
    """回访: what the citizen says; after the last `due` is until when the case is closed."""
    if event.outcome is None:
        raise Illegal(NO_WORDS)
    case = keep(case, replace(_waiting(case, event), outcome=event.outcome))
    done = case.stage is Stage.CALLED_BACK
    return replace(case, step_due=needs(event.due)) if done else case


def close(case: Case, _event: Event) -> Case:
    """销号, once everything that a guide heard is labelled."""
    if any(case.unlabelled):
        raise Illegal(UNFINISHED)
    return replace(case, closing=Closing.DONE, step_due=None)


def improve(case: Case, _event: Event) -> Case:
    """升级改 is done: off the improvement list."""
    if not case.wants_improvement:
        raise Illegal(SETTLED)
    return replace(case, improved=True)


def ask_citizen(case: Case, _event: Event) -> Case:
    """A question to the citizen, who may answer in their own time."""
    return replace(case, contacted=True)


def noted(case: Case, _event: Event) -> Case:
    """It is in the history, and changes nothing else."""
    return case
