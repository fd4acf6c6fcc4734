"""Deliver a batch: claim, commit, send at once, record; and ask about what was lost."""

import asyncio
from collections.abc import Sequence

import structlog

from channels.interface import Outgoing
from evaluation.delivery import CannotAsk, OutcomeUnknown, SendFailed
from store import outbox
from store.db import LOST, Transaction
from usecases import settle
from usecases.deliver import Letter, Outcome, prepare, record
from usecases.settle import Doubt
from worker.runtime import Runtime

log = structlog.get_logger()

RECORD_SECONDS = 60.0
"""How long outcomes are kept in hand while the database is away."""


async def deliver_batch(runtime: Runtime) -> int:
    """Send what is due, at most one batch; how many messages were claimed."""
    await runtime.clock.refresh()
    owner = await runtime.owner.id()
    async with runtime.database.transaction() as tx:
        ids = await outbox.claim(
            tx,
            owner=owner,
            now=runtime.clock.now(),
            wall=runtime.clock.wall(),
            limit=runtime.delivery.batch,
        )
    for chunk in _chunks(ids, runtime.delivery.chunk):
        await _deliver_chunk(runtime, chunk, owner)
    return len(ids)


def _chunks(ids: Sequence[int], size: int) -> list[Sequence[int]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


async def _deliver_chunk(runtime: Runtime, ids: Sequence[int], owner: int) -> None:
    """At most one chunk is ever in doubt: it is marked as leaving, sent, and recorded before the next."""
    async with runtime.database.transaction() as tx:
        letters = await prepare(
            tx,
            ids,
            owner=owner,
            vault=runtime.vault,
            rules=runtime.rules,
            render=runtime.renderer.prompt,
            now=runtime.clock.now(),
            wall=runtime.clock.wall(),
        )
    outcomes = await asyncio.gather(*(_send(runtime, letter) for letter in letters))
    await _record(runtime, outcomes)


async def _send(runtime: Runtime, letter: Letter) -> Outcome:
    channel = runtime.channels[letter.channel]
    try:
        accepted = await channel.send(Outgoing(letter.id, letter.address, letter.text))
    except SendFailed as failure:
        log.info("send failed", message=letter.id, reason=failure.reason, unknown=failure.unknown)
        return Outcome(letter, None, failure)
    except Exception as error:  # noqa: BLE001  # whatever broke, the message may have left
        log.warning("send broke", message=letter.id, error=type(error).__name__)
        return Outcome(letter, None, OutcomeUnknown(type(error).__name__))
    return Outcome(letter, accepted.reference, None)


async def _record(runtime: Runtime, outcomes: Sequence[Outcome]) -> None:
    async def write(tx: Transaction) -> None:
        await record(tx, outcomes, max_attempts=runtime.delivery.max_attempts, now=runtime.clock.now())

    try:
        await runtime.database.persist(write, seconds=RECORD_SECONDS)
    except LOST:
        log.error("outcomes could not be recorded, they will be settled", messages=len(outcomes))
        await runtime.owner.close()
        raise


async def settle_batch(runtime: Runtime) -> int:
    """Ask the providers about messages of unknown fate; how many were asked about."""
    await runtime.clock.refresh()
    owner = await runtime.owner.id()
    async with runtime.database.transaction() as tx:
        doubts = await settle.take_doubts(
            tx,
            owner=owner,
            held_before=runtime.clock.wall() - runtime.delivery.settle_after,
            limit=runtime.delivery.chunk,
            vault=runtime.vault,
        )
    for address_doubts in _one_per_address(doubts):
        await asyncio.gather(*(_settle(runtime, doubt) for doubt in address_doubts))
    return len(doubts)


def _one_per_address(doubts: Sequence[Doubt]) -> list[list[Doubt]]:
    """Rounds in which no address stands twice: two messages must not claim one provider's record."""
    rounds: list[dict[int, Doubt]] = []
    for doubt in doubts:
        free = next((r for r in rounds if doubt.letter.address_id not in r), None)
        if free is None:
            free = {}
            rounds.append(free)
        free[doubt.letter.address_id] = doubt
    return [list(each.values()) for each in rounds]


async def _settle(runtime: Runtime, doubt: Doubt) -> None:
    letter, now = doubt.letter, runtime.clock.now()
    channel = runtime.channels[letter.channel]
    outgoing = Outgoing(letter.id, letter.address, letter.text)
    given_up_before = runtime.clock.wall() - runtime.delivery.give_up_after
    try:
        found = await channel.find(outgoing, doubt.since, doubt.taken)
    except CannotAsk:
        async with runtime.database.transaction() as tx:
            await settle.cannot_be_asked(tx, doubt, given_up_before, now)
        return
    async with runtime.database.transaction() as tx:
        if found is None:
            await settle.was_not_taken(tx, doubt, runtime.delivery.max_attempts, now)
        else:
            await settle.was_taken(tx, doubt, found.reference, now)
