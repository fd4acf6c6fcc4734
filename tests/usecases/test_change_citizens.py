"""It takes two: one asks, with a reason, and another confirms."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest

from store import changes
from store.db import Database, Transaction
from store.people import Address, Contact, resolve
from store.vault import Vault, new_key
from tests.world import START, civil_time
from usecases import change_citizens, two_people
from usecases.two_people import CannotSign, Signature

NOW = civil_time(START)
VAULT = Vault.from_text(new_key(), new_key())
WANG = Signature("王芳", "同一人，已核对")
SMS = ("sms",)


async def two(tx: Transaction) -> tuple[Address, Address]:
    contacts = [Contact("phone", f"+861390000000{last}") for last in (1, 2)]
    found = await resolve(tx, VAULT, contacts, NOW)
    return found[contacts[0]], found[contacts[1]]


async def citizens(tx: Transaction) -> set[int]:
    return set(await tx.values("SELECT citizen_id FROM addresses"))


async def refused(work: Callable[[], Awaitable[Any]]) -> str:
    with pytest.raises(CannotSign) as caught:
        await work()
    return caught.value.because


async def test_nothing_happens_before_another_confirms(database: Database) -> None:
    async with database.transaction() as tx:
        first, second = await two(tx)
        number = await change_citizens.ask_merge(tx, first, second, WANG, NOW)
        assert len(await citizens(tx)) == 2
        [waiting] = await changes.waiting(tx)
        assert (waiting.id, waiting.kind, waiting.asked_by, waiting.why) == (
            number,
            "merge",
            WANG.by,
            WANG.why,
        )
        await change_citizens.confirm(tx, number, "李强", SMS, NOW)
        assert len(await citizens(tx)) == 1
        assert await changes.waiting(tx) == []


@pytest.mark.parametrize("name", ["王芳", " 王 芳 ", "王芳　"])
async def test_whoever_asked_cannot_confirm(database: Database, name: str) -> None:
    async with database.transaction() as tx:
        number = await change_citizens.ask_merge(tx, *await two(tx), WANG, NOW)
        because = await refused(lambda: change_citizens.confirm(tx, number, name, SMS, NOW))
        assert because == two_people.SAME_PERSON
        assert len(await citizens(tx)) == 2


async def test_the_database_refuses_one_signature_for_two(database: Database) -> None:
    async with database.transaction() as tx:
        number = await change_citizens.ask_detach(tx, (await two(tx))[0], Signature("Wang", "x"), NOW)
        with pytest.raises(psycopg.errors.CheckViolation):
            await changes.decide(tx, number, confirmed=True, by="WANG", now=NOW)


async def test_what_was_refused_cannot_be_confirmed_and_may_be_asked_again(database: Database) -> None:
    async with database.transaction() as tx:
        first, second = await two(tx)
        number = await change_citizens.ask_merge(tx, first, second, WANG, NOW)
        await change_citizens.refuse(tx, number, WANG.by, NOW)
        for decide in (
            lambda: change_citizens.confirm(tx, number, "李强", SMS, NOW),
            lambda: change_citizens.refuse(tx, number, "李强", NOW),
        ):
            assert await refused(decide) == two_people.NOT_WAITING
        assert len(await citizens(tx)) == 2
        assert await change_citizens.ask_merge(tx, first, second, WANG, NOW) != number


async def test_the_same_is_asked_once_whatever_the_order(database: Database) -> None:
    async with database.transaction() as tx:
        first, second = await two(tx)
        await change_citizens.ask_merge(tx, first, second, WANG, NOW)
        again = await refused(lambda: change_citizens.ask_merge(tx, second, first, WANG, NOW))
        assert again == two_people.ASKED_ALREADY


async def test_one_citizens_addresses_need_no_merge(database: Database) -> None:
    async with database.transaction() as tx:
        first, _ = await two(tx)
        because = await refused(lambda: change_citizens.ask_merge(tx, first, first, WANG, NOW))
        assert because == change_citizens.ONE_ALREADY


@pytest.mark.parametrize("signature", [Signature(" ", "why"), Signature("王芳", "　")])
async def test_a_name_and_a_reason_are_needed(database: Database, signature: Signature) -> None:
    async with database.transaction() as tx:
        first, _ = await two(tx)
        because = await refused(lambda: change_citizens.ask_detach(tx, first, signature, NOW))
        assert because == two_people.UNSIGNED


async def test_confirmed_twice_at_one_moment_is_carried_out_once(database: Database) -> None:
    async with database.transaction() as tx:
        number = await change_citizens.ask_detach(tx, (await two(tx))[0], WANG, NOW)

    async def confirm(name: str) -> bool:
        try:
            async with database.transaction() as tx:
                await change_citizens.confirm(tx, number, name, SMS, NOW)
        except CannotSign:
            return False
        return True

    assert sorted(await asyncio.gather(confirm("李强"), confirm("赵敏"))) == [False, True]
    async with database.transaction() as tx:
        assert await tx.value("SELECT count(*) FROM citizens") == 3
