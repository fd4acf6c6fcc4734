"""What goes wrong on a citizen's page is told on a page, in kind words and with the right status."""

from collections.abc import Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from evaluation.window import last_day
from store.db import LOST
from store.signed_links import Purpose, Token, Tokens
from usecases.rate_on_page import LinkClosed, NoSuchVisit
from usecases.rate_on_site import EventReused
from usecases.rate_place import TooMany
from web.problems import NOT_MIGRATED
from web.public.pages import page
from web.services import Services

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class BadLink(Exception):
    """Not a link of ours: never made, cut off, or made for something else. Which, nobody is told."""


class LinkEnded(Exception):
    """A hall's link that was taken back, or whose last day is over."""


_TOLD: Mapping[type[Exception], tuple[str, int]] = MappingProxyType(
    {
        BadLink: ("bad_link", 404),
        NoSuchVisit: ("bad_link", 404),
        LinkEnded: ("ended", 410),
        EventReused: ("sent_before", 409),
        TooMany: ("too_many", 429),
    }
)
"""The words and the status of what went wrong."""


class PageRoute(APIRoute):
    """A route whose errors are pages."""

    def get_route_handler(self) -> Handler:
        """The handler, with its errors worded."""
        handle = super().get_route_handler()

        async def worded(request: Request) -> Response:
            try:
                return await handle(request)
            except tuple(_TOLD) as error:
                return notice(request, *_TOLD[type(error)])
            except LinkClosed as error:
                return _closed(request, error)
            except (*LOST, *NOT_MIGRATED):
                return notice(request, "away", 503)

        return worded


def notice(request: Request, about: str, status: int) -> Response:
    """A page that says one thing; `about` names its words."""
    return page(request, "notice", status=status, about=about, last_day=None)


def _closed(request: Request, error: LinkClosed) -> Response:
    about = "settled" if error.closed_at is None else "closed"
    last = last_day(error.closed_at) if error.closed_at else None
    return page(request, "notice", status=410, about=about, last_day=last)


def opened(desk: Services, token: str, *purposes: Purpose) -> Token:
    """What the link says; raises `BadLink`."""
    found = Tokens(desk.vault).read(token, *purposes)
    if found is None:
        raise BadLink
    return found
