"""`/console/cases/…/do/…`: the form of one move; what is wrong stands beside its field, what changed above it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import Path, Response

from bot.notices import Notices
from evaluation.cases.acting import is_late
from evaluation.cases.case import Event
from evaluation.cases.refusals import NO_WORDS, NOT_YOURS, TOO_LATE, TOO_SOON, UNREACHED, Illegal
from evaluation.cases.telling import News, Told
from evaluation.cases.words import Move, Track, usual_depth
from evaluation.enclosures import MOST_FILES, TOO_MANY, BadFile, Enclosure, checked_type
from evaluation.levels import Reason, in_menu_order
from evaluation.staff import Permission
from evaluation.window import civil
from evaluation.wordings import sms_parts
from store.case_views import Choice
from usecases.cases.act import (
    LONGEST_REST,
    TO_CITIZEN,
    BadDay,
    BadWords,
    MovedOn,
    NoSuchBody,
    Shown,
    Wanted,
    act,
    check_words,
    choices_of,
)
from usecases.cases.moving import NoSuchCase
from usecases.cases.tell_citizen import TEMPLATES, facts_of
from usecases.cases.view import Story
from usecases.edges import storable
from web.console.cases import forms, telling, words
from web.console.cases.page import PATH, case_page, changes, story_of
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed
from web.console.typed import number_of
from web.forms import read_files, text

WORK = Permission.WORK_CASES
PREVIEW = "preview"
MOST_BODIES = 20
Name = Annotated[str, Path(max_length=40)]

console = Console()


@console.get("/cases/{case_id}/do/{move}", needs=WORK)
async def ask(at: At, case_id: Id, move: Name) -> Response:
    """The form; one that is not offered now leads to the case, which says so."""
    story, wanted_move = await story_of(at, case_id), _move(move)
    if wanted_move not in story.moves:
        return case_page(at, story, status=409, wrong=_why_not(at, story, wanted_move))
    start = at.request.query_params.get("start", "")
    given = words.STARTS[start][1] if start in words.STARTS and wanted_move is Move.ANSWER else ""
    return await _form(at, story, Wanted(wanted_move, given, depth=usual_depth(_reasons(story))))


@console.post("/cases/{case_id}/do/{move}", needs=WORK)
async def do(at: At, case_id: Id, move: Name) -> Response:
    """Make the move, or show how its words will look."""
    wanted = forms.read(_move(move), at.form)
    seen = number_of(text(at.form, "events", 10)) or 0
    if text(at.form, "do", 10) == PREVIEW and wanted.move in TO_CITIZEN:
        return await _preview(at, case_id, wanted)
    if wrong := forms.missing(wanted):
        return await _again(at, case_id, wanted, wrong)
    desk = at.services
    try:
        wanted = replace(wanted, files=await _enclosed(at, case_id, wanted.move))
        async with at.database.transaction() as tx:
            await act(tx, at.on_duty, Shown(case_id, seen), wanted, desk.rules, desk.vault, at.word)
    except NoSuchCase:
        raise NotFound from None
    except MovedOn as error:
        return await _again(at, case_id, wanted, {}, since=error.since)
    except (BadFile, Illegal, NoSuchBody, BadDay, BadWords) as error:
        return await _again(at, case_id, wanted, _wrong(error))
    return at.moved(f"{PATH}/{case_id}", "case_moved")


async def _enclosed(at: Staffed, case_id: int, move: Move) -> tuple[Enclosure, ...]:
    """What was sent with an appeal, kept; raises `BadFile`. It is found again only if the appeal is made."""
    folder = at.services.enclosures
    if folder is None or not forms.FORMS[move].files or move not in (await story_of(at, case_id)).moves:
        return ()
    sent = await read_files(at.request, "files")
    if len(sent) > MOST_FILES:
        raise BadFile(TOO_MANY)
    for name, body in sent:
        checked_type(name, body)
    return tuple([await folder.keep(name, body) for name, body in sent])


def _move(name: str) -> Move:
    if name not in {move.value for move in forms.FORMS}:
        raise NotFound
    return Move(name)


def _wrong(error: Exception) -> dict[str, str]:
    """Which field is the matter, and what to say beside it; the empty name stands above the form."""
    if isinstance(error, NoSuchBody):
        return {"org": "请选择一个在用的单位。"}
    if isinstance(error, BadDay):
        return {"until": f"请选择明天以后、{LONGEST_REST.days}天以内的日期。"}
    if isinstance(error, BadFile):
        return {"files": words.BAD_FILES[error.because]}
    if isinstance(error, BadWords):
        return {"words": "".join(words.FAULTS[fault] for fault in error.faults)}
    because = error.because if isinstance(error, Illegal) else NOT_YOURS
    return {"words" if because == NO_WORDS else "": words.ILLEGAL[because]}


def _why_not(at: Staffed, story: Story, move: Move) -> str:
    """Why a move is not offered."""
    if move is Move.ASK_CITIZEN and not story.row.can_be_asked:
        return words.ILLEGAL[UNREACHED]
    late = story.case.is_open and is_late(move, story.case, at.services.rules.deadlines, at.times.now)
    return words.ILLEGAL[TOO_LATE if late else TOO_SOON]


async def _preview(at: Staffed, case_id: int, wanted: Wanted) -> Response:
    story, wrong = await story_of(at, case_id), {}
    if wanted.move not in story.moves:
        return case_page(at, story, status=409, wrong=_why_not(at, story, wanted.move))
    try:
        async with at.database.transaction() as tx:
            await check_words(tx, case_id, wanted, at.services.vault)
    except BadWords as error:
        wrong = _wrong(error)
    preview = "" if wrong else _as_sent(at, story, wanted)
    return await _form(at, story, wanted, wrong=wrong, preview=preview)


def _as_sent(at: Staffed, story: Story, wanted: Wanted) -> str:
    """The message as it would reach the citizen by SMS."""
    news = {Move.ANSWER: News.ANSWERED, Move.SUSPEND: News.RESTS}.get(wanted.move, News.ASKED)
    about = story.concerned(wanted.move) or tuple(story.case.live)
    complaint = next((each for each in about if each.id == wanted.complaint), about[0])
    lead = story.orgs[story.case.lead]
    facts = facts_of(story.row.id, story.row.item_name, lead, story.case, Told(news, complaint, wanted.words))
    if wanted.until:
        facts["resumes_on"] = wanted.until.isoformat()
    word = Notices(at.services.conversation.renderer)
    return word(TEMPLATES[news], facts, "zh", "sms", civil(at.times.now).date())


async def _again(
    at: Staffed, case_id: int, wanted: Wanted, wrong: dict[str, str], *, since: Sequence[Event] = ()
) -> Response:
    """The form as it was filled in, or the case where the move is not offered any more; nothing was changed."""
    story = await story_of(at, case_id)
    if wanted.move in story.moves and (wanted.move not in forms.AT_ONCE):
        return await _form(at, story, wanted, wrong=wrong, since=since)
    why = next(iter(wrong.values()), "" if since else words.ILLEGAL[TOO_SOON])
    return case_page(at, story, status=409, wrong=why, since=since)


async def _form(
    at: Staffed,
    story: Story,
    wanted: Wanted,
    *,
    wrong: dict[str, str] | None = None,
    since: Sequence[Event] = (),
    preview: str = "",
) -> Response:
    form, today = forms.FORMS[wanted.move], civil(at.times.now).date()
    typed = storable(text(at.form, "body", 40) or at.request.query_params.get("body", "")).strip()[:40]
    return at.page(
        "case_move",
        status=409 if since else 422 if wrong else 200,
        story=story,
        form=form,
        wanted=wanted,
        wrong=wrong or {},
        changes=changes(story, since),
        before=[telling.told(moment, story) for moment in story.moments if moment.event.move in form.follows],
        words=words,
        complaints=story.concerned(wanted.move),
        of_case=[(code, story.orgs.get(code, code)) for code in story.bodies(wanted.move)],
        found=await _bodies(at, story, typed) if forms.BODY in form.asks else [],
        typed=typed,
        most_bodies=MOST_BODIES,
        dues=_dues(at, story) if forms.SORTING in form.asks else {},
        usual=usual_depth(_reasons(story)),
        first_day=today + timedelta(days=1),
        last_day=today + LONGEST_REST,
        number_of=lambda complaint_id: telling.number_of(story, complaint_id),
        ratings={each.id: each for each in story.said},
        preview=preview,
        takes_files=form.files and at.services.enclosures is not None,
        parts=sms_parts(preview) if preview else 0,
    )


def _reasons(story: Story) -> tuple[Reason, ...]:
    labels = (c.label.reason for c in story.case.complaints.values() if c.label)
    return in_menu_order((*labels, *(reason for said in story.said for reason in said.reasons)))


def _dues(at: Staffed, story: Story) -> dict[Track, str]:
    """Until when the citizen would be answered in each track."""
    calendar = at.services.rules.deadlines.calendar
    found = {track: story.would_be_due(track) for track in Track}
    return {track: telling.deadline(due, at.times.now, calendar).words for track, due in found.items() if due}


async def _bodies(at: Staffed, story: Story, typed: str) -> list[Choice]:
    async with at.database.transaction() as tx:
        found = await choices_of(tx, story.row.area_code, typed, MOST_BODIES + 1)
    return [each for each in found if each.code != story.case.lead]
