"""`/console/cases/…`: one case with its whole story, its sheet to print, and the number for who calls back."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Response

from evaluation.cases.case import Event
from evaluation.cases.words import Move, Party
from evaluation.enclosures import PDF
from evaluation.staff import Action, Permission
from usecases.cases import calls, view
from usecases.cases.moving import NoSuchCase
from usecases.cases.view import Moment, Story
from web.console.cases import outside, telling, words
from web.console.cases import sheet as sheet_of
from web.console.cases.dossier import dossier, photos_of
from web.console.cases.forms import AT_ONCE, FORMS
from web.console.pages import HEADERS
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed

PATH = "/console/cases"
FILE_HEADERS = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox"}
READ = Permission.READ_CASES

console = Console()


@console.get("/cases/{case_id}", needs=READ)
async def show(at: At, case_id: Id) -> Response:
    """The case."""
    return case_page(at, await story_of(at, case_id))


@console.get("/cases/{case_id}/sheet", needs=READ)
async def sheet(at: At, case_id: Id) -> Response:
    """转办单, to be printed and signed."""
    story = await story_of(at, case_id)
    return at.page("case_sheet", story=story, rows=sheet_of.rows(story), told=_told(story, story.moments))


@console.get("/cases/{case_id}/pdf", needs=READ)
async def pdf(at: At, case_id: Id) -> Response:
    """The whole case as PDF: 转办单, all that happened, and what is enclosed."""
    story, folder = await story_of(at, case_id, Action.CASE_TAKEN), at.services.enclosures
    photos = {each.digest: await folder.read(each.digest) for each in photos_of(story)} if folder else {}
    body = await at.services.press.made(lambda: dossier(story, photos, at.session.name))
    told = f"attachment; filename=\"case-{case_id}.pdf\"; filename*=UTF-8''{quote(f'差评工单{case_id}.pdf')}"
    return Response(body, media_type=PDF, headers={**FILE_HEADERS, "Content-Disposition": told})


@console.post("/cases/{case_id}/number", needs=Permission.CALL_CITIZENS)
async def number(at: At, case_id: Id) -> Response:
    """The number to call back; that it was shown is on record."""
    desk = at.services
    try:
        async with at.database.transaction() as tx:
            found = await calls.number_for_case(tx, at.on_duty, case_id, desk.rules, desk.vault)
    except NoSuchCase:
        raise NotFound from None
    return case_page(at, await story_of(at, case_id), number=found or "没有留下电话号码")


@console.get("/cases/{case_id}/files/{digest}", needs=READ)
async def file(at: At, case_id: Id, digest: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]) -> Response:
    """Something that was enclosed with an appeal, as a file to keep, of the type that its bytes said."""
    story, folder = await story_of(at, case_id), at.services.enclosures
    found = next((each for each in story.files if each.digest == digest), None)
    body = await folder.read(digest) if found and folder else None
    if found is None or body is None:
        raise NotFound
    told = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return Response(body, media_type=found.media_type, headers={**FILE_HEADERS, "Content-Disposition": told})


async def story_of(at: Staffed, case_id: int, looked: Action = Action.CASE_SHOWN) -> Story:
    """The case as the reader sees it, which is on record as `looked`; `NotFound` for one that they do not."""
    try:
        async with at.database.transaction() as tx:
            return await view.one(tx, at.on_duty, case_id, at.services.rules, looked)
    except NoSuchCase:
        raise NotFound from None


def case_page(
    at: Staffed,
    story: Story,
    *,
    status: int = 200,
    wrong: str = "",
    since: Sequence[Event] = (),
    number: str = "",
) -> Response:
    """The page of a case; `since` is what happened since it was seen, which is marked."""
    return at.page(
        "case", status=status, wrong=wrong, changes=changes(story, since), number=number, **_facts(story)
    )


def changes(story: Story, since: Sequence[Event]) -> list[telling.Told]:
    """What happened since somebody saw the case, in words."""
    count = len(since)
    return _told(story, story.moments[-count:]) if count else []


def _told(story: Story, moments: Sequence[Moment]) -> list[telling.Told]:
    return [telling.told(moment, story) for moment in moments]


def _facts(story: Story) -> dict[str, Any]:
    case = story.case
    return {
        "story": story,
        "case": case,
        "words": words,
        "stage": telling.stage_of(case.stage, case.closing, suspended=case.is_suspended),
        "deadlines": list(telling.deadlines(story)),
        "outside": outside.lines(story),
        "told": _told(story, story.moments)[::-1],
        "main": _main(story),
        "at_once": AT_ONCE,
        "labels": {move: form.button for move, form in FORMS.items()},
        "marks": sheet_of.marks(story),
        "facts_of": lambda said: sheet_of.complaint_facts(said, case.complaints[said.id]),
        "answers": sheet_of.answers(story.moments),
        "may_call": Party.OFFICE in story.parties and bool(story.concerned(Move.CALL_BACK)),
        "org": lambda code: story.orgs.get(code, code),
        "number_of": lambda complaint_id: telling.number_of(story, complaint_id),
        "who": lambda actor: telling.who(actor, story),
    }


def _main(story: Story) -> Move | None:
    """The next step, of the moves that the reader may make; sorting again what was sorted is none."""
    done = {Move.CLASSIFY} if story.case.track else set()
    done |= set() if any(story.case.unlabelled) else {Move.LABEL}
    return next((move for move in _FIRST if move in story.moves and move not in done), None)


_FIRST = (
    Move.RESUME,
    Move.DECIDE,
    Move.REVIEW,
    Move.ACKNOWLEDGE,
    Move.VERIFY,
    Move.LABEL,
    Move.CLASSIFY,
    Move.CO_ANSWER,
    Move.GIVE_OPINION,
    Move.CONCLUDE,
    Move.RECTIFY,
    Move.ASSIGN,
    Move.ANSWER,
    Move.CALL_BACK,
    Move.REOPEN,
    Move.CLOSE,
    Move.IMPROVE,
)
"""Which of the moves that somebody may make is the next step."""
