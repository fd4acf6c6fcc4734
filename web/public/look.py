"""How a person wants to see the pages: language and letter size, kept in cookies, no script needed."""

from dataclasses import dataclass

from fastapi import Request, Response

from web.public.words import LANGUAGES

SIZES = ("normal", "large")
LANG_COOKIE, SIZE_COOKIE = "hcp_lang", "hcp_size"


@dataclass(frozen=True, slots=True)
class Look:
    """A language of `LANGUAGES` and a size of `SIZES`."""

    lang: str
    size: str


def look_of(request: Request, usual: str = "zh") -> Look:
    """What the address asks for, else the cookie, else the language this citizen writes in."""
    return Look(
        _chosen(request, "lang", LANG_COOKIE, LANGUAGES, usual),
        _chosen(request, "size", SIZE_COOKIE, SIZES, SIZES[0]),
    )


def _chosen(request: Request, name: str, cookie: str, known: tuple[str, ...], usual: str) -> str:
    given = (request.query_params.get(name), request.cookies.get(cookie))
    return next((value for value in given if value in known), usual)


def remember(request: Request, response: Response, look: Look, path: str, *, secure: bool) -> None:
    """Keep what was just chosen until the browser is closed; nothing is kept of who has not chosen."""
    for name, cookie, value in (("lang", LANG_COOKIE, look.lang), ("size", SIZE_COOKIE, look.size)):
        if request.query_params.get(name) == value:
            response.set_cookie(cookie, value, path=path, httponly=True, samesite="lax", secure=secure)
