"""Tell outside platforms what they are owed: claim, commit, send, record.

What was sent when its answer was lost is sent again under the same key, which the platform takes once.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from channels.dispatch.client import Declined, PlatformClient, Taken
from evaluation.cases.orders import Notice, try_again_after
from evaluation.delivery import OutcomeUnknown, SendFailed
from evaluation.masking import without_numbers
from store import work_order_sendings, work_orders
from store.audit_trail import Times
from store.db import Transaction
from store.work_order_sendings import Claimed
from usecases.orders.papers import Clerk, key_of, paper
from worker.hearing import lists_are_due, read_changes
from worker.owner import holding
from worker.runtime import Runtime
from worker.stepping import side_by_side

log = structlog.get_logger()

RECORD_SECONDS = 60.0
"""How long outcomes are kept in hand while the database is away."""
SHARE_SECONDS = 10.0
"""A job goes on so long at most, for messages to citizens wait behind it; what is left is for the next."""
LONGEST_REST = 3600
"""Seconds for which a platform may ask to be left alone."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Something held, about to leave: where to, and as what."""

    held: Claimed
    path: str | None
    body: bytes


async def is_due(tx: Transaction, runtime: Runtime, now: datetime) -> bool:
    """Whether there is something to tell a platform, or to ask it."""
    names = list(runtime.platforms)
    return bool(names) and (
        await work_order_sendings.any_due(tx, names, now) or await lists_are_due(tx, runtime, now)
    )


async def dispatch_batch(runtime: Runtime) -> int:
    """Send what is due to every platform, side by side, and read their lists; how much was sent or refused."""
    await runtime.clock.refresh()
    await runtime.read_calendar()
    async with holding(runtime.owner) as owner:
        return sum(
            await side_by_side(_share(runtime, client, owner) for client in runtime.platforms.values())
        )


async def _share(runtime: Runtime, client: PlatformClient, owner: int) -> int:
    """One platform's part, as long as it answers."""
    enough = runtime.clock.wall() + timedelta(seconds=SHARE_SECONDS)
    done = 0
    await read_changes(runtime, client)
    while runtime.clock.wall() < enough:
        held = await _claim(runtime, client, owner)
        outcomes = await asyncio.gather(*(_send(client, each) for each in held))
        await _record(runtime, owner, held, outcomes)
        done += sum(isinstance(outcome, Taken | Declined) for outcome in outcomes)
        if not held or any(_is_trouble(outcome) for outcome in outcomes):
            break
    return done


def _is_trouble(outcome: Taken | SendFailed) -> bool:
    """It says nothing of one order, but of the platform."""
    return isinstance(outcome, SendFailed) and not isinstance(outcome, Declined)


async def _claim(runtime: Runtime, client: PlatformClient, owner: int) -> list[Paper]:
    now, wall = runtime.clock.now(), runtime.clock.wall()
    async with runtime.database.transaction() as tx:
        held = await work_order_sendings.claim(
            tx, client.wire.name, owner, now=now, wall=wall, limit=client.at_once
        )
        clerk = Clerk(runtime.vault, Times(now, wall))
        written = [await _written(tx, client, each, clerk, owner) for each in held]
    return [each for each in written if each]


async def _written(
    tx: Transaction, client: PlatformClient, held: Claimed, clerk: Clerk, owner: int
) -> Paper | None:
    """The paper; one that cannot be written must not keep all others waiting."""
    try:
        return await _paper(tx, client, held, clerk)
    except (LookupError, ValueError, TypeError) as error:
        reason = type(error).__name__
        log.error("an order cannot be written", case=held.case_id, event=held.seq, error=reason)
        await work_order_sendings.not_taken(tx, held, owner, due_at=None, reason=reason, said="")
        return None


async def _paper(tx: Transaction, client: PlatformClient, held: Claimed, clerk: Clerk) -> Paper:
    """The body as it left before, or as it leaves now, which is kept."""
    wire, is_order = client.wire, held.notice == Notice.ORDERED
    path = wire.path_of(is_order=is_order, outside_no=held.outside_no)
    if held.sealed is not None:
        return Paper(held, path, clerk.vault.open(held.sealed).encode())
    facts = await paper(tx, held, clerk, tells_phone=is_order and wire.tells_phone)
    document = wire.order if is_order else wire.change
    text = json.dumps(document.write(facts), ensure_ascii=False)
    await work_order_sendings.keep_body(tx, held, clerk.vault.seal(text))
    return Paper(held, path, text.encode())


async def _send(client: PlatformClient, sending: Paper) -> Taken | SendFailed:
    if sending.path is None:
        return Declined("no_outside_no", "")
    key = key_of(sending.held.case_id, sending.held.seq)
    try:
        return await client.send(sending.path, sending.body, key)
    except SendFailed as failure:
        tell = log.warning if failure.for_staff else log.info
        tell("platform did not take it", platform=client.wire.name, key=key, reason=failure.reason)
        return failure
    except Exception as error:  # noqa: BLE001  # whatever broke, it may have arrived
        log.warning("sending to a platform broke", key=key, error=type(error).__name__)
        return OutcomeUnknown(type(error).__name__)


async def _record(
    runtime: Runtime, owner: int, sent: Sequence[Paper], outcomes: Sequence[Taken | SendFailed]
) -> None:
    async def write(tx: Transaction) -> None:
        now = runtime.clock.now()
        waits = [
            await _write(tx, sending.held, outcome, owner, now)
            for sending, outcome in zip(sent, outcomes, strict=True)
        ]
        if longest := max(waits):
            await work_order_sendings.rest(tx, sent[0].held.platform, now, now + longest)

    if sent:
        await runtime.database.persist(write, seconds=RECORD_SECONDS)


async def _write(
    tx: Transaction, held: Claimed, outcome: Taken | SendFailed, owner: int, now: datetime
) -> timedelta:
    """Write what came of one; how long the platform is left alone, if it was in trouble."""
    if isinstance(outcome, Taken):
        is_ours = await work_order_sendings.set_sent(tx, held, owner, now)
        if is_ours and outcome.outside_no and held.notice == Notice.ORDERED:
            await work_orders.set_number(tx, held.case_id, held.platform, outcome.outside_no, anew=True)
        return timedelta()
    if isinstance(outcome, Declined):
        await work_order_sendings.not_taken(
            tx, held, owner, due_at=None, reason=outcome.reason, said=without_numbers(outcome.said)
        )
        return timedelta()
    asked = timedelta(seconds=min(outcome.retry_after or 0, LONGEST_REST))
    wait = max(try_again_after(held.attempts), asked)
    await work_order_sendings.not_taken(tx, held, owner, due_at=now + wait, reason=outcome.reason, said="")
    return wait
