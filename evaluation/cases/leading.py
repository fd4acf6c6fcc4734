"""Which body leads a case: it signs for it, gives it back, and hands it on."""

from dataclasses import replace

from evaluation.cases.case import Case, Complaint, Event, Task, Work
from evaluation.cases.complaints import owing
from evaluation.cases.refusals import NOT_SAID_SO, ONCE_ONLY, SAME_BODY, Illegal, goes_to, needs
from evaluation.cases.words import Outcome


def acknowledge(case: Case, event: Event) -> Case:
    """签收; `due` is until when it is sorted."""
    return replace(case, work=replace(case.work, acknowledged_at=event.at), step_due=needs(event.due))


def reaches(case: Case, event: Event) -> Case:
    """Another body leads: it signs and looks for itself; what was told to the citizen stands."""
    org = goes_to(event)
    if org == case.lead:
        raise Illegal(SAME_BODY)
    told = any(complaint.due for complaint in case.live)
    return replace(
        case,
        lead=org,
        tasks={body: task for body, task in case.tasks.items() if body != org},
        reached_at=event.at,
        clock_at=case.clock_at if told else event.at,
        step_due=needs(event.due),
        work=Work(),
    )


def hand_on(case: Case, event: Event) -> Case:
    """机构撤销: before the dispatch another body will get it, after it another has it; answered, it only leads."""
    if case.reached_at is None:
        return replace(case, lead=goes_to(event))
    if all(complaint.answered_at for complaint in case.live if complaint.dispatched_at):
        return replace(case, lead=goes_to(event))
    return reaches(case, event)


def reopen(case: Case, event: Event) -> Case:
    """重办: to a higher level, once; what the citizen was told stands, and whoever led helps."""
    unsolved = {c.id for c in case.live if c.outcome is Outcome.NOT_SOLVED}
    if case.reopened_at:
        raise Illegal(ONCE_ONLY)
    if not unsolved:
        raise Illegal(NOT_SAID_SO)
    for id_ in unsolved:
        needs(event.dues.get(id_))
    complaints = {
        id_: _unanswered(complaint) if id_ in unsolved else complaint
        for id_, complaint in owing(case, event.dues).items()
    }
    higher = case if goes_to(event) == case.lead else _above(case, event)
    return replace(
        higher,
        complaints=complaints,
        reached_at=event.at,
        reopened_at=event.at,
        step_due=needs(event.due),
        work=Work(),
    )


def _above(case: Case, event: Event) -> Case:
    handed = reaches(case, event)
    return replace(handed, tasks={**handed.tasks, case.lead: Task(event.words)})


def _unanswered(complaint: Complaint) -> Complaint:
    return replace(complaint, answered_at=None, call_back_due=None, by_phone=False, outcome=None)
