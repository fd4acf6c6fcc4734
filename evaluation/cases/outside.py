"""What an outside platform says of a case, and the moves of ours that it means.

A platform tells how far it is; the steps on the way are made one by one as the machine allows, with the facts that it
gave. Nothing is forced: a step that it gave no facts for, or that the case does not allow, refuses all of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from evaluation.cases.case import Actor, Case, Event
from evaluation.cases.refusals import SETTLED, Illegal
from evaluation.cases.words import Depth, Finding, Move, Party, Stage, Track


class Status(StrEnum):
    """How far a platform is with a case."""

    ACKNOWLEDGED = "acknowledged"
    """签收"""
    VERIFIED = "verified"
    """核实"""
    CLASSIFIED = "classified"
    """分类"""
    RECTIFIED = "rectified"
    """整改完成"""
    ANSWERED = "answered"
    """答复"""
    RETURNED = "returned"
    """退回"""
    TRANSFERRED = "transferred"
    """转办"""
    NOTED = "noted"
    """办理记录: a note, which moves nothing."""


MEANS: Mapping[Status, Move] = {
    Status.ACKNOWLEDGED: Move.ACKNOWLEDGE,
    Status.VERIFIED: Move.VERIFY,
    Status.CLASSIFIED: Move.CLASSIFY,
    Status.RECTIFIED: Move.RECTIFY,
    Status.ANSWERED: Move.ANSWER,
    Status.RETURNED: Move.RETURN,
    Status.TRANSFERRED: Move.TRANSFER,
    Status.NOTED: Move.NOTE,
}

_WAY: Mapping[Stage, Move] = {
    Stage.DISPATCHED: Move.ACKNOWLEDGE,
    Stage.ACKNOWLEDGED: Move.VERIFY,
    Stage.VERIFIED: Move.CLASSIFY,
    Stage.CLASSIFIED: Move.ASSIGN,
    Stage.ASSIGNED: Move.RECTIFY,
    Stage.RECTIFIED: Move.ANSWER,
}
"""The step that leads out of each stage."""


@dataclass(frozen=True, slots=True)
class Report:
    """One status as a platform tells it, in our words."""

    event: str
    """Its own id of this status: the same one is the same status."""
    status: Status
    case: int | None = None
    outside_no: str | None = None
    at: datetime | None = None
    """When it happened, as the platform says; what is reckoned begins when we hear of it."""
    words: str = ""
    person: str = ""
    org: str | None = None
    """The body that it goes to, where it was transferred."""
    real: Finding | None = None
    fair: Finding | None = None
    track: Track | None = None
    depth: Depth | None = None

    def actor(self, platform: str) -> Actor:
        """Who made the moves."""
        return Actor(Party.PLATFORM, platform=platform, person=self.person)


def way(case: Case, status: Status) -> tuple[Move, ...]:
    """The moves from where a case is to where a platform says that it is, the last one meant by the status itself."""
    goal = MEANS[status]
    steps = list(_WAY.values())
    here = _WAY.get(case.stage)
    if goal not in steps or here is None or steps.index(here) > steps.index(goal):
        return (goal,)
    return tuple(steps[steps.index(here) : steps.index(goal) + 1])


def lacks(case: Case, report: Report) -> tuple[str, ...]:
    """The facts that a report must give for its way, and does not."""
    moves = way(case, report.status)
    needed = {
        "real": Move.VERIFY in moves and report.real is None,
        "fair": Move.VERIFY in moves and report.fair is None,
        "track": Move.CLASSIFY in moves and report.track is None,
        "org": Move.TRANSFER in moves and not report.org,
        "words": report.status is not Status.ACKNOWLEDGED and not report.words.strip(),
    }
    return tuple(name for name, is_missing in needed.items() if is_missing)


def events(
    case: Case, report: Report, platform: str, usual: Depth, goes_to: str | None, now: datetime
) -> Iterator[Event]:
    """The events of a report; `goes_to` is the body to which a case goes that is returned or transferred.

    An answer is given to each complaint that waits for one; raises `Illegal` where none does.
    """
    for move in way(case, report.status):
        for complaint in _answered(case) if move is Move.ANSWER else (None,):
            yield Event(
                move,
                now,
                report.actor(platform),
                report.words.strip(),
                complaint=complaint,
                org=goes_to if move in (Move.RETURN, Move.TRANSFER) else None,
                real=report.real if move is Move.VERIFY else None,
                fair=report.fair if move is Move.VERIFY else None,
                track=report.track if move is Move.CLASSIFY else None,
                depth=(report.depth or usual) if move is Move.CLASSIFY else None,
            )


def _answered(case: Case) -> tuple[int, ...]:
    waiting = tuple(c.id for c in case.live if c.dispatched_at and not c.answered_at)
    if not waiting:
        raise Illegal(SETTLED)
    return waiting
