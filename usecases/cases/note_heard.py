"""吐槽转差评: what a guide heard in the hall becomes a case at once (苏协调办〔2021〕13号 附件3).

It is counted apart from ratings, and makes none: a level is only the citizen's own to give.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.cases.case import SYSTEM, Event
from evaluation.cases.words import Kind, Move
from evaluation.masking import without_numbers
from evaluation.staff import Action, Permission
from store import bodies, complaints, people
from store.audit_trail import Subject
from store.case_views import Choice
from store.cases import Matter
from store.complaints import Heard
from store.db import Transaction
from store.people import Contact
from store.vault import Vault
from usecases.cases.act import choices_of
from usecases.cases.moving import begin
from usecases.edges import read_phone
from usecases.on_duty import OnDuty
from usecases.rules import Rules

LONGEST_PLACE, LONGEST_WORDS = 50, 500
MOST_BODIES = 300


class SaysNothing(ValueError):
    """A place and words are needed, and no more of them than `LONGEST_PLACE` and `LONGEST_WORDS` characters."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NotABody(ValueError):
    """The body is not one of those that a guide can choose."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was heard, where, and which body it is about; `phone` as it was typed, empty if none was given."""

    org_code: str
    place: str
    words: str
    phone: str = ""

    def checked(self) -> "Said":
        """The same on one line, without phone and identity numbers; raises `SaysNothing`."""
        place, words = (" ".join(without_numbers(text).split()) for text in (self.place, self.words))
        if not place or len(place) > LONGEST_PLACE:
            raise SaysNothing("place")
        if not words or len(words) > LONGEST_WORDS:
            raise SaysNothing("words")
        return Said(self.org_code, place, words, self.phone.strip())


async def choosable(tx: Transaction, guide: OnDuty) -> Sequence[Choice]:
    """The bodies that a guide can choose: those of their county that work."""
    return await choices_of(tx, guide.staff.area_code, "", MOST_BODIES)


async def note_heard(tx: Transaction, guide: OnDuty, said: Said, vault: Vault, rules: Rules) -> int:
    """Open a case for what was heard; its number. It goes out at the next tick.

    Raises `NotPermitted`, `SaysNothing`, `NotABody`, `BadPhone`.
    """
    guide.check(Permission.NOTE_HEARD)
    said = said.checked()
    if said.org_code not in {each.code for each in await choosable(tx, guide)}:
        raise NotABody
    area_code = (await bodies.with_those_above(tx, [said.org_code]))[said.org_code].area_code
    address_id, citizen_id = await _citizen(tx, said.phone, vault, guide)
    now = guide.now
    matter = Matter(citizen_id, None, said.place, area_code, said.org_code)
    heard = Heard(said.place, said.words, address_id, guide.staff.id, now)
    first = Event(Move.OPEN, now, SYSTEM, org=said.org_code, kind=Kind.ORAL)
    case_id = await begin(tx, matter, first, lambda number: complaints.add_heard(tx, number, heard), rules)
    await guide.note(tx, Action.COMPLAINT_NOTED, Subject("case", case_id, area_code))
    return case_id


async def _citizen(tx: Transaction, phone: str, vault: Vault, guide: OnDuty) -> tuple[int | None, int | None]:
    if not phone:
        return None, None
    contact = Contact("phone", *read_phone(phone))
    address = (await people.resolve(tx, vault, [contact], guide.now))[contact]
    return address.id, (await people.lock(tx, address.citizen_id)).id


async def noted_today(tx: Transaction, guide: OnDuty) -> Sequence[complaints.Noted]:
    """What this guide has noted since midnight, the latest first."""
    return await complaints.noted_by(tx, guide.staff.id, guide.now)
