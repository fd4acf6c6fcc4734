"""Somebody of the staff makes a move: of a case that they see, as what they are to it, as it stands on their page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from evaluation.areas import and_above, significant
from evaluation.cases.acting import (
    Person,
    acts_as,
    bodies_named,
    check_second,
    concerned,
    given_back_to,
    next_up,
)
from evaluation.cases.answers import Fault, faults_of
from evaluation.cases.case import Event
from evaluation.cases.hours import Due
from evaluation.cases.refusals import NOT_YOURS, UNREACHED, Illegal
from evaluation.cases.standing import Where, higher
from evaluation.cases.words import Depth, Finding, Move, Outcome, Step, Track, Verdict
from evaluation.enclosures import Enclosure
from evaluation.levels import Reason
from evaluation.staff import Action, Permission
from evaluation.window import begins, civil
from store import case_views
from store.audit_trail import Subject
from store.db import Transaction
from store.vault import Vault
from usecases.cases.call_back import called_by_phone
from usecases.cases.hats import hats_of
from usecases.cases.moving import Known, NoSuchCase, lock_in_order, move
from usecases.cases.places import where_is
from usecases.cases.tell_staff import tell_escalated
from usecases.on_duty import OnDuty
from usecases.rules import Rules
from usecases.tell import Word

LONGEST_REST = timedelta(days=60)
"""A case rests so long at most; no source says how long, and it is asked for again."""

TO_A_BODY = frozenset({Move.TRANSFER, Move.ADD_CO_HANDLER, Move.CONSULT})
"""Moves that go to a body of the catalogue, which is chosen."""
OF_A_BODY = frozenset({Move.CO_ANSWER, Move.GIVE_OPINION, Move.RELEASE_CO_HANDLER})
"""Moves that are about a body of the case."""
TO_CITIZEN = frozenset({Move.ANSWER, Move.ASK_CITIZEN, Move.SUSPEND})
"""Moves whose words the citizen reads."""


class MovedOn(Exception):
    """The case is not any more what somebody saw; `since` is what happened. Nothing was changed."""

    def __init__(self, since: tuple[Event, ...]) -> None:
        super().__init__(len(since))
        self.since = since


class NoSuchBody(Exception):
    """No body of the case's area or line that works was chosen."""


class BadDay(Exception):
    """A rest ends on a day from tomorrow on, and not later than `LONGEST_REST` allows."""


class BadWords(Exception):
    """The citizen is not written to like this."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Wanted:
    """A move as somebody asks for it."""

    move: Move
    words: str = ""
    complaint: int | None = None
    org: str | None = None
    until: date | None = None
    """The last day of a rest."""
    reason: Reason | None = None
    real: Finding | None = None
    fair: Finding | None = None
    track: Track | None = None
    depth: Depth | None = None
    outcome: Outcome | None = None
    verdict: Verdict | None = None
    step: Step | None = None
    files: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """The case as the page of whoever acts showed it: so many events of it."""

    case_id: int
    events: int


async def act(
    tx: Transaction, duty: OnDuty, shown: Shown, wanted: Wanted, rules: Rules, vault: Vault, word: Word
) -> Known:
    """Make a move; `word` is how other staff are told of it.

    Raises `NotPermitted`, `NoSuchCase`, `MovedOn`, `Illegal`, `NoSuchBody`, `BadDay` and `BadWords`, and then
    nothing was changed.
    """
    duty.check(Permission.WORK_CASES)
    known = await lock_in_order(tx, shown.case_id)
    where = await where_is(tx, known.row.area_code, known.case)
    hats = [hat for hat in await hats_of(tx, duty) if hat.person.parties(known.case, where)]
    if not hats:
        raise NoSuchCase
    if known.case.events != shown.events:
        raise MovedOn(known.events[max(shown.events, 0) :])
    hat = next((hat for hat in hats if hat.person.may_make(wanted.move, known.case, where)), hats[0])
    event = await _event(tx, known, where, hat.person, wanted, duty.now)
    check_second(event, known.case, where, (duty.staff.org_code, hat.place.id))
    if wanted.move in TO_CITIZEN:
        await _check_reached(tx, shown.case_id, wanted.move)
        await check_words(tx, shown.case_id, wanted, vault)
    known = await move(tx, known, event, rules)
    if wanted.move is Move.CALL_BACK:
        await called_by_phone(tx, known, event, rules)
    if wanted.move is Move.ESCALATE:
        await tell_escalated(tx, known, where, word, rules, duty.now)
    subject = Subject("case", known.row.id, known.row.area_code)
    both = {"stands_for": hat.place.username} if hat.borrowed else {}
    await duty.note(tx, Action.CASE_MOVED, subject, move=event.move.value, party=event.by.party.value, **both)
    return known


async def _check_reached(tx: Transaction, case_id: int, wanted: Move) -> None:
    """See that a question reaches somebody; an answer stays in the case where it does not."""
    row = await case_views.row_of(tx, case_id)
    if wanted is Move.ASK_CITIZEN and not (row and row.can_be_asked):
        raise Illegal(UNREACHED)


async def check_words(tx: Transaction, case_id: int, wanted: Wanted, vault: Vault) -> None:
    """See that the citizen may be written to like this; raises `BadWords`."""
    personal = [vault.open(sealed) for sealed in await case_views.sealed_of(tx, case_id)]
    if faults := faults_of(wanted.words, personal, answers=wanted.move is Move.ANSWER):
        raise BadWords(faults)


async def _event(
    tx: Transaction, known: Known, where: Where, person: Person, wanted: Wanted, now: datetime
) -> Event:
    actor = acts_as(person, wanted.move, known.case, where)
    return Event(
        wanted.move,
        now,
        actor,
        wanted.words.strip(),
        complaint=_complaint(known, wanted),
        org=await _goes_to(tx, known, where, person, wanted),
        due=_rests_until(wanted, now) if wanted.move is Move.SUSPEND else None,
        reason=wanted.reason,
        real=wanted.real,
        fair=wanted.fair,
        track=wanted.track,
        depth=wanted.depth,
        outcome=wanted.outcome,
        verdict=wanted.verdict,
        step=wanted.step,
        files=wanted.files,
    )


def _complaint(known: Known, wanted: Wanted) -> int | None:
    """The complaint that was chosen, or the only one there is to choose."""
    choices = concerned(wanted.move, known.case)
    only = choices[0].id if len(choices) == 1 else None
    return wanted.complaint or only


async def _goes_to(tx: Transaction, known: Known, where: Where, person: Person, wanted: Wanted) -> str | None:
    if wanted.move in TO_A_BODY:
        return await _chosen(tx, known, wanted)
    if wanted.move in OF_A_BODY:
        choices = bodies_named(wanted.move, person, known.case, where)
        org = wanted.org or (choices[0] if len(choices) == 1 else None)
        if org not in choices:
            raise Illegal(NOT_YOURS)
        return org
    if wanted.move is Move.RETURN:
        return given_back_to(known.case, known.events, where)
    if wanted.move is Move.ESCALATE:
        return next_up(known.case, where)
    return higher(known.case, where) if wanted.move is Move.REOPEN else None


async def _chosen(tx: Transaction, known: Known, wanted: Wanted) -> str:
    found = await choices_of(tx, known.row.area_code, wanted.org or "", 2) if wanted.org else []
    if len(found) != 1 or found[0].code != wanted.org:
        raise NoSuchBody
    return found[0].code


async def choices_of(tx: Transaction, area_code: str, name: str, limit: int) -> list[case_views.Choice]:
    """The bodies that a case of an area can go to: of the county it is in, and of the areas above that."""
    above = list(and_above(area_code))
    county = next((code for code in above if len(significant(code)) <= 6), area_code)
    return await case_views.bodies_like(tx, name, significant(county), above, limit)


def _rests_until(wanted: Wanted, now: datetime) -> Due:
    today = civil(now).date()
    if wanted.until is None or not today < wanted.until <= today + LONGEST_REST:
        raise BadDay
    return Due(begins(wanted.until + timedelta(days=1)))
