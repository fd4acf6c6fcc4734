"""Pay for taking part, as far as the limits of the day and the month allow."""

from datetime import datetime

from evaluation.farming import signs
from evaluation.ledger import Lot, lasts_until
from evaluation.points import Award, Earned, PointRules, award
from evaluation.window import civil
from store import farming, held, ledger
from store.db import Transaction
from store.farming import Act
from store.ledger import Account, Holder, Posting


async def earn(
    tx: Transaction,
    holder: Holder,
    kind: Earned,
    reference: str,
    rules: PointRules,
    now: datetime,
    act: Act | None = None,
) -> Award:
    """Pay once for `reference`; what it earned. The citizen, where there is one, is locked by the caller.

    An `act` that shows signs of farming is not paid now: its points are held until somebody has looked.
    """
    account = await ledger.account_of(tx, holder)
    earned = await _award(tx, account, kind, rules, now)
    if not earned.points:
        return earned
    if act is not None:
        seen = await farming.look(tx, act, account.id, kind, reference, rules.farming, now)
        if seen.held:
            return Award()
        if found := signs(seen.facts(act), rules.farming):
            held_back = Posting(kind=kind, reference=reference, lots=[_lot(earned, rules, now)])
            await held.hold(tx, account.id, held_back, found, act, now)
            return Award(held=earned.points)
    posting = Posting(kind=kind, reference=reference, lots=[_lot(earned, rules, now)])
    posted = await ledger.append(tx, account, posting, now)
    return earned if posted is not None else Award()


def _lot(earned: Award, rules: PointRules, now: datetime) -> Lot:
    return Lot(earned.points, lasts_until(now, rules.lasts_years))


async def _award(tx: Transaction, account: Account, kind: Earned, rules: PointRules, now: datetime) -> Award:
    midnight = civil(now).replace(hour=0, minute=0, second=0, microsecond=0)
    paid = await ledger.paid(tx, account.id, kind, day_began=midnight, month_began=midnight.replace(day=1))
    return award(rules.of(kind), paid.today, paid.this_month)
