"""Who is at the desk: what a handler of the console is given."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, Response

from bot.notices import Notices
from evaluation.staff import Action, Permission, Scope, may
from store import audit_trail, sessions
from store.audit_trail import Actor, Subject, Times
from store.db import Database, Transaction
from store.sessions import Session
from store.staff import Live
from usecases.on_duty import OnDuty
from usecases.tell import Word
from web.console import pages
from web.console.cookies import token_of
from web.forms import Form, read_form
from web.services import Services


@dataclass(frozen=True, slots=True)
class Staffed:
    """One request of somebody who is signed in: who they are, what they see, and what they leave on record."""

    request: Request
    services: Services
    session: Session
    """Whose it is, with what they may see: an account of `store.staff`."""
    form: Form
    """What was sent; empty for a page that is only shown."""
    times: Times
    """When: `now` for the rules, `wall` for sessions and limits."""

    @property
    def database(self) -> Database:
        """Where it all is."""
        return self.services.database

    @property
    def scope(self) -> Scope:
        """The area and org whose things they may see."""
        return self.session.scope

    @property
    def live(self) -> Live:
        """What makes a session live at this moment."""
        return live_at(self.services, self.times)

    @property
    def actor(self) -> Actor:
        """Who does it, as the audit trail and the use cases want to know it."""
        return Actor(client_of(self.request), self.session.id, self.session.area_code)

    @property
    def on_duty(self) -> OnDuty:
        """As use cases that decide something want to know them."""
        return OnDuty(self.session, client_of(self.request), self.times)

    @property
    def word(self) -> Word:
        """How citizens are told of what they do."""
        return Notices(self.services.conversation.renderer)

    def may(self, permission: Permission) -> bool:
        """Whether their role has a permission: for buttons that a page shows to some."""
        return may(self.session.role, permission)

    async def audit(
        self, tx: Transaction, action: Action, subject: Subject | None = None, **facts: object
    ) -> None:
        """Put on record what they look up or change, in the transaction in which they do.

        `facts` hold no name, number or words of a citizen's.
        """
        await audit_trail.write(tx, self.actor, action, subject, self.times, facts)

    def page(self, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
        """A page of the console, `templates/{template}.html`."""
        return pages.page(self.request, template, status=status, **facts)

    def moved(self, path: str, said: str = "") -> Response:
        """On to the page that shows what was done, so that a refresh does nothing again.

        `path` begins with /console; `said` is a key of `words.SAID`, shown there above everything else.
        """
        return pages.moved(self.request, path, said)


async def signed_in(request: Request, services: Services) -> Staffed | None:
    """Who sends this request, if they are signed in."""
    token = token_of(request)
    if not token:
        return None
    times = times_of(services)
    async with services.database.transaction() as tx:
        session = await sessions.live(tx, token, live_at(services, times))
    if session is None:
        return None
    form = await read_form(request) if request.method == "POST" else {}
    return Staffed(request, services, session, form, times)


def times_of(services: Services) -> Times:
    """Both clocks, as they are now."""
    return Times(services.clock.now(), services.clock.wall())


def live_at(services: Services, times: Times) -> Live:
    """What makes a session live at a moment."""
    return Live(times.wall, services.sessions.unused_since(times.wall))


def client_of(request: Request) -> str:
    """The network address that a request came from; a trusted proxy's word for it where there is one."""
    return request.client.host if request.client else "unknown"


def _staffed(request: Request) -> Staffed:
    found: Staffed = request.state.staffed  # put there by the route's `Needs`
    return found


At = Annotated[Staffed, Depends(_staffed)]
"""How a handler asks for it."""

Id = Annotated[int, Path(ge=1, lt=2**63)]
"""An id in a path; what cannot be one is not found."""
