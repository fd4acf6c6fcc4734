"""`/guide/{token}`: a guide draws people in the waiting area and hands the tablet over (引导式邀请评价).

Before the service only efficiency and environment can be judged, so only these two are asked, each with a
level of its own. The guide never sees an answer.
"""

import secrets
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from evaluation.levels import RatingChannel, Reason
from store.pages import Hall
from store.signed_links import Purpose
from usecases.rate_on_site import RatingIn
from usecases.rate_place import rate_place
from web.forms import Form, read_form
from web.html import root_of
from web.public import forms
from web.public.forms import new_nonce
from web.public.kiosk import ANEW, place_of
from web.public.pages import moved, page
from web.public.routing import PageRoute
from web.services import Services, current_services

MOST_PEOPLE = 999
ASKED = (Reason.EFFICIENCY, Reason.ENVIRONMENT)
BACK_SECONDS = 15

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Desk = Annotated[Services, Depends(current_services)]


@router.get("/guide/{token}")
async def draw(token: str, request: Request, desk: Desk, people: Annotated[str, Query()] = "") -> Response:
    """Whom to invite: chance decides, not the guide."""
    hall = (await place_of(desk, token, Purpose.GUIDE)).hall
    many = int(people) if people.isdecimal() and len(people) <= len(str(MOST_PEOPLE)) else 0
    number = 1 + secrets.randbelow(many) if many else None
    return page(request, "guide", hall=hall, people=many or "", number=number, most=MOST_PEOPLE)


@router.get("/guide/{token}/person")
async def form(token: str, request: Request, desk: Desk) -> Response:
    """What the person fills in, always empty."""
    hall = (await place_of(desk, token, Purpose.GUIDE)).hall
    return page(request, "guide_person", hall=hall, nonce=new_nonce(), wrong=False)


@router.post("/guide/{token}/person")
async def submit(token: str, request: Request, desk: Desk) -> Response:
    """Keep what the person said of the hall."""
    hall, given = (await place_of(desk, token, Purpose.GUIDE)).hall, await read_form(request)
    now = desk.clock.now()
    said = _events(hall, given, now)
    if not said:
        return page(request, "guide_person", status=422, hall=hall, nonce=new_nonce(), wrong=True)
    await desk.database.persist(lambda tx: rate_place(tx, said, desk.rules, now))
    return moved(request, f"/guide/{token}/thanks")


@router.get("/guide/{token}/thanks")
async def thanks(token: str, request: Request, desk: Desk) -> Response:
    """Thanks, and nothing else."""
    hall = (await place_of(desk, token, Purpose.GUIDE)).hall
    start = f"{root_of(desk.public_base_url)}/guide/{token}{ANEW}"
    shown = page(request, "guide_thanks", hall=hall, start=start)
    shown.headers["Refresh"] = f"{BACK_SECONDS}; url={start}"
    return shown


def _events(hall: Hall, given: Form, now: datetime) -> list[RatingIn]:
    """One rating of the hall for each of the two that was answered."""
    nonce = forms.nonce(given)
    return [
        RatingIn(
            event_id=f"guide:{nonce}:{asked}",
            device_no="guide",
            subject="hall",
            org_code=hall.code,
            area_code=hall.area_code,
            level=level,
            reasons=[asked],
            rated_at=now,
            rating_channel=RatingChannel.TABLET,
        )
        for asked in ASKED
        if (level := forms.level(given, asked)) is not None
    ]
