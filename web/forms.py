"""Forms as browsers send them, read so that no body of any kind is more than an incomplete form."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from usecases.edges import shortened

Form = Mapping[str, list[str]]
MOST_FIELDS = 50
MOST_FILES = 4
"""More than any form of ours takes; one more is told, not cut off."""


async def read_form(request: Request) -> Form:
    """The fields of a form, without its files; none where the body is no form."""
    if _has_files(request):
        fields = (await _with_files(request)).multi_items()
        named = [(name, value) for name, value in fields if isinstance(value, str)]
        return {name: [value for other, value in named if other == name] for name, _ in named}
    try:
        body = (await request.body()).decode()
        return parse_qs(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:  # no UTF-8, or more fields than any form of ours has
        return {}


async def read_file(request: Request, name: str) -> bytes:
    """The bytes of a file that was sent with a form; none where none was chosen. No body is over 1 MiB."""
    sent = (await _with_files(request)).get(name) if _has_files(request) else None
    return await sent.read() if isinstance(sent, UploadFile) else b""


async def read_files(request: Request, name: str) -> list[tuple[str, bytes]]:
    """The files that were sent under a name, each with what it was called; those that were chosen."""
    sent = (await _with_files(request)).getlist(name) if _has_files(request) else []
    files = [each for each in sent if isinstance(each, UploadFile) and each.filename]
    return [(each.filename or "", await each.read()) for each in files]


def _has_files(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("multipart/form-data")


async def _with_files(request: Request) -> FormData:
    await request.body()  # kept, so that a form that cannot be read can be tried again
    try:
        return await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    except HTTPException:  # cut off, or more of something than any form of ours has
        return FormData()


def text(form: Form, name: str, most: int) -> str:
    """One field's text, one line's blanks off its edges, at most so long."""
    return shortened(form.get(name, [""])[-1])[0].strip()[:most].rstrip()
