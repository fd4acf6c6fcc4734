"""Ratings given on site or in a portal."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from usecases.intake.wording import MESSAGES
from usecases.rate_on_site import EventReused, RatedInFuture, RatingIn, UnknownOrg, rate_on_site
from web.api.access import system_name
from web.api.body import JsonRoute
from web.problems import Problem, documented, wrong_field
from web.services import Services, current_services

router = APIRouter(
    prefix="/api/v1", tags=["ratings"], dependencies=[Depends(system_name)], route_class=JsonRoute
)


class CountedOut(BaseModel):
    """Whether the rating counts, and if not, why."""

    counted: bool
    because: Literal["default", "already_rated", "waiting_for_record", "expired"] | None


@router.post("/ratings", responses=documented(401, 409, 413, 415, 422))
async def post_rating(body: RatingIn, desk: Annotated[Services, Depends(current_services)]) -> CountedOut:
    """Take one rating. Idempotent on `event_id`, which is the rating's evidence."""
    now = desk.clock.now()
    try:
        judged = await desk.database.persist(lambda tx: rate_on_site(tx, body, desk.rules, now))
    except EventReused:
        raise Problem(409, "这个event_id已用于另一条评价 (this event_id came with another body)") from None
    except UnknownOrg:
        raise wrong_field("org_code", "目录中没有这个机构 (not in the catalogue)") from None
    except RatedInFuture:
        raise wrong_field("rated_at", MESSAGES["in_future"]) from None
    return CountedOut(counted=judged.counted, because=judged.because)
