"""申诉复核 (苏协调办〔2021〕13号 附件2): a body asks for it, the office looks into it, a second person decides."""

from dataclasses import replace

from evaluation.cases.case import Appeal, Case, Complaint, Event
from evaluation.cases.complaints import keep, live, named
from evaluation.cases.refusals import NO_WORDS, ONCE_ONLY, SECOND_PERSON, SETTLED, TOO_SOON, Illegal, needs


def appeal(case: Case, event: Event) -> Case:
    """申诉: once for each complaint."""
    complaint = live(case, event)
    if complaint.appeal:
        raise Illegal(ONCE_ONLY)
    if not complaint.dispatched_at:
        raise Illegal(TOO_SOON)
    return keep(case, replace(complaint, appeal=Appeal(event.at, event.by, needs(event.due))))


def _pending(complaint: Complaint) -> Appeal:
    if complaint.appeal is None:
        raise Illegal(TOO_SOON)
    if complaint.appeal.verdict:
        raise Illegal(SETTLED)
    return complaint.appeal


def review(case: Case, event: Event) -> Case:
    """复核: one step of it, on record."""
    complaint = named(case, event)
    appeal = _pending(complaint)
    if event.step is None:
        raise Illegal(NO_WORDS)
    reviewers = appeal.reviewers | {event.by.staff_id}
    return keep(case, replace(complaint, appeal=replace(appeal, reviewers=reviewers)))


def decide(case: Case, event: Event) -> Case:
    """By a second person: neither who appealed nor who looked into it, and not for the body appealed against."""
    complaint = named(case, event)
    appeal = _pending(complaint)
    if event.verdict is None:
        raise Illegal(NO_WORDS)
    if not appeal.reviewers:
        raise Illegal(TOO_SOON)
    if event.by.staff_id in appeal.reviewers | {appeal.by.staff_id} or event.by.org == appeal.by.org:
        raise Illegal(SECOND_PERSON)
    return keep(case, replace(complaint, appeal=replace(appeal, verdict=event.verdict)))
