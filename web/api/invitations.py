"""Invitations on the spot: a link and a QR code for a visit that has just finished."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, JsonValue

from store.signed_links import Purpose
from usecases.intake.record import Short, VisitNo
from usecases.invite import AlreadyRated, UnknownRecord, invite
from usecases.rate_on_page import LinkClosed
from web.api.access import system_name
from web.api.body import JsonRoute
from web.problems import Problem, documented
from web.public.links import Links
from web.qr import qr_svg
from web.services import Services, current_services

router = APIRouter(prefix="/api/v1", tags=["invitations"], route_class=JsonRoute)

EXAMPLE: dict[str, JsonValue] = {"source_system": "jszwfw", "record_no": "320102-20261120-0001"}


class InvitationIn(BaseModel):
    """The visit to be rated."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    source_system: Short
    record_no: Short
    visit_no: VisitNo = 1


class InvitationOut(BaseModel):
    """What to show the citizen: either the code itself, or `counter_url` on the screen that faces them.

    `expires_at` is exclusive. The links are as good as a key to this one rating: do not keep them in logs.
    """

    url: str
    qr_svg: str
    counter_url: str
    expires_at: datetime


@router.post("/invitations", responses=documented(401, 404, 409, 413, 415, 422))
async def post_invitation(
    body: InvitationIn,
    system: Annotated[str, Depends(system_name)],
    desk: Annotated[Services, Depends(current_services)],
) -> InvitationOut:
    """Invite a citizen to rate on the spot. Doing it again gives the same links."""
    key, now = (body.source_system, body.record_no, body.visit_no), desk.clock.now()
    try:
        invited = await desk.database.persist(lambda tx: invite(tx, key, system, desk.rules, now))
    except UnknownRecord:
        raise Problem(404, "没有这条办件 (no such record)") from None
    except AlreadyRated:
        raise Problem(409, "这次服务已经评价过 (it has its rating already)") from None
    except LinkClosed:
        raise Problem(409, "这次服务不能再评价了 (it can no longer be rated)") from None
    links = Links(desk.vault, desk.public_base_url)
    url = links.of_visit(Purpose.QR, invited.visit_id, invited.invited_at)
    return InvitationOut(
        url=url,
        qr_svg=qr_svg(url, "评价二维码 QR code to rate"),
        counter_url=links.of_visit(Purpose.COUNTER, invited.visit_id, invited.invited_at),
        expires_at=invited.closes_at,
    )
