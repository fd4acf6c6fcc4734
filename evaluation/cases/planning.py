"""A move, before it is made: its deadlines, and the rules that count time.

`plan` turns what somebody wants into the event that is kept; the machine then says whether it may be.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from evaluation.cases.case import Case, Complaint, Event
from evaluation.cases.deadlines import Deadlines
from evaluation.cases.hours import Due
from evaluation.cases.refusals import TOO_LATE, Illegal
from evaluation.cases.words import Kind, Move, Outcome, Track


def opening(event: Event, deadlines: Deadlines) -> Event:
    """受理 and 并案: until when a change of mind is possible; what a guide heard goes out at once, to be labelled."""
    if event.kind is Kind.ORAL:
        return replace(event, due=Due(event.at), label_due=deadlines.label(event.at))
    return replace(event, due=deadlines.dispatch(event.at))


def plan(case: Case, event: Event, deadlines: Deadlines) -> Event:
    """Return the event with its deadlines; raises `Illegal` where time is up.

    A suspension says itself until when (`due`), and so does a deadline that is moved (`dues`).
    """
    planner = _PLANNERS.get(event.move)
    return planner(case, event, deadlines) if planner else event


def dues(case: Case, deadlines: Deadlines, track: Track, now: datetime) -> Mapping[int, Due]:
    """Until when each complaint that waits for an answer gets it."""
    return {
        complaint.id: deadlines.answer(_starts(case, complaint, deadlines, now), track)
        for complaint in _unanswered(case)
    }


def starts(case: Case, complaint: Complaint, deadlines: Deadlines) -> datetime | None:
    """From when a complaint's time is counted, to be told beside its deadline; None before it reached anybody."""
    if complaint.dispatched_at is None:
        return None
    if (
        case.reopened_at
        and complaint.dispatched_at < case.reopened_at
        and _owed_since(complaint, case.reopened_at)
    ):
        return case.reopened_at
    return _starts(case, complaint, deadlines, complaint.dispatched_at)


def _owed_since(complaint: Complaint, moment: datetime) -> bool:
    """Whether it was not answered before that."""
    return complaint.answered_at is None or complaint.answered_at >= moment


def _starts(case: Case, complaint: Complaint, deadlines: Deadlines, now: datetime) -> datetime:
    dispatched = max(at for at in (complaint.dispatched_at, case.clock_at) if at)
    acknowledged = max(dispatched, case.work.acknowledged_at or now)
    return deadlines.start(rated_at=complaint.at, dispatched_at=dispatched, acknowledged_at=acknowledged)


def _unanswered(case: Case) -> Iterator[Complaint]:
    return (complaint for complaint in case.live if complaint.dispatched_at and not complaint.answered_at)


def _dispatched(case: Case, event: Event, deadlines: Deadlines) -> Event:
    if case.reached_at is None:
        return replace(event, due=deadlines.acknowledgement(event.at))
    complaint = case.complaints.get(event.complaint or 0)
    if case.track is None or complaint is None:
        return event
    start = deadlines.start(rated_at=complaint.at, dispatched_at=event.at, acknowledged_at=event.at)
    return replace(event, dues={complaint.id: deadlines.answer(start, case.track)})


def _to_be_signed(_case: Case, event: Event, deadlines: Deadlines) -> Event:
    return replace(event, due=deadlines.acknowledgement(event.at))


def _returned(case: Case, event: Event, deadlines: Deadlines) -> Event:
    if case.reached_at and deadlines.give_back(case.reached_at).is_over(event.at):
        raise Illegal(TOO_LATE)
    return _to_be_signed(case, event, deadlines)


def _acknowledged(_case: Case, event: Event, deadlines: Deadlines) -> Event:
    return replace(event, due=deadlines.same_day(event.at))


def _classified(case: Case, event: Event, deadlines: Deadlines) -> Event:
    return replace(event, dues=dues(case, deadlines, event.track, event.at)) if event.track else event


def _reopened(case: Case, event: Event, deadlines: Deadlines) -> Event:
    unsolved = (complaint.id for complaint in case.live if complaint.outcome is Outcome.NOT_SOLVED)
    again = dict.fromkeys(unsolved, deadlines.reopened(event.at))
    return replace(event, due=deadlines.acknowledgement(event.at), dues=again)


def _answered(_case: Case, event: Event, deadlines: Deadlines) -> Event:
    return replace(event, due=deadlines.call_back(event.at))


def _to_be_called(_case: Case, event: Event, deadlines: Deadlines) -> Event:
    return replace(event, due=deadlines.call_by_phone(event.at))


def _called_back(_case: Case, event: Event, deadlines: Deadlines) -> Event:
    return replace(event, due=deadlines.closing(event.at))


def _resumed(case: Case, event: Event, deadlines: Deadlines) -> Event:
    since = case.suspended_at
    if since is None:
        return event
    moved = {c.id: deadlines.resumed(c.due, since, event.at) for c in _unanswered(case) if c.due}
    step = deadlines.resumed(case.step_due, since, event.at) if case.step_due else None
    return replace(event, due=step, dues=moved)


def _appealed(case: Case, event: Event, deadlines: Deadlines) -> Event:
    complaint = case.complaints.get(event.complaint or 0)
    reached = max((at for at in (complaint and complaint.dispatched_at, case.reached_at) if at), default=None)
    if reached and deadlines.appeal(reached).is_over(event.at):
        raise Illegal(TOO_LATE)
    return replace(event, due=deadlines.decision(event.at))


_PLANNERS: Mapping[Move, Callable[[Case, Event, Deadlines], Event]] = {
    Move.JOIN: lambda _case, event, deadlines: opening(event, deadlines),
    Move.DISPATCH: _dispatched,
    Move.TRANSFER: _to_be_signed,
    Move.HAND_ON: _to_be_signed,
    Move.RETURN: _returned,
    Move.ACKNOWLEDGE: _acknowledged,
    Move.CLASSIFY: _classified,
    Move.REOPEN: _reopened,
    Move.ANSWER: _answered,
    Move.CALL_BY_PHONE: _to_be_called,
    Move.CALL_BACK: _called_back,
    Move.RESUME: _resumed,
    Move.APPEAL: _appealed,
}
