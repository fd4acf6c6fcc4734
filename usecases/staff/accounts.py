"""Accounts: made by a command, shut and opened by an administrator of their scope."""

import re

from evaluation.areas import covers, is_area_code
from evaluation.refusal import Refused
from evaluation.staff import Action, Scope, check_password
from store import audit_trail, catalogue, sessions, staff
from store.audit_trail import Actor, Subject, Times
from store.db import Transaction
from store.staff import NewStaff, Staff

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")


class CannotKeep(Refused):
    """An account cannot be made or changed so; `because` is one of the words below."""


BAD_USERNAME = "bad_username"
"""Not 2 to 32 letters, digits, dots, dashes and underscores that begin with a letter."""
NO_NAME = "no_name"
TAKEN = "taken"
"""There is an account of that name, perhaps a disabled one."""
NO_SUCH_AREA = "no_such_area"
"""No area code, or one with nothing of the catalogue in it."""
NO_SUCH_ORG = "no_such_org"
ORG_ELSEWHERE = "org_elsewhere"
"""The org has nothing in that area."""
NO_SUCH_ACCOUNT = "no_such_account"
"""Or one outside the scope of who asks."""
SO_ALREADY = "so_already"
YOURSELF = "yourself"
"""Nobody shuts themself out."""


async def check_new(tx: Transaction, new: NewStaff, password: str) -> None:
    """Raise `CannotKeep` or `WeakPassword` for an account that should not be made."""
    if not _USERNAME.fullmatch(new.username):
        raise CannotKeep(BAD_USERNAME)
    if not new.name.strip():
        raise CannotKeep(NO_NAME)
    check_password(password, new.username)
    area = new.scope.area_code
    if not is_area_code(area) or not await catalogue.has_area_in(tx, area):
        raise CannotKeep(NO_SUCH_AREA)
    if new.scope.org_code is None:
        return
    org_area = await catalogue.area_of_org(tx, new.scope.org_code)
    if org_area is None:
        raise CannotKeep(NO_SUCH_ORG)
    if not (covers(area, org_area) or covers(org_area, area)):
        raise CannotKeep(ORG_ELSEWHERE)


async def add_staff(tx: Transaction, new: NewStaff, password_hash: str, actor: Actor, times: Times) -> int:
    """Make an account that `check_new` has let pass; its id. Raises `CannotKeep`."""
    made = await staff.add(tx, new, password_hash, times.now)
    if made is None:
        raise CannotKeep(TAKEN)
    subject = Subject("staff", made, new.scope.area_code)
    facts = {"role": new.role, "area": new.scope.area_code, "org": new.scope.org_code}
    await audit_trail.write(tx, actor, Action.STAFF_ADDED, subject, times, facts)
    return made


async def of_scope(tx: Transaction, staff_id: int, scope: Scope | None) -> Staff:
    """An account, locked, if `scope` covers all that it sees; raises `CannotKeep`. None covers everything."""
    found = await staff.locked(tx, staff_id)
    if found is None or (scope is not None and not await _covers(tx, scope, found)):
        raise CannotKeep(NO_SUCH_ACCOUNT)
    return found


async def _covers(tx: Transaction, scope: Scope, account: Staff) -> bool:
    above = await catalogue.ancestry(tx, [account.org_code]) if account.org_code else {}
    return scope.covers(account.area_code, above)


async def disable_staff(
    tx: Transaction, staff_id: int, actor: Actor, scope: Scope | None, times: Times
) -> Staff:
    """Shut an account: it is out at once, wherever it is signed in. Raises `CannotKeep`."""
    found = await of_scope(tx, staff_id, scope)
    if found.id == actor.staff_id:
        raise CannotKeep(YOURSELF)
    if not await staff.set_disabled(tx, found.id, times.now):
        raise CannotKeep(SO_ALREADY)
    await sessions.end(tx, found.id, wall=times.wall, by=actor.staff_id)
    await audit_trail.write(tx, actor, Action.STAFF_DISABLED, _subject(found), times)
    return found


async def enable_staff(
    tx: Transaction, staff_id: int, actor: Actor, scope: Scope | None, times: Times
) -> Staff:
    """Open an account again; it signs in anew. Raises `CannotKeep`."""
    found = await of_scope(tx, staff_id, scope)
    if not await staff.set_disabled(tx, found.id, None):
        raise CannotKeep(SO_ALREADY)
    await audit_trail.write(tx, actor, Action.STAFF_ENABLED, _subject(found), times)
    return found


async def end_sessions(
    tx: Transaction,
    account: Staff,
    actor: Actor,
    times: Times,
    *,
    only: int | None = None,
    but: int | None = None,
) -> int:
    """End the sessions of an account that the caller may end, `only` one or all `but` one; how many ended."""
    ended = await sessions.end(
        tx, account.id, wall=times.wall, by=actor.staff_id, only=None if only is None else [only], but=but
    )
    if ended:
        facts = {"sessions": ended}
        await audit_trail.write(tx, actor, Action.SESSION_ENDED, _subject(account), times, facts)
    return len(ended)


async def sign_out(tx: Transaction, account: Staff, session_id: int, actor: Actor, times: Times) -> None:
    """End the session in which this is asked."""
    await sessions.end(tx, account.id, wall=times.wall, by=account.id, only=[session_id])
    await audit_trail.write(tx, actor, Action.SIGNED_OUT, _subject(account), times)


async def set_password(
    tx: Transaction,
    account: Staff,
    password_hash: str,
    actor: Actor,
    times: Times,
    *,
    keep: int | None = None,
) -> None:
    """Give an account another password, which `check_password` has let pass; its sessions end, but for `keep`."""
    await staff.set_password(tx, account.id, password_hash, times.now)
    await sessions.end(tx, account.id, wall=times.wall, by=actor.staff_id, but=keep)
    await audit_trail.write(tx, actor, Action.PASSWORD_CHANGED, _subject(account), times)


def _subject(account: Staff) -> Subject:
    return Subject("staff", account.id, account.area_code)
