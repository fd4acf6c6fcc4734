"""Who asks at a counter, and how often they may."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from evaluation.staff import Action
from store import audit_trail, sessions
from store.audit_trail import Actor, Subject, Times
from store.db import Transaction
from store.staff import Staff

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """One of the staff at work: their account, from where they ask, and when."""

    account: Staff
    actor: Actor
    times: Times

    @property
    def now(self) -> datetime:
        """Civil time."""
        return self.times.now

    async def note(self, tx: Transaction, action: Action, subject: Subject | None, **facts: object) -> None:
        """Put on record what they looked up or changed; `facts` hold nothing by which a citizen is known."""
        await audit_trail.write(tx, self.actor, action, subject, self.times, facts)


class TooOften(Exception):
    """An account asked more often than any counter needs to; from `again_at` (civil time) on it may ask again."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


async def count(tx: Transaction, what: str, desk: Desk, most_per_hour: int) -> None:
    """Count one question of an account, whatever the answer will be; raises `TooOften`.

    By civil time, the one that a chat knows too: console and chats share the number.
    """
    counted = await sessions.count_try(tx, counted_as(what, desk), desk.now, desk.now - AN_HOUR)
    if counted.tries > most_per_hour:
        raise TooOften(counted.since + AN_HOUR)


def counted_as(what: str, desk: Desk) -> str:
    """Under which name the questions of an account are counted."""
    return f"{what}:{desk.account.id}"
