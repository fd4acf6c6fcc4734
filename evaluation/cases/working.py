"""What a case's bodies do: look into it, sort it, ask others, put it right."""

from dataclasses import replace

from evaluation.cases.case import Case, Consultation, Event, Task
from evaluation.cases.complaints import owing
from evaluation.cases.refusals import (
    NO_CONSULTATION,
    NO_WORDS,
    NOT_YOURS,
    SAME_BODY,
    SETTLED,
    UNFINISHED,
    Illegal,
    goes_to,
    needs,
)
from evaluation.cases.words import Track


def verify(case: Case, event: Event) -> Case:
    """核实: whether it is so, and whether it is reasonable."""
    if event.real is None or event.fair is None:
        raise Illegal(NO_WORDS)
    work = replace(case.work, real=event.real, fair=event.fair)
    return replace(case, work=work, step_due=None if case.track else case.step_due)


def classify(case: Case, event: Event) -> Case:
    """分类: `dues` are until when each complaint is answered."""
    if event.track is None or event.depth is None:
        raise Illegal(NO_WORDS)
    for complaint in case.live:
        if complaint.dispatched_at and not complaint.answered_at:
            needs(event.dues.get(complaint.id))
    complaints = owing(case, event.dues)
    return replace(case, track=event.track, depth=event.depth, step_due=None, complaints=complaints)


def assign(case: Case, _event: Event) -> Case:
    """指派"""
    return replace(case, work=replace(case.work, assigned=True))


def add_co_handler(case: Case, event: Event) -> Case:
    """增加协办: with a task of its own."""
    org = goes_to(event)
    if org == case.lead or org in case.tasks:
        raise Illegal(SAME_BODY)
    return replace(case, tasks={**case.tasks, org: Task(event.words)})


def _task(case: Case, event: Event) -> Task:
    task = case.tasks.get(event.org or "")
    if task is None:
        raise Illegal(NOT_YOURS)
    if task.answer is not None:
        raise Illegal(SETTLED)
    return task


def co_answer(case: Case, event: Event) -> Case:
    """协办反馈"""
    task = replace(_task(case, event), answer=event.words)
    return replace(case, tasks={**case.tasks, goes_to(event): task})


def release_co_handler(case: Case, event: Event) -> Case:
    """撤销协办: it is not needed after all."""
    _task(case, event)
    return replace(case, tasks={org: task for org, task in case.tasks.items() if org != event.org})


def consult(case: Case, event: Event) -> Case:
    """Somebody more is asked; one that was concluded begins anew."""
    org = goes_to(event)
    running = case.consultation if case.consultation and case.consultation.conclusion is None else None
    asked = running.asked if running else {}
    if org in asked:
        raise Illegal(SAME_BODY)
    return replace(case, consultation=Consultation({**asked, org: None}))


def give_opinion(case: Case, event: Event) -> Case:
    """会商意见, of a body that was asked."""
    running, org = _consulting(case), goes_to(event)
    if org not in running.asked:
        raise Illegal(NOT_YOURS)
    return replace(case, consultation=replace(running, asked={**running.asked, org: event.words}))


def _consulting(case: Case) -> Consultation:
    if case.consultation is None or case.consultation.conclusion is not None:
        raise Illegal(NO_CONSULTATION)
    return case.consultation


def conclude(case: Case, event: Event) -> Case:
    """会商结论, once somebody has spoken."""
    running = _consulting(case)
    if not any(running.asked.values()):
        raise Illegal(UNFINISHED)
    return replace(case, consultation=replace(running, conclusion=event.words))


def rectify(case: Case, event: Event) -> Case:
    """整改完成: nobody owes anything any more."""
    concluded = case.consultation is not None and case.consultation.conclusion is not None
    if case.owes or (case.consultation and not concluded):
        raise Illegal(UNFINISHED)
    if case.track is Track.COMPLEX and not concluded:
        raise Illegal(NO_CONSULTATION)
    return replace(case, work=replace(case.work, rectified_at=event.at))
