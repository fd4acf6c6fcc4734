"""`haochaping citizen`: what staff type and what they are told."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import typer.main

from haochaping.cli import app
from haochaping.commands import citizens
from haochaping.settings import Settings, load
from haochaping.wiring.parts import build
from store.people import Contact, resolve
from store.vault import new_key
from tests.world import START, civil_time

PHONE, CHAT = "13912345678", "telegram:100200300"
NOBODY = "13900000000"


@pytest.fixture
async def settings(database_url: str) -> Settings:
    """Settings of a database in which a phone and a chat are known."""
    keys = {"phone_key": new_key(), "lookup_key": new_key()}
    made = load(database_url=database_url, security=keys)
    parts = build(made, pool_size=1)
    await parts.database.open()
    contacts = [Contact("phone", f"+86{PHONE}"), Contact("telegram", "100200300", can_sms=False)]
    async with parts.database.transaction() as tx:
        for contact in contacts:
            await resolve(tx, parts.vault, [contact], civil_time(START))
    await parts.database.close()
    return made


async def run(command: Callable[..., Any], *words: object) -> Any:
    """A command as the command line runs it, with a loop of its own."""
    return await asyncio.to_thread(command, *words)


async def test_merged_by_two(settings: Settings) -> None:
    told = await run(citizens.ask_merge, settings, PHONE, CHAT, "王芳", "柜台核对")
    assert told == "request 1 is kept; somebody else now runs `haochaping citizen confirm 1 --by NAME`"
    [line] = await run(citizens.waiting, settings)
    assert line.startswith("1  merge  +86139****5678 + telegram:****00  ")
    assert line.endswith("  王芳: 柜台核对")
    assert PHONE not in line
    assert await run(citizens.confirm, settings, 1, "李强") == "1: the two citizens are one"
    assert await run(citizens.waiting, settings) == []
    with pytest.raises(ValueError, match="one citizen's already"):
        await run(citizens.ask_merge, settings, PHONE, CHAT, "王芳", "再来一次")


async def test_detached_by_two(settings: Settings) -> None:
    await run(citizens.ask_detach, settings, PHONE, "王芳", "号码已换人")
    with pytest.raises(ValueError, match="a second person"):
        await run(citizens.confirm, settings, 1, "王芳")
    assert await run(citizens.confirm, settings, 1, "李强") == "1: the address starts anew, with no history"


async def test_vouched_for_by_two(settings: Settings) -> None:
    await run(citizens.ask_vouch, settings, PHONE, "王芳", "机主本人到柜台")
    assert await run(citizens.confirm, settings, 1, "李强") == "1: the address is its citizen's"


async def test_refused(settings: Settings) -> None:
    await run(citizens.ask_detach, settings, CHAT, "王芳", "试试")
    assert await run(citizens.refuse, settings, 1, "李强") == "1: refused, nothing was changed"
    with pytest.raises(ValueError, match="no such request"):
        await run(citizens.confirm, settings, 1, "赵敏")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (NOBODY, r"nobody is known by \+86139\*\*\*\*0000"),
        ("wechat:oNobody", r"nobody is known by wechat:\*\*\*\*dy"),
        ("telegram:", "neither a phone number"),
        ("12", "neither a phone number"),
        ("qq:100200300", "neither a phone number"),
    ],
)
async def test_an_address_of_nobody(settings: Settings, address: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        await run(citizens.ask_detach, settings, address, "王芳", "试试")


def test_the_group_is_there() -> None:
    group = typer.main.get_group(app).commands["citizen"]
    assert set(group.commands) == {"merge", "detach", "vouch", "changes", "confirm", "refuse"}  # type: ignore[attr-defined]
