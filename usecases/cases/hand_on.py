"""A body was abolished: its open cases go to the one above it."""

from datetime import datetime

from evaluation.cases.case import SYSTEM, Event
from evaluation.cases.standing import higher
from evaluation.cases.words import Move
from store import cases
from store.db import Transaction
from usecases.cases.moving import lock, move
from usecases.cases.places import where_is
from usecases.rules import Rules

_WHY = "原牵头单位已撤销"


async def hand_on(tx: Transaction, org_code: str, rules: Rules, now: datetime) -> int:
    """Transfer the open cases that a body leads; how many. What citizens were told stands.

    Those that nobody can take, since there is neither a body above nor an office, stay.
    """
    handed = 0
    for case_id in await cases.led_by(tx, org_code):
        known = await lock(tx, case_id)
        up = higher(known.case, await where_is(tx, known.row.area_code, known.case))
        if up and up != org_code:
            await move(tx, known, Event(Move.HAND_ON, now, SYSTEM, _WHY, org=up), rules)
            handed += 1
    return handed
