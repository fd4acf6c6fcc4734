"""Whatever is done to a case in whatever order: nothing is lost, nothing skipped, no deadline comes sooner."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from hypothesis import event as note
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from evaluation.cases.case import Actor, Case, Event
from evaluation.cases.chasing import waits_for_citizen
from evaluation.cases.hours import Due
from evaluation.cases.machine import fold, step
from evaluation.cases.planning import plan
from evaluation.cases.refusals import Illegal
from evaluation.cases.table import TABLE
from evaluation.cases.turn import office_acts, waits_for
from evaluation.cases.words import (
    Closing,
    Depth,
    Finding,
    Kind,
    Move,
    Outcome,
    Party,
    Stage,
    Step,
    Track,
    Verdict,
)
from tests.evaluation.cases.story import DEADLINES, HIGHER, LEAD, OFFICE, OTHER, Story

REQUIRED = (Move.ACKNOWLEDGE, Move.VERIFY, Move.ASSIGN, Move.RECTIFY)
"""What the body that led last must have done; the first must have sorted it as well."""
FORWARD = (
    Move.DISPATCH,
    Move.ACKNOWLEDGE,
    Move.VERIFY,
    Move.CLASSIFY,
    Move.ASSIGN,
    Move.CO_ANSWER,
    Move.CONSULT,
    Move.GIVE_OPINION,
    Move.CONCLUDE,
    Move.RECTIFY,
    Move.ANSWER,
    Move.CALL_BACK,
    Move.REOPEN,
    Move.CLOSE,
)
"""The moves that lead on."""
BEGINS_ANEW = (Move.RETURN, Move.TRANSFER, Move.HAND_ON, Move.REOPEN)


class AnyHistory(RuleBasedStateMachine):
    """One case, and anybody who tries anything."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()
        self.told: dict[int, Due] = {}

    @rule(steps=st.integers(1, 6))
    def the_case_goes_on(self, steps: int) -> None:
        for move in FORWARD:
            if steps and (ways := list(self.possible(move, next(iter(sorted(TABLE[move].by)))))):
                self.keep(ways[0])
                steps -= 1

    @rule(data=st.data())
    def something_allowed_happens(self, data: st.DataObject) -> None:
        """From anywhere in the table of moves, the next that is possible."""
        moves = list(self.open_moves())
        first = data.draw(st.integers(0, len(moves) - 1)) if moves else 0
        for move, party in moves[first:] + moves[:first]:
            if allowed := list(self.possible(move, party)):
                self.keep(data.draw(st.sampled_from(allowed)))
                return

    @rule(move=st.sampled_from(sorted(TABLE)), party=st.sampled_from(Party), complaint=st.integers(1, 3))
    def somebody_tries_something(self, move: Move, party: Party, complaint: int) -> None:
        for event in self.ways(move, party, complaint):
            try:
                self.keep(self.planned(event))
            except Illegal:
                continue

    @rule(hours=st.sampled_from([0.1, 1, 5, 24, 24 * 4]))
    def time_goes_by(self, hours: float) -> None:
        self.story.now += timedelta(hours=hours)

    @invariant()
    def an_open_case_has_one_lead_body_and_one_next_deadline(self) -> None:
        case = self.story.case
        assert case.lead
        assert (case.next_due is not None) == case.is_open

    @invariant()
    def somebody_is_next(self) -> None:
        """An open case waits for a body, the office, the citizen, or for its rest or its end to come."""
        case = self.story.case
        by_itself = case.is_suspended or case.stage is Stage.CALLED_BACK or waits_for_citizen(case)
        assert not case.is_open or waits_for(case) or office_acts(case) or by_itself
        assert case.is_open or not waits_for(case)

    @invariant()
    def no_complaint_is_lost_and_none_comes_due_sooner(self) -> None:
        complaints = self.story.case.complaints
        for id_, told in self.told.items():
            due = complaints[id_].due
            assert due is not None
            assert due.at >= told.at
        self.told = {id_: complaint.due for id_, complaint in complaints.items() if complaint.due}
        opened = {e.complaint for e in self.story.events if e.move in (Move.OPEN, Move.JOIN)}
        assert opened == set(complaints)

    @invariant()
    def a_case_that_is_done_went_through_every_step(self) -> None:
        case = self.story.case
        if case.closing is not Closing.DONE:
            return
        assert all(complaint.answered_at and complaint.outcome for complaint in case.live)
        moves = [event.move for event in self.story.events]
        assert Move.CLASSIFY in moves
        anew = max((place for place, move in enumerate(moves) if move in BEGINS_ANEW), default=0)
        places = [moves.index(move, anew) for move in REQUIRED]
        assert places == sorted(places)

    def teardown(self) -> None:
        assert fold(self.story.events) == self.story.case
        note(f"ends {self.story.case.stage}, {self.story.case.closing}")

    def keep(self, event: Event) -> None:
        self.story.case = step(self.story.case, event)
        self.story.events.append(event)

    def planned(self, event: Event) -> Event:
        return plan(self.story.case, event, DEADLINES)

    def open_moves(self) -> Iterator[tuple[Move, Party]]:
        """What the table has for the stage, and for whom."""
        for move, row in TABLE.items():
            for party in sorted(row.by) if self.story.case.stage in row.stages else ():
                yield move, party

    def possible(self, move: Move, party: Party) -> Iterator[Event]:
        for complaint in (1, 2, 3):
            for event in self.ways(move, party, complaint):
                try:
                    planned = self.planned(event)
                    step(self.story.case, planned)
                except Illegal:
                    continue
                yield planned

    def ways(self, move: Move, party: Party, complaint: int) -> Iterator[Event]:
        """A move with all that any move may need, towards each body."""
        at = self.story.now
        for org in (LEAD, OTHER, HIGHER, OFFICE):
            yield replace(
                Event(move, at, Actor(party, len(self.story.events) % 7, org), "因为", complaint, org),
                due=Due(at + timedelta(days=2)),
                dues=moved(self.story.case, move),
                kind=Kind.RATING,
                real=Finding.YES,
                fair=Finding.PARTLY,
                track=list(Track)[len(self.story.events) % 3],
                depth=Depth.UPGRADE,
                outcome=list(Outcome)[complaint % 3],
                verdict=list(Verdict)[len(self.story.events) % 3],
                step=Step.PHONE,
            )


def moved(case: Case, move: Move) -> dict[int, Due]:
    """A better calendar, by which everything comes due sooner."""
    if move is not Move.MOVE_DEADLINE:
        return {}
    return {c.id: Due(c.due.at - timedelta(days=1)) for c in case.live if c.due}


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=40, stateful_step_count=45)
