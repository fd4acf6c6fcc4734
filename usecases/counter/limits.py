"""How often an account of the staff may ask for citizens, or try codes."""

from datetime import datetime, timedelta

from store import sessions
from store.db import Transaction
from usecases.on_duty import OnDuty

AN_HOUR = timedelta(hours=1)


class TooOften(Exception):
    """An account asked more often than any counter needs to; from `again_at` (civil time) on it may ask again."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


async def count(tx: Transaction, what: str, clerk: OnDuty, most_per_hour: int) -> None:
    """Count one question of an account, whatever the answer will be; raises `TooOften`.

    By civil time, the one that a chat knows too: console and chats share the number.
    """
    counted = await sessions.count_try(tx, _name(what, clerk), clerk.now, clerk.now - AN_HOUR)
    if counted.tries > most_per_hour:
        raise TooOften(counted.since + AN_HOUR)


async def take_back(tx: Transaction, what: str, clerk: OnDuty) -> None:
    """The last question counts for nothing: it was no guess."""
    await sessions.take_back_try(tx, _name(what, clerk))


def _name(what: str, clerk: OnDuty) -> str:
    return f"{what}:{clerk.staff.id}"
