"""Stand-ins (AB角): somebody on leave is represented by a colleague of the same role, with both on the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evaluation.areas import covers
from evaluation.refusal import Refused
from evaluation.staff import Action, Permission, Role, may
from evaluation.window import civil
from store import staff, stand_ins
from store.audit_trail import Subject
from store.db import Transaction
from store.staff import Staff
from store.stand_ins import StandIn
from usecases.on_duty import OnDuty

LONGEST = timedelta(days=366)


class CannotStandIn(Refused):
    """`because` is one of the words below."""


NO_SUCH_ACCOUNT = "no_such_account"
"""None that works, of this area or around it, and of the role."""
NOBODY_ABSENT = "nobody_absent"
"""No account of one's scope that works cases."""
SAME_PERSON = "same_person"
BAD_DAYS = "bad_days"
NO_SUCH = "no_such"


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is to stand in, for whom (empty: oneself), and from which day to which."""

    stand_in: str
    absent: str
    first_day: date | None
    last_day: date | None


def names_for_others(duty: OnDuty) -> bool:
    """Whether somebody names stand-ins of others: who keeps accounts does, for those who cannot any more."""
    return may(duty.staff.role, Permission.MANAGE_STAFF)


async def name(tx: Transaction, duty: OnDuty, wish: Wish) -> int:
    """Name a stand-in. Raises `NotPermitted`, `CannotStandIn`."""
    duty.check(Permission.NAME_STAND_IN)
    absent = await _absent(tx, duty, wish.absent)
    colleague = await staff.by_username(tx, wish.stand_in.strip().lower())
    if colleague is None or not _may_stand_in(colleague, absent):
        raise CannotStandIn(NO_SUCH_ACCOUNT)
    if colleague.id == absent.id:
        raise CannotStandIn(SAME_PERSON)
    first, last = _days(duty, wish)
    made = await stand_ins.add(
        tx,
        staff_id=colleague.id,
        absent_id=absent.id,
        first_day=first,
        last_day=last,
        named_by=duty.staff.id,
        now=duty.now,
    )
    subject = Subject("staff", absent.id, absent.area_code)
    await duty.note(tx, Action.STAND_IN_NAMED, subject, by=colleague.username)
    return made


async def _absent(tx: Transaction, duty: OnDuty, username: str) -> Staff:
    if not names_for_others(duty):
        return duty.staff
    found = await staff.by_username(tx, username.strip().lower())
    works = found is not None and found.role in (Role.DEPARTMENT_HANDLER, Role.SUPERVISOR)
    if found is None or not works or not duty.staff.scope.covers_area(found.area_code):
        raise CannotStandIn(NOBODY_ABSENT)
    return found


def _may_stand_in(colleague: Staff, absent: Staff) -> bool:
    """Of the same role, not disabled, and of the same area, one inside it, or one around it."""
    near = covers(colleague.area_code, absent.area_code) or covers(absent.area_code, colleague.area_code)
    return colleague.role is absent.role and colleague.disabled_at is None and near


def _days(duty: OnDuty, wish: Wish) -> tuple[date, date]:
    first, last, today = wish.first_day, wish.last_day, civil(duty.now).date()
    if first is None or last is None or not max(first, today) <= last <= today + LONGEST:
        raise CannotStandIn(BAD_DAYS)
    return first, last


async def listed(tx: Transaction, duty: OnDuty) -> Sequence[StandIn]:
    """One's own, on either side; for who keeps accounts, all of their area. Raises `NotPermitted`."""
    duty.check(Permission.NAME_STAND_IN)
    today = civil(duty.now).date()
    if names_for_others(duty):
        return await stand_ins.listed(tx, today, area_code=duty.staff.area_code)
    return await stand_ins.listed(tx, today, of=duty.staff.id)


async def end(tx: Transaction, duty: OnDuty, stand_in_id: int) -> None:
    """Call one off: whoever is on either side of it, or keeps accounts. Raises `NotPermitted`, `CannotStandIn`."""
    found = next((each for each in await listed(tx, duty) if each.id == stand_in_id), None)
    if found is None or not await stand_ins.end(tx, stand_in_id, duty.now):
        raise CannotStandIn(NO_SUCH)
    subject = Subject("staff", found.absent_id, found.absent_area)
    await duty.note(tx, Action.STAND_IN_ENDED, subject, request=stand_in_id)
