"""The demo's staff: an account for each role, with passwords of each run."""

import json
from dataclasses import asdict

import pytest

from evaluation.staff import Role
from haochaping.demo.samples import CATALOGUE
from haochaping.demo.shelf import PLACES, fill
from haochaping.demo.staff import let_in
from store import catalogue, staff
from store.audit_trail import Times
from store.db import Database
from tests.usecases.test_sign_in import RULES
from tests.world import START, civil_time
from usecases.gifts import desk
from usecases.on_duty import OnDuty
from usecases.staff.passwords import Passwords
from usecases.staff.sign_in import Attempt, WrongPassword, sign_in

NOW = civil_time(START)
TIMES = Times(NOW, NOW)


async def test_each_run_lets_them_in_with_passwords_of_its_own(database: Database) -> None:
    async with database.transaction() as tx:
        await catalogue.put(tx, CATALOGUE)
    first, second = await let_in(database, TIMES), await let_in(database, TIMES)
    assert {login.role for login in second} == set(Role)
    for login in second:
        attempt = Attempt(login.username, login.password, "127.0.0.1", "")
        assert await sign_in(database, Passwords(), RULES, attempt, TIMES)
    with pytest.raises(WrongPassword):
        await sign_in(
            database,
            Passwords(),
            RULES,
            Attempt(first[0].username, first[0].password, "127.0.0.1", ""),
            TIMES,
        )
    told = json.loads(json.dumps([asdict(login) for login in second]))
    assert set(told[0]) == {"username", "password", "role"}
    assert told[0]["role"] == "counter_clerk"


async def test_the_gifts_desk_sees_places_and_may_change_gifts(database: Database) -> None:
    async with database.transaction() as tx:
        await catalogue.put(tx, CATALOGUE)
        await fill(tx, NOW)
    await let_in(database, TIMES)
    async with database.transaction() as tx:
        account = await staff.by_username(tx, "gifts")
        assert account is not None
        duty = OnDuty(account, "127.0.0.1", TIMES)
        assert await desk.may_change_gifts(tx, duty)
        assert len(await desk.places(tx, duty)) == len(PLACES)
