"""What the office of an area sees of its monthly samples."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evaluation.levels import Level
from evaluation.samples.change import Change, Stratum, change
from evaluation.staff import Action, Permission
from store import sample_views, samples
from store.audit_trail import Subject
from store.case_sight import Sight
from store.db import Transaction
from store.sample_views import Listed, Row
from store.samples import Stratum as Drawn
from usecases.on_duty import OnDuty

MOST = 60
"""Samples on the list: five years of one area."""


class NoSuchSample(Exception):
    """There is none, or it is not of this account's area: nobody learns which."""


@dataclass(frozen=True, slots=True)
class Story:
    """A sample with its plan and all that was drawn."""

    sample: Listed
    strata: Sequence[Drawn]
    rows: Sequence[Row]

    def answers(self, level: Level) -> list[Level]:
        """What those say now who rated so and named a level."""
        return [Level(row.now) for row in self.rows if row.level == level and row.now is not None]

    def changed(self, level: Level | None = None) -> Change | None:
        """The change at one level, or at all together."""
        return change(
            Stratum(Level(each.level), each.of_ratings, self.answers(Level(each.level)))
            for each in self.strata
            if level in (None, each.level)
        )

    @property
    def handled(self) -> list[Row]:
        """Those that had a case in which it was told what was done."""
        return [row for row in self.rows if row.put_right_at is not None]

    def changed_where_handled(self) -> Change | None:
        """The change at those; how many there are of them in the month is reckoned from how many answered."""
        strata = []
        for each in self.strata:
            everybody = len(self.answers(Level(each.level)))
            theirs = [
                Level(row.now) for row in self.handled if row.level == each.level and row.now is not None
            ]
            of = each.of_ratings * len(theirs) / everybody if everybody else 0.0
            strata.append(Stratum(Level(each.level), of, theirs))
        return change(strata)


def sight_of(duty: OnDuty) -> Sight:
    """As what they look: as the office of an area, or as who sees all of it."""
    return replace(Sight.of(duty.staff.role, duty.staff.scope), oversees=True)


async def listed(tx: Transaction, duty: OnDuty) -> Sequence[Listed]:
    """The samples of somebody's area, the newest month first. Raises `NotPermitted`."""
    duty.check(Permission.READ_SAMPLES)
    return await sample_views.listed(tx, sight_of(duty), MOST)


async def one(tx: Transaction, duty: OnDuty, sample_id: int) -> Story:
    """One sample, for its figures. Raises `NotPermitted`, `NoSuchSample`."""
    duty.check(Permission.READ_SAMPLES)
    found = await sample_views.listed(tx, sight_of(duty), 1, only=sample_id)
    if not found:
        raise NoSuchSample
    return Story(found[0], await samples.strata(tx, sample_id), await sample_views.rows(tx, sample_id))


async def sheet(tx: Transaction, duty: OnDuty, sample_id: int) -> Story:
    """One sample for who calls; that it was looked at is on record. Raises `NotPermitted`, `NoSuchSample`."""
    duty.check(Permission.CALL_CITIZENS)
    story = await one(tx, duty, sample_id)
    await duty.note(tx, Action.SAMPLE_SHOWN, Subject("sample", sample_id, story.sample.area_code))
    return story
