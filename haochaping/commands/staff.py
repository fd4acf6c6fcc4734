"""The bodies of the commands for the accounts of the staff."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from evaluation import staff as rules
from evaluation.staff import Role, Scope, WeakPassword, check_password
from evaluation.window import civil
from haochaping.commands.administer import with_parts
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts, session_rules
from store import sessions, staff
from store.audit_trail import COMMAND
from store.db import Transaction
from store.sessions import ListedSession
from store.staff import Listed, Live, NewStaff, Staff
from usecases.staff import accounts
from usecases.staff.accounts import CannotKeep, add_staff, check_new
from usecases.staff.passwords import Passwords, new_password

WORDS = {
    accounts.BAD_USERNAME: "a username is 2 to 32 of a-z 0-9 . _ - and begins with a letter",
    accounts.NO_NAME: "a name is needed",
    accounts.TAKEN: "there is an account of that name already; `haochaping staff list` shows it",
    accounts.NO_SUCH_AREA: "the catalogue has no such area, nor one inside it: 12 digits, as `org import` took them",
    accounts.NO_SUCH_ORG: "the catalogue has no such org; `haochaping org import` adds it",
    accounts.ORG_ELSEWHERE: "that org is not in that area",
    accounts.NO_SUCH_ACCOUNT: "there is no such account; `haochaping staff list` shows what there is",
    accounts.SO_ALREADY: "it is so already",
    rules.TOO_SHORT: f"a password has at least {rules.SHORTEST_PASSWORD} characters",
    rules.TOO_LONG: f"a password has at most {rules.LONGEST_PASSWORD} characters",
    rules.HAS_USERNAME: "a password does not contain the username",
    rules.FEW_CHARACTERS: f"a password has at least {rules.FEWEST_CHARACTERS} different characters",
}

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Wish:
    """An account to be made, as it was typed."""

    username: str
    name: str
    role: Role
    area: str
    org: str | None

    @property
    def new(self) -> NewStaff:
        """The same, as it is kept."""
        return NewStaff(
            self.username.strip().lower(), self.name.strip(), self.role, Scope(self.area, self.org)
        )


@dataclass(frozen=True, slots=True)
class Made:
    """What to tell, and the password where nobody typed one."""

    told: str
    password: str | None


def add(settings: Settings, wish: Wish, typed: str | None) -> Made:
    """Make an account, with a password that was typed or a new one. ValueError where it cannot be made."""
    password = typed or new_password()

    async def work(parts: Parts) -> str:
        await make_account(parts, wish.new, password)
        return f"{wish.new.username} can sign in at {parts.settings.web.public_base_url}/console"

    return Made(_in_words(settings, work), None if typed else password)


async def make_account(parts: Parts, new: NewStaff, password: str) -> None:
    """Make an account; raises `CannotKeep` or `WeakPassword`."""
    async with parts.database.transaction() as tx:
        await check_new(tx, new, password)
    hashed = await Passwords().hash(password)
    async with parts.database.transaction() as tx:
        await add_staff(tx, new, hashed, COMMAND, parts.times)


def listed(settings: Settings) -> list[str]:
    """A line for each account."""

    async def work(parts: Parts, tx: Transaction) -> list[str]:
        return [_line(each) for each in await staff.listed(tx, None, _live(parts))]

    return _in_transaction(settings, work)


def disable(settings: Settings, username: str) -> str:
    """Shut an account; what to tell. ValueError where there is none, or it is shut."""

    async def work(parts: Parts, tx: Transaction) -> str:
        account = await _known(tx, username)
        await accounts.disable_staff(tx, account.id, COMMAND, None, parts.times)
        return f"{account.username} is disabled, and signed out everywhere"

    return _in_transaction(settings, work)


def enable(settings: Settings, username: str) -> str:
    """Open an account again; what to tell. ValueError where there is none, or it is open."""

    async def work(parts: Parts, tx: Transaction) -> str:
        account = await _known(tx, username)
        await accounts.enable_staff(tx, account.id, COMMAND, None, parts.times)
        return f"{account.username} can sign in again"

    return _in_transaction(settings, work)


def password(settings: Settings, username: str, typed: str | None) -> Made:
    """Give an account another password, typed or new. ValueError where there is none, or it is weak."""
    given = typed or new_password()

    async def work(parts: Parts) -> str:
        async with parts.database.transaction() as tx:
            account = await _known(tx, username)
        await set_password(parts, account, given)
        return f"{account.username} has a new password, and is signed out everywhere"

    return Made(_in_words(settings, work), None if typed else given)


async def set_password(parts: Parts, account: Staff, password: str) -> None:
    """Give an account another password; raises `WeakPassword`."""
    check_password(password, account.username)
    hashed = await Passwords().hash(password)
    async with parts.database.transaction() as tx:
        await accounts.set_password(tx, account, hashed, COMMAND, parts.times)


def sessions_of(settings: Settings, username: str) -> list[str]:
    """A line for each live session of an account; ValueError where there is none."""

    async def work(parts: Parts, tx: Transaction) -> list[str]:
        account = await _known(tx, username)
        return [_session_line(each) for each in await sessions.of_staff(tx, account.id, _live(parts))]

    return _in_transaction(settings, work)


def end(settings: Settings, username: str, number: int | None) -> str:
    """End the sessions of an account, or one; what to tell. ValueError where there is no such."""

    async def work(parts: Parts, tx: Transaction) -> str:
        account = await _known(tx, username)
        ended = await accounts.end_sessions(tx, account, COMMAND, parts.times, only=number)
        if number is not None and not ended:
            raise ValueError(
                f"{account.username} has no live session {number}; `haochaping staff sessions` lists them"
            )
        return f"{account.username}: {ended} sessions ended"

    return _in_transaction(settings, work)


def _in_words(settings: Settings, work: Callable[[Parts], Awaitable[Result]]) -> Result:
    try:
        return with_parts(settings, work)
    except (CannotKeep, WeakPassword) as error:
        raise ValueError(WORDS[error.because]) from None


def _in_transaction(settings: Settings, work: Callable[[Parts, Transaction], Awaitable[Result]]) -> Result:
    async def in_transaction(parts: Parts) -> Result:
        async with parts.database.transaction() as tx:
            return await work(parts, tx)

    return _in_words(settings, in_transaction)


async def _known(tx: Transaction, username: str) -> Staff:
    found = await staff.by_username(tx, username.strip().lower())
    if found is None:
        raise CannotKeep(accounts.NO_SUCH_ACCOUNT)
    return found


def _live(parts: Parts) -> Live:
    wall = parts.clock.wall()
    return Live(wall, session_rules(parts.settings).unused_since(wall))


def _line(each: Listed) -> str:
    seen = f"{civil(each.last_seen_at):%Y-%m-%d %H:%M}" if each.last_seen_at else "never seen"
    state = "disabled" if each.disabled_at else f"{each.live_sessions} sessions"
    return f"{each.username}  {each.name}  {each.role}  {each.area_code}  {each.org_code or '-'}  {seen}  {state}"


def _session_line(each: ListedSession) -> str:
    made, seen = civil(each.made_at), civil(each.seen_at)
    return f"{each.id}  {made:%Y-%m-%d %H:%M}  {seen:%Y-%m-%d %H:%M}  {each.client}  {each.agent}"
