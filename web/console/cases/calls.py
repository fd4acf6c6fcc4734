"""`/console/calls`: citizens who asked to be called (人工), since when, and that they were."""

from fastapi import Response

from evaluation.staff import Permission
from usecases.cases import calls
from usecases.cases.calls import NobodyWaits
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed

PATH = "/console/calls"
CALL = Permission.CALL_CITIZENS

console = Console()


@console.get("/calls", needs=CALL)
async def show(at: At) -> Response:
    """Who waits, longest first; numbers are masked."""
    return await _page(at)


@console.post("/calls/{request_id}/number", needs=CALL)
async def number(at: At, request_id: Id) -> Response:
    """The whole number, for whoever calls now."""
    try:
        async with at.database.transaction() as tx:
            found = await calls.number(tx, at.on_duty, request_id, at.services.vault)
    except NobodyWaits:
        raise NotFound from None
    return await _page(at, shown={request_id: found})


@console.post("/calls/{request_id}/done", needs=CALL)
async def done(at: At, request_id: Id) -> Response:
    """They were called."""
    try:
        async with at.database.transaction() as tx:
            await calls.called(tx, at.on_duty, request_id)
    except NobodyWaits:
        raise NotFound from None
    return at.moved(PATH, "citizen_called")


async def _page(at: Staffed, *, shown: dict[int, str] | None = None) -> Response:
    async with at.database.transaction() as tx:
        waiting = await calls.listed(tx, at.on_duty, at.services.vault)
    return at.page("calls", waiting=waiting, shown=shown or {})
