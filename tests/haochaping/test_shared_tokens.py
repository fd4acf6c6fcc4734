"""One access token for all processes, asked for once."""

import asyncio
from datetime import datetime, timedelta
from itertools import count

import pytest

from channels.wechat.tokens import AccessToken
from evaluation.delivery import Throttled, Unavailable
from haochaping.clock import SystemClock
from haochaping.shared_tokens import SharedTokens
from store.db import Database
from store.vault import Vault, new_key

VAULT = Vault.from_text(new_key(), new_key())


class Lender:
    """Lends a token for two hours, another whenever it is asked."""

    def __init__(self) -> None:
        self.refused: list[str | None] = []
        self._numbers = count(1)

    async def fetch(self, refused: str | None) -> AccessToken:
        self.refused.append(refused)
        await asyncio.sleep(0)
        return AccessToken(f"token-{next(self._numbers)}", 7200)


class LaterClock(SystemClock):
    """The wall clock, as far ahead as a test says."""

    ahead = timedelta()

    def wall(self) -> datetime:
        return super().wall() + self.ahead


def process(database: Database, *, clock: SystemClock | None = None, vault: Vault = VAULT) -> SharedTokens:
    return SharedTokens("wechat:wx1", database, vault, clock or SystemClock())


async def test_processes_share_a_token_and_one_asks_for_it(database: Database) -> None:
    lender = Lender()
    processes = [process(database) for _ in range(3)]
    found = await asyncio.gather(*(each.current(None, lender.fetch) for each in processes * 10))
    assert set(found) == {"token-1"}
    assert lender.refused == [None]


async def test_a_refused_token_is_replaced_for_all_once(database: Database) -> None:
    lender = Lender()
    processes = [process(database) for _ in range(3)]
    for each in processes:
        await each.current(None, lender.fetch)
    found = await asyncio.gather(*(each.current("token-1", lender.fetch) for each in processes * 10))
    assert set(found) == {"token-2"}
    assert lender.refused == [None, "token-1"]


@pytest.mark.parametrize(("passed", "asked"), [(7100, 1), (7141, 2)])
async def test_a_token_is_given_up_before_its_end(database: Database, passed: int, asked: int) -> None:
    lender, clock = Lender(), LaterClock()
    shared = process(database, clock=clock)
    await shared.current(None, lender.fetch)
    clock.ahead = timedelta(seconds=passed)
    await shared.current(None, lender.fetch)
    await process(database, clock=clock).current(None, lender.fetch)
    assert len(lender.refused) == asked


async def test_a_token_sealed_with_another_key_is_replaced(database: Database) -> None:
    lender = Lender()
    other = Vault.from_text(new_key(), new_key())
    assert await process(database, vault=other).current(None, lender.fetch) == "token-1"
    assert await process(database).current(None, lender.fetch) == "token-2"


async def test_a_token_is_not_kept_in_the_open(database: Database) -> None:
    await process(database).current(None, Lender().fetch)
    async with database.transaction() as tx:
        assert not await tx.value("SELECT count(*) FROM provider_tokens WHERE sealed LIKE '%%token-%%'")


async def test_a_lender_that_is_busy_says_so_and_is_asked_again(database: Database) -> None:
    async def busy(_: str | None) -> AccessToken:
        raise Throttled("45009", 60)

    shared, lender = process(database), Lender()
    with pytest.raises(Throttled):
        await shared.current(None, busy)
    assert await shared.current(None, lender.fetch) == "token-1"


async def test_without_a_database_nothing_is_lent() -> None:
    gone = Database("host=127.0.0.1 port=1 dbname=none", size=1)
    with pytest.raises(Unavailable):
        await process(gone).current(None, Lender().fetch)
