"""Tell a platform again what it was told, or should have been: a range of cases or of time, under the same keys."""

from dataclasses import dataclass

from evaluation.cases.orders import Platform
from evaluation.staff import Action
from store import audit_trail, work_order_ranges
from store.audit_trail import COMMAND, Subject, Times
from store.db import Transaction
from store.work_order_ranges import Found, Range


@dataclass(frozen=True, slots=True)
class Replayed:
    """What is told again, as it stood before; `begun` cases that the platform never had, `queued` events in all."""

    found: Found
    begun: int
    queued: int


async def replay(tx: Transaction, platform: Platform, wanted: Range, times: Times) -> Replayed:
    """Queue a range; what the platform has already it knows by its key. It is on record who had it told again."""
    found = await work_order_ranges.found(tx, platform.name, wanted)
    queued = await work_order_ranges.send_again(tx, platform.name, wanted, times.now)
    begun = await work_order_ranges.begin_missing(tx, platform, wanted, times.now)
    facts = {"platform": platform.name, "found": queued + begun}
    await audit_trail.write(
        tx, COMMAND, Action.ORDERS_REPLAYED, Subject("platform", platform.name), times, facts
    )
    return Replayed(found, begun, queued + begun)
