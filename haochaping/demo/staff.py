"""The demo's staff: an account for each role, two that supervise, with passwords of this run."""

import asyncio
from dataclasses import dataclass

from evaluation.staff import Role, Scope
from haochaping.demo.samples import AREA, ORG
from store import staff
from store.audit_trail import COMMAND, Times
from store.db import Database, Transaction
from store.staff import NewStaff
from usecases.staff.accounts import add_staff, set_password
from usecases.staff.passwords import Passwords, new_password

COUNTY, BUREAU = Scope(AREA), Scope(AREA, ORG)
ACCOUNTS = (
    NewStaff("clerk", "王敏", Role.COUNTER_CLERK, BUREAU),
    NewStaff("gifts", "李娜", Role.GIFTS_DESK, COUNTY),
    NewStaff("handler", "赵强", Role.DEPARTMENT_HANDLER, BUREAU),
    NewStaff("supervisor", "陈静", Role.SUPERVISOR, COUNTY),
    NewStaff("admin", "刘伟", Role.ADMINISTRATOR, COUNTY),
    NewStaff("auditor", "孙丽", Role.AUDITOR, COUNTY),
    # An appeal is looked into by one and decided by another.
    NewStaff("supervisor2", "周敏", Role.SUPERVISOR, COUNTY),
)


@dataclass(frozen=True, slots=True)
class Login:
    """How to sign in as one of them."""

    username: str
    password: str
    role: Role


async def let_in(database: Database, times: Times) -> list[Login]:
    """Give every account a password of this run, making those that are not there yet."""
    passwords = Passwords()
    logins = [Login(each.username, new_password(), each.role) for each in ACCOUNTS]
    hashes = await asyncio.gather(*(passwords.hash(login.password) for login in logins))
    async with database.transaction() as tx:
        for account, hashed in zip(ACCOUNTS, hashes, strict=True):
            await _let_in(tx, account, hashed, times)
    return logins


async def _let_in(tx: Transaction, account: NewStaff, hashed: str, times: Times) -> None:
    known = await staff.by_username(tx, account.username)
    if known is None:
        await add_staff(tx, account, hashed, COMMAND, times)
    else:
        await set_password(tx, known, hashed, COMMAND, times)
