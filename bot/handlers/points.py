"""The citizen's points, at any time; not to whoever may be somebody else."""

from dataclasses import asdict
from datetime import timedelta

from bot.rendering import Part
from bot.turn import Reply, Turn
from evaluation.window import last_day
from store import ledger
from store.ledger import Holder
from store.outbox import Facts
from usecases.gifts.purses import holders_of, purse_of

WHO_IS_THIS = Part("chat/who_is_this", {})
SOON = timedelta(days=60)
"""Points that end within it are told with their last day."""
ORGANISATIONS = 3
"""So many whose points they may spend are told in one short message."""


async def on_points(turn: Turn) -> Reply:
    """Tell the balance, what is being looked at, what ends soon, what is missing for gifts, and what earns."""
    if turn.doubted:
        return [WHO_IS_THIS]
    own = Holder(turn.citizen.id)
    purse = await purse_of(turn.tx, own, turn.now)
    ending = await ledger.next_to_end(turn.tx, own, turn.now, turn.now + SOON)
    part, rules = purse.taking_part, turn.rules.points
    facts = {
        "balance": purse.balance,
        "held": await turn.under_review(),
        "ending": ending.points if ending else 0,
        "last_day": last_day(ending.at).isoformat() if ending else None,
        "missing": 0 if part.may_redeem(rules) else rules.ratings_to_redeem - part.ratings,
        "rating": asdict(rules.rating),
        "organisations": await _organisations(turn),
    }
    return [Part("points/balance", facts)]


async def _organisations(turn: Turn) -> list[Facts]:
    """What those have that authorised them, each with its code."""
    codes = [each.credit_code for each in await holders_of(turn.tx, turn.citizen.id) if each.credit_code]
    return [
        {"code": code, "balance": await ledger.spendable(turn.tx, Holder(credit_code=code), turn.now)}
        for code in codes[:ORGANISATIONS]
    ]
