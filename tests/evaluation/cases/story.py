"""A case told move by move, as the tests need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from evaluation.cases.case import Actor, Case, Event
from evaluation.cases.deadlines import Deadlines, Terms
from evaluation.cases.machine import begin, step
from evaluation.cases.planning import opening, plan
from evaluation.cases.words import Depth, Finding, Kind, Move, Outcome, Party, Stage, Track
from tests.evaluation.dates import CALENDAR, at

DEADLINES = Deadlines(Terms(), CALENDAR)
LEAD, HIGHER, OFFICE, OTHER = "body", "bureau", "office", "other"
MONDAY = at("Mon 2026-03-02 09:00")

WHO = {
    Party.SYSTEM: Actor(Party.SYSTEM),
    Party.CITIZEN: Actor(Party.CITIZEN),
    Party.LEAD: Actor(Party.LEAD, 1, LEAD),
    Party.CO_HANDLER: Actor(Party.CO_HANDLER, 2, OTHER),
    Party.SUPERIOR: Actor(Party.SUPERIOR, 3, HIGHER),
    Party.OFFICE: Actor(Party.OFFICE, 4, OFFICE),
    Party.PLATFORM: Actor(Party.PLATFORM, platform="city", person="李四"),
}


@dataclass
class Story:
    """A case, its history, and the time; `does` makes a move."""

    now: datetime = MONDAY
    events: list[Event] = field(default_factory=list)
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        """A rating of level 1 or 2 opens it."""
        first = opening(
            Event(Move.OPEN, self.now, WHO[Party.SYSTEM], complaint=1, org=LEAD, kind=Kind.RATING), DEADLINES
        )
        self.events.append(first)
        self.case = begin(first)

    def later(self, **span: float) -> "Story":
        """Time goes by."""
        self.now += timedelta(**span)
        return self

    def does(self, move: Move, by: Party | Actor, words: str = "因为", **facts: Any) -> "Story":
        """Somebody makes a move now."""
        actor = WHO[by] if isinstance(by, Party) else by
        event = plan(self.case, replace(Event(move, self.now, actor, words), **facts), DEADLINES)
        self.case = step(self.case, event)
        self.events.append(event)
        return self

    def until(self, stage: Stage) -> "Story":
        """Tell the plain story of a general case up to a stage."""
        for move, by, facts in PLAIN:
            if self.case.stage is stage:
                return self
            self.does(move, by, **facts)
        assert self.case.stage is stage
        return self


PLAIN: tuple[tuple[Move, Party, Mapping[str, Any]], ...] = (
    (Move.DISPATCH, Party.SYSTEM, {"complaint": 1}),
    (Move.ACKNOWLEDGE, Party.LEAD, {}),
    (Move.VERIFY, Party.LEAD, {"real": Finding.YES, "fair": Finding.YES}),
    (Move.CLASSIFY, Party.LEAD, {"track": Track.GENERAL, "depth": Depth.THOROUGH}),
    (Move.ASSIGN, Party.LEAD, {}),
    (Move.RECTIFY, Party.LEAD, {}),
    (Move.ANSWER, Party.LEAD, {"complaint": 1}),
    (Move.CALL_BACK, Party.CITIZEN, {"complaint": 1, "outcome": Outcome.SOLVED}),
    (Move.CLOSE, Party.SYSTEM, {}),
)
"""The plain story of one complaint, from its dispatch to its end."""
