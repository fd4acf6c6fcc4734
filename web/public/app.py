"""The citizens' pages as the web process serves them."""

from fastapi import FastAPI

from web.html import Files
from web.public import chat, counter, guide, kiosk, rating, voucher
from web.public.pages import FOLDER, STATIC_PATH

ROUTERS = (rating.router, counter.router, kiosk.router, guide.router, chat.router, voucher.router)


def install(app: FastAPI) -> None:
    """Add the pages and their style and script."""
    for router in ROUTERS:
        app.include_router(router)
    app.mount(STATIC_PATH, Files(directory=FOLDER / "static"))
