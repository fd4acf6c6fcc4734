"""What somebody of the staff sees of cases: lists, and one case with its whole story."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.acting import Person, bodies_named, concerned, may_concern, moves_for
from evaluation.cases.case import Case, Complaint, Event
from evaluation.cases.hours import Due
from evaluation.cases.machine import begin, step
from evaluation.cases.planning import dues, starts
from evaluation.cases.standing import Where
from evaluation.cases.table import TABLE
from evaluation.cases.words import Move, Party, Track
from evaluation.enclosures import Enclosure
from evaluation.staff import Action, Permission, may
from store import case_history, case_lists, case_views, work_order_lists
from store.audit_trail import Subject
from store.case_lists import Listed, Wanted
from store.case_views import Row, Said
from store.db import Transaction
from store.work_order_lists import RefusedReport, Standing
from usecases.cases.hats import Hat, hats_of
from usecases.cases.moving import NoSuchCase
from usecases.cases.places import where_is
from usecases.on_duty import OnDuty
from usecases.rules import Rules


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of a story, with the case before it (None at the first) and after it."""

    event: Event
    before: Case | None
    after: Case


@dataclass(frozen=True, slots=True)
class Story:
    """A case as somebody of the staff sees it."""

    row: Row
    case: Case
    moments: tuple[Moment, ...]
    said: tuple[Said, ...]
    where: Where
    persons: tuple[Person, ...]
    """The reader, as themself and as those for whom they stand in, as far as these see it."""
    parties: frozenset[Party]
    moves: tuple[Move, ...]
    """What they may do now."""
    orgs: Mapping[str, str]
    """What its bodies are called."""
    people: Mapping[int, str]
    """What the staff in it are called."""
    outside: tuple[Standing, ...]
    """How it stands on outside platforms."""
    unheard: tuple[RefusedReport, ...]
    """What those said of it in vain."""
    rules: Rules
    now: datetime

    def start_of(self, complaint: Complaint) -> datetime | None:
        """From when a complaint's time is counted, to be told beside its deadline."""
        return starts(self.case, complaint, self.rules.deadlines)

    def would_be_due(self, track: Track) -> Due | None:
        """Until when the case would be answered in a track: the soonest of its complaints."""
        found = dues(self.case, self.rules.deadlines, track, self.now).values()
        return min(found, key=lambda due: due.at, default=None)

    def concerned(self, move: Move) -> tuple[Complaint, ...]:
        """The complaints about which the reader may make a move."""
        deadlines = self.rules.deadlines
        choices = concerned(move, self.case)
        person = self.person_for(move)
        return tuple(c for c in choices if may_concern(move, c, person, self.case, deadlines, self.now))

    def person_for(self, move: Move) -> Person:
        """As whom the reader makes a move: the first that may."""
        may_make = (each for each in self.persons if each.may_make(move, self.case, self.where))
        return next(may_make, self.persons[0])

    @property
    def files(self) -> tuple[Enclosure, ...]:
        """What was enclosed in it."""
        return tuple(file for moment in self.moments for file in moment.event.files)

    def bodies(self, move: Move) -> tuple[str, ...]:
        """The bodies of the case about which the reader may make a move."""
        return bodies_named(move, self.person_for(move), self.case, self.where)


async def listed(tx: Transaction, duty: OnDuty, wanted: Wanted, limit: int) -> Sequence[Listed]:
    """The cases that somebody sees and asks for. Raises `NotPermitted`."""
    duty.check(Permission.READ_CASES)
    found: dict[int, Listed] = {}
    for hat in await hats_of(tx, duty):
        for each in await case_lists.listed(tx, hat.sight, wanted, duty.now, limit):
            found.setdefault(each.id, each)
    return sorted(found.values(), key=lambda each: each.place)[:limit]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many open cases wait for somebody, and how many that they see are overdue, or under 督办."""

    mine: int
    late: int
    supervised: int


async def waiting(tx: Transaction, duty: OnDuty) -> Counted:
    """Count them, for the page of the day; one that waits for a colleague too for whom they stand in counts once."""
    duty.check(Permission.READ_CASES)
    found = [await case_lists.waiting(tx, hat.sight, duty.now) for hat in await hats_of(tx, duty)]
    return Counted(
        _several(each.mine for each in found),
        _several(each.late for each in found),
        _several(each.supervised for each in found),
    )


def _several(seen: Iterable[frozenset[int]]) -> int:
    return len(frozenset[int]().union(*seen))


async def sees(tx: Transaction, duty: OnDuty, case_id: int) -> bool:
    """Whether there is a page of the case for somebody."""
    return may(duty.staff.role, Permission.READ_CASES) and bool(await _hats(tx, duty, case_id))


async def _hats(tx: Transaction, duty: OnDuty, case_id: int) -> list[Hat]:
    """From where they see it."""
    return [hat for hat in await hats_of(tx, duty) if await case_lists.sees(tx, hat.sight, case_id)]


async def one(
    tx: Transaction, duty: OnDuty, case_id: int, rules: Rules, looked: Action = Action.CASE_SHOWN
) -> Story:
    """One case; that it was `looked` at is on record. Raises `NotPermitted`, and `NoSuchCase` for one not seen."""
    duty.check(Permission.READ_CASES)
    hats = await _hats(tx, duty, case_id)
    if not hats:
        raise NoSuchCase
    row = await case_views.row_of(tx, case_id)
    assert row is not None, "what is seen is there"
    moments = tuple(_moments(await case_history.events_of(tx, case_id)))
    case = moments[-1].after
    where = await where_is(tx, row.area_code, case)
    persons = tuple(hat.person for hat in hats)
    both = {"stands_for": hats[0].place.username} if hats[0].borrowed else {}
    await duty.note(tx, looked, Subject("case", case_id, row.area_code), **both)
    return Story(
        row,
        case,
        moments,
        tuple(await case_views.said_in(tx, case_id)),
        where,
        persons,
        frozenset(party for person in persons for party in person.parties(case, where)),
        _moves(duty, row, _of_all(persons, case, where, rules, duty.now)),
        await case_views.org_names(tx, _codes(case, moments, where)),
        await case_views.staff_names(tx, _ids(moments)),
        tuple(await work_order_lists.standing(tx, case_id)),
        tuple(await work_order_lists.refused_reports(tx, case_id)),
        rules,
        duty.now,
    )


def _of_all(
    persons: Sequence[Person], case: Case, where: Where, rules: Rules, now: datetime
) -> tuple[Move, ...]:
    found = {m for each in persons for m in moves_for(each, case, where, rules.deadlines, now)}
    return tuple(move for move in TABLE if move in found)


def _moves(duty: OnDuty, row: Row, found: tuple[Move, ...]) -> tuple[Move, ...]:
    if not may(duty.staff.role, Permission.WORK_CASES):
        return ()
    return found if row.can_be_asked else tuple(move for move in found if move is not Move.ASK_CITIZEN)


def _moments(events: Sequence[Event]) -> Iterator[Moment]:
    case: Case | None = None
    for event in events:
        after = step(case, event) if case else begin(event)
        yield Moment(event, case, after)
        case = after


def _codes(case: Case, moments: Sequence[Moment], where: Where) -> set[str]:
    named = {code for moment in moments for code in (moment.event.org, moment.event.by.org) if code}
    return named | {case.lead, *case.tasks, where.office}


def _ids(moments: Sequence[Moment]) -> set[int]:
    return {moment.event.by.staff_id for moment in moments if moment.event.by.staff_id}
