"""Whether a form was sent from a page of ours: by its origin, and by a token that only our pages know."""

import hashlib
import hmac
from urllib.parse import urlsplit

from fastapi import Request

from web.forms import Form

FIELD = "csrf"


class Forged(Exception):
    """The form was not sent from our page, or from one of a session that is over."""


def token_for(session_token: str) -> str:
    """What every form of a session carries; nobody who lacks the session's own token can make it."""
    return hmac.new(session_token.encode(), b"form", hashlib.sha256).hexdigest()


def check_token(form: Form, session_token: str) -> None:
    """Raise `Forged` unless the form carries the session's."""
    given = form.get(FIELD, [""])[-1]
    if not hmac.compare_digest(given.encode(errors="replace"), token_for(session_token).encode()):
        raise Forged


def check_origin(request: Request, public_base_url: str) -> None:
    """Raise `Forged` where the browser says that another site sent the form.

    Ours is the host that was asked, or the public one where a proxy asks by another name. Very old
    browsers say nothing: then the token alone decides.
    """
    origin = request.headers.get("origin")
    if origin is None:
        return
    host = urlsplit(origin).netloc
    if not host or host not in (request.headers.get("host"), urlsplit(public_base_url).netloc):
        raise Forged
