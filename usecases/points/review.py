"""Points that were held are looked at by somebody and paid, or let go with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluation.farming import Sign
from evaluation.ledger import fresh_lot
from evaluation.points import PointRules
from evaluation.staff import Action, Permission, Scope
from store import catalogue, held, ledger, people
from store.audit_trail import Subject
from store.db import Transaction
from store.held import Decidable, Held
from store.ledger import Posting
from store.vault import Vault
from usecases.on_duty import OnDuty

SHOWN = 100
"""So many are shown at once; the others come once these are decided."""
TAIL = 4


class NotWaiting(Exception):
    """There are no such points, they were decided about, or they are not this person's to decide: alike."""


class BadReason(ValueError):
    """Points are not let go without a reason."""


@dataclass(frozen=True, slots=True)
class UnderReview:
    """Points that wait, as whoever decides sees them: of whom is but the tail of a phone or credit code."""

    id: int
    points: int
    signs: dict[Sign, int]
    at: datetime
    org_name: str | None
    tail: str


async def under_review(
    tx: Transaction, reviewer: OnDuty, vault: Vault, only: int | None = None
) -> Sequence[UnderReview]:
    """What waits in their scope, oldest first; or the one that is asked for. Raises `NotPermitted`."""
    return [
        UnderReview(each.id, each.points, each.signs, each.at, each.org_name, _tail(each, vault))
        for each in await waiting(tx, reviewer, only)
    ]


async def waiting(tx: Transaction, reviewer: OnDuty, only: int | None = None) -> Sequence[Held]:
    """The same, with their numbers sealed. Raises `NotPermitted`."""
    reviewer.check(Permission.DECIDE_HELD_POINTS)
    return await held.waiting(tx, reviewer.staff.scope, SHOWN, only)


def _tail(each: Held, vault: Vault) -> str:
    whole = each.credit_code or (vault.open(each.sealed) if each.sealed is not None else "")
    return whole[-TAIL:]


async def pay(tx: Transaction, reviewer: OnDuty, held_id: int, why: str, rules: PointRules) -> None:
    """Pay them: they live as long as if they were earned now. Raises `NotPermitted`, `NotWaiting`."""
    points = await _decided(tx, reviewer, held_id, why, paid=True)
    now = reviewer.times.now
    lot = fresh_lot(points.points, now, rules.lasts_years)
    posting = Posting(
        kind=points.kind, reference=points.reference, lots=[lot], note=f"held_points:{points.id}"
    )
    posted = await ledger.append(tx, await ledger.locked(tx, points.account_id), posting, now)
    assert posted is not None, "what is held is not posted"


async def let_go(tx: Transaction, reviewer: OnDuty, held_id: int, why: str) -> None:
    """Do not pay them. Raises `NotPermitted`, `BadReason`, `NotWaiting`."""
    if not why.strip():
        raise BadReason
    await _decided(tx, reviewer, held_id, why, paid=False)


async def _decided(tx: Transaction, reviewer: OnDuty, held_id: int, why: str, *, paid: bool) -> Decidable:
    """Keep who decided what; the citizen is locked."""
    reviewer.check(Permission.DECIDE_HELD_POINTS)
    points = await held.find(tx, held_id)
    if points is None or not await _sees(tx, reviewer.staff.scope, points):
        raise NotWaiting
    if points.citizen_id is not None:
        await people.lock(tx, points.citizen_id)
    decided = await held.decide(
        tx, points.id, paid=paid, why=why.strip(), staff_id=reviewer.staff.id, now=reviewer.times.now
    )
    if not decided:
        raise NotWaiting
    action = Action.HELD_POINTS_PAID if paid else Action.HELD_POINTS_LET_GO
    subject = Subject("held_points", points.id, points.area_code)
    await reviewer.note(tx, action, subject)
    return points


async def _sees(tx: Transaction, scope: Scope, points: Decidable) -> bool:
    above = await catalogue.ancestry(tx, [points.org_code]) if points.org_code else {}
    return scope.covers(points.area_code, list(above))
