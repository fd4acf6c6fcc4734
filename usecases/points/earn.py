"""Pay for taking part, as far as the limits of the day and the month allow."""

from datetime import datetime

from evaluation.farming import signs
from evaluation.ledger import fresh_lot
from evaluation.points import Award, Earned, PointRules, award
from evaluation.window import midnight
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
    lot = fresh_lot(earned.points, now, rules.lasts_years)
    posting = Posting(kind=kind, reference=reference, lots=[lot])
    if act is not None:
        seen = await farming.look(tx, act, account.id, kind, reference, rules.farming, now)
        if seen.held:
            return Award()
        if found := signs(seen.facts(act), rules.farming):
            await held.hold(tx, account.id, posting, found, act, now)
            return Award(held=earned.points)
    posted = await ledger.append(tx, account, posting, now)
    return earned if posted is not None else Award()


async def _award(tx: Transaction, account: Account, kind: Earned, rules: PointRules, now: datetime) -> Award:
    today = midnight(now)
    paid = await ledger.paid(tx, account.id, kind, day_began=today, month_began=today.replace(day=1))
    return award(rules.of(kind), paid.today, paid.this_month)
