"""积分前后对比: how many took part, and how they rated, before there were points and since.

Ratings are shown only where there are enough of them, to everybody alike: what is printed is passed on.
"""

from dataclasses import dataclass
from datetime import date, datetime

from evaluation.areas import covers, is_area_code
from evaluation.reports import Participation, Span, around
from evaluation.staff import Action
from store import audit_trail, catalogue
from store.audit_trail import Actor, Subject, Times
from store.db import Transaction
from store.reports import participation
from store.reports.participation import Began
from store.reports.seen import Seen


@dataclass(frozen=True, slots=True)
class Compared:
    """One area before and after the day on which points began there."""

    area_code: str
    since: date
    told_for: str
    """The area whose date it is: this one, or one around it."""
    spans: tuple[Span, Span]
    before: Participation
    after: Participation


async def compared(tx: Transaction, seen: Seen, days: int, now: datetime) -> list[Compared]:
    """The area itself, if a date holds for it, and every area inside it with a date of its own."""
    found = _dates(seen.area_code, await participation.began(tx, seen.area_code))
    spans = [around(date.since, days, now) for _, date in found]
    wanted = [(area, span) for (area, _), pair in zip(found, spans, strict=True) for span in pair]
    counted = await participation.participation(tx, seen, wanted, now)
    return [
        Compared(area, began.since, began.area_code, pair, counted[2 * number], counted[2 * number + 1])
        for number, ((area, began), pair) in enumerate(zip(found, spans, strict=True))
    ]


def _dates(area_code: str, told: list[Began]) -> list[tuple[str, Began]]:
    """Which date holds for the area (the narrowest one around it), then those of areas inside it."""
    around_it = [each for each in told if covers(each.area_code, area_code)]
    inside = [each for each in told if each.area_code != area_code and covers(area_code, each.area_code)]
    own = [(area_code, around_it[-1])] if around_it else []
    return own + [(each.area_code, each) for each in inside]


class NoSuchArea(ValueError):
    """The code is none, or the catalogue has nothing in that area."""


async def tell_began(tx: Transaction, area_code: str, since: date | None, actor: Actor, times: Times) -> bool:
    """Keep since when points are earned in an area and all inside it; None forgets it, False where nothing was told."""
    if not is_area_code(area_code) or not await catalogue.has_area_in(tx, area_code):
        raise NoSuchArea(area_code)
    if not await participation.set_began(tx, area_code, since, times.now):
        return False
    subject = Subject("area", area_code, area_code)
    await audit_trail.write(tx, actor, Action.POINTS_BEGAN_TOLD, subject, times, {"since": str(since or "")})
    return True
