"""Records in, and where each of them stands."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from evaluation.levels import RatingChannel, Reason
from store import record_view
from usecases.intake.record import RecordIn, Short
from usecases.intake.take_in import Desk, take_in
from web.api.access import system_name
from web.api.body import JsonRoute
from web.problems import Problem, documented
from web.services import Services, current_services, services

MOST_RECORDS = 1000

router = APIRouter(
    prefix="/api/v1", tags=["records"], dependencies=[Depends(system_name)], route_class=JsonRoute
)


EXAMPLE: dict[str, JsonValue] = {
    "source_system": "jszwfw",
    "record_no": "320102-20261120-0001",
    "item_code": "000117051000",
    "item_name": "居民身份证换领",
    "org_code": "11320102MB0000001X",
    "area_code": "320102000000",
    "service_channel": "window",
    "applicant_type": "person",
    "phone": "13900000001",
    "finished_at": "2026-11-20T10:00:00+08:00",
}


class RecordsIn(BaseModel):
    """Up to 1,000 records; each is judged by itself."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"records": [EXAMPLE]}]})

    records: Annotated[
        list[Any],
        Field(max_length=MOST_RECORDS, json_schema_extra={"items": RecordIn.model_json_schema()}),
    ]


class FieldErrorOut(BaseModel):
    field: str
    message: str


class RejectedOut(BaseModel):
    index: int
    record_no: str | None
    errors: list[FieldErrorOut]


class IntakeOut(BaseModel):
    """What became of what was sent; the numbers add up to it."""

    model_config = ConfigDict(from_attributes=True)

    accepted: int
    duplicates: int
    quarantined: int
    rejected: list[RejectedOut]


@router.post("/records", responses=documented(401, 413, 415, 422))
async def post_records(body: RecordsIn, desk: Annotated[Services, Depends(current_services)]) -> IntakeOut:
    """Take in finished records. Idempotent on (source_system, record_no, visit_no)."""
    at_desk = Desk(desk.vault, desk.rules, desk.clock.now())
    taken = await desk.database.persist(lambda tx: take_in(tx, body.records, at_desk))
    return IntakeOut.model_validate(taken, from_attributes=True)


class RatingOut(BaseModel):
    """A rating as it stands: `level` is the citizen's latest, `counted_level` what figures use."""

    model_config = ConfigDict(from_attributes=True)

    level: int
    counted_level: int
    reasons: list[Reason]
    comment: str | None
    rated_at: datetime
    revised_at: datetime | None
    revisions: int
    rating_channel: RatingChannel


class RecordOut(BaseModel):
    """Where a visit stands. Times are civil time, with its offset; `window_closes_at` is exclusive."""

    source_system: str
    record_no: str
    visit_no: int
    state: record_view.State
    excluded_because: record_view.Because | None
    prompt_due_at: datetime | None
    prompted_at: datetime | None
    window_closes_at: datetime | None
    window_provisional: bool
    rating: RatingOut | None


# A source system's name may hold a slash, a record's number never does: the last slash divides them.
@router.get("/records/{source_system:path}/{record_no}", responses=documented(401, 404, 422))
async def get_record(
    source_system: Annotated[Short, Path()],
    record_no: Annotated[Short, Path()],
    desk: Annotated[Services, Depends(services)],
    visit_no: Annotated[int, Query(ge=1, le=9999)] = 1,
) -> RecordOut:
    """Where one visit stands, and its rating."""
    async with desk.database.transaction() as tx:
        found = await record_view.find(tx, source_system, record_no, visit_no)
        if found is None:
            raise Problem(404, "没有这条办件 (no such record)")
        rating = await record_view.rating_of(tx, found.id)
    return RecordOut(
        source_system=source_system,
        record_no=record_no,
        visit_no=visit_no,
        state=found.state,
        excluded_because=found.excluded_because,
        prompt_due_at=found.prompt_due_at,
        prompted_at=found.prompted_at,
        window_closes_at=found.window_closes_at,
        window_provisional=found.window_provisional,
        rating=RatingOut.model_validate(rating) if rating else None,
    )
