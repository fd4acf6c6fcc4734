"""Pay for taking part, as far as the limits of the day and the month allow."""

from datetime import datetime

from evaluation.ledger import Lot, lasts_until
from evaluation.points import Award, Earned, PointRules, award
from evaluation.window import civil
from store import ledger
from store.db import Transaction
from store.ledger import Account, Holder, Posting


async def earn(
    tx: Transaction, holder: Holder, kind: Earned, reference: str, rules: PointRules, now: datetime
) -> Award:
    """Pay once for `reference`; what it earned. The citizen, where there is one, is locked by the caller."""
    account = await ledger.account_of(tx, holder)
    earned = await _award(tx, account, kind, rules, now)
    if not earned.points:
        return earned
    lot = Lot(earned.points, lasts_until(now, rules.lasts_years))
    posted = await ledger.append(tx, account, Posting(kind=kind, reference=reference, lots=[lot]), now)
    return earned if posted is not None else Award()


async def _award(tx: Transaction, account: Account, kind: Earned, rules: PointRules, now: datetime) -> Award:
    midnight = civil(now).replace(hour=0, minute=0, second=0, microsecond=0)
    paid = await ledger.paid(tx, account.id, kind, day_began=midnight, month_began=midnight.replace(day=1))
    return award(rules.of(kind), paid.today, paid.this_month)
