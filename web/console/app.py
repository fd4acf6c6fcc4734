"""The console as the web process serves it."""

from fastapi import FastAPI

from web.console import account, corrections, gifts, places, sign_in, staff, stock, today, trail
from web.console.pages import FOLDER, STATIC_PATH
from web.console.reports import console as reports
from web.html import Files

PARTS = (
    sign_in.console,
    today.console,
    account.console,
    staff.console,
    trail.console,
    reports,
    corrections.console,
    gifts.console,
    places.console,
    stock.console,
)


def install(app: FastAPI) -> None:
    """Add the pages and their style."""
    for part in PARTS:
        app.include_router(part.router)
    app.mount(STATIC_PATH, Files(directory=FOLDER / "static"))
