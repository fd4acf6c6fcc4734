"""`/chat/{token}`: the conversation as a chat page, the same as on every channel."""

import hashlib
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from bot.conversation import Said
from evaluation.exchange import Event
from evaluation.window import civil
from store import chats
from store.chats import ChatLine
from store.db import Transaction
from store.inbound import StoredReply
from store.pages import PageVisit
from store.signed_links import Purpose, Token
from usecases.rate_on_page import open_visit
from web.forms import Form, read_form
from web.health import TURN_SECONDS
from web.public import forms
from web.public.forms import new_nonce
from web.public.links import read_chat
from web.public.pages import moved, page
from web.public.routing import BadLink, PageRoute, opened
from web.services import Services, current_services

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Desk = Annotated[Services, Depends(current_services)]


@router.get("/chat/{token}")
async def show(token: str, request: Request, desk: Desk) -> Response:
    """What was said so far."""
    link = opened(desk, token, Purpose.CHAT)
    async with desk.database.transaction() as tx:
        visit, citizen_id = await _whose(tx, desk, link)
        earlier, since = await _lines(tx, desk, link, citizen_id)
    return page(
        request,
        "chat",
        usual=visit.locale or "zh",
        visit=visit,
        finished_on=civil(visit.finished_at).date(),
        lines=[(line, civil(line.at)) for line in (*earlier, *since)],
        asked_after=len(earlier),
        was_rated=_was_rated(visit, since),
        choices=since[-1].choices if since else [],
        nonce=new_nonce(),
    )


@router.post("/chat/{token}")
async def speak(token: str, request: Request, desk: Desk) -> Response:
    """Take a turn; a form sent twice is one."""
    link, form = opened(desk, token, Purpose.CHAT), await read_form(request)
    now = desk.clock.now()

    async def turn(tx: Transaction) -> list[StoredReply]:
        visit, citizen_id = await _whose(tx, desk, link)
        _, since = await _lines(tx, desk, link, citizen_id)
        said = _said(form, citizen_id, None if since else visit.id)
        if said is None:
            return []
        await chats.bind(tx, desk.vault, citizen_id, now)
        return await desk.conversation.take_turn(tx, said, now)

    with TURN_SECONDS.time():
        await desk.database.persist(turn)
    return moved(request, f"/chat/{token}#latest")


def _was_rated(visit: PageVisit, since: Sequence[ChatLine]) -> bool:
    """Whether it had its rating when the page asked; what is answered to the page makes its question no other."""
    first = visit.first_rated_at
    return first is not None and (not since or first < since[0].at)


async def _lines(
    tx: Transaction, desk: Services, link: Token, citizen_id: int
) -> tuple[list[ChatLine], list[ChatLine]]:
    """What was said before the link was made, and since.

    Between them the page's own words name the link's visit and ask how it was; until something was said
    since, they are the question.
    """
    said = await chats.lines(tx, desk.vault, citizen_id)
    return [line for line in said if line.at < link.at], [line for line in said if line.at >= link.at]


async def _whose(tx: Transaction, desk: Services, link: Token) -> tuple[PageVisit, int]:
    """The visit and the citizen of a link; whoever's the visit has become meanwhile, it is not theirs."""
    visit_id, citizen_id = read_chat(link)
    visit, _ = await open_visit(tx, visit_id, link.at, desk.rules, desk.clock.now())
    if visit.citizen_id != citizen_id:
        raise BadLink
    return visit, citizen_id


def _said(form: Form, citizen_id: int, asked: int | None) -> Said | None:
    """What the form says: a press has its choice's data, words are words; the same form twice is one message."""
    pressed, text = form.get("press", [""])[-1], form.get("text", [""])[-1]
    if not pressed and not text.strip():
        return None
    event, said = (Event.PRESS, pressed) if pressed else (Event.TEXT, text)
    mark = hashlib.sha256(f"{citizen_id}:{forms.nonce(form)}:{event}:{said}".encode(errors="replace"))
    return Said(chats.KIND, mark.hexdigest(), chats.address_of(citizen_id), said, event, asked=asked)
