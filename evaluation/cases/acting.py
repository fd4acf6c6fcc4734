"""Somebody of the staff and a case: as what they act, and what they may do to it now."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.case import Actor, Case, Complaint, Event
from evaluation.cases.deadlines import Deadlines
from evaluation.cases.refusals import NOT_YOURS, ONCE_ONLY, SECOND_PERSON, Illegal
from evaluation.cases.standing import Where, higher, parties
from evaluation.cases.table import TABLE, offered
from evaluation.cases.turn import asked_for_opinion
from evaluation.cases.words import Kind, Move, Outcome, Party
from evaluation.staff import Role, Scope

_FIRST = (Party.LEAD, Party.CO_HANDLER, Party.SUPERIOR, Party.OFFICE)
"""As which party somebody acts who is several."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account, as far as a case asks about it."""

    staff_id: int
    role: Role
    scope: Scope

    def parties(self, case: Case, where: Where) -> frozenset[Party]:
        """What they are to a case."""
        return parties(self.role, self.scope, case, where)

    def may_make(self, move: Move, case: Case, where: Where) -> bool:
        """Whether the table gives them a move."""
        rule = TABLE.get(move)
        return bool(rule and rule.by_hand and rule.by & self.parties(case, where))

    def acts_for(self, codes: Iterable[str], where: Where) -> tuple[str, ...]:
        """Those of some bodies for which they speak: their own, or every one of their area where they have none."""
        known = [where.bodies[code] for code in codes if code in where.bodies]
        mine = (body for body in known if self.scope.org_code in (None, body.org_code))
        return tuple(body.org_code for body in mine if self.scope.covers(body.area_code, body.and_above))


def acts_as(person: Person, move: Move, case: Case, where: Where) -> Actor:
    """As whom somebody makes a move; raises `Illegal`."""
    rule = TABLE.get(move)
    mine = person.parties(case, where) & rule.by if rule and rule.by_hand else frozenset()
    party = next((party for party in _FIRST if party in mine), None)
    if party is None:
        raise Illegal(NOT_YOURS)
    usual = where.office if party is Party.OFFICE else case.lead
    return Actor(party, person.staff_id, person.scope.org_code or usual)


_Concerns = Callable[[Complaint], bool]
_CONCERNS: Mapping[Move, _Concerns] = {
    Move.LABEL: lambda c: c.is_live and c.kind is Kind.ORAL,
    Move.ANSWER: lambda c: c.is_live and bool(c.dispatched_at) and not c.answered_at,
    Move.CALL_BACK: lambda c: c.is_live and c.by_phone and not c.outcome,
    Move.APPEAL: lambda c: c.is_live and bool(c.dispatched_at) and c.appeal is None,
    Move.REVIEW: lambda c: c.appeal is not None and not c.appeal.verdict,
    Move.DECIDE: lambda c: c.appeal is not None and not c.appeal.verdict,
}


def concerned(move: Move, case: Case) -> tuple[Complaint, ...]:
    """The complaints that a move can be about; none where it is about the whole case."""
    concerns = _CONCERNS.get(move)
    return tuple(filter(concerns, case.complaints.values())) if concerns else ()


def bodies_named(move: Move, person: Person, case: Case, where: Where) -> tuple[str, ...]:
    """The bodies of a case that a move can be about."""
    if move is Move.CO_ANSWER:
        return person.acts_for(case.owes, where)
    if move is Move.GIVE_OPINION:
        return person.acts_for(asked_for_opinion(case), where)
    return case.owes if move is Move.RELEASE_CO_HANDLER else ()


def next_up(case: Case, where: Where) -> str:
    """The nearest body above the lead body that was not told yet, the office last; raises `Illegal`."""
    lead = where.bodies.get(case.lead)
    above = (*(lead.above if lead else ()), where.office)
    left = [code for code in above if code and code not in (case.lead, *case.escalated_to)]
    if not left:
        raise Illegal(ONCE_ONLY)
    return where.nearest(left)


def given_back_to(case: Case, events: Iterable[Event], where: Where) -> str:
    """退回: to the body that handed the case over, else the office, which sees to its dispatch."""
    handed = (e.by.org for e in events if e.move is Move.TRANSFER and e.org == case.lead and e.by.org)
    office = where.office if where.office != case.lead else higher(case, where)
    return next(reversed([*handed]), office)


def check_second(event: Event, case: Case, where: Where, own: tuple[str | None, int]) -> None:
    """An appeal is not decided for the body that appeals, nor for one above it; raises `Illegal`.

    `own` is the body of whoever decides and the account in whose place they do: who stands in is held to both.
    """
    complaint = case.complaints.get(event.complaint or 0)
    appeal = complaint.appeal if complaint else None
    if event.move is not Move.DECIDE or appeal is None or appeal.by.org is None:
        return
    body = where.bodies.get(appeal.by.org)
    body_of_own, place = own
    if {event.by.org, body_of_own} & {*(body.and_above if body else (appeal.by.org,))}:
        raise Illegal(SECOND_PERSON)
    if place in appeal.reviewers | {appeal.by.staff_id}:
        raise Illegal(SECOND_PERSON)


def moves_for(
    person: Person, case: Case, where: Where, deadlines: Deadlines, now: datetime
) -> tuple[Move, ...]:
    """What somebody may be offered to do now, in the order of the table."""
    mine = person.parties(case, where)
    found = offered(case.stage, mine, suspended=case.is_suspended)
    return tuple(move for move in found if _has_sense(move, person, case, where, deadlines, now))


def _has_sense(
    move: Move, person: Person, case: Case, where: Where, deadlines: Deadlines, now: datetime
) -> bool:
    if move in _CONCERNS:
        return any(may_concern(move, c, person, case, deadlines, now) for c in concerned(move, case))
    if move in (Move.CO_ANSWER, Move.GIVE_OPINION, Move.RELEASE_CO_HANDLER):
        return bool(bodies_named(move, person, case, where))
    if move is Move.RETURN:
        return not is_late(move, case, deadlines, now)
    return _STANDS[move](case) if move in _STANDS else True


def may_concern(
    move: Move, complaint: Complaint, person: Person, case: Case, deadlines: Deadlines, now: datetime
) -> bool:
    """Whether somebody may make a move about a complaint still, and is not shut out as the first person."""
    if move is Move.APPEAL and complaint.dispatched_at:
        return not _appeals_late(complaint.dispatched_at, case, deadlines, now)
    if move is Move.DECIDE and complaint.appeal:
        reviewers = complaint.appeal.reviewers
        return bool(reviewers) and person.staff_id not in reviewers | {complaint.appeal.by.staff_id}
    return True


def is_late(move: Move, case: Case, deadlines: Deadlines, now: datetime) -> bool:
    """Whether the time of 退回 is over, or that of 申诉 for whatever could still be appealed."""
    if move is Move.RETURN:
        return case.reached_at is not None and deadlines.give_back(case.reached_at).is_over(now)
    received = (
        [c.dispatched_at for c in concerned(move, case) if c.dispatched_at] if move is Move.APPEAL else []
    )
    return bool(received) and all(_appeals_late(at, case, deadlines, now) for at in received)


def _appeals_late(dispatched_at: datetime, case: Case, deadlines: Deadlines, now: datetime) -> bool:
    return deadlines.appeal(max(dispatched_at, case.reached_at or dispatched_at)).is_over(now)


def _is_unsolved(case: Case) -> bool:
    return any(complaint.outcome is Outcome.NOT_SOLVED for complaint in case.live)


_STANDS: Mapping[Move, Callable[[Case], bool]] = {
    Move.CONCLUDE: lambda case: bool(
        case.consultation and case.consultation.conclusion is None and any(case.consultation.asked.values())
    ),
    Move.REOPEN: lambda case: case.reopened_at is None and _is_unsolved(case),
    Move.IMPROVE: lambda case: case.wants_improvement,
    Move.RESUME: lambda case: case.is_suspended,
}
"""What a case must have for a move to be offered."""
