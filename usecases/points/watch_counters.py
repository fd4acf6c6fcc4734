"""Find the counters whose latest ratings came from few phones; points earned there are held for review."""

from datetime import datetime, timedelta

from evaluation.farming import FarmingRules, comes_from_few
from store import farming
from store.db import Transaction


async def watch_counters(tx: Transaction, rules: FarmingRules, now: datetime) -> int:
    """Count once a night, so that a rating reads but one row; how many counters are watched from now on."""
    since = now - timedelta(days=rules.days)
    found = await farming.counters(tx, since, rules.counter_ratings) if rules.counter_ratings else []
    watched = [each for each in found if comes_from_few(each.ratings, each.citizens, rules)]
    await farming.watch(tx, watched)
    return len(watched)
