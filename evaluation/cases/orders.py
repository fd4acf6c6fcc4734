"""What an outside platform (12345) is told of a case: which of its events go out, as what, and to whom.

A platform gets a work order when the case reaches a body of its areas, and then every change that it must know.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from evaluation.cases.case import Case, Event
from evaluation.cases.words import Move


class Notice(StrEnum):
    """What a platform is told."""

    ORDERED = "ordered"
    """The work order itself."""
    ADDED = "added"
    """Another complaint of the same citizen about the same."""
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    """Another body leads, for whatever reason."""
    DEADLINE = "deadline"
    """Until when the citizen is answered."""
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    URGED = "urged"
    """催收 and 督办."""
    ESCALATED = "escalated"
    ANSWERED = "answered"
    CALLED_BACK = "called_back"
    REOPENED = "reopened"
    APPEALED = "appealed"
    DECIDED = "decided"
    """How an appeal was decided."""
    CLOSED = "closed"


TELLS: Mapping[Move, Notice] = {
    Move.DISPATCH: Notice.ADDED,
    Move.PUSH_AGAIN: Notice.URGED,
    Move.ACKNOWLEDGE: Notice.ACKNOWLEDGED,
    Move.RETURN: Notice.RETURNED,
    Move.TRANSFER: Notice.TRANSFERRED,
    Move.HAND_ON: Notice.TRANSFERRED,
    Move.CLASSIFY: Notice.DEADLINE,
    Move.MOVE_DEADLINE: Notice.DEADLINE,
    Move.SUSPEND: Notice.SUSPENDED,
    Move.RESUME: Notice.RESUMED,
    Move.SUPERVISE: Notice.URGED,
    Move.ESCALATE: Notice.ESCALATED,
    Move.ANSWER: Notice.ANSWERED,
    Move.CALL_BACK: Notice.CALLED_BACK,
    Move.REOPEN: Notice.REOPENED,
    Move.APPEAL: Notice.APPEALED,
    Move.DECIDE: Notice.DECIDED,
    Move.CLOSE: Notice.CLOSED,
    Move.WITHDRAW: Notice.CLOSED,
}
"""Which moves go out. What bodies do among themselves, and what citizens say in a conversation, stays with us."""


@dataclass(frozen=True, slots=True)
class Platform:
    """An outside platform as the rules ask about it; empty `areas` and `orgs`: every case is its own."""

    name: str
    label: str
    """What staff call it."""
    areas: tuple[str, ...] = ()
    """The digits that area codes of its cases begin with."""
    orgs: tuple[str, ...] = ()
    """The lead bodies of its cases."""
    silent: frozenset[Notice] = frozenset()
    """What it does not want to hear."""

    def takes(self, area_code: str, lead: str) -> bool:
        """Whether the cases of an area that a body leads go out to it."""
        here = not self.areas or area_code.startswith(self.areas)
        return here and (not self.orgs or lead in self.orgs)

    def hears(self, event: Event, after: Case) -> Notice | None:
        """What it is told of an event of a case that it has; None of what it said itself, but for our deadlines.

        A complaint that was withdrawn is told where it ended the case.
        """
        notice = TELLS.get(event.move)
        own = event.by.platform == self.name and notice is not Notice.DEADLINE
        if notice is None or own or notice in self.silent:
            return None
        return notice if event.move is not Move.WITHDRAW or not after.is_open else None


_FIRST, _LONGEST = timedelta(seconds=30), timedelta(minutes=10)


def try_again_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts in vain: 30 s, then twice as long each time, up to ten minutes."""
    doubled: int = 2 ** min(attempts - 1, 10)
    return min(_FIRST * doubled, _LONGEST)
