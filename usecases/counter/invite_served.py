"""Show the person just served a code by which they rate, without asking who they are (邀请评价)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from evaluation.staff import Action, Permission
from store import counter, invitations
from store.audit_trail import Subject
from store.counter import JustServed
from store.db import Transaction
from usecases.on_duty import OnDuty

JUST_NOW = timedelta(hours=24)
"""Later the prompt has come, or comes."""
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """A visit whose code is shown; its link is made as of `invited_at`."""

    visit: JustServed
    invited_at: datetime


async def served_at(
    tx: Transaction, clerk: OnDuty, *, record_no: str | None = None, window_no: str | None = None
) -> list[JustServed]:
    """The latest visits of a record, or of a window, in the clerk's scope, the newest first."""
    clerk.check(Permission.SHOW_INVITATION)
    since, until = clerk.now - JUST_NOW, clerk.now
    return await counter.just_served(
        tx,
        clerk.staff.scope,
        since=since,
        until=until,
        record_no=record_no,
        window_no=window_no,
        limit=SHOWN,
    )


async def show_invitation(tx: Transaction, visit_id: int, clerk: OnDuty) -> Shown | None:
    """Keep the invitation; None for a visit that is not of the clerk's scope, or is not just over.

    Unlike the one for window systems it never says that the visit was rated already: a clerk who asked
    twice would know whether the person before them has rated.
    """
    clerk.check(Permission.SHOW_INVITATION)
    since, until = clerk.now - JUST_NOW, clerk.now
    found = await counter.just_served(
        tx, clerk.staff.scope, since=since, until=until, visit_id=visit_id, limit=1
    )
    if not found:
        return None
    [visit] = found
    invited_at = await invitations.invite(tx, visit.id, "console", clerk.now)
    await clerk.note(tx, Action.INVITATION_SHOWN, Subject("visit", visit.id, visit.area_code))
    return Shown(visit, invited_at)
