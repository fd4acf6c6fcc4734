"""The console as the web process serves it."""

from fastapi import FastAPI

from web.console import (
    account,
    corrections,
    delegates,
    gifts,
    held_points,
    invitations,
    numbers,
    places,
    points,
    sample_calls,
    samples,
    sign_in,
    staff,
    stand_ins,
    stock,
    suggestions,
    today,
    trail,
    vouchers,
)
from web.console.cases import calls, heard, listing, moves, summary
from web.console.cases import page as case
from web.console.learning import effects, library, pack, pains
from web.console.pages import FOLDER, STATIC_PATH
from web.console.reports import console as reports
from web.html import Files

PARTS = (
    sign_in.console,
    today.console,
    invitations.console,
    listing.console,
    case.console,
    moves.console,
    heard.console,
    summary.console,
    calls.console,
    samples.console,
    sample_calls.console,
    points.console,
    numbers.console,
    vouchers.console,
    delegates.console,
    suggestions.console,
    held_points.console,
    gifts.console,
    stock.console,
    places.console,
    corrections.console,
    reports,
    pains.console,
    pack.console,
    effects.console,
    library.console,
    account.console,
    staff.console,
    stand_ins.console,
    trail.console,
)


def install(app: FastAPI) -> None:
    """Add the pages and their style."""
    for part in PARTS:
        app.include_router(part.router)
    app.mount(STATIC_PATH, Files(directory=FOLDER / "static"))
