"""`/console/trail`: what was looked up and changed, and by whom."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from fastapi import Request, Response

from evaluation.staff import Action, Permission
from evaluation.window import CIVIL_ZONE
from store import audit_trail
from store.audit_trail import Wanted
from usecases.edges import storable
from web.console.routing import Console
from web.console.staffed import At
from web.console.typed import day_of, number_of

PATH = "/console/trail"
LINES = 50

console = Console()


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address: the filters, and the line that the page begins after. Nonsense is nothing."""

    who: str
    action: Action | None
    first_day: date | None
    last_day: date | None
    before: int | None

    @property
    def wanted(self) -> Wanted:
        """As a query."""
        return Wanted(
            username=self.who or None,
            action=self.action,
            since=_begin(self.first_day),
            until=_begin(self.last_day and self.last_day + timedelta(days=1)),
            before_id=self.before,
        )

    def path(self, before: int | None) -> str:
        """The address of a page of the same lines."""
        given = {
            "who": self.who,
            "action": self.action,
            "from": self.first_day,
            "to": self.last_day,
            "before": before,
        }
        return f"{PATH}?{urlencode({name: value for name, value in given.items() if value})}"


@console.get("/trail", needs=Permission.READ_AUDIT_TRAIL)
async def show(at: At) -> Response:
    """The lines that are asked for, newest first; that they were read is a line of its own."""
    asked = _asked(at.request)
    async with at.database.transaction() as tx:
        lines = await audit_trail.lines(tx, at.scope, asked.wanted, LINES + 1)
        await at.audit(tx, Action.TRAIL_READ, None, **_facts(asked))
    shown = lines[:LINES]
    return at.page(
        "trail",
        asked=asked,
        lines=shown,
        next_page=asked.path(shown[-1].id) if len(lines) > LINES else None,
        first_page=asked.path(None) if asked.before else None,
    )


def _asked(request: Request) -> Asked:
    given = request.query_params
    action = given.get("action", "")
    return Asked(
        who=storable(given.get("who", "")).strip().lower()[:64],
        action=Action(action) if action in set(Action) else None,
        first_day=day_of(given.get("from", "")),
        last_day=day_of(given.get("to", "")),
        before=number_of(given.get("before", "")),
    )


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), CIVIL_ZONE) if day else None


def _facts(asked: Asked) -> dict[str, str]:
    conditions = asked.path(asked.before).partition("?")[2]
    return {"asked": conditions} if conditions else {}
