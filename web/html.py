"""What every HTML page of ours has in common: templates that escape everything, headers, files beside them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def environment(folder: Path) -> Environment:
    """The templates of a folder; a name that a template lacks is an error, not a blank."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Files(StaticFiles):
    """Files that are asked for anew, so that an upgrade never mixes old style with new pages."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, with the pages' headers."""
        response = super().file_response(*args, **kwargs)
        response.headers.update({**HEADERS, "Cache-Control": "no-cache"})
        return response


def root_of(public_base_url: str) -> str:
    """The path that a proxy adds before ours, as it stands before every link of a page."""
    return urlsplit(public_base_url).path.rstrip("/")
