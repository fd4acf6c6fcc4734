"""Sign in: a username and a password for a session's token."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from evaluation.staff import Action, SessionRules
from store import audit_trail, sessions, staff
from store.audit_trail import Actor, Subject, Times
from store.db import Database, Transaction
from store.sessions import NewSession
from store.staff import Staff
from usecases.staff.passwords import Passwords

MOST_AGENT = 200


class WrongPassword(Exception):
    """No such account, or not its password: which, nobody is told."""


class AccountDisabled(Exception):
    """The password is right, but the account was shut."""


class TooManyTries(Exception):
    """Passwords were tried too often; from `again_at` (wall time) on it may be tried again."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody sent; `client` is their network address, `replaces` the token their browser had."""

    username: str
    password: str
    client: str
    agent: str
    replaces: str | None = None


async def sign_in(
    database: Database, passwords: Passwords, rules: SessionRules, attempt: Attempt, times: Times
) -> str:
    """The token of a new session; the browser's old one is over.

    Raises `WrongPassword`, `AccountDisabled` or `TooManyTries`; the same work is done for every name.
    """
    username = attempt.username.strip().lower()
    async with database.transaction() as tx:
        await count_try(tx, f"client:{attempt.client}", rules.tries_per_client, rules, times)
        await count_try(tx, f"account:{username}", rules.tries, rules, times)
        account = await staff.by_username(tx, username)
        kept = await staff.password_hash(tx, account.id) if account else None
    is_right = await passwords.check(kept, attempt.password)
    renewed = (
        await passwords.hash(attempt.password) if is_right and passwords.is_outdated(kept or "") else None
    )
    async with database.transaction() as tx:
        refused = await _refusal(tx, account, kept, is_right=is_right)
        if refused is not None or account is None or kept is None:
            await _write_refusal(tx, account, attempt, times)
        else:
            if renewed is not None:
                await staff.rehash(tx, account.id, kept, renewed)
            await sessions.forget_tries(tx, times.wall)
            await sessions.forgive(tx, f"account:{username}")
            await sessions.take_back_try(tx, f"client:{attempt.client}")
            return await _begin(tx, account, rules, attempt, times)
    raise refused or WrongPassword


async def _refusal(
    tx: Transaction, account: Staff | None, kept: str | None, *, is_right: bool
) -> Exception | None:
    """Why they may not come in; what was changed while the password was checked counts."""
    now = await staff.locked(tx, account.id) if account else None
    if now is None or not is_right or await staff.password_hash(tx, now.id) != kept:
        return WrongPassword()
    return AccountDisabled() if now.disabled_at is not None else None


async def _write_refusal(tx: Transaction, account: Staff | None, attempt: Attempt, times: Times) -> None:
    subject = Subject("staff", account.id, account.area_code) if account else None
    await audit_trail.write(tx, Actor(attempt.client), Action.SIGN_IN_REFUSED, subject, times)


async def _begin(tx: Transaction, account: Staff, rules: SessionRules, attempt: Attempt, times: Times) -> str:
    token = secrets.token_urlsafe(32)
    if attempt.replaces is not None:
        await sessions.end_by_token(tx, attempt.replaces, times.wall)
    new = NewSession(account.id, token, attempt.client, attempt.agent[:MOST_AGENT])
    await sessions.begin(tx, new, times.wall, rules.ends_at(times.wall))
    actor = Actor(attempt.client, account.id, account.area_code)
    await audit_trail.write(tx, actor, Action.SIGNED_IN, Subject("staff", account.id), times)
    return token


async def count_try(tx: Transaction, what: str, most: int, rules: SessionRules, times: Times) -> None:
    """Count one try of a password or code; raises `TooManyTries` after `most` of them."""
    counted = await sessions.count_try(tx, what, times.wall, times.wall - rules.wait)
    if counted.tries > most:
        raise TooManyTries(counted.since + rules.wait)
