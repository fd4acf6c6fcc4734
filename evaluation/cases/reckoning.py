"""The deadlines that citizens were told, by the calendar as it is known now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evaluation.cases.case import NOTHING, Case, Event
from evaluation.cases.deadlines import Deadlines
from evaluation.cases.hours import Due, never_sooner
from evaluation.cases.machine import begin, fold, step
from evaluation.cases.planning import opening, plan
from evaluation.cases.refusals import Illegal
from evaluation.cases.words import Move


def moved(events: Sequence[Event], deadlines: Deadlines) -> Mapping[int, Due]:
    """Return the new deadline of each complaint that waits for its answer and gets another one; never sooner."""
    told, known = fold(events), _once_more(events, deadlines)
    found: dict[int, Due] = {}
    for complaint in told.live:
        due = known.complaints[complaint.id].due
        if complaint.due and due and not complaint.answered_at and told.is_open:
            stands = never_sooner(complaint.due, due)
            if stands != complaint.due:
                found[complaint.id] = stands
    return found


def _once_more(events: Sequence[Event], deadlines: Deadlines) -> Case:
    """The case as it would stand, had the calendar been known like this from the beginning."""
    case = begin(replace(opening(events[0], deadlines), label_due=events[0].label_due))
    for event in events[1:]:
        if event.move is not Move.MOVE_DEADLINE:
            case = step(case, _planned(case, event, deadlines))
    return case


def _planned(case: Case, event: Event, deadlines: Deadlines) -> Event:
    """A move that was in time stays so; until when a case rests is what somebody decided."""
    if event.move is Move.SUSPEND:
        return event
    try:
        return plan(case, replace(event, due=None, dues=NOTHING), deadlines)
    except Illegal:
        return event
