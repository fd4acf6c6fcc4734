"""`haochaping staff`: what is typed and what is told."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import typer.main

from evaluation.staff import Role
from haochaping.cli import app
from haochaping.commands import staff
from haochaping.commands.staff import Wish
from haochaping.demo.samples import AREA, CATALOGUE, ORG
from haochaping.settings import Settings, load
from haochaping.wiring.parts import build, session_rules
from store import catalogue
from store.audit_trail import Times
from store.vault import new_key
from usecases.staff.passwords import Passwords
from usecases.staff.sign_in import AccountDisabled, Attempt, WrongPassword, sign_in

CLERK = Role.COUNTER_CLERK
WANG = Wish("Wang", "王敏", CLERK, AREA, None)


@pytest.fixture
async def settings(database_url: str) -> Settings:
    """Settings of a database that has the demo's catalogue."""
    made = load(database_url=database_url, security={"phone_key": new_key(), "lookup_key": new_key()})
    parts = build(made, pool_size=1)
    await parts.database.open()
    async with parts.database.transaction() as tx:
        await catalogue.put(tx, CATALOGUE)
    await parts.database.close()
    return made


async def run(command: Callable[..., Any], *words: object) -> Any:
    """A command as the command line runs it, with a loop of its own."""
    return await asyncio.to_thread(command, *words)


async def signs_in(settings: Settings, username: str, password: str) -> str:
    """What the sign-in page would do."""
    parts = build(settings, pool_size=1)
    await parts.database.open()
    times = Times(parts.clock.now(), parts.clock.wall())
    attempt = Attempt(username, password, "10.0.0.1", "Firefox on Windows")
    try:
        return await sign_in(parts.database, Passwords(), session_rules(settings), attempt, times)
    finally:
        await parts.database.close()


async def test_an_account_is_made_with_a_password_that_is_shown_once(settings: Settings) -> None:
    made = await run(staff.add, settings, WANG, None)
    assert made.told == "wang can sign in at http://127.0.0.1:8000/console"
    assert len(made.password) >= 20
    assert await signs_in(settings, "wang", made.password)
    [line] = await run(staff.listed, settings)
    assert line.startswith(f"wang  王敏  counter_clerk  {AREA}  -  20")
    assert line.endswith("  1 sessions")


async def test_a_password_that_was_typed_is_not_shown(settings: Settings) -> None:
    made = await run(staff.add, settings, WANG, "一句自己记得住的长话")
    assert made.password is None
    assert await signs_in(settings, "wang", "一句自己记得住的长话")


@pytest.mark.parametrize(
    ("wish", "typed", "told"),
    [
        (Wish("王敏", "王敏", CLERK, AREA, None), None, "a username is"),
        (Wish("1wang", "王敏", CLERK, AREA, None), None, "a username is"),
        (Wish("wang", " ", CLERK, AREA, None), None, "a name is needed"),
        (Wish("wang", "王敏", CLERK, "320115", None), None, "the catalogue has no such area"),
        (Wish("wang", "王敏", CLERK, "330100000000", None), None, "the catalogue has no such area"),
        (Wish("wang", "王敏", CLERK, AREA, "nobody"), None, "the catalogue has no such org"),
        (Wish("wang", "王敏", CLERK, "320115001000", "113201150141490016"), None, ""),
        (Wish("wang", "王敏", CLERK, AREA, None), "short", "a password has at least"),
        (Wish("wang", "王敏", CLERK, AREA, None), "wang wang wang", "a password does not contain"),
    ],
)
async def test_what_cannot_be_made_is_told(
    settings: Settings, wish: Wish, typed: str | None, told: str
) -> None:
    if not told:  # a street's clerk of the county's police
        assert await run(staff.add, settings, wish, typed)
        return
    with pytest.raises(ValueError, match=told):
        await run(staff.add, settings, wish, typed)
    assert await run(staff.listed, settings) == []


async def test_a_name_is_one_account_s_in_any_case(settings: Settings) -> None:
    await run(staff.add, settings, WANG, None)
    with pytest.raises(ValueError, match="account of that name already"):
        await run(staff.add, settings, Wish("WANG", "王芳", CLERK, AREA, ORG), None)


async def test_disabled_and_enabled(settings: Settings) -> None:
    password = (await run(staff.add, settings, WANG, None)).password
    await signs_in(settings, "wang", password)
    assert await run(staff.disable, settings, "wang") == "wang is disabled, and signed out everywhere"
    assert await run(staff.sessions_of, settings, "wang") == []
    with pytest.raises(AccountDisabled):
        await signs_in(settings, "wang", password)
    with pytest.raises(ValueError, match="it is so already"):
        await run(staff.disable, settings, "wang")
    await run(staff.enable, settings, "wang")
    assert await signs_in(settings, "wang", password)


async def test_another_password(settings: Settings) -> None:
    old = (await run(staff.add, settings, WANG, None)).password
    await signs_in(settings, "wang", old)
    new = (await run(staff.password, settings, "wang", None)).password
    assert await run(staff.sessions_of, settings, "wang") == []
    with pytest.raises(WrongPassword):
        await signs_in(settings, "wang", old)
    assert await signs_in(settings, "wang", new)


async def test_sessions_are_listed_and_ended(settings: Settings) -> None:
    password = (await run(staff.add, settings, WANG, None)).password
    for _ in range(3):
        await signs_in(settings, "wang", password)
    lines = await run(staff.sessions_of, settings, "wang")
    assert [line.split("  ")[0] for line in lines] == ["3", "2", "1"]
    assert lines[0].endswith("  10.0.0.1  Firefox on Windows")
    assert await run(staff.end, settings, "wang", 2) == "wang: 1 sessions ended"
    with pytest.raises(ValueError, match="no live session 2"):
        await run(staff.end, settings, "wang", 2)
    assert await run(staff.end, settings, "wang", None) == "wang: 2 sessions ended"


@pytest.mark.parametrize("command", [staff.disable, staff.enable, staff.sessions_of])
async def test_nobody_of_that_name(settings: Settings, command: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="there is no such account"):
        await run(command, settings, "nobody")


async def test_all_of_it_is_on_record_as_done_by_command(settings: Settings) -> None:
    await run(staff.add, settings, WANG, None)
    await run(staff.disable, settings, "wang")
    parts = build(settings, pool_size=1)
    await parts.database.open()
    async with parts.database.transaction() as tx:
        kept = await tx.values(
            """SELECT concat_ws(' ', client, staff_id, action, subject, subject_id, area_code)
                 FROM audit_trail ORDER BY id"""
        )
    await parts.database.close()
    assert kept == [f"command staff_added staff 1 {AREA}", f"command staff_disabled staff 1 {AREA}"]


def test_the_commands_are_part_of_haochaping() -> None:
    group = typer.main.get_group(app).commands["staff"]
    assert set(group.commands) == {"add", "list", "disable", "enable", "password", "sessions", "end"}  # type: ignore[attr-defined]
