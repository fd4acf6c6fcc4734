"""`/console`: what waits for the one who signed in, each with the page where it is done."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Response

from evaluation.staff import Permission
from evaluation.window import civil
from usecases.today import MOST, SIGN_INS_OF, Waits, What, what_waits
from web.console import words
from web.console.routing import Console
from web.console.staffed import At, Staffed

console = Console()

STOCK_SHORT = "/console/stock?left=few"
PATHS = {
    What.CASES: "/console/cases?show=mine",
    What.LATE_CASES: "/console/cases?show=late",
    What.UNLABELLED: "/console/cases?show=unlabelled",
    What.SUPERVISED_CASES: "/console/cases?show=supervised",
    What.CALLS: "/console/calls",
    What.SAMPLE_CALLS: "/console/samples",
    What.HELD_POINTS: "/console/held-points",
    What.SUGGESTIONS: "/console/suggestions",
    What.CORRECTIONS: "/console/corrections",
    What.OWN_CORRECTIONS: "/console/corrections",
    What.NUMBERS: "/console/numbers",
    What.OWN_NUMBERS: "/console/numbers",
    What.VOUCHERS_ENDING: "/console/places",
    What.RUNNING_SHORT: STOCK_SHORT,
    What.STOPPED_MESSAGES: None,
    What.TRAIL: "/console/trail?from={today}&to={today}",
    What.REFUSED_SIGN_INS: "/console/trail?action=sign_in_refused&from={week_ago}",
}
"""Where each is done; None: not in the console."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page."""

    label: str
    count: str
    told: str
    path: str | None


@console.get("", needs=Permission.OWN_ACCOUNT)
async def today(at: At) -> Response:
    """Who they are here, and what waits for them."""
    async with at.database.transaction() as tx:
        waiting = await what_waits(tx, at.on_duty)
    return at.page(
        "today", lines=[_line(at, each) for each in waiting], nothing=words.NOTHING[at.session.role]
    )


def _line(at: Staffed, waits: Waits) -> Line:
    label, unit, told = words.WAITS[waits.what]
    count = f"{waits.count}{unit}" + ("以上" if waits.count >= MOST else "")
    when = _when(waits) if waits.since else ""
    return Line(label, count, told.format(when=when), _path(at, waits.what))


def _when(waits: Waits) -> str:
    assert waits.since is not None
    return words.last_day(waits.since) if waits.what is What.VOUCHERS_ENDING else words.day(waits.since)


def _path(at: Staffed, what: What) -> str | None:
    if what is What.VOUCHERS_ENDING and not at.may(Permission.MANAGE_GIFTS):
        return None  # a counter has no list of vouchers: it waits for whoever brings one
    path = PATHS[what]
    return path and path.format(today=_day(at.times.now), week_ago=_day(at.times.now - SIGN_INS_OF))


def _day(at: datetime) -> str:
    return f"{civil(at):%Y-%m-%d}"
