"""`/console/summary`: 半日小结, what a half day leaves to whoever reads it, as their message tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Response

from evaluation.cases.hours import Due
from evaluation.masking import without_numbers
from evaluation.staff import Permission
from store.case_lists import Listed
from store.summaries import Heard
from usecases.cases.summarize import MOST, Summary, summary_now
from web.console.cases import words
from web.console.cases.telling import Deadline, deadline, stage_of, until
from web.console.routing import Console
from web.console.staffed import At, Staffed

console = Console()


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the cases, under what they have in common."""

    key: str
    title: str
    cases: tuple[tuple[Listed, str, Deadline | None], ...]
    count: int


@dataclass(frozen=True, slots=True)
class HeardLine:
    """What a guide heard, with how its labelling stands."""

    heard: Heard
    label: str
    deadline: Deadline | None


@console.get("/summary", needs=Permission.READ_CASES)
async def show(at: At) -> Response:
    """What is due, overdue and waits, and what guides heard since the half day before."""
    async with at.database.transaction() as tx:
        found = await summary_now(tx, at.on_duty, at.services.rules)
    heard = {(each.case_id, each.said_at): each for each in (*found.heard, *found.unlabelled)}
    return at.page(
        "summary",
        found=found,
        parts=_parts(at, found),
        since=until(found.half.before),
        heard=[_heard(at, each) for each in heard.values()],
        late_labels=sum(each.label_due_at <= at.times.now for each in found.unlabelled if each.label_due_at),
        most=MOST,
        masked=without_numbers,
        times="、".join(f"{each:%H:%M}" for each in at.services.rules.cases.summaries),
    )


def _parts(at: Staffed, found: Summary) -> list[Part]:
    half = found.half
    return [
        _part(at, "due", f"{until(half.next)} 前到期", found.due),
        _part(at, "next", f"{until(half.after_next)} 前到期", found.due_next),
        _part(at, "late", "已超期", found.late, found.late_count),
    ]


def _part(at: Staffed, key: str, title: str, cases: Sequence[Listed], count: int | None = None) -> Part:
    lines = tuple(
        (case, stage_of(case.stage, case.closing, suspended=case.suspended), _due(at, case.next_due_at))
        for case in cases
    )
    return Part(key, title, lines, len(cases) if count is None else count)


def _due(at: Staffed, due_at: datetime | None) -> Deadline | None:
    calendar = at.services.rules.deadlines.calendar
    return deadline(Due(due_at), at.times.now, calendar) if due_at else None


def _heard(at: Staffed, heard: Heard) -> HeardLine:
    if heard.label and heard.real:
        return HeardLine(heard, f"{heard.label.label_zh}；{words.IS_COMPLAINT[heard.real]}", None)
    return HeardLine(heard, "待分类" if heard.wants_label else "", _due(at, heard.label_due_at))
