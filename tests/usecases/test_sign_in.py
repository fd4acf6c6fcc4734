"""What changes while a password is being checked counts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from evaluation.staff import Role, Scope, SessionRules
from store import sessions, staff
from store.audit_trail import COMMAND, Times
from store.db import Database, Transaction
from store.staff import Live, NewStaff, Staff
from tests.web.staff import PASSWORD, password_hash
from tests.world import AREA_CODE, START, civil_time
from usecases.staff import accounts
from usecases.staff.passwords import Passwords, new_password
from usecases.staff.sign_in import AccountDisabled, Attempt, WrongPassword, sign_in

NOW = civil_time(START)
TIMES = Times(NOW, NOW)
RULES = SessionRules(timedelta(minutes=30), timedelta(hours=12), 5, 50, timedelta(minutes=15))
ATTEMPT = Attempt("wang", PASSWORD, "10.0.0.1", "Firefox")

Change = Callable[[Transaction, Staff], Awaitable[object]]


class Meanwhile(Passwords):
    """Takes so long over a password that something else happens."""

    def __init__(self, database: Database, change: Change) -> None:
        super().__init__()
        self._database, self._change = database, change

    async def check(self, kept: str | None, password: str) -> bool:
        is_right = await super().check(kept, password)
        async with self._database.transaction() as tx:
            account = await staff.by_username(tx, "wang")
            assert account is not None
            await self._change(tx, account)
        return is_right


async def disabled(tx: Transaction, account: Staff) -> None:
    await accounts.disable_staff(tx, account.id, COMMAND, None, TIMES)


async def given_another_password(tx: Transaction, account: Staff) -> None:
    await accounts.set_password(tx, account, "another hash", COMMAND, TIMES)


@pytest.mark.parametrize(
    ("change", "refused"), [(disabled, AccountDisabled), (given_another_password, WrongPassword)]
)
async def test_no_session_begins_with_what_was_true_a_moment_ago(
    database: Database, change: Change, refused: type[Exception]
) -> None:
    async with database.transaction() as tx:
        await staff.add(tx, NewStaff("wang", "王敏", Role.AUDITOR, Scope(AREA_CODE)), password_hash(), NOW)
    with pytest.raises(refused):
        await sign_in(database, Meanwhile(database, change), RULES, ATTEMPT, TIMES)
    async with database.transaction() as tx:
        assert await sessions.of_staff(tx, 1, Live(NOW, RULES.unused_since(NOW))) == []


async def test_full_width_letters_are_the_same_password() -> None:
    passwords = Passwords()
    kept = await passwords.hash("Ａ１２３４５６７８９")
    assert await passwords.check(kept, "A123456789")
    assert not await passwords.check(kept, "a123456789")
    assert not await passwords.check(None, "A123456789")


def test_new_passwords_can_be_read_out_and_guard_an_account() -> None:
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    assert not set("".join(made)) & set("01ilo")
