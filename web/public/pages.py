"""Turns facts into a page: templates that escape everything, headers that keep it private."""

import re
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup, escape

from evaluation.levels import BEST_FIRST, REASON_MENU
from web.faces import EYES, MOUTHS
from web.html import HEADERS, environment, root_of
from web.public import words
from web.public.look import Look, look_of, remember
from web.services import Services, services

FOLDER = Path(__file__).parent
STATIC_PATH = "/pages"
_ADDRESS = re.compile("https?://[!-~]+")


def _linked(text: str) -> Markup:
    """Words of ours, escaped, with addresses that can be followed."""
    return Markup(_ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(text)))  # noqa: S704


_ENVIRONMENT = environment(FOLDER / "templates")
_ENVIRONMENT.filters.update(linked=_linked)
_ENVIRONMENT.globals.update(levels=BEST_FIRST, reasons=REASON_MENU, mouths=MOUTHS, eyes=EYES)


def page(
    request: Request, template: str, *, status: int = 200, usual: str = "zh", **facts: Any
) -> HTMLResponse:
    """A page in the language and size that its reader wants; `usual` is the language without a choice."""
    desk, look = services(request), look_of(request, usual)
    root = root_of(desk.public_base_url)
    html = _ENVIRONMENT.get_template(f"{template}.html").render(
        **_helpers(desk, look, root), path=root + request.url.path, **facts
    )
    response = HTMLResponse(html, status, HEADERS)
    secure = desk.public_base_url.startswith("https:")
    remember(request, response, look, f"{root}/", secure=secure)
    return response


def _helpers(desk: Services, look: Look, root: str) -> dict[str, Any]:
    lang = look.lang
    return {
        "lang": lang,
        "size": look.size,
        "root": root,
        "static": root + STATIC_PATH,
        "say": lambda key, **said: words.say(lang, key, **said),
        "day": lambda at: words.day(lang, at),
        "office": desk.sender.name if lang == "zh" else desk.sender.name_en,
        "hotline": desk.sender.hotline,
    }


def moved(request: Request, path: str) -> Response:
    """On to the page that says how it went: a refresh there sends nothing again."""
    root = root_of(services(request).public_base_url)
    return RedirectResponse(root + path, 303, HEADERS)
