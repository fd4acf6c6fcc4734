"""A case in words: its deadlines, and its story event by event."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from evaluation.cases.case import Actor, Complaint, Event
from evaluation.cases.hours import Due
from evaluation.cases.left import Left, left
from evaluation.cases.words import UNKNOWN_HANDS, Closing, Move, Stage
from evaluation.enclosures import Enclosure
from evaluation.masking import without_numbers
from evaluation.window import civil, last_moment
from evaluation.workdays import WorkCalendar
from usecases.cases.view import Moment, Story
from web.console.cases.words import (
    CLOSINGS,
    DEPTHS,
    FINDINGS,
    IS_COMPLAINT,
    MOVES,
    OUTCOMES,
    PARTIES,
    STAGES,
    STEPS,
    TRACKS,
    VERDICTS,
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as it is shown: 还剩 1 个工作日 · 11月24日 24:00."""

    words: str
    late: bool


def deadline(due: Due, now: datetime, calendar: WorkCalendar) -> Deadline:
    """A deadline in words and date."""
    found = left(due.at, now, calendar)
    sure = "（暂定）" if due.provisional else ""
    return Deadline(f"{_left(found)} · {until(due.at)}{sure}", found.late)


def until(at: datetime) -> str:
    """The end of a time: 11月24日 24:00."""
    day, clock = last_moment(at)
    return f"{day.month}月{day.day}日 {clock}"


def _left(found: Left) -> str:
    word = "已超期" if found.late else "还剩"
    if found.workdays and not found.same_day:
        return f"{word} {found.workdays} 个工作日"
    if found.same_day and found.ends_day and not found.late:
        return "今天到期"
    hours, minutes = int(found.span / timedelta(hours=1)), int(found.span / timedelta(minutes=1))
    return f"{word} {hours} 小时" if hours else f"{word} {max(minutes, 1)} 分钟"


def stage_of(stage: Stage, closing: Closing | None, *, suspended: bool) -> str:
    """How far a case is."""
    if closing:
        return CLOSINGS[closing]
    return "已挂起" if suspended else STAGES[stage]


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a story in words."""

    at: datetime
    who: str
    what: str
    change: str
    """待签收 → 待核实; empty where the stage stayed."""
    facts: tuple[str, ...]
    words: str
    files: tuple[Enclosure, ...] = ()


def told(moment: Moment, story: Story) -> Told:
    """An event in words. What citizens and platforms said has its numbers starred."""
    event = moment.event
    before, after = moment.before and moment.before.stage, moment.after.stage
    change = f"{STAGES[before]} → {STAGES[after]}" if before and before is not after else ""
    masked = without_numbers(event.words) if event.by.party in UNKNOWN_HANDS else event.words
    return Told(
        event.at,
        who(event.by, story),
        MOVES[event.move],
        change,
        tuple(_facts(moment, story)),
        masked,
        event.files,
    )


def who(actor: Actor, story: Story) -> str:
    """Who made a move: as which party, of which body, by name."""
    name = story.people.get(actor.staff_id or 0, "")
    body = story.orgs.get(actor.org or "", "")
    outside = story.rules.label_of(actor.platform) if actor.platform else ""
    return " ".join(part for part in (PARTIES[actor.party], outside, body, name, actor.person) if part)


def number_of(story: Story, complaint_id: int | None) -> int:
    """Which of a case's complaints one is, from 1."""
    return next((n for n, id_ in enumerate(story.case.complaints, start=1) if id_ == complaint_id), 0)


def _facts(moment: Moment, story: Story) -> Iterator[str]:
    event = moment.event
    if event.complaint and len(story.case.complaints) > 1:
        yield f"第{number_of(story, event.complaint)}条评价"
    yield from _bodies(moment, story)
    yield from _findings(event)
    for complaint_id, due in event.dues.items():
        which = f"第{number_of(story, complaint_id)}条评价的" if len(event.dues) > 1 else ""
        yield f"{which}答复期限：{until(due.at)}"
    if event.due and event.move in _DUES:
        yield f"{_DUES[event.move]}：{until(event.due.at)}"


def _bodies(moment: Moment, story: Story) -> Iterator[str]:
    event = moment.event
    if event.move is Move.DISPATCH and not (moment.before and moment.before.reached_at):
        yield f"派给{story.orgs.get(moment.after.lead, moment.after.lead)}"
    elif moment.before and moment.before.lead != moment.after.lead:
        old, new = (story.orgs.get(code, code) for code in (moment.before.lead, moment.after.lead))
        yield f"由{old}转至{new}"
    elif event.org not in (None, event.by.org) and event.move is not Move.OPEN:
        yield story.orgs.get(event.org or "", event.org or "")


def _findings(event: Event) -> Iterator[str]:
    if event.real and event.fair:
        yield f"属实：{FINDINGS[event.real]}；合理：{FINDINGS[event.fair]}"
    elif event.real:
        yield IS_COMPLAINT[event.real]
    if event.reason:
        yield event.reason.label_zh
    if event.track:
        yield TRACKS[event.track]
    if event.depth:
        yield DEPTHS[event.depth]
    if event.outcome:
        yield OUTCOMES[event.outcome]
    if event.step:
        yield STEPS[event.step]
    if event.verdict:
        yield VERDICTS[event.verdict]


_DUES = {
    Move.DISPATCH: "签收期限",
    Move.TRANSFER: "签收期限",
    Move.RETURN: "签收期限",
    Move.HAND_ON: "签收期限",
    Move.REOPEN: "签收期限",
    Move.ACKNOWLEDGE: "核实分类期限",
    Move.SUSPEND: "挂起至",
    Move.APPEAL: "复核期限",
    Move.ANSWER: "等待服务对象回访答复至",
    Move.CALL_BY_PHONE: "人工回访期限",
}
"""What the deadline of an event is for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A deadline of a case with what it is for, and from when it is counted."""

    label: str
    deadline: Deadline
    start: str


def deadlines(story: Story) -> Iterator[Line]:
    """The deadlines that still run."""
    case, calendar = story.case, story.rules.deadlines.calendar
    if not case.is_open:
        return
    if case.resume_by:
        yield Line("挂起至", deadline(case.resume_by, story.now, calendar), "")
    if case.step_due:
        label, start = _step(story)
        yield Line(label, deadline(case.step_due, story.now, calendar), _since(start))
    for complaint in case.live:
        which = f"第{number_of(story, complaint.id)}条评价 " if len(case.complaints) > 1 else ""
        for label, due, start in _of_complaint(complaint, story):
            yield Line(which + label, deadline(due, story.now, calendar), _since(start))


def _step(story: Story) -> tuple[str, datetime | None]:
    """What is to be done next by a deadline of its own, and since when."""
    case = story.case
    if case.stage is Stage.DISPATCHED:
        return "签收", case.reached_at
    if case.stage is Stage.CALLED_BACK:
        return "销号", _last(story, Move.CALL_BACK)
    return "核实分类", case.work.acknowledged_at


def _of_complaint(complaint: Complaint, story: Story) -> Iterator[tuple[str, Due, datetime | None]]:
    if complaint.dispatched_at is None:
        yield "等待改评", complaint.dispatch_due, complaint.at
    elif complaint.answered_at is None:
        if complaint.due:
            yield "答复", complaint.due, story.start_of(complaint)
    elif complaint.outcome is None and complaint.call_back_due:
        if complaint.by_phone:
            yield "人工回访", complaint.call_back_due, _last(story, Move.CALL_BY_PHONE, complaint)
        else:
            yield "服务对象答复回访", complaint.call_back_due, complaint.answered_at
    if complaint.wants_label and complaint.label_due:
        yield "吐槽分类", complaint.label_due, complaint.at
    if complaint.appeal and not complaint.appeal.verdict and complaint.appeal.due:
        yield "申诉复核", complaint.appeal.due, complaint.appeal.at


def _last(story: Story, move: Move, about: Complaint | None = None) -> datetime:
    """When a move was last made, about this complaint where one is given."""
    events = (moment.event for moment in story.moments)
    return max(e.at for e in events if e.move is move and (about is None or e.complaint == about.id))


def _since(start: datetime | None) -> str:
    return f"自{civil(start).month}月{civil(start).day}日 {civil(start):%H:%M}起算" if start else ""
