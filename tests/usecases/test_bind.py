"""A chat becomes one more address of a citizen: by a link, or by a code sent to their phone."""

import asyncio
import re
from datetime import timedelta

import pytest

from store import people
from store.db import Database, Transaction
from store.people import Address, Contact
from store.vault import Vault, new_key
from tests.world import START, civil_time
from usecases import bind, subscription
from usecases.bind import CODE_TIME, CODES_PER_HOUR, LINK_TIME, MOST_WRONG, Redeemed, TooManyCodes

NOW = civil_time(START)
VAULT = Vault.from_text(new_key(), new_key())
A_SECOND = timedelta(seconds=1)


async def somebody(tx: Transaction, kind: str = "phone", address: str = "+8613900000001") -> Address:
    contact = Contact(kind, address)
    return (await people.resolve(tx, VAULT, [contact], NOW))[contact]


async def a_chat(tx: Transaction, chat: str = "1001") -> Address:
    return await somebody(tx, "telegram", chat)


async def owner(tx: Transaction, address: Address) -> int:
    found: int = await tx.value("SELECT citizen_id FROM addresses WHERE id = %(id)s", id=address.id)
    return found


async def test_who_follows_a_link_is_the_citizen_it_was_made_for(database: Database) -> None:
    async with database.transaction() as tx:
        phone, chat = await somebody(tx), await a_chat(tx)
        token = await bind.make_token(tx, VAULT, phone.citizen_id, NOW)
        assert re.fullmatch("[A-Za-z0-9_-]{20,64}", token)
        assert bind.is_token(token)
        assert token.encode() not in await tx.value("SELECT digest FROM bindings")
        bound = await bind.redeem_token(tx, VAULT, token, chat, NOW)
        assert (bound.redeemed, bound.address.citizen_id) == (Redeemed.BOUND, phone.citizen_id)
        assert await owner(tx, chat) == phone.citizen_id


async def test_a_link_works_once_and_following_it_again_changes_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        phone, chat, other = await somebody(tx), await a_chat(tx), await a_chat(tx, "1002")
        token = await bind.make_token(tx, VAULT, phone.citizen_id, NOW)
        bound = (await bind.redeem_token(tx, VAULT, token, chat, NOW)).address
        for _ in range(2):
            again = await bind.redeem_token(tx, VAULT, token, bound, NOW)
            assert again.redeemed is Redeemed.KNOWN
        assert (await bind.redeem_token(tx, VAULT, token, other, NOW)).redeemed is Redeemed.STALE
        assert await owner(tx, other) == other.citizen_id


@pytest.mark.parametrize(("later", "redeemed"), [(-A_SECOND, Redeemed.BOUND), (A_SECOND, Redeemed.STALE)])
async def test_a_link_has_its_time(database: Database, later: timedelta, redeemed: Redeemed) -> None:
    async with database.transaction() as tx:
        phone, chat = await somebody(tx), await a_chat(tx)
        token = await bind.make_token(tx, VAULT, phone.citizen_id, NOW)
        assert (await bind.redeem_token(tx, VAULT, token, chat, NOW + LINK_TIME + later)).redeemed is redeemed


@pytest.mark.parametrize("token", ["", "x", "好", "a" * 2000])
async def test_what_is_no_token_binds_nothing(database: Database, token: str) -> None:
    async with database.transaction() as tx:
        await bind.make_token(tx, VAULT, (await somebody(tx)).citizen_id, NOW)
        assert (await bind.redeem_token(tx, VAULT, token, await a_chat(tx), NOW)).redeemed is Redeemed.STALE


@pytest.mark.parametrize(
    "history",
    [
        "INSERT INTO ledger_accounts (citizen_id, balance) VALUES (%(id)s, 10)",
        """INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, area_code, service_channel,
                               applicant_type, finished_at, received_at, withdrawn, state, excluded_because, citizen_id)
           VALUES ('s', 'n', 1, 'i', 'i', 'a', 'window', 'person', '2026-09-06', '2026-09-06', false, 'excluded',
                   'too_old', %(id)s)""",
        """INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms)
           VALUES (%(id)s, 'phone', '\\x01', '\\x02', true)""",
    ],
)
async def test_a_chat_with_a_history_is_left_to_staff_and_the_link_stays_good(
    database: Database, history: str
) -> None:
    async with database.transaction() as tx:
        phone, chat = await somebody(tx), await a_chat(tx)
        token = await bind.make_token(tx, VAULT, phone.citizen_id, NOW)
        await tx.execute(history, id=chat.citizen_id)
        assert (await bind.redeem_token(tx, VAULT, token, chat, NOW)).redeemed is Redeemed.HISTORY
        assert await owner(tx, chat) == chat.citizen_id
        fresh = await a_chat(tx, "1002")
        assert (await bind.redeem_token(tx, VAULT, token, fresh, NOW)).redeemed is Redeemed.BOUND


async def test_a_stop_said_in_the_chat_goes_along(database: Database) -> None:
    async with database.transaction() as tx:
        phone, chat = await somebody(tx), await a_chat(tx)
        await subscription.opt_out(tx, chat.citizen_id, NOW)
        token = await bind.make_token(tx, VAULT, phone.citizen_id, NOW)
        await bind.redeem_token(tx, VAULT, token, chat, NOW)
        assert await people.opted_out(tx, [phone.citizen_id]) == {phone.citizen_id}


async def test_of_two_who_follow_one_link_at_once_one_is_bound(database: Database) -> None:
    async with database.transaction() as tx:
        phone = await somebody(tx)
        chats = [await a_chat(tx, str(number)) for number in range(1001, 1004)]
        token = await bind.make_token(tx, VAULT, phone.citizen_id, NOW)

    async def follow(chat: Address) -> Redeemed:
        async with database.transaction() as tx:
            return (await bind.redeem_token(tx, VAULT, token, chat, NOW)).redeemed

    outcomes = await asyncio.gather(*(follow(chat) for chat in chats))
    assert sorted(outcomes) == [Redeemed.BOUND, Redeemed.STALE, Redeemed.STALE]


async def test_a_code_binds_the_chat_that_asked_for_it(database: Database) -> None:
    async with database.transaction() as tx:
        phone, chat, other = await somebody(tx), await a_chat(tx), await a_chat(tx, "1002")
        code = await bind.make_code(tx, VAULT, phone, chat, NOW)
        assert re.fullmatch("[0-9]{6}", code)
        assert (await bind.redeem_code(tx, VAULT, code, other, NOW)).redeemed is Redeemed.STALE
        assert (await bind.redeem_token(tx, VAULT, code, chat, NOW)).redeemed is Redeemed.STALE
        bound = await bind.redeem_code(tx, VAULT, code, chat, NOW)
        assert bound.redeemed is Redeemed.BOUND
        assert (await bind.redeem_code(tx, VAULT, code, bound.address, NOW)).redeemed is Redeemed.KNOWN


async def test_a_code_cannot_be_guessed_outlived_or_outdated(database: Database) -> None:
    async with database.transaction() as tx:
        phone, chat = await somebody(tx), await a_chat(tx)
        old = await bind.make_code(tx, VAULT, phone, chat, NOW)
        code = await bind.make_code(tx, VAULT, phone, chat, NOW)
        if old != code:  # one in a million
            assert (await bind.redeem_code(tx, VAULT, old, chat, NOW)).redeemed is Redeemed.STALE
        over = await bind.redeem_code(tx, VAULT, code, chat, NOW + CODE_TIME)
        assert over.redeemed is Redeemed.STALE
        for _ in range(MOST_WRONG):
            await bind.redeem_code(tx, VAULT, "no code", chat, NOW)
        assert (await bind.redeem_code(tx, VAULT, code, chat, NOW)).redeemed is Redeemed.STALE


async def test_codes_are_not_sent_without_end(database: Database) -> None:
    async with database.transaction() as tx:
        phone, chats = await somebody(tx), [await a_chat(tx, str(n)) for n in range(CODES_PER_HOUR)]
        for chat in chats:
            await bind.make_code(tx, VAULT, phone, chat, NOW)
        with pytest.raises(TooManyCodes):
            await bind.make_code(tx, VAULT, phone, await a_chat(tx, "99"), NOW)
        an_hour_later = NOW + timedelta(hours=1)
        await bind.make_code(tx, VAULT, phone, chats[0], an_hour_later)
