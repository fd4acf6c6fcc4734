"""Forms as browsers send them, read so that no body of any kind is more than an incomplete form."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from fastapi import Request

from usecases.edges import shortened

Form = Mapping[str, list[str]]
MOST_FIELDS = 50


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
