"""`/counter/{token}`: the QR code of one visit, as large as the screen that faces the citizen."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from store.signed_links import Purpose
from usecases.rate_on_page import open_visit
from web.public.links import Links
from web.public.look import look_of
from web.public.pages import page
from web.public.routing import PageRoute, opened
from web.public.words import say
from web.qr import qr_svg
from web.services import Services, current_services

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/counter/{token}")
async def show(
    token: str, request: Request, desk: Annotated[Services, Depends(current_services)]
) -> Response:
    """The code; whether it was used, and for what, this screen never learns."""
    link = opened(desk, token, Purpose.COUNTER)
    async with desk.database.transaction() as tx:
        visit, _ = await open_visit(tx, int(link.subject), link.at, desk.rules, desk.clock.now())
    address = Links(desk.vault, desk.public_base_url).of_visit(Purpose.QR, visit.id, link.at)
    usual = visit.locale or "zh"
    qr = qr_svg(address, say(look_of(request, usual).lang, "counter.code"))
    return page(request, "counter", usual=usual, visit=visit, qr=qr)
