"""A chat or a phone speaks for an account of the staff, by a code that the console shows."""

from datetime import timedelta

import pytest

from bot.staff import read_staff_code
from evaluation.staff import Role
from store import people, staff_chats
from store.audit_trail import Actor, Times
from store.db import Transaction
from store.people import Contact
from store.staff import Staff
from tests.web.staff import an_account
from tests.world import World
from usecases.detach_address import detach_address
from usecases.staff import accounts
from usecases.staff.chats import CODE_TIME, MOST_TRIES, make_code

PHONE, OTHER = "13900000008", "13900000009"
BOUND, WRONG = "已绑定工作台账号", "绑定码不对或已过期"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("工号 1234 5678", "12345678"),
        ("工号12345678", "12345678"),
        ("绑定工号：１２３４５６７８。", "12345678"),
        ("工号是1234-5678", "12345678"),
        ("/staff 12345678", "12345678"),
        ("STAFF 12345678", "12345678"),
        ("12345678", None),
        ("工号 1234567", None),
        ("他的工号是12345678吗", None),
        ("", None),
    ],
)
def test_what_is_a_code(text: str, code: str | None) -> None:
    assert read_staff_code(text) == code


async def wang(world: World) -> tuple[Staff, Actor]:
    account = await an_account(world, Role.COUNTER_CLERK, "wang")
    return account, Actor("10.0.0.1", account.id, account.area_code)


async def a_code(world: World, actor: Actor) -> str:
    await world.clock.refresh()
    times = Times(world.clock.now(), world.clock.wall())
    made: str = await world.query(lambda tx: make_code(tx, world.parts.vault, actor, times))
    return made


async def speaker(world: World, phone: str) -> str | None:
    async def look(tx: Transaction) -> str | None:
        address = await people.known(tx, world.parts.vault, Contact("phone", f"+86{phone}"))
        assert address is not None
        found = await staff_chats.speaker(tx, address.id)
        return found.username if found else None

    name: str | None = await world.query(look)
    return name


async def test_who_types_the_code_speaks_for_the_account(world: World) -> None:
    _, actor = await wang(world)
    code = await a_code(world, actor)
    assert await world.phone(PHONE).says(f"工号 {code}") == (
        "【政务服务】已绑定工作台账号wang。不是您本人操作，请尽快在工作台解除绑定。"
    )
    assert await speaker(world, PHONE) == "wang"
    assert await world.value("SELECT text FROM inbound") == "工号 ********"
    kept = await world.query(
        lambda tx: tx.values("SELECT client || ' ' || action FROM audit_trail ORDER BY id")
    )
    assert kept == ["10.0.0.1 chat_code_made", "sms chat_bound"]


async def test_a_code_works_once_and_only_the_last_one(world: World) -> None:
    _, actor = await wang(world)
    first, last = await a_code(world, actor), await a_code(world, actor)
    assert WRONG in await world.phone(PHONE).says(f"工号 {first}")
    assert BOUND in await world.phone(PHONE).says(f"工号 {last}")
    assert WRONG in await world.phone(OTHER).says(f"工号 {last}")
    assert await speaker(world, OTHER) is None


async def test_a_code_is_good_for_ten_minutes(world: World) -> None:
    _, actor = await wang(world)
    code = await a_code(world, actor)
    await world.clock.move(world.clock.now() + CODE_TIME)
    assert WRONG in await world.phone(PHONE).says(f"工号 {code}")


async def test_guessing_ends_after_a_few_tries(world: World) -> None:
    _, actor = await wang(world)
    code = await a_code(world, actor)
    wrong = f"{(int(code) + 1) % 10**8:08}"
    for _ in range(MOST_TRIES):
        assert WRONG in await world.phone(PHONE).says(f"工号 {wrong}")
    assert WRONG in await world.phone(PHONE).says(f"工号 {code}")
    assert BOUND in await world.phone(OTHER).says(f"工号 {code}")


async def test_a_disabled_account_has_no_voice(world: World) -> None:
    account, actor = await wang(world)
    await world.phone(PHONE).says(f"工号 {await a_code(world, actor)}")
    code = await a_code(world, actor)
    times = Times(world.clock.now(), world.clock.wall())
    await world.query(lambda tx: accounts.disable_staff(tx, account.id, Actor("command"), None, times))
    assert await speaker(world, PHONE) is None
    assert WRONG in await world.phone(OTHER).says(f"工号 {code}")


async def test_a_number_that_changed_hands_speaks_for_nobody(world: World) -> None:
    _, actor = await wang(world)
    await world.phone(PHONE).says(f"工号 {await a_code(world, actor)}")
    address_id = await world.value("SELECT address_id FROM staff_chats")
    await world.query(lambda tx: detach_address(tx, address_id, ("sms",), world.clock.now()))
    assert await speaker(world, PHONE) is None


async def test_a_number_long_silent_speaks_for_nobody_until_it_is_bound_anew(world: World) -> None:
    _, actor = await wang(world)
    phone = world.phone(PHONE)
    await phone.says(f"工号 {await a_code(world, actor)}")
    assert await speaker(world, PHONE) == "wang"
    await world.clock.move(world.clock.now() + timedelta(days=181))
    await phone.says("你好")
    assert await speaker(world, PHONE) is None
    await phone.says(f"工号 {await a_code(world, actor)}")
    assert await speaker(world, PHONE) == "wang"


async def test_it_is_no_rating(world: World) -> None:
    _, actor = await wang(world)
    await world.phone(PHONE).says(f"工号 {await a_code(world, actor)}")
    assert await world.value("SELECT count(*) FROM ratings") == 0
    assert await world.value("SELECT intent FROM inbound") == "binding"
