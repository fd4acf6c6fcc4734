"""What a person filled in on a rating form."""

import re
import secrets
from dataclasses import dataclass

from evaluation.levels import Level, Reason
from usecases.edges import shortened
from web.forms import Form

_NONCE = re.compile(r"[A-Za-z0-9_-]{20,40}")
_LEVELS = {str(level.value): level for level in Level}


def new_nonce() -> str:
    """What tells one form from every other."""
    return secrets.token_urlsafe(16)


def level(form: Form, name: str = "level") -> Level | None:
    """The level that was picked."""
    return _LEVELS.get(form.get(name, [""])[-1])


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person filled in; `nonce` is the form's own."""

    level: Level | None = None
    reasons: tuple[Reason, ...] = ()
    comment: str = ""
    nonce: str = ""


def answers(form: Form) -> Answers:
    """The fields that every rating form has; what no form of ours can send is left out."""
    return Answers(
        level=level(form),
        reasons=tuple(reason for reason in Reason if reason in form.get("reasons", [])),
        comment=shortened(form.get("comment", [""])[-1])[0],
        nonce=nonce(form),
    )


def nonce(form: Form) -> str:
    """The form's own mark; a fresh one for a form that was not ours."""
    given = form.get("nonce", [""])[-1]
    return given if _NONCE.fullmatch(given) else new_nonce()
