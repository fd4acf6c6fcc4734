"""`/console/samples/…/sheet`: who is to be called about their drawn rating, and what they said (人工回访)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fastapi import Response

from evaluation.levels import BEST_FIRST, Level
from evaluation.masking import without_numbers
from evaluation.staff import Permission
from evaluation.window import CIVIL_ZONE, civil
from store.sample_views import Listed, Row
from usecases.edges import masked
from usecases.samples import call, view
from usecases.samples.call import Called, NobodyToCall
from usecases.samples.view import NoSuchSample, Story
from web.console.routing import Console, NotFound
from web.console.samples import path_of
from web.console.staffed import At, Id, Staffed
from web.console.typed import Fields

CALL = Permission.CALL_CITIZENS
MOST = 500
"""Characters of what was said on the phone."""
STATES: Mapping[str, str] = {
    "waiting": "待提问",
    "asked": "已提问",
    "calling": "待打电话",
    "done": "已答复",
}
OUTCOMES: Mapping[str, str] = {
    call.ANSWERED: "接受回访",
    call.NOT_REACHED: "未接通",
    call.REFUSED: "拒访",
}
WAYS: Mapping[str, str] = {"bot": "机器人", "phone": "电话", "case": "工单回访"}

console = Console()


@console.get("/samples/{sample_id}/sheet", needs=CALL)
async def sheet(at: At, sample_id: Id) -> Response:
    """电话回访单, to be printed: who is to be called, the numbers masked."""
    return await _sheet(at, sample_id)


@console.post("/samples/{sample_id}/calls/{drawn_id}/number", needs=CALL)
async def number(at: At, sample_id: Id, drawn_id: Id) -> Response:
    """The whole number, for whoever calls now."""
    try:
        async with at.database.transaction() as tx:
            found = await call.number(tx, at.on_duty, sample_id, drawn_id, at.services.vault)
    except NoSuchSample:
        raise NotFound from None
    except NobodyToCall:
        return at.moved(f"{path_of(sample_id)}/sheet", "sample_answered")
    return await _sheet(at, sample_id, shown={drawn_id: found or "没有留下电话号码"})


@dataclass(frozen=True)
class CallForm(Fields):
    """A call as it was typed."""

    MOST: ClassVar[int] = MOST

    outcome: str = ""
    level: str = ""
    put_right: str = ""
    at: str = ""
    words: str = ""


@console.get("/samples/{sample_id}/calls/{drawn_id}", needs=CALL)
async def form(at: At, sample_id: Id, drawn_id: Id) -> Response:
    """What was answered, to be filled in."""
    typed = CallForm(at=f"{civil(at.times.now):%Y-%m-%dT%H:%M}")
    return await _form(at, sample_id, drawn_id, typed, {})


@console.post("/samples/{sample_id}/calls/{drawn_id}", needs=CALL)
async def record(at: At, sample_id: Id, drawn_id: Id) -> Response:
    """Keep what came of a call."""
    typed = CallForm.in_form(at.form)
    sample, _ = await _to_call(at, sample_id, drawn_id)
    if sample is None:
        return at.moved(f"{path_of(sample_id)}/sheet", "sample_answered")
    called, wrong = _read(typed, sample, at.times.now)
    if called is None:
        return await _form(at, sample_id, drawn_id, typed, wrong)
    try:
        async with at.database.transaction() as tx:
            await call.record(tx, at.on_duty, sample_id, drawn_id, called, at.services.rules)
    except NobodyToCall:
        return at.moved(f"{path_of(sample_id)}/sheet", "sample_answered")
    return at.moved(f"{path_of(sample_id)}/sheet", "sample_called")


def _read(typed: CallForm, sample: Listed, now: datetime) -> tuple[Called | None, dict[str, str]]:
    """The call, or what is wrong with the form, by field."""
    at, level, wrong = _moment(typed.at), _level(typed.level), {}
    if typed.outcome not in OUTCOMES:
        wrong["outcome"] = "请选择回访结果。"
    elif typed.outcome == call.ANSWERED and level is None:
        wrong["level"] = "请选择现在的满意程度；不愿回答的，结果选“拒访”。"
    if at is None or not sample.drawn_at <= at <= now:
        wrong["at"] = "请填写通话的时间：抽样之后，现在之前。"
    if wrong or at is None:
        return None, wrong
    if typed.outcome != call.ANSWERED:
        return Called(typed.outcome, at, words=typed.words or None), {}
    put_right = {"yes": True, "no": False}.get(typed.put_right)
    return Called(typed.outcome, at, level, put_right, typed.words or None), {}


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CIVIL_ZONE)
    except ValueError:
        return None


def _level(text: str) -> Level | None:
    return next((level for level in Level if text == str(level.value)), None)


async def _form(
    at: Staffed, sample_id: int, drawn_id: int, typed: CallForm, wrong: Mapping[str, str]
) -> Response:
    sample, row = await _to_call(at, sample_id, drawn_id)
    if sample is None or row is None:
        return at.moved(f"{path_of(sample_id)}/sheet", "sample_answered")
    return at.page(
        "sample_call",
        status=422 if wrong else 200,
        sample=sample,
        row=row,
        level=Level(row.level).label_zh,
        levels=[(str(level.value), level.label_zh) for level in BEST_FIRST],
        outcomes=OUTCOMES,
        typed=typed,
        wrong=wrong,
        here=path_of(sample_id),
    )


async def _to_call(at: Staffed, sample_id: int, drawn_id: int) -> tuple[Listed | None, Row | None]:
    """Who is to be called; nobody where that was answered. `NotFound` for what is not seen."""
    try:
        async with at.database.transaction() as tx:
            return await call.to_call(tx, at.on_duty, sample_id, drawn_id)
    except NoSuchSample:
        raise NotFound from None
    except NobodyToCall:
        return None, None


async def _sheet(at: Staffed, sample_id: int, shown: Mapping[int, str] | None = None) -> Response:
    try:
        async with at.database.transaction() as tx:
            story = await view.sheet(tx, at.on_duty, sample_id)
    except NoSuchSample:
        raise NotFound from None
    return at.page(
        "sample_sheet",
        sample=story.sample,
        to_call=[row for row in story.rows if row.state == "calling"],
        others=[row for row in story.rows if row.state != "calling"],
        numbers={**_masked(at, story), **(shown or {})},
        shown=shown or {},
        level_of=lambda level: Level(level).label_zh,
        masked=without_numbers,
        states=STATES,
        ways=WAYS,
        here=path_of(sample_id),
    )


def _masked(at: Staffed, story: Story) -> dict[int, str]:
    vault = at.services.vault
    return {
        row.id: masked(row.kind, vault.open(row.sealed)) if row.kind and row.sealed else "没有留下电话号码"
        for row in story.rows
        if row.state == "calling"
    }
