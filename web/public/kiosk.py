"""Rating a hall, a counter or a service with no ticket and no record (回避式独立评价).

`/kiosk/{token}` stands in the hall and starts anew by itself; `/k/{token}` is printed and opened on
one's own phone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from evaluation.levels import Level, RatingChannel
from store import hall_links, pages
from store.pages import Hall
from store.signed_links import Purpose
from usecases.rate_on_site import RatingIn
from usecases.rate_place import rate_place
from web.forms import Form, read_form, text
from web.html import root_of
from web.public import forms
from web.public.forms import Answers, new_nonce
from web.public.links import PATHS, read_hall
from web.public.pages import moved, page
from web.public.routing import BadLink, LinkEnded, PageRoute, opened
from web.services import Services, current_services

START_SECONDS = 30
ANEW = "?lang=zh&size=normal"

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Desk = Annotated[Services, Depends(current_services)]
DOORS = (Purpose.KIOSK, Purpose.SHEET)


@dataclass(frozen=True, slots=True)
class About:
    """What is rated: `kind` hall, counter or service, and the number or name of the latter two."""

    kind: str = "hall"
    counter: str = ""
    service: str = ""

    @property
    def name(self) -> str | None:
        """The counter's number or the service's name; the hall as a whole has none."""
        return {"counter": self.counter, "service": self.service}.get(self.kind)

    @property
    def lacks_name(self) -> bool:
        """Whether nobody could tell which counter or service is meant."""
        return self.name == ""


def _about(form: Form) -> About:
    kind = text(form, "about", 10)
    return About(
        kind if kind in ("counter", "service") else "hall",
        text(form, "counter", 20),
        text(form, "service", 60),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A hall, and by which of its links somebody came."""

    hall: Hall
    purpose: Purpose

    @property
    def stands(self) -> bool:
        """Whether the page is on a device in the hall, used by one person after the other."""
        return self.purpose is Purpose.KIOSK


async def place_of(desk: Services, token: str, *purposes: Purpose) -> Place:
    """The hall of a link; raises `LinkEnded`, and `BadLink` also where the catalogue has lost the hall."""
    said = opened(desk, token, *purposes)
    number = read_hall(said)
    async with desk.database.transaction() as tx:
        link = await hall_links.find(tx, number) if number else None
        hall = await pages.hall(tx, link.org_code) if link else None
    if link is None or hall is None:
        raise BadLink
    if not link.works(desk.clock.now()):
        raise LinkEnded
    return Place(hall, said.purpose)


@router.get("/kiosk/{token}")
@router.get("/k/{token}")
async def form(token: str, request: Request, desk: Desk) -> Response:
    """The form."""
    place = await place_of(desk, token, *DOORS)
    return _form(request, desk, place, About(), Answers(nonce=new_nonce()))


@router.post("/kiosk/{token}")
@router.post("/k/{token}")
async def submit(token: str, request: Request, desk: Desk) -> Response:
    """Keep what was said of the hall, the counter or the service."""
    place, given = await place_of(desk, token, *DOORS), await read_form(request)
    about, said = _about(given), forms.answers(given)
    if said.level is None or about.lacks_name:
        return _form(request, desk, place, about, said, status=422)
    now = desk.clock.now()
    event = _event(place, about, said, said.level, now)
    await desk.database.persist(lambda tx: rate_place(tx, [event], desk.rules, now))
    return moved(request, f"{PATHS[place.purpose]}{token}/thanks")


@router.get("/kiosk/{token}/thanks")
@router.get("/k/{token}/thanks")
async def thanks(token: str, request: Request, desk: Desk) -> Response:
    """Thanks, and nothing of what was said: others stand behind one."""
    place = await place_of(desk, token, *DOORS)
    start = _start(desk, place, token)
    shown = page(request, "kiosk_thanks", hall=place.hall, stands=place.stands, start=start)
    if place.stands:
        shown.headers["Refresh"] = f"{START_SECONDS}; url={start}"
    return shown


def _start(desk: Services, place: Place, token: str) -> str:
    """Where the next one begins: on a device in the hall as everybody does, whatever the last one chose."""
    path = f"{root_of(desk.public_base_url)}{PATHS[place.purpose]}{token}"
    return path + ANEW if place.stands else path


def _event(place: Place, about: About, said: Answers, level: Level, now: datetime) -> RatingIn:
    """What `POST /api/v1/ratings` would be told; a service without a record is the hall's, by its name."""
    return RatingIn(
        event_id=f"{place.purpose}:{said.nonce}",
        device_no="kiosk" if place.stands else None,
        portal=None if place.stands else "sheet",
        subject="counter" if about.kind == "counter" else "hall",
        subject_name=about.name,
        org_code=place.hall.code,
        area_code=place.hall.area_code,
        level=level,
        reasons=list(said.reasons),
        comment=said.comment,
        rated_at=now,
        rating_channel=RatingChannel.TERMINAL if place.stands else RatingChannel.QR,
    )


def _form(
    request: Request, desk: Services, place: Place, about: About, said: Answers, *, status: int = 200
) -> Response:
    refused = status != 200
    return page(
        request,
        "kiosk",
        status=status,
        hall=place.hall,
        stands=place.stands,
        start=_start(desk, place, request.path_params["token"]),
        about=about.kind,
        names=about,
        said=said,
        wrong_level=refused and said.level is None,
        wrong_name=about.kind if refused and about.lacks_name else None,
    )
