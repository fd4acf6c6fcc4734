"""As whom somebody looks at cases: as themself, and as everybody for whom they stand in today."""

from dataclasses import dataclass

from evaluation.cases.acting import Person
from evaluation.window import civil
from store import stand_ins
from store.case_sight import Sight
from store.db import Transaction
from store.staff import Staff
from usecases.on_duty import OnDuty


@dataclass(frozen=True, slots=True)
class Hat:
    """In whose place somebody is; their own, or that of a colleague on leave."""

    place: Staff
    person: Person
    """Who it is, with what whoever is away may do."""
    borrowed: bool

    @property
    def sight(self) -> Sight:
        """What is seen from there."""
        return Sight.of(self.place.role, self.place.scope)


async def hats_of(tx: Transaction, duty: OnDuty) -> list[Hat]:
    """One's own first, then each that sees something else."""
    found: dict[object, Hat] = {}
    absent = await stand_ins.represented(tx, duty.staff.id, civil(duty.now).date())
    for place in (duty.staff, *absent):
        person = Person(duty.staff.id, place.role, place.scope)
        found.setdefault(place.scope, Hat(place, person, borrowed=place.id != duty.staff.id))
    return list(found.values())
