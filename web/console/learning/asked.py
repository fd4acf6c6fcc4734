"""What stands in the address of what was learnt: the month, the area, and which of it."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from evaluation.learning.learned import Learned
from evaluation.learning.pains import Pain, Place
from store.db import Transaction
from store.learning.months import Kept, kept, months_of
from store.reports.seen import Seen
from usecases.edges import storable
from usecases.reports.areas import Choices, OutsideScope, choices, narrowed
from web.console.learning import words
from web.console.routing import NotFound
from web.console.staffed import Staffed

FOLDER = "/console/learning"
MONTHS_SHOWN = 36
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; nonsense is as good as nothing."""

    month: date | None = None
    area: str = ""
    kind: str = ""
    """A key of `words.KINDS`."""
    reason: str = ""
    text: str = ""
    """Part of the name of an item or a body."""
    real: bool = False
    """Only what is not by chance."""

    @property
    def query(self) -> str:
        """The same, for a link."""
        given = {
            "month": f"{self.month:%Y-%m}" if self.month else "",
            "area": self.area,
            "kind": self.kind,
            "reason": self.reason,
            "text": self.text,
            "real": "1" if self.real else "",
        }
        return urlencode({name: value for name, value in given.items() if value})

    def lets(self, pain: Pain, learned: Learned) -> bool:
        """Whether a line is asked for."""
        figures = pain.figures
        return (
            (not self.kind or words.kind_of(figures.place) == self.kind)
            and (not self.reason or figures.reason == self.reason)
            and (not self.real or pain.is_real)
            and self.text in name_of(figures.place, learned)
        )


def name_of(place: Place, learned: Learned) -> str:
    """What a place is called."""
    names = [learned.name_of(code) for code in (place.item, place.org, place.area) if code]
    return " · ".join(names) or "全区域"


@dataclass(frozen=True, slots=True)
class View:
    """What was learnt of an area in a month, as far as somebody sees it."""

    filters: Filters
    seen: Seen
    areas: Choices
    months: list[date]
    kept: Kept | None
    """None where nothing was."""

    @property
    def month(self) -> date | None:
        """The month that is shown."""
        return self.filters.month

    @property
    def learned(self) -> Learned:
        """As far as they see it."""
        found = self.kept.learned if self.kept else Learned()
        return found if self.seen.orgs is None else found.of_orgs(self.seen.orgs)


def filters_of(at: Staffed) -> Filters:
    """What this address asks for."""
    given = at.request.query_params
    kind, reason = given.get("kind", ""), given.get("reason", "")
    return Filters(
        month=month_of(given.get("month", "")),
        area=given.get("area", ""),
        kind=kind if kind in words.KINDS else "",
        reason=reason if reason in words.REASONS else "",
        text=typed(at, "text"),
        real=given.get("real") == "1",
    )


def month_of(text: str) -> date | None:
    """2026-09"""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def typed(at: Staffed, name: str) -> str:
    """A short text of the address."""
    return storable(at.request.query_params.get(name, "")).strip()[:40]


async def seen_at(tx: Transaction, at: Staffed, area: str) -> Seen:
    """What they see of an area; another's is not found."""
    try:
        return await narrowed(tx, at.scope, area or None)
    except OutsideScope:
        raise NotFound from None


async def view(tx: Transaction, at: Staffed) -> View:
    """What was learnt in the month asked for, else in the latest."""
    filters = filters_of(at)
    seen = await seen_at(tx, at, filters.area)
    months = await months_of(tx, seen.area_code, MONTHS_SHOWN)
    month = filters.month or (months[0] if months else None)
    found = await kept(tx, month, seen.area_code) if month else None
    shown = Filters(month, seen.area_code, filters.kind, filters.reason, filters.text, filters.real)
    return View(shown, seen, await choices(tx, at.scope, seen.area_code), months, found)
