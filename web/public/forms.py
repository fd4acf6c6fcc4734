"""Forms as browsers send them, read so that no body of any kind is more than an incomplete form."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import Request

from evaluation.levels import Level, Reason
from usecases.edges import shortened

Form = Mapping[str, list[str]]
MOST_FIELDS = 50
_NONCE = re.compile(r"[A-Za-z0-9_-]{20,40}")
_LEVELS = {str(level.value): level for level in Level}


def new_nonce() -> str:
    """What tells one form from every other."""
    return secrets.token_urlsafe(16)


async def read_form(request: Request) -> Form:
    """The fields of a form; none where the body is no form."""
    try:
        body = (await request.body()).decode()
        return parse_qs(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:  # no UTF-8, or more fields than any form of ours has
        return {}


def text(form: Form, name: str, most: int) -> str:
    """One field's text, one line's blanks off its edges, at most so long."""
    return shortened(form.get(name, [""])[-1])[0].strip()[:most].rstrip()


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
