"""Whose turn it is: the bodies that a case waits for, and whether it waits for the office."""

from evaluation.cases.case import Case
from evaluation.cases.words import Outcome, Stage

_OF_LEAD = frozenset(
    {
        Stage.DISPATCHED,
        Stage.ACKNOWLEDGED,
        Stage.VERIFIED,
        Stage.CLASSIFIED,
        Stage.ASSIGNED,
        Stage.RECTIFIED,
    }
)


def helpers(case: Case) -> tuple[str, ...]:
    """The bodies beside the lead body that have to do with it: those that help, and those that were consulted."""
    asked = case.consultation.asked if case.consultation else ()
    return tuple(dict.fromkeys((*case.tasks, *asked)))


def asked_for_opinion(case: Case) -> tuple[str, ...]:
    """The bodies whose opinion a running consultation waits for."""
    running = case.consultation
    if running is None or running.conclusion is not None:
        return ()
    return tuple(org for org, opinion in running.asked.items() if opinion is None)


def waits_for(case: Case) -> tuple[str, ...]:
    """The bodies that have something to do now; none while it rests or waits for the citizen."""
    if case.is_suspended or not case.is_open:
        return ()
    acts = case.stage in _OF_LEAD or (case.stage is not Stage.RECEIVED and any(case.unlabelled))
    lead = (case.lead,) if acts else ()
    return tuple(dict.fromkeys((*lead, *case.owes, *asked_for_opinion(case))))


def office_acts(case: Case) -> bool:
    """Whether the office has something to do: decide an appeal, call a citizen, or end what stayed unsolved."""
    if any(complaint.appeal and not complaint.appeal.verdict for complaint in case.live):
        return True
    if any(complaint.by_phone and not complaint.outcome for complaint in case.live):
        return True
    unsolved = any(complaint.outcome is Outcome.NOT_SOLVED for complaint in case.live)
    return case.stage is Stage.CALLED_BACK and unsolved and case.reopened_at is not None
