"""Deliver a batch: claim, commit, send at once, record; and ask about what was lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import structlog

from channels.interface import Outgoing
from evaluation.delivery import CannotAsk, OutcomeUnknown, SendFailed
from store import deliveries, doubts
from store.db import LOST, Transaction
from usecases import settle
from usecases.deliver import Letter, Writer, prepare
from usecases.outcomes import NotTried, Outcome, record
from usecases.settle import Doubt
from worker.runtime import Runtime

log = structlog.get_logger()

RECORD_SECONDS = 60.0
"""How long outcomes are kept in hand while the database is away."""


async def deliver_batch(runtime: Runtime) -> int:
    """Send what is due, at most one batch; how many messages were claimed."""
    await runtime.clock.refresh()
    await runtime.refresh_calendar()
    async with _holding(runtime) as owner:
        async with runtime.database.transaction() as tx:
            ids = await deliveries.claim(
                tx,
                owner=owner,
                now=runtime.clock.now(),
                wall=runtime.clock.wall(),
                limit=runtime.delivery.batch,
            )
        for start in range(0, len(ids), runtime.delivery.chunk):
            await _deliver_chunk(runtime, ids[start : start + runtime.delivery.chunk], owner)
    return len(ids)


@asynccontextmanager
async def _holding(runtime: Runtime) -> AsyncIterator[int]:
    """The worker's name. Should anything go wrong, or RQ's time run out, it is given up with all it holds."""
    try:
        yield await runtime.owner.id()
    except BaseException:
        await runtime.owner.close()
        raise


async def _deliver_chunk(runtime: Runtime, ids: Sequence[int], owner: int) -> None:
    """At most one chunk is ever in doubt: it is marked as leaving, sent, and recorded before the next.

    Its requests are over by half of the time after which its fate would be asked; the other half
    is for the provider's list to catch up.
    """
    writer = Writer(owner, runtime.vault, runtime.rules, runtime.renderer.prompt)
    began = runtime.clock.wall()
    async with runtime.database.transaction() as tx:
        letters = await prepare(tx, ids, writer, now=runtime.clock.now(), wall=began)
    over_by = began + runtime.delivery.settle_after / 2
    outcomes = await asyncio.gather(*(_send(runtime, letter, over_by) for letter in letters))
    if outcomes:
        await _record(runtime, outcomes)


async def _send(runtime: Runtime, letter: Letter, over_by: datetime) -> Outcome:
    seconds = (over_by - runtime.clock.wall()).total_seconds()
    if seconds <= 0:
        return Outcome(letter, None, NotTried("too_late"))
    channel = runtime.channels[letter.channel]
    try:
        async with asyncio.timeout(seconds):
            accepted = await channel.send(_outgoing(letter))
    except SendFailed as failure:
        log.info("send failed", message=letter.id, reason=failure.reason, unknown=failure.unknown)
        return Outcome(letter, None, failure)
    except Exception as error:  # noqa: BLE001  # whatever broke, the message may have left
        log.warning("send broke", message=letter.id, error=type(error).__name__)
        return Outcome(letter, None, OutcomeUnknown(type(error).__name__))
    return Outcome(letter, accepted.reference, None)


def _outgoing(letter: Letter) -> Outgoing:
    return Outgoing(
        letter.id, letter.address, letter.text, tuple(letter.choices), letter.template, letter.facts
    )


async def _record(runtime: Runtime, outcomes: Sequence[Outcome]) -> None:
    async def write(tx: Transaction) -> None:
        await record(tx, outcomes, max_attempts=runtime.delivery.max_attempts, now=runtime.clock.now())

    try:
        await runtime.database.persist(write, seconds=RECORD_SECONDS)
    except LOST:
        log.error("outcomes could not be recorded, they will be settled", messages=len(outcomes))
        raise


async def settle_batch(runtime: Runtime) -> int:
    """Ask the providers about messages of unknown fate, at most a chunk; how many were asked about."""
    await runtime.clock.refresh()
    async with _holding(runtime) as owner:
        wall = runtime.clock.wall()
        async with runtime.database.transaction() as tx:
            doubted = await settle.take_doubts(
                tx,
                owner=owner,
                wall=wall,
                held_before=wall - runtime.delivery.settle_after,
                limit=runtime.delivery.chunk,
                vault=runtime.vault,
            )
        for at_once in _one_per_address(doubted):
            await asyncio.gather(*(_settle(runtime, doubt) for doubt in at_once))
    return len(doubted)


def _one_per_address(doubted: Sequence[Doubt]) -> list[list[Doubt]]:
    """Rounds in which no address stands twice: two messages must not claim one provider's record."""
    rounds: list[dict[int, Doubt]] = []
    for doubt in doubted:
        free = next((r for r in rounds if doubt.letter.address_id not in r), None)
        if free is None:
            free = {}
            rounds.append(free)
        free[doubt.letter.address_id] = doubt
    return [list(each.values()) for each in rounds]


async def _settle(runtime: Runtime, doubt: Doubt) -> None:
    letter, channel = doubt.letter, runtime.channels[doubt.letter.channel]
    async with runtime.database.transaction() as tx:
        taken = await doubts.known_references(tx, letter.address_id)
    try:
        found = await channel.find(_outgoing(letter), doubt.since, taken)
    except CannotAsk as trouble:
        log.warning("provider cannot be asked", message=letter.id, reason=str(trouble))
        given_up_before = runtime.clock.wall() - runtime.delivery.give_up_after
        async with runtime.database.transaction() as tx:
            await settle.cannot_be_asked(tx, doubt, given_up_before, runtime.clock.now())
        return
    async with runtime.database.transaction() as tx:
        if found is None:
            await settle.was_not_taken(tx, doubt, runtime.delivery.max_attempts, runtime.clock.now())
        else:
            await settle.was_taken(tx, doubt, found.reference, runtime.clock.now())
