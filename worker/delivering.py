"""Deliver a batch: claim, commit, send at once, record; and ask about what was lost."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from channels.interface import Accepted, Outgoing
from evaluation.delivery import CannotAsk, KeepsNoList, OutcomeUnknown, SendFailed
from store import deliveries, doubts
from store.db import LOST, Transaction
from usecases import settle
from usecases.carrying import foresee
from usecases.deliver import Letter, Writer, prepare
from usecases.halting import halt
from usecases.learn_from import learn_from
from usecases.outcomes import NotTried, Outcome, record
from usecases.receive import receive_early
from usecases.settle import Doubt
from worker.owner import holding
from worker.runtime import Runtime
from worker.stepping import side_by_side

log = structlog.get_logger()

HELD_SECONDS = 10.0
"""No more is claimed than a channel's rate lets go in this time."""
BLIND_CHUNK = 5
"""Messages on their way at once where a lost answer cannot be asked about: a worker that is killed then loses
so many at most, for they count as sent."""
RECORD_SECONDS = 60.0
"""How long outcomes are kept in hand while the database is away."""


async def deliver_batch(runtime: Runtime) -> int:
    """Send what is due, at most one batch of each channel, the channels side by side; how many were claimed."""
    await runtime.clock.refresh()
    async with holding(runtime.owner) as owner:
        return sum(await side_by_side(_deliver_channel(runtime, name, owner) for name in runtime.channels))


async def _deliver_channel(runtime: Runtime, name: str, owner: int) -> int:
    """Send one channel's share at the pace it allows, never holding more than it can send soon.

    So an answer never waits long behind prompts, and a crowd at 08:30 is spread.
    """
    async with _turn(runtime, name) as is_ours:
        return await _deliver_share(runtime, name, owner) if is_ours else 0


@asynccontextmanager
async def _turn(runtime: Runtime, name: str) -> AsyncIterator[bool]:
    """Whether this worker may write on the channel now: some are one worker's at a time."""
    if name not in runtime.delivery.apart:
        yield True
    elif not await runtime.owner.take_turn(name):
        yield False
    else:
        try:
            yield True
        finally:
            await runtime.owner.end_turn(name)


async def _deliver_share(runtime: Runtime, name: str, owner: int) -> int:
    rate = runtime.pacing.rate(name)
    now = runtime.clock.now()
    async with runtime.database.transaction() as tx:
        ids = await deliveries.claim(
            tx,
            channel=name,
            owner=owner,
            now=now,
            wall=runtime.clock.wall(),
            limit=min(runtime.delivery.batch, max(1, int(rate * HELD_SECONDS))),
        )
        if apart := runtime.delivery.apart.get(name):
            ids = await deliveries.space_out(tx, ids, owner=owner, apart=apart, now=now)
    in_doubt = runtime.delivery.chunk if runtime.channels[name].can_be_asked else BLIND_CHUNK
    at_once = min(in_doubt, runtime.delivery.chunk, max(1, int(rate)))
    for start in range(0, len(ids), at_once):
        chunk = ids[start : start + at_once]
        await _wait_for_turns(runtime, name, chunk, owner)
        await _deliver_chunk(runtime, chunk, owner)
    return len(ids)


async def _wait_for_turns(runtime: Runtime, name: str, chunk: Sequence[int], owner: int) -> None:
    """Wait until so many messages may leave: on the channel, or where several carry it through each of them."""
    senders: Mapping[str, int] = {name: len(chunk)}
    if len(runtime.carriers.shares_of(name)) > 1:
        now, wall = runtime.clock.now(), runtime.clock.wall()
        async with runtime.database.transaction() as tx:
            senders = await foresee(tx, chunk, runtime.carriers, owner=owner, now=now, wall=wall)
    await asyncio.gather(*(runtime.pacing.wait(sender, messages) for sender, messages in senders.items()))


async def _deliver_chunk(runtime: Runtime, ids: Sequence[int], owner: int) -> None:
    """At most one chunk is ever in doubt: it is marked as leaving, sent, and recorded before the next.

    Its requests are over by half of the time after which its fate would be asked; the other half
    is for the provider's list to catch up.
    """
    await runtime.read_calendar()  # a batch may take minutes, and each chunk tells windows
    writer = Writer(owner, runtime.vault, runtime.rules, runtime.renderer.prompt, runtime.carriers)
    began = runtime.clock.wall()
    async with runtime.database.transaction() as tx:
        letters = await prepare(tx, ids, writer, now=runtime.clock.now(), wall=began)
    over_by = began + runtime.delivery.settle_after / 2
    outcomes = await asyncio.gather(*(_send(runtime, letter, over_by) for letter in letters))
    if outcomes:
        await _record(runtime, outcomes)


async def _send(runtime: Runtime, letter: Letter, over_by: datetime) -> Outcome:
    began = runtime.clock.wall()
    seconds = (over_by - began).total_seconds()
    if seconds <= 0:
        return Outcome(letter, None, NotTried("too_late"))
    answer = await _try(runtime, letter, seconds)
    took = runtime.clock.wall() - began
    if isinstance(answer, SendFailed):
        return Outcome(letter, None, answer, took)
    return Outcome(letter, answer.reference, None, took, answer.charge)


async def _try(runtime: Runtime, letter: Letter, seconds: float) -> Accepted | SendFailed:
    """What the provider said, or why it did not take the message."""
    channel = runtime.channels[letter.channel]
    try:
        async with asyncio.timeout(seconds):
            return await channel.send(_outgoing(letter))
    except SendFailed as failure:
        tell = log.warning if failure.for_staff else log.info
        tell("send failed", message=letter.id, reason=failure.reason, unknown=failure.unknown)
        return failure
    except Exception as error:  # noqa: BLE001  # whatever broke, the message may have left
        log.warning("send broke", message=letter.id, error=type(error).__name__)
        return OutcomeUnknown(type(error).__name__)


def _outgoing(letter: Letter) -> Outgoing:
    return Outgoing(
        letter.id,
        letter.address,
        letter.text,
        tuple(letter.choices),
        letter.template,
        letter.facts,
        letter.provider,
        letter.thread,
    )


async def _record(runtime: Runtime, outcomes: Sequence[Outcome]) -> None:
    async def write(tx: Transaction) -> None:
        now = runtime.clock.now()
        await record(tx, outcomes, max_attempts=runtime.delivery.max_attempts, now=now)
        await halt(tx, outcomes, runtime.carriers, now)
        for channel in {outcome.letter.channel for outcome in outcomes}:
            await receive_early(tx, channel, _references(outcomes, channel), now)
        await learn_from(tx, outcomes, runtime.carriers, runtime.clock.wall())

    try:
        await runtime.database.persist(write, seconds=RECORD_SECONDS)
    except LOST:
        log.error("outcomes could not be recorded, they will be settled", messages=len(outcomes))
        raise


def _references(outcomes: Sequence[Outcome], channel: str) -> list[str]:
    return [o.reference for o in outcomes if o.reference is not None and o.letter.channel == channel]


async def settle_batch(runtime: Runtime) -> int:
    """Ask the providers about messages of unknown fate, at most a chunk; how many were asked about."""
    await runtime.clock.refresh()
    async with holding(runtime.owner) as owner:
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
    letter, channel = doubt.letter, runtime.channels.get(doubt.letter.channel)
    async with runtime.database.transaction() as tx:
        taken = await doubts.known_references(tx, letter.address_id)
    try:
        if channel is None:
            raise KeepsNoList("channel_not_set_up")
        found = await channel.find(_outgoing(letter), doubt.since, taken)
    except CannotAsk as trouble:
        log.warning("provider cannot be asked", message=letter.id, reason=str(trouble))
        patience = timedelta() if isinstance(trouble, KeepsNoList) else runtime.delivery.give_up_after
        given_up_before = runtime.clock.wall() - patience
        async with runtime.database.transaction() as tx:
            await settle.cannot_be_asked(tx, doubt, given_up_before, runtime.clock.now())
        return
    async with runtime.database.transaction() as tx:
        if found is None:
            await settle.was_not_taken(tx, doubt, runtime.delivery.max_attempts, runtime.clock.now())
        else:
            await settle.was_taken(tx, doubt, found.reference, found.charge, runtime.clock.now())
