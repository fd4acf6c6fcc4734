"""Leave a provider alone that asks us to wait: no worker knocks meanwhile, and what another can carry goes on."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from evaluation.delivery import Throttled, TooOften
from store import halts
from store.db import Transaction
from usecases.carrying import Carriers
from usecases.outcomes import LADDER, Outcome


async def halt(tx: Transaction, outcomes: Sequence[Outcome], carriers: Carriers, now: datetime) -> None:
    """Halt each provider that named a time, and its channel too where no other provider carries its messages."""
    for (channel, provider), seconds in sorted(_waits(outcomes).items()):
        await halts.halt(tx, provider, now + min(timedelta(seconds=seconds), LADDER[-1]))
        halted = await halts.halted(tx, names := carriers.of(channel), now)
        if len(halted) == len(names):
            await halts.halt(tx, channel, min(halted.values()))


def _waits(outcomes: Sequence[Outcome]) -> Mapping[tuple[str, str], float]:
    """(channel, provider) → the longest time that it asked for; what only one address must wait for is none."""
    waits: dict[tuple[str, str], float] = {}
    for outcome in outcomes:
        failure, letter = outcome.failure, outcome.letter
        if isinstance(failure, Throttled) and not isinstance(failure, TooOften) and failure.retry_after:
            asked = (letter.channel, letter.provider or letter.channel)
            waits[asked] = max(waits.get(asked, 0.0), failure.retry_after)
    return waits
