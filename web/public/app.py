"""The citizens' pages as the web process serves them."""

from typing import Any

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from web.public import chat, counter, guide, kiosk, rating, voucher
from web.public.pages import FOLDER, HEADERS, STATIC_PATH

ROUTERS = (rating.router, counter.router, kiosk.router, guide.router, chat.router, voucher.router)


def install(app: FastAPI) -> None:
    """Add the pages and their style and script."""
    for router in ROUTERS:
        app.include_router(router)
    app.mount(STATIC_PATH, _Files(directory=FOLDER / "static"))


class _Files(StaticFiles):
    """Files that are asked for anew, so that an upgrade never mixes old style with new pages."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, with the pages' headers."""
        response = super().file_response(*args, **kwargs)
        response.headers.update({**HEADERS, "Cache-Control": "no-cache"})
        return response
