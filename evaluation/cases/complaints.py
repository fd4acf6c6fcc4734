"""The complaints of a case: they come, are taken back, and are dispatched."""

from collections.abc import Mapping
from dataclasses import replace

from evaluation.cases.case import Case, Complaint, Event, Label
from evaluation.cases.hours import Due, never_sooner
from evaluation.cases.refusals import NO_SUCH_COMPLAINT, NO_WORDS, SETTLED, TOO_LATE, Illegal, needs
from evaluation.cases.words import Closing, Kind


def first(event: Event, before: Mapping[int, Complaint]) -> Mapping[int, Complaint]:
    """With one more complaint; its grace ends at `due`."""
    if event.complaint is None or event.complaint in before:
        raise Illegal(SETTLED)
    kind, due = event.kind or Kind.RATING, needs(event.due)
    complaint = Complaint(event.complaint, kind, event.at, due, label_due=event.label_due)
    return {**before, event.complaint: complaint}


def join(case: Case, event: Event) -> Case:
    """并案"""
    return replace(case, complaints=first(event, case.complaints))


def named(case: Case, event: Event) -> Complaint:
    """The complaint that a move concerns."""
    complaint = case.complaints.get(event.complaint) if event.complaint is not None else None
    if complaint is None:
        raise Illegal(NO_SUCH_COMPLAINT)
    return complaint


def live(case: Case, event: Event) -> Complaint:
    """The complaint that a move concerns, if anything is owed to whoever made it."""
    complaint = named(case, event)
    if not complaint.is_live:
        raise Illegal(SETTLED)
    return complaint


def keep(case: Case, complaint: Complaint) -> Case:
    """The case with a complaint changed; closed when nothing is owed to anybody any more."""
    case = replace(case, complaints={**case.complaints, complaint.id: complaint})
    if not case.is_open or any(case.live):
        return case
    excluded = any(each.excluded for each in case.complaints.values())
    return replace(case, closing=Closing.EXCLUDED if excluded else Closing.WITHDRAWN)


def withdraw(case: Case, event: Event) -> Case:
    """改评: in time, so that nobody was bothered with it."""
    complaint = live(case, event)
    if complaint.dispatched_at:
        raise Illegal(TOO_LATE)
    return keep(case, replace(complaint, withdrawn=True))


def revise(case: Case, event: Event) -> Case:
    """Another level after the dispatch, flagged if staff had spoken to the citizen before."""
    complaint = named(case, event)
    flagged = complaint.revised_after_contact or case.contacted
    return keep(case, replace(complaint, revised=True, revised_after_contact=flagged))


def label(case: Case, event: Event) -> Case:
    """吐槽分类: the first one counts as made in time, or not; a later one puts it right."""
    complaint = live(case, event)
    if complaint.kind is not Kind.ORAL:
        raise Illegal(NO_SUCH_COMPLAINT)
    if event.reason is None or event.real is None:
        raise Illegal(NO_WORDS)
    at = complaint.label.at if complaint.label else event.at
    return keep(case, replace(complaint, label=Label(event.reason, event.real, at)))


def owing(case: Case, dues: Mapping[int, Due]) -> Mapping[int, Complaint]:
    """The complaints with these deadlines, none of them sooner than what was told."""
    return {
        id_: replace(complaint, due=never_sooner(complaint.due, dues[id_])) if id_ in dues else complaint
        for id_, complaint in case.complaints.items()
    }


def dispatch(case: Case, event: Event) -> Case:
    """派单: the first starts the case; a later one gets its own deadline where the case is sorted."""
    complaint = live(case, event)
    if complaint.dispatched_at:
        raise Illegal(SETTLED)
    case = keep(case, replace(complaint, dispatched_at=event.at))
    if case.reached_at is None:
        return replace(case, reached_at=event.at, clock_at=event.at, step_due=needs(event.due))
    if case.track:
        needs(event.dues.get(complaint.id))
    return replace(case, complaints=owing(case, event.dues))
