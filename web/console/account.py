"""`/console/account`: one's own sessions, chats and password."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Response

from evaluation.staff import Permission, WeakPassword
from store import sessions, staff_chats
from store.staff_chats import Bound
from store.vault import Vault
from usecases.edges import masked
from usecases.staff.accounts import end_sessions
from usecases.staff.change_password import NewPassword, change_password
from usecases.staff.chats import make_code, unbind_chat
from usecases.staff.sign_in import TooManyTries, WrongPassword
from web.console.routing import Console, NotFound
from web.console.sign_in import password
from web.console.staffed import At, Id, Staffed
from web.console.words import CHANNELS, WEAK, clock_time

PATH = "/console/account"
OWN = Permission.OWN_ACCOUNT

console = Console()


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat or phone as its owner recognises it."""

    address_id: int
    channel: str
    masked: str
    bound_at: datetime


@console.get("/account", needs=OWN)
async def show(at: At) -> Response:
    """All of it."""
    return await _page(at)


@console.post("/account/password", needs=OWN)
async def change(at: At) -> Response:
    """Change the password, once the old one and two equal new ones were typed."""
    old, new = password(at.form, "old"), password(at.form, "new")
    if new != password(at.form, "again"):
        return await _page(at, status=422, wrong_again="两次输入的新密码不一样。")
    wish = NewPassword(old, new, at.session.session_id)
    try:
        desk = at.services
        await change_password(desk.database, desk.passwords, desk.sessions, at.actor, wish, at.times)
    except WeakPassword as error:
        return await _page(at, status=422, wrong_new=WEAK[error.because])
    except WrongPassword:
        return await _page(at, status=422, wrong_old="现在的密码不对。")
    except TooManyTries as error:
        return await _page(
            at, status=429, wrong_old=f"试错次数太多，请在{clock_time(error.again_at)}后再试。"
        )
    return at.moved(PATH, "password_changed")


@console.post("/account/sessions/{session_id}/end", needs=OWN)
async def end(at: At, session_id: Id) -> Response:
    """End one of one's own sessions."""
    async with at.database.transaction() as tx:
        if not await end_sessions(tx, at.session, at.actor, at.times, only=session_id):
            raise NotFound
    return at.moved(PATH, "session_ended")


@console.post("/account/sessions/end-others", needs=OWN)
async def end_others(at: At) -> Response:
    """End all of them but this."""
    async with at.database.transaction() as tx:
        await end_sessions(tx, at.session, at.actor, at.times, but=at.session.session_id)
    return at.moved(PATH, "others_ended")


@console.post("/account/code", needs=OWN)
async def code(at: At) -> Response:
    """Show a code for binding a chat, this once."""
    async with at.database.transaction() as tx:
        made = await make_code(tx, at.services.vault, at.actor, at.times)
    return await _page(at, code=f"{made[:4]} {made[4:]}")


@console.post("/account/chats/{address_id}/unbind", needs=OWN)
async def unbind(at: At, address_id: Id) -> Response:
    """Let a chat of one's own speak for nobody."""
    async with at.database.transaction() as tx:
        if not await unbind_chat(tx, address_id, at.actor, at.times):
            raise NotFound
    return at.moved(PATH, "unbound")


async def _page(at: Staffed, *, status: int = 200, code: str = "", **wrong: str) -> Response:
    async with at.database.transaction() as tx:
        listed = await sessions.of_staff(tx, at.session.id, at.live)
        bound = await staff_chats.of_staff(tx, at.session.id)
    chats = [_chat(each, at.services.vault) for each in bound]
    fields = {name: wrong.get(name) for name in ("wrong_old", "wrong_new", "wrong_again")}
    return at.page("account", status=status, listed=listed, chats=chats, code=code, **fields)


def _chat(bound: Bound, vault: Vault) -> Chat:
    hidden = masked(bound.kind, vault.open(bound.sealed)).rpartition(":")[2]
    return Chat(bound.address_id, CHANNELS.get(bound.kind, bound.kind), hidden, bound.bound_at)
