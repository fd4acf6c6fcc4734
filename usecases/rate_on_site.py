"""Ratings given on site or in a portal: a device or a portal sends them, their event is the evidence."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evaluation.levels import Level, RatingChannel, Reason, in_menu_order
from evaluation.ratings import clean_comment
from store import catalogue, dialogues, events, outbox, people, ratings, visits
from store.db import Transaction
from store.events import HeldEvent
from store.ratings import Evidence
from usecases.edges import Text, Time
from usecases.intake.record import AHEAD, RecordNo, Short
from usecases.rate import Rating, rate
from usecases.rules import Rules


class RatingIn(BaseModel):
    """A rating as a device or a portal sends it (GB/T 39046—2020 表 9)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event_id: Short
    device_no: Short | None = None
    portal: Short | None = None
    source_system: Short | None = None
    record_no: RecordNo | None = None
    visit_no: int = Field(default=1, ge=1, le=9999)
    subject: Literal["matter", "hall", "counter", "platform", "hotline"] = "matter"
    subject_name: Annotated[Text, Field(max_length=200)] | None = None
    org_code: Short | None = None
    area_code: Annotated[Short, Field(pattern="^[0-9]{12}$")] | None = None
    level: int = Field(ge=1, le=5)
    reasons: list[Reason] = Field(default=[], max_length=len(Reason))
    comment: Annotated[Text, Field(max_length=2000)] | None = None
    rated_at: Time
    rating_channel: RatingChannel
    is_default: bool = False

    @model_validator(mode="after")
    def _belongs_somewhere(self) -> Self:
        if (self.device_no is None) == (self.portal is None):
            raise ValueError("exactly one of device_no and portal is required")
        if self.subject == "matter" and not (self.source_system and self.record_no):
            raise ValueError("a matter needs source_system and record_no")
        if self.subject in ("hall", "counter") and self.org_code is None:
            raise ValueError(f"a {self.subject} needs org_code")
        return self

    def fingerprint(self) -> bytes:
        """The same for the same body, whatever the order of its keys."""
        body = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(body.encode()).digest()


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
        await _rate_apart(tx, event)
        return None
    assert event.source_system is not None
    assert event.record_no is not None
    visit_id = await visits.find(tx, event.source_system, event.record_no, event.visit_no)
    if visit_id is None:
        return "waiting_for_record"
    return await _rate_visit(tx, visit_id, event, rules, now)


async def _rate_apart(tx: Transaction, event: RatingIn) -> None:
    if event.org_code and not await catalogue.known_orgs(tx, [event.org_code]):
        raise UnknownOrg
    await ratings.add_apart(
        tx,
        subject=event.subject,
        subject_name=event.subject_name,
        org_code=event.org_code,
        area_code=event.area_code,
        level=event.level,
        reasons=[reason.value for reason in in_menu_order(event.reasons)],
        comment=clean_comment(event.comment),
        channel=event.rating_channel.value,
        event_id=event.event_id,
        rated_at=event.rated_at,
    )


async def _rate_visit(
    tx: Transaction, visit_id: int, event: RatingIn, rules: Rules, now: datetime
) -> str | None:
    """Rate a visit unless it has its rating; the first active one wins."""
    citizen_id = await visits.citizen_of(tx, visit_id)
    if citizen_id is not None:
        await people.lock(tx, citizen_id)
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
        Evidence(event_id=event.event_id),
    )
    await rate(tx, visit_id, rating, rules, now)
    if citizen_id is not None:
        await outbox.cancel_empty(tx, [citizen_id])
        await dialogues.drop_visit(tx, citizen_id, visit_id)
    return None


async def join_held(tx: Transaction, held: HeldEvent, rules: Rules, now: datetime) -> None:
    """The record of a held rating has come."""
    event = RatingIn.model_validate(held.body)
    because = await _rate_visit(tx, held.visit_id, event, rules, now)
    await events.judge(tx, held.event_id, because=because)
