"""Turns facts into a page of the console: the shell around it, and headers that keep it private."""

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from evaluation.staff import may
from store.sessions import Session
from web import html
from web.console import forgery, navigation, words
from web.console.cookies import token_of
from web.console.devices import device_of
from web.services import services

FOLDER = Path(__file__).parent
STATIC_PATH = "/console-files"
SIGN_IN = "/console/sign-in"
HEADERS = {
    **html.HEADERS,
    # "no-referrer" would have browsers send forms with the origin "null", which says nothing.
    "Referrer-Policy": "same-origin",
}

_ENVIRONMENT = html.environment(FOLDER / "templates")
_ENVIRONMENT.globals.update(
    roles=words.ROLES,
    actions=words.ACTIONS,
    subjects=words.SUBJECTS,
    signs=words.signs,
    when=words.when,
    day=words.day,
    told=words.told,
)
_ENVIRONMENT.globals.update(
    number_changes=words.NUMBER_CHANGES,
    kinds=words.KINDS,
    moves=words.MOVES,
    states=words.STATES,
    months=words.months,
    last_day=words.last_day,
)
_ENVIRONMENT.globals["device_of"] = device_of


def page(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page; for somebody who is not signed in without the navigation."""
    text = _ENVIRONMENT.get_template(f"{template}.html").render(**_helpers(request), **facts)
    return HTMLResponse(text, status, HEADERS)


def _helpers(request: Request) -> dict[str, Any]:
    desk = services(request)
    root = html.root_of(desk.public_base_url)
    me: Session | None = getattr(request.state, "session", None)
    return {
        "root": root,
        "static": root + STATIC_PATH,
        "path": request.url.path,
        "office": desk.sender.name,
        "me": me,
        "may": lambda permission: me is not None and may(me.role, permission),
        "places": navigation.places(me.role, request.url.path) if me else (),
        "csrf": _csrf(request),
        "said": words.SAID.get(request.query_params.get("said", "")),
    }


def _csrf(request: Request) -> Markup:
    """The hidden field that every form of a page carries."""
    token = forgery.token_for(token_of(request) or "")
    return Markup('<input type="hidden" name="{}" value="{}">').format(forgery.FIELD, token)


def moved(request: Request, path: str, said: str = "") -> Response:
    """On to another page of the console, which tells what was just done."""
    root = html.root_of(services(request).public_base_url)
    mark = "&" if "?" in path else "?"
    address = f"{root}{path}{mark}{urlencode({'said': said})}" if said else root + path
    return RedirectResponse(address, 303, HEADERS)


def notice(request: Request, about: str, status: int) -> Response:
    """A page that says one thing; `about` is a key of `words.NOTICES`."""
    title, text = words.NOTICES[about]
    return page(request, "notice", status=status, title=title, text=text)


def sign_in_first(request: Request) -> Response:
    """To the sign-in page, and back here afterwards; what was being sent is not sent by itself later."""
    wanted = request.url.path
    if request.method != "GET":
        return moved(request, SIGN_IN)
    if request.url.query:
        wanted += f"?{request.url.query}"
    return moved(request, f"{SIGN_IN}?next={quote(wanted, safe='/')}")
