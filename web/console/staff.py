"""`/console/staff`: the accounts of one's scope, and where they are signed in."""

from collections.abc import Awaitable, Callable

from fastapi import Response

from evaluation.staff import Permission, Scope
from store import sessions
from store import staff as accounts
from store.audit_trail import Actor, Times
from store.db import Transaction
from store.staff import Listed, Staff
from usecases.staff.accounts import CannotKeep, disable_staff, enable_staff, end_sessions, of_scope
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed

PATH = "/console/staff"
MANAGE, END = Permission.MANAGE_STAFF, Permission.END_SESSIONS

console = Console()


@console.get("/staff", needs=MANAGE)
async def show(at: At) -> Response:
    """All accounts of the scope."""
    async with at.database.transaction() as tx:
        listed = await accounts.listed(tx, at.scope, at.live)
    return at.page("staff", listed=listed)


@console.get("/staff/{staff_id}", needs=MANAGE)
async def one(at: At, staff_id: Id) -> Response:
    """One account, and where it is signed in."""
    async with at.database.transaction() as tx:
        member = await _member(tx, at, staff_id)
        listed = await sessions.of_staff(tx, staff_id, at.live)
    return at.page("member", member=member, listed=listed)


@console.post("/staff/{staff_id}/disable", needs=MANAGE)
async def disable(at: At, staff_id: Id) -> Response:
    """Shut an account; it is out everywhere."""
    return await _switch(at, staff_id, disable_staff, "disabled")


@console.post("/staff/{staff_id}/enable", needs=MANAGE)
async def enable(at: At, staff_id: Id) -> Response:
    """Open it again."""
    return await _switch(at, staff_id, enable_staff, "enabled")


@console.post("/staff/{staff_id}/sessions/end", needs=END)
async def end_all(at: At, staff_id: Id) -> Response:
    """End all sessions of an account."""
    await _end(at, staff_id, None)
    return at.moved(f"{PATH}/{staff_id}", "sessions_ended")


@console.post("/staff/{staff_id}/sessions/{session_id}/end", needs=END)
async def end_one(at: At, staff_id: Id, session_id: Id) -> Response:
    """End one of them."""
    await _end(at, staff_id, session_id)
    return at.moved(f"{PATH}/{staff_id}", "session_ended")


async def _switch(
    at: Staffed,
    staff_id: int,
    deed: Callable[[Transaction, int, Actor, Scope | None, Times], Awaitable[Staff]],
    said: str,
) -> Response:
    async with at.database.transaction() as tx:
        try:
            await deed(tx, staff_id, at.actor, at.scope, at.times)
        except CannotKeep:
            raise NotFound from None
    return at.moved(f"{PATH}/{staff_id}", said)


async def _end(at: Staffed, staff_id: int, session_id: int | None) -> None:
    async with at.database.transaction() as tx:
        try:
            account = await of_scope(tx, staff_id, at.scope)
        except CannotKeep:
            raise NotFound from None
        await end_sessions(tx, account, at.actor, at.times, only=session_id)


async def _member(tx: Transaction, at: Staffed, staff_id: int) -> Listed:
    """An account of the scope; raises `NotFound` for any other."""
    found = await accounts.listed(tx, at.scope, at.live, only=staff_id)
    if not found:
        raise NotFound
    return found[0]
