"""`/console/cases`: the cases that somebody sees, filtered, the next deadline first."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response

from evaluation.cases.hours import Due
from evaluation.cases.words import Kind, Stage, Track
from evaluation.staff import Permission
from store.case_lists import SHOWS, After, Listed, Wanted
from usecases.cases import view
from usecases.edges import storable
from web.console.cases import words
from web.console.cases.telling import Deadline, deadline, stage_of
from web.console.routing import Console
from web.console.staffed import At, Staffed
from web.console.typed import number_of

PATH = "/console/cases"
READ = Permission.READ_CASES
LINES = 50
CLOSED = "closed"
"""Stands for the deadline of a closed case in an address."""

Word = TypeVar("Word", bound=Enum)
console = Console()


@dataclass(frozen=True, slots=True)
class Row:
    """A case as one line of the list."""

    case: Listed
    stage: str
    deadline: Deadline | None
    review: Deadline | None
    """Until when its appeal is decided."""


@console.get("/cases", needs=READ)
async def show(at: At) -> Response:
    """The list."""
    asked = _asked(at)
    async with at.database.transaction() as tx:
        counts = await view.waiting(tx, at.on_duty)
        found = await view.listed(tx, at.on_duty, asked, LINES + 1)
    shown = found[:LINES]
    return at.page(
        "cases",
        asked=asked,
        shows=_shows(at),
        rows=[_row(at, case) for case in shown],
        counts={"mine": counts.mine, "late": counts.late, "supervised": counts.supervised},
        next_page=path_of(replace(asked, after=_place(shown[-1]))) if len(found) > LINES else None,
        first_page=path_of(replace(asked, after=None)) if asked.after else None,
        words=words,
        has_platforms=bool(at.services.rules.platforms),
        path_of=lambda key: path_of(Wanted(show=key)),
    )


def _shows(at: Staffed) -> tuple[str, ...]:
    return tuple(key for key in words.SHOWS if key != "mine" or at.may(Permission.WORK_CASES))


def _row(at: Staffed, case: Listed) -> Row:
    stage = stage_of(case.stage, case.closing, suspended=case.suspended)
    next_due = None if case.stage is Stage.RECEIVED else case.next_due_at
    return Row(case, stage, _told(at, next_due, provisional=case.provisional), _told(at, case.appeal_due_at))


def _told(at: Staffed, due_at: datetime | None, *, provisional: bool = False) -> Deadline | None:
    calendar = at.services.rules.deadlines.calendar
    return deadline(Due(due_at, provisional), at.times.now, calendar) if due_at else None


def _asked(at: Staffed) -> Wanted:
    """What stands in the address; nonsense is nothing."""
    given = at.request.query_params
    usual = "mine" if at.may(Permission.WORK_CASES) else "open"
    show = given.get("show", "")
    return Wanted(
        show=show if show in SHOWS else usual,
        stage=_word(Stage, given.get("stage", "")),
        track=_word(Track, given.get("track", "")),
        kind=_word(Kind, given.get("kind", "")),
        lead=_text(at.request, "lead"),
        area=_text(at.request, "area"),
        number=number_of(given.get("number", "")),
        outside_no=_text(at.request, "outside_no"),
        after=_after(given.get("after", "")),
    )


def _text(request: Request, name: str) -> str:
    return storable(request.query_params.get(name, "")).strip()[:40]


def _word(of: type[Word], text: str) -> Word | None:
    return of(text) if text in {each.value for each in of} else None


def _place(case: Listed) -> After:
    return After(case.next_due_at, case.id)


def _after(text: str) -> After | None:
    due, _, number = text.rpartition("~")
    case_id = number_of(number)
    if case_id is None:
        return None
    if due == CLOSED:
        return After(None, case_id)
    try:
        at = datetime.fromisoformat(due)
    except ValueError:
        return None
    return After(at, case_id) if at.utcoffset() is not None else None


def path_of(asked: Wanted) -> str:
    """The address of a list."""
    after = asked.after
    place = f"{after.due_at.isoformat() if after.due_at else CLOSED}~{after.id}" if after else None
    given = {
        "show": asked.show,
        "stage": asked.stage,
        "track": asked.track,
        "kind": asked.kind,
        "lead": asked.lead,
        "area": asked.area,
        "number": asked.number,
        "outside_no": asked.outside_no,
        "after": place,
    }
    return f"{PATH}?{urlencode({name: value for name, value in given.items() if value})}"
