"""Take points for something, and give them back: never in part, never twice."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from evaluation.ledger import Use, back_again, take_oldest
from evaluation.points import PointRules
from store import ledger
from store.db import Transaction
from store.ledger import Account, Holder, Posting

SPENT, BACK = "voucher", "voucher_back"


async def spend(tx: Transaction, holder: Holder, reference: str, price: int, now: datetime) -> None:
    """Take `price` points, the oldest first, over all accounts that count for the holder.

    Raises `TooFewPoints` and takes nothing where they are not enough. The citizen is locked by the caller.
    """
    accounts = await lock_accounts(tx, holder)
    lots = await ledger.open_lots(tx, list(accounts))
    for account_id, uses in _by_account(take_oldest(lots, price, now)):
        posting = Posting(kind=SPENT, reference=reference, uses=uses)
        posted = await ledger.append(tx, accounts[account_id], posting, now)
        assert posted is not None, "a reference is spent once"


async def give_back(
    tx: Transaction, holder: Holder, reference: str, rules: PointRules, now: datetime
) -> None:
    """Give back what was spent with `reference`; once more changes nothing. The citizen is locked."""
    accounts = await lock_accounts(tx, holder)
    used = await ledger.used_by(tx, list(accounts), SPENT, reference)
    for account_id, lots in used.items():
        back = back_again(lots, now, rules.return_days)
        await ledger.append(tx, accounts[account_id], Posting(kind=BACK, reference=reference, lots=back), now)


async def lock_accounts(tx: Transaction, holder: Holder) -> dict[int, Account]:
    """All accounts that count for the holder, by their ids; the citizen is locked by the caller."""
    return {account.id: account for account in await ledger.family(tx, holder)}


def _by_account(uses: Sequence[Use]) -> list[tuple[int, list[Use]]]:
    def account(use: Use) -> int:
        return use.lot.account_id

    return [(key, list(group)) for key, group in groupby(sorted(uses, key=account), key=account)]
