"""Vouchers. What happens to one is only ever appended, and the append moves where it stands.

Whoever changes a voucher has locked its citizen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from evaluation.vouchers import State
from store.db import Transaction
from store.ledger import Holder


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher with the words it is shown in; `gift_id` is what is handed out, `chosen_id` what was chosen."""

    id: int
    code: str
    citizen_id: int
    credit_code: str | None
    chosen_id: int
    gift_id: int
    gift: str
    gift_en: str
    tier: int
    place_id: int
    place: str
    place_en: str
    location: str
    hours: str
    area_code: str
    points: int
    state: State
    reserved_at: datetime
    expires_at: datetime
    """Exclusive."""
    collected_at: datetime | None
    collected_by: int | None
    collector: str | None
    collected_where: str | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", State(self.state))

    @property
    def holder(self) -> Holder:
        """Whose points paid."""
        if self.credit_code is not None:
            return Holder(credit_code=self.credit_code)
        return Holder(citizen_id=self.citizen_id)

    @property
    def shelf(self) -> tuple[int, int]:
        """Where its gift lies."""
        return self.gift_id, self.place_id


_VOUCHERS: LiteralString = """
    SELECT v.id, v.code, v.citizen_id, v.credit_code, v.gift_id AS chosen_id, g.id AS gift_id, g.name AS gift,
           g.name_en AS gift_en, g.tier, p.id AS place_id, p.name AS place, p.name_en AS place_en, p.location, p.hours,
           p.area_code, v.points, v.state, v.reserved_at, v.expires_at, v.collected_at, v.collected_by,
           s.name AS collector, w.name AS collected_where
      FROM vouchers v
      JOIN gifts g ON g.id = coalesce(v.substitute_id, v.gift_id)
      JOIN pickup_places p ON p.id = v.place_id
      LEFT JOIN staff s ON s.id = v.collected_by
      LEFT JOIN pickup_places w ON w.id = v.collected_where"""


async def by_code(tx: Transaction, code: str) -> Voucher | None:
    """The voucher with this code."""
    return await tx.first(Voucher, _VOUCHERS + " WHERE v.code = %(code)s", code=code)


async def by_id(tx: Transaction, voucher_id: int) -> Voucher | None:
    """The voucher of this number."""
    return await tx.first(Voucher, _VOUCHERS + " WHERE v.id = %(id)s", id=voucher_id)


async def by_request(tx: Transaction, request: str) -> Voucher | None:
    """The voucher that a request was given."""
    return await tx.first(Voucher, _VOUCHERS + " WHERE v.request = %(request)s", request=request)


async def of_citizen(tx: Transaction, citizen_id: int, limit: int = 20) -> list[Voucher]:
    """The vouchers that a citizen reserved, the latest first."""
    return await tx.fetch(
        Voucher,
        _VOUCHERS + " WHERE v.citizen_id = %(citizen_id)s ORDER BY v.id DESC LIMIT %(limit)s",
        citizen_id=citizen_id,
        limit=limit,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVoucher:
    """A voucher to be made."""

    code: str
    request: str
    citizen_id: int
    credit_code: str | None
    gift_id: int
    place_id: int
    points: int
    expires_at: datetime
    announced: bool
    """Its end is so near that whoever reserves it has just been told."""


async def add(tx: Transaction, new: NewVoucher, now: datetime) -> int | None:
    """Make a voucher, with its first event; its id, None where the code is taken."""
    made: int | None = await tx.value(
        """WITH made AS (
               INSERT INTO vouchers (code, request, citizen_id, credit_code, gift_id, place_id, points, state, events,
                                     reserved_at, expires_at, announced_at)
               VALUES (%(code)s, %(request)s, %(citizen_id)s, %(credit_code)s, %(gift_id)s, %(place_id)s, %(points)s,
                       'reserved', 1, %(now)s, %(expires_at)s,
                       CASE WHEN %(announced)s THEN %(now)s::timestamptz END)
               ON CONFLICT (code) DO NOTHING RETURNING id, place_id)
           INSERT INTO voucher_events (voucher_id, number, step, to_state, at, place_id)
           SELECT id, 1, 'reserve', 'reserved', %(now)s, place_id FROM made RETURNING voucher_id""",
        code=new.code,
        request=new.request,
        citizen_id=new.citizen_id,
        credit_code=new.credit_code,
        gift_id=new.gift_id,
        place_id=new.place_id,
        points=new.points,
        expires_at=new.expires_at,
        announced=new.announced,
        now=now,
    )
    return made


@dataclass(frozen=True, slots=True)
class By:
    """Who of the staff, and where; neither: the citizen."""

    staff_id: int | None = None
    place_id: int | None = None


async def collect(tx: Transaction, voucher_id: int, by: By, now: datetime) -> None:
    """It is verified, and its gift handed out."""
    await tx.execute(
        """WITH moved AS (
               UPDATE vouchers SET state = 'collected', events = events + 1, collected_at = %(now)s,
                      collected_by = %(staff_id)s, collected_where = %(place_id)s
                WHERE id = %(id)s RETURNING id, events)
           INSERT INTO voucher_events (voucher_id, number, step, from_state, to_state, at, staff_id, place_id)
           SELECT id, events, 'collect', 'reserved', 'collected', %(now)s, %(staff_id)s, %(place_id)s FROM moved""",
        id=voucher_id,
        staff_id=by.staff_id,
        place_id=by.place_id,
        now=now,
    )


async def undo(tx: Transaction, voucher_id: int, by: By, why: str, now: datetime) -> None:
    """A verification was wrong: it is reserved as before."""
    await tx.execute(
        """WITH moved AS (
               UPDATE vouchers SET state = 'reserved', events = events + 1, collected_at = NULL, collected_by = NULL,
                      collected_where = NULL
                WHERE id = %(id)s RETURNING id, events)
           INSERT INTO voucher_events (voucher_id, number, step, from_state, to_state, at, staff_id, place_id, why)
           SELECT id, events, 'undo', 'collected', 'reserved', %(now)s, %(staff_id)s, %(place_id)s, %(why)s
             FROM moved""",
        id=voucher_id,
        staff_id=by.staff_id,
        place_id=by.place_id,
        why=why,
        now=now,
    )


async def cancel(tx: Transaction, voucher_id: int, by: By, why: str, now: datetime) -> None:
    """It is given up."""
    await tx.execute(
        """WITH moved AS (
               UPDATE vouchers SET state = 'cancelled', events = events + 1 WHERE id = %(id)s RETURNING id, events)
           INSERT INTO voucher_events (voucher_id, number, step, from_state, to_state, at, staff_id, place_id, why)
           SELECT id, events, 'cancel', 'reserved', 'cancelled', %(now)s, %(staff_id)s, %(place_id)s, %(why)s
             FROM moved""",
        id=voucher_id,
        staff_id=by.staff_id,
        place_id=by.place_id,
        why=why,
        now=now,
    )


async def substitute(tx: Transaction, voucher_id: int, gift_id: int, by: By, why: str, now: datetime) -> None:
    """Another gift is handed out instead; the chosen one again counts as none."""
    await tx.execute(
        """WITH moved AS (
               UPDATE vouchers SET substitute_id = nullif(%(gift_id)s, gift_id), events = events + 1
                WHERE id = %(id)s RETURNING id, events)
           INSERT INTO voucher_events (voucher_id, number, step, from_state, to_state, at, staff_id, place_id, gift_id,
                                       why)
           SELECT id, events, 'substitute', 'reserved', 'reserved', %(now)s, %(staff_id)s, %(place_id)s, %(gift_id)s,
                  %(why)s FROM moved""",
        id=voucher_id,
        gift_id=gift_id,
        staff_id=by.staff_id,
        place_id=by.place_id,
        why=why,
        now=now,
    )


async def claim_over(tx: Transaction, now: datetime, limit: int) -> list[Voucher]:
    """Vouchers whose time is over, their citizens locked, in an order of accounts that is always the same.

    Whoever is busy with a citizen goes first: their vouchers are claimed by a later call.
    """
    citizens = await tx.values(
        """SELECT id FROM citizens WHERE id IN (
                SELECT citizen_id FROM vouchers WHERE state = 'reserved' AND expires_at <= %(now)s
                 ORDER BY expires_at LIMIT %(limit)s)
            ORDER BY id FOR NO KEY UPDATE SKIP LOCKED""",
        now=now,
        limit=limit,
    )
    if not citizens:
        return []
    return await tx.fetch(
        Voucher,
        _VOUCHERS
        + """ WHERE v.citizen_id = ANY(%(citizens)s) AND v.state = 'reserved' AND v.expires_at <= %(now)s
              ORDER BY v.credit_code NULLS FIRST, v.citizen_id, v.id""",
        citizens=citizens,
        now=now,
    )


async def expire(tx: Transaction, voucher_ids: Sequence[int], now: datetime) -> None:
    """Their time is over."""
    await tx.execute(
        """WITH moved AS (
               UPDATE vouchers SET state = 'expired', events = events + 1 WHERE id = ANY(%(ids)s)
               RETURNING id, events)
           INSERT INTO voucher_events (voucher_id, number, step, from_state, to_state, at)
           SELECT id, events, 'expire', 'reserved', 'expired', %(now)s FROM moved""",
        ids=list(voucher_ids),
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a voucher, with the names of who and where."""

    number: int
    step: str
    at: datetime
    staff: str | None
    place: str | None
    gift: str | None
    """The substitute."""
    why: str


async def events(tx: Transaction, voucher_id: int) -> list[Event]:
    """All that happened to a voucher, in its order."""
    return await tx.fetch(
        Event,
        """SELECT e.number, e.step, e.at, s.name AS staff, p.name AS place, g.name AS gift, e.why
             FROM voucher_events e LEFT JOIN staff s ON s.id = e.staff_id
             LEFT JOIN pickup_places p ON p.id = e.place_id LEFT JOIN gifts g ON g.id = e.gift_id
            WHERE e.voucher_id = %(id)s ORDER BY e.number""",
        id=voucher_id,
    )
