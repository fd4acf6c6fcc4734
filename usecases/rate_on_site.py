"""Ratings given on site or in a portal: a device or a portal sends them, their event is the evidence."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationInfo, field_validator

from evaluation.levels import Level, RatingChannel, Reason, in_menu_order
from evaluation.ratings import clean_comment
from store import catalogue, dialogues, events, intake, outbox, people, ratings, visits
from store.complaints import BadRating
from store.db import Transaction
from store.events import HeldEvent
from store.intake import Key
from store.ratings import Evidence
from usecases.cases.hear import heard_apart
from usecases.edges import Blank, OrNull, Text, Time, Truth, Whole
from usecases.intake.record import AHEAD, AreaCode, MaybeShort, RecordNo, Short, VisitNo
from usecases.rate import Rating, rate
from usecases.rules import Rules
from usecases.suggestions.keep import keep_comment

EXAMPLE: dict[str, JsonValue] = {
    "event_id": "T-07-20261120-000031",
    "device_no": "T-07",
    "source_system": "jszwfw",
    "record_no": "320102-20261120-0001",
    "level": 5,
    "rated_at": "2026-11-20T10:02:00+08:00",
    "rating_channel": "tablet",
}


class RatingIn(BaseModel):
    """A rating as a device or a portal sends it (GB/T 39046—2020 表 9)."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [EXAMPLE]})

    event_id: Short
    device_no: MaybeShort = None
    portal: Annotated[MaybeShort, Field(validate_default=True)] = None
    subject: Annotated[Literal["matter", "hall", "counter", "platform", "hotline"], OrNull] = "matter"
    subject_name: Annotated[Annotated[Text, Field(max_length=200)] | None, Blank] = None
    source_system: Annotated[MaybeShort, Field(validate_default=True)] = None
    record_no: Annotated[RecordNo | None, Field(validate_default=True)] = None
    visit_no: Annotated[VisitNo, OrNull] = 1
    org_code: Annotated[MaybeShort, Field(validate_default=True)] = None
    area_code: AreaCode | None = None
    level: Annotated[Whole, Field(ge=1, le=5)]
    reasons: Annotated[list[Reason], Field(max_length=len(Reason)), OrNull] = []
    comment: Annotated[Annotated[Text, Field(max_length=2000)] | None, Blank] = None
    rated_at: Time
    rating_channel: RatingChannel
    is_default: Annotated[Truth, OrNull] = False

    # What depends on other fields is checked field by field, in the order above, so that the error
    # names the one to blame.
    @field_validator("portal")
    @classmethod
    def _comes_from_one_place(cls, portal: str | None, info: ValidationInfo) -> str | None:
        if "device_no" in info.data and (portal is None) == (info.data["device_no"] is None):
            raise ValueError("device_or_portal")
        return portal

    @field_validator("source_system", "record_no")
    @classmethod
    def _a_matter_has_a_record(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("subject") == "matter":
            raise ValueError("for_matter")
        return value

    @field_validator("org_code")
    @classmethod
    def _a_place_has_an_org(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("subject") in ("hall", "counter"):
            raise ValueError("for_place")
        return value

    def fingerprint(self) -> bytes:
        """The same for the same content, whatever the order of its keys or the zone of its time."""
        body = self.model_dump(mode="json", exclude={"rated_at", "reasons"})
        body["rated_at"] = self.rated_at.astimezone(UTC).isoformat()
        body["reasons"] = in_menu_order(self.reasons)
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).digest()

    @property
    def key(self) -> Key:
        """The visit that a rating of a matter is about."""
        assert self.source_system is not None
        assert self.record_no is not None
        return self.source_system, self.record_no, self.visit_no


@dataclass(frozen=True, slots=True)
class Counted:
    """Whether a rating counts, and if not, why."""

    counted: bool
    because: str | None


class EventReused(Exception):
    """This event id came before, with another body."""


class UnknownOrg(Exception):
    """The catalogue does not have this org."""


class RatedInFuture(Exception):
    """A rating cannot have been given later than now."""


async def rate_on_site(tx: Transaction, event: RatingIn, rules: Rules, now: datetime) -> Counted:
    """Take one rating; the same event again changes nothing and says where it stands."""
    if event.rated_at > now + AHEAD:
        raise RatedInFuture
    if event.subject == "matter":
        # Before looking for the record: else one that comes at this moment would miss this rating.
        await intake.hold_keys(tx, [event.key])
    seen = await events.keep(tx, event.event_id, event.fingerprint(), event.model_dump(mode="json"), now)
    if seen is not None:
        if seen.fingerprint != event.fingerprint():
            raise EventReused
        return Counted(seen.counted, seen.because)
    because = await _judge(tx, event, rules, now)
    held_until = now + rules.hold_events if because == "waiting_for_record" else None
    await events.judge(tx, event.event_id, because=because, held_until=held_until)
    return Counted(because is None, because)


async def _judge(tx: Transaction, event: RatingIn, rules: Rules, now: datetime) -> str | None:
    if event.is_default:
        return "default"
    if event.subject != "matter":
        await _rate_apart(tx, event, rules, now)
        return None
    visit_id = await visits.find(tx, *event.key)
    if visit_id is None:
        return "waiting_for_record"
    return await _rate_visit(tx, visit_id, event, rules, now)


async def _rate_apart(tx: Transaction, event: RatingIn, rules: Rules, now: datetime) -> None:
    if event.org_code and not await catalogue.known_orgs(tx, [event.org_code]):
        raise UnknownOrg
    rating_id = await ratings.add_apart(
        tx,
        subject=event.subject,
        subject_name=event.subject_name,
        org_code=event.org_code,
        area_code=event.area_code,
        level=event.level,
        reasons=[reason.value for reason in in_menu_order(event.reasons)],
        comment=clean_comment(event.comment),
        channel=event.rating_channel.value,
        evidence=Evidence(event_id=event.event_id, device_no=event.device_no),
        rated_at=event.rated_at,
    )
    if Level(event.level).is_bad:
        await heard_apart(tx, BadRating(rating_id, None, event.level, event.rated_at), rules, now)


async def _rate_visit(
    tx: Transaction, visit_id: int, event: RatingIn, rules: Rules, now: datetime
) -> str | None:
    """Rate a visit unless it has its rating; the first active one wins."""
    citizen_id = await visits.citizen_of(tx, visit_id)
    if citizen_id is not None:
        citizen_id = (await people.lock(tx, citizen_id)).id
    visit = await visits.locked(tx, visit_id)
    if await ratings.live(tx, visit_id) is not None:
        return "already_rated"
    if visit.window_closes_at is not None and event.rated_at >= visit.window_closes_at:
        return "expired"
    rating = Rating(
        Level(event.level),
        in_menu_order(event.reasons),
        clean_comment(event.comment),
        event.rating_channel,
        Evidence(event_id=event.event_id, device_no=event.device_no),
        event.rated_at,
    )
    await rate(tx, visit_id, rating, rules, now)
    if citizen_id is not None:
        await keep_comment(tx, citizen_id, visit_id, rating, rules)
        await outbox.cancel_empty(tx, [citizen_id])
        await dialogues.drop_visit(tx, citizen_id, visit_id)
    return None


async def join_held(tx: Transaction, held: HeldEvent, rules: Rules, now: datetime) -> None:
    """The record of a held rating has come."""
    event = RatingIn.model_validate(held.body)
    because = await _rate_visit(tx, held.visit_id, event, rules, now)
    await events.judge(tx, held.event_id, because=because)
