"""`/r/{token}`: one visit, one screen, five levels; then what was recorded and how to change it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from bot.handlers.progress import facts_of
from bot.rendering import Part
from evaluation.cases.words import Stage
from evaluation.levels import RatingChannel
from evaluation.window import Window, civil
from store import case_progress
from store.case_progress import Progress
from store.pages import PageVisit
from store.signed_links import Purpose, Token, Tokens
from usecases.rate_on_page import PageRating, on_record, open_visit, rate_on_page
from web.forms import read_form
from web.public.forms import Answers, answers, new_nonce
from web.public.pages import moved, page
from web.public.routing import BadLink, PageRoute, opened
from web.public.words import LANGUAGES
from web.services import Services, current_services

CHANNELS = {Purpose.RATE: RatingChannel.WEB, Purpose.QR: RatingChannel.QR}

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Desk = Annotated[Services, Depends(current_services)]


@router.get("/r/{token}")
async def form(token: str, request: Request, desk: Desk) -> Response:
    """The form; it never shows what was said before, for the link may have been on a counter's screen."""
    visit, window = await _visit(desk, _link(desk, token))
    return _form(request, visit, window, Answers(nonce=new_nonce()))


@router.post("/r/{token}")
async def submit(token: str, request: Request, desk: Desk) -> Response:
    """Keep what was said."""
    link, said = _link(desk, token), answers(await read_form(request))
    if said.level is None:
        visit, window = await _visit(desk, link)
        return _form(request, visit, window, said, status=422)
    rating = PageRating(said.level, said.reasons, said.comment, CHANNELS[link.purpose], said.nonce)
    visit_id, now = int(link.subject), desk.clock.now()
    await desk.database.persist(lambda tx: rate_on_page(tx, visit_id, link.at, rating, desk.rules, now))
    receipt = Tokens(desk.vault).sign(Purpose.RECEIPT, link.subject, now)
    return moved(request, f"/r/{token}/thanks/{receipt}")


@router.get("/r/{token}/thanks/{receipt}")
async def thanks(token: str, receipt: str, request: Request, desk: Desk) -> Response:
    """What is on record; only who has just sent the form has the receipt for it."""
    link, shown = _link(desk, token), opened(desk, receipt, Purpose.RECEIPT)
    if shown.subject != link.subject:
        raise BadLink
    visit, window = await _visit(desk, link)
    async with desk.database.transaction() as tx:
        record, case = await on_record(tx, visit), await case_progress.of_visit(tx, visit.id)
    if record is None:
        raise BadLink
    return page(
        request,
        "thanks",
        usual=visit.locale or "zh",
        visit=visit,
        record=record,
        case=_in_words(desk, case) if case else {},
        points=desk.rules.points,
        last_day=window.last_day,
        form_path=f"/r/{token}",
    )


def _in_words(desk: Services, case: Progress) -> dict[str, str]:
    """Who gets a bad rating and until when it is answered, as the chat tells it; by language."""
    now, renderer = desk.clock.now(), desk.conversation.renderer
    part = Part("case/progress", {"cases": [facts_of(case, now)]})
    if case.stage == Stage.RECEIVED:
        part = Part("case/goes_out", {})
    return {lang: renderer.message([part], lang, "web", civil(now).date()) for lang in LANGUAGES}


def _link(desk: Services, token: str) -> Token:
    return opened(desk, token, Purpose.RATE, Purpose.QR)


async def _visit(desk: Services, link: Token) -> tuple[PageVisit, Window]:
    async with desk.database.transaction() as tx:
        return await open_visit(tx, int(link.subject), link.at, desk.rules, desk.clock.now())


def _form(
    request: Request, visit: PageVisit, window: Window, said: Answers, *, status: int = 200
) -> Response:
    return page(
        request,
        "rate",
        status=status,
        usual=visit.locale or "zh",
        visit=visit,
        finished_on=civil(visit.finished_at).date(),
        last_day=window.last_day,
        said=said,
        wrong=status != 200,
    )
