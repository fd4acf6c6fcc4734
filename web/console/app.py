"""The console as the web process serves it."""

from fastapi import FastAPI

from web.console import (
    account,
    delegates,
    held_points,
    invitations,
    points,
    sign_in,
    staff,
    suggestions,
    today,
    trail,
    vouchers,
)
from web.console.pages import FOLDER, STATIC_PATH
from web.html import Files

PARTS = (
    sign_in.console,
    today.console,
    invitations.console,
    points.console,
    vouchers.console,
    delegates.console,
    suggestions.console,
    held_points.console,
    account.console,
    staff.console,
    trail.console,
)


def install(app: FastAPI) -> None:
    """Add the pages and their style."""
    for part in PARTS:
        app.include_router(part.router)
    app.mount(STATIC_PATH, Files(directory=FOLDER / "static"))
