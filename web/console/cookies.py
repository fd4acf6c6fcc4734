"""The cookie in which a browser keeps its session's token, and nothing else."""

from fastapi import Request, Response

from web.services import services

PLAIN, SECURE = "hcp_staff", "__Host-hcp_staff"
"""Over https browsers keep the second from being set or read by any other host."""


def _is_secure(request: Request) -> bool:
    return services(request).public_base_url.startswith("https:")


def token_of(request: Request) -> str | None:
    """The token that the browser sent."""
    return request.cookies.get(SECURE if _is_secure(request) else PLAIN)


def keep(request: Request, response: Response, token: str) -> None:
    """Have the browser keep the token until it is closed; no script can read it."""
    secure = _is_secure(request)
    name = SECURE if secure else PLAIN
    response.set_cookie(name, token, path="/", httponly=True, samesite="lax", secure=secure)


def forget(request: Request, response: Response) -> None:
    """Have the browser drop the token."""
    secure = _is_secure(request)
    response.delete_cookie(
        SECURE if secure else PLAIN, path="/", httponly=True, samesite="lax", secure=secure
    )
