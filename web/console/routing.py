"""How a page of the console is declared. There is no other way, and a guard test holds to it.

    console = Console()

    @console.get("/points", needs=Permission.LOOK_UP_CITIZEN)
    async def look_up(at: At) -> Response:
        async with at.database.transaction() as tx:
            ...
            await at.audit(tx, Action.CITIZEN_LOOKED_UP, Subject("citizen", found.id))
        return at.page("points", found=found)

`get` shows, `post` changes; a post has its form read and its token checked before the handler runs.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from evaluation.staff import Permission
from store.db import LOST, TOO_LONG
from web.console import forgery
from web.console.cookies import token_of
from web.console.forgery import Forged
from web.console.pages import notice, sign_in_first
from web.console.staffed import signed_in
from web.forms import read_form
from web.problems import NOT_MIGRATED
from web.services import current_services

PREFIX = "/console"
ANYBODY = None
"""What the sign-in page needs."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class NotSignedIn(Exception):
    """No session, or one that is over."""


class NotAllowed(Exception):
    """The role has not this permission."""


class NotFound(Exception):
    """There is no such thing, or it is outside the account's scope: which, nobody is told."""


@dataclass(frozen=True)
class Needs:
    """What a route needs; runs before its handler and before anything of the request is believed."""

    permission: Permission | None

    async def __call__(self, request: Request) -> None:
        """Raise `NotSignedIn`, `NotAllowed` or `Forged`; what passes has its `Staffed` in the request."""
        services = await current_services(request)
        if request.method == "POST":
            forgery.check_origin(request, services.public_base_url)
        if self.permission is None:
            return
        staffed = await signed_in(request, services)
        if staffed is None:
            raise NotSignedIn
        request.state.staffed, request.state.session = staffed, staffed.session
        if request.method == "POST":
            forgery.check_token(await read_form(request), token_of(request) or "")
        if not staffed.may(self.permission):
            raise NotAllowed


class Console:
    """The routes of one part of the console."""

    def __init__(self) -> None:
        self.router = APIRouter(prefix=PREFIX, include_in_schema=False, route_class=ConsoleRoute)

    def get(self, path: str, *, needs: Permission | None) -> Callable[[Endpoint], Endpoint]:
        """A page; it changes nothing."""
        return self.router.get(path, dependencies=[Depends(Needs(needs))])

    def post(self, path: str, *, needs: Permission | None) -> Callable[[Endpoint], Endpoint]:
        """Something that is done."""
        return self.router.post(path, dependencies=[Depends(Needs(needs))])


class ConsoleRoute(APIRoute):
    """A route whose errors are pages."""

    def get_route_handler(self) -> Handler:
        """The handler, with its errors worded."""
        handle = super().get_route_handler()

        async def worded(request: Request) -> Response:
            try:
                return await handle(request)
            except NotSignedIn:
                return sign_in_first(request)
            except NotAllowed:
                return notice(request, "not_allowed", 403)
            except Forged:
                return notice(request, "forged", 403)
            except (NotFound, RequestValidationError):
                return notice(request, "not_found", 404)
            except (*LOST, *NOT_MIGRATED) as error:
                return notice(request, "too_long" if isinstance(error, TOO_LONG) else "away", 503)

        return worded
