"""Change one's own password: whoever found a screen unlocked does not know the old one."""

from dataclasses import dataclass

from evaluation.staff import SessionRules, check_password
from store import sessions, staff
from store.audit_trail import Actor, Times
from store.db import Database
from usecases.staff.accounts import of_scope, set_password
from usecases.staff.passwords import Passwords
from usecases.staff.sign_in import WrongPassword, count_try


@dataclass(frozen=True, slots=True)
class NewPassword:
    """What somebody typed to change their password, and the session in which they did."""

    old: str
    new: str
    session_id: int


async def change_password(
    database: Database,
    passwords: Passwords,
    rules: SessionRules,
    actor: Actor,
    wish: NewPassword,
    times: Times,
) -> None:
    """Keep the new password; every session but this one ends.

    Raises `WeakPassword`, `WrongPassword` for the old one, or `TooManyTries` (counted with those of signing in).
    """
    assert actor.staff_id is not None
    async with database.transaction() as tx:
        account = await of_scope(tx, actor.staff_id, None)
        check_password(wish.new, account.username)
        await count_try(tx, f"account:{account.username}", rules.tries, rules, times)
        kept = await staff.password_hash(tx, account.id)
    if not await passwords.check(kept, wish.old):
        raise WrongPassword
    hashed = await passwords.hash(wish.new)
    async with database.transaction() as tx:
        account = await of_scope(tx, actor.staff_id, None)
        if await staff.password_hash(tx, account.id) != kept:
            raise WrongPassword  # it was changed meanwhile
        await set_password(tx, account, hashed, actor, times, keep=wish.session_id)
        await sessions.forgive(tx, f"account:{account.username}")
