"""Learn from what became of a chunk: a provider in trouble carries less, where another can carry more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from evaluation.delivery import TooOften
from evaluation.sharing import SLOW, Tally, step_down
from store import providers
from store.db import Transaction
from usecases.carrying import Carriers
from usecases.outcomes import NotTried, Outcome


async def learn_from(
    tx: Transaction, outcomes: Sequence[Outcome], carriers: Carriers, wall: datetime
) -> None:
    """Let a provider that is in trouble carry less, where another can carry more."""
    for channel, configured in carriers.shares.items():
        if len(configured) == 1:
            continue
        last = {each.provider: each for each in await providers.healths(tx, channel)}
        for provider in configured:
            tally = _tally([each for each in outcomes if each.letter.provider == provider])
            known = last.get(provider)
            since = wall - known.changed_at if known else timedelta.max
            if (health := step_down(known.health if known else 1.0, since, tally)) is not None:
                before = known.changed_at if known else wall
                await providers.set_health(tx, channel, provider, health, before=before, wall=wall)


def _tally(outcomes: Sequence[Outcome]) -> Tally:
    tried = [each for each in outcomes if not isinstance(each.failure, NotTried)]
    return Tally(len(tried), sum(map(_was_trouble, tried)))


def _was_trouble(outcome: Outcome) -> bool:
    """Whether the provider, not the message or its address, was at fault."""
    failure = outcome.failure
    if outcome.took > SLOW:
        return True
    return failure is not None and not isinstance(failure, TooOften) and (failure.retry or failure.unknown)
