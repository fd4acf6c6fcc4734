"""Signing in to the console, and out."""

import asyncio
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest

from evaluation.staff import Role
from store.audit_trail import COMMAND, Times
from tests.conftest import Engines
from tests.web.raw import ask
from tests.web.staff import PASSWORD, SIGN_IN, a_clerk, an_account, at_desk, password_hash
from tests.world import World, open_world
from usecases.staff import accounts
from usecases.staff.passwords import AT_ONCE
from web.console.cookies import PLAIN, SECURE

CLERK = Role.COUNTER_CLERK
WRONG = "用户名或密码不对，请检查后再试。"
BODY = f"username=wang&password={PASSWORD.replace(' ', '+')}".encode()
TRIES = 5
"""`staff.tries` of settings.toml."""


async def age_tries(world: World) -> None:
    """As if the tries had been made a quarter of an hour ago: wall time cannot be moved."""
    await world.query(lambda tx: tx.execute("UPDATE staff_tries SET since = since - interval '15 minutes'"))


async def test_who_signs_in_gets_where_they_wanted(world: World) -> None:
    await an_account(world, CLERK, "wang")
    async with a_clerk(world) as clerk:
        shown = await clerk.opens("/console/account")
        assert (shown.status, shown.path) == (200, SIGN_IN)
        shown = await clerk.signs_in(" Wang ", wants="/console/account")
        assert (shown.status, shown.path) == (200, "/console/account")
        assert "窗口人员" in shown.html
        assert (await clerk.opens(SIGN_IN)).path == "/console"


@pytest.mark.parametrize(
    "wants",
    [
        "https://elsewhere.example/console",
        "//elsewhere.example",
        "/console//elsewhere.example",
        "/console\\elsewhere",
        "/r/token",
        "/console\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "",
    ],
)
async def test_signing_in_leads_nowhere_else(world: World, wants: str) -> None:
    await an_account(world, CLERK, "wang")
    async with a_clerk(world) as clerk:
        assert (await clerk.signs_in("wang", wants=wants)).path == "/console"


async def test_nobody_learns_which_accounts_there_are(world: World) -> None:
    shut = await an_account(world, CLERK, "shut")
    await an_account(world, CLERK, "wang")
    times = Times(world.clock.now(), world.clock.wall())
    await world.query(lambda tx: accounts.disable_staff(tx, shut.id, COMMAND, None, times))
    async with a_clerk(world) as clerk:
        for name in ("wang", "shut", "nobody", "", "x" * 500, "名字", "\ud800"):
            shown = await clerk.signs_in(name.encode(errors="replace").decode(), "not the password")
            assert (shown.status, shown.path) == (401, SIGN_IN)
            assert WRONG in shown.text
            assert "not the password" not in shown.html


async def test_a_disabled_account_is_told_so_by_its_password_alone(world: World) -> None:
    wang = await an_account(world, CLERK, "wang")
    times = Times(world.clock.now(), world.clock.wall())
    await world.query(lambda tx: accounts.disable_staff(tx, wang.id, COMMAND, None, times))
    async with a_clerk(world) as clerk:
        shown = await clerk.signs_in("wang")
        assert (shown.status, "这个账号已停用" in shown.text) == (403, True)
        assert (await clerk.opens("/console")).path == SIGN_IN


async def test_after_some_wrong_passwords_the_account_waits(world: World) -> None:
    await an_account(world, CLERK, "wang")
    await an_account(world, CLERK, "li")
    async with a_clerk(world) as clerk:
        for _ in range(TRIES):
            assert (await clerk.signs_in("wang", "wrong")).status == 401
        since = await world.value("SELECT max(since) FROM staff_tries")
        again = f"请在{since + timedelta(minutes=15):%H:%M}后再试。"
        for password in ("wrong", PASSWORD):
            shown = await clerk.signs_in("WANG", password)
            assert (shown.status, again in shown.text) == (429, True)
        assert (await clerk.signs_in("li")).path == "/console"
        await age_tries(world)
        assert (await clerk.signs_in("wang")).path == "/console"


async def test_a_name_that_nobody_has_waits_too(world: World) -> None:
    async with a_clerk(world) as clerk:
        statuses = [(await clerk.signs_in("nobody", "wrong")).status for _ in range(TRIES + 1)]
    assert statuses == [401] * TRIES + [429]


async def test_who_gets_in_starts_anew(world: World) -> None:
    await an_account(world, CLERK, "wang")
    async with a_clerk(world) as clerk:
        for _ in range(2):
            for _ in range(TRIES - 1):
                await clerk.signs_in("wang", "wrong")
            assert (await clerk.signs_in("wang")).path == "/console"


async def test_fifty_guesses_at_once_are_fifty(world: World) -> None:
    await an_account(world, CLERK, "wang")
    answers = await asyncio.gather(
        *(ask(world, "POST", SIGN_IN, b"username=wang&password=wrong", key=None) for _ in range(50))
    )
    assert sorted(answer.status for answer in answers) == [401] * TRIES + [429] * (50 - TRIES)


async def test_one_address_cannot_try_every_name(database_url: str, engines: Engines) -> None:
    rules = {
        "idle_minutes": 30,
        "session_hours": 12,
        "tries": 3,
        "tries_per_address": 4,
        "wait_minutes": 15,
    }
    async with open_world(database_url, engines.redis_url, staff=rules) as world:
        await an_account(world, CLERK, "wang")
        async with a_clerk(world) as clerk:
            for _ in range(3):  # a good one does not count
                assert (await clerk.signs_in("wang")).path == "/console"
            for name in ("a", "b", "c", "d"):
                assert (await clerk.signs_in(name, "wrong")).status == 401
            assert (await clerk.signs_in("e", "wrong")).status == 429
            await age_tries(world)
            assert (await clerk.signs_in("wang")).path == "/console"
            assert await world.value("SELECT count(*) FROM staff_tries WHERE tries > 1") == 0


async def test_the_browser_keeps_a_token_that_no_script_reads_and_we_its_hash(world: World) -> None:
    await an_account(world, CLERK, "wang")
    answer = await ask(world, "POST", SIGN_IN, BODY, key=None)
    cookie = SimpleCookie(answer.headers["set-cookie"])[PLAIN]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert len(cookie.value) >= 43
    assert cookie.value.encode() not in await world.value("SELECT digest FROM staff_sessions")


async def test_over_https_the_cookie_is_for_this_host_alone(database_url: str, engines: Engines) -> None:
    web = {"public_base_url": "https://hcp.example.cn/pj", "host": "127.0.0.1", "port": 8000}
    async with open_world(database_url, engines.redis_url, web=web) as world:
        await an_account(world, CLERK, "wang")
        answer = await ask(world, "POST", SIGN_IN, BODY, key=None)
        assert answer.headers["location"] == "/pj/console"
        cookie = SimpleCookie(answer.headers["set-cookie"])[SECURE]
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
        headers = {"Cookie": f"{SECURE}={cookie.value}"}
        shown = await ask(world, "GET", "/console/account", key=None, headers=headers)
        assert b'action="/pj/console/sign-out"' in shown.body
        assert b'href="/console' not in shown.body


async def test_signing_in_anew_ends_the_browser_s_old_session(world: World) -> None:
    await an_account(world, CLERK, "wang")
    async with a_clerk(world) as clerk:
        for _ in range(2):
            await clerk.signs_in("wang")
        assert await world.value("SELECT array_agg(ended_at IS NULL ORDER BY id) FROM staff_sessions") == [
            False,
            True,
        ]


async def test_signing_out(world: World) -> None:
    async with at_desk(world, CLERK) as clerk:
        assert (await clerk.sends("/console/sign-out")).path == SIGN_IN
        assert (await clerk.opens("/console")).path == SIGN_IN
        assert await world.value("SELECT count(*) FROM staff_sessions WHERE ended_at IS NULL") == 0


@pytest.mark.parametrize(
    "what",
    [
        "UPDATE staff_sessions SET ended_at = seen_at",  # ended by somebody
        "UPDATE staff_sessions SET seen_at = seen_at - interval '30 minutes'",  # idle
        "UPDATE staff_sessions SET made_at = made_at - interval '12 hours', expires_at = seen_at",
        "UPDATE staff SET disabled_at = created_at",
        "DELETE FROM staff_sessions",
    ],
)
async def test_a_session_that_is_over_is_out_at_once(world: World, what: str) -> None:
    async with at_desk(world, CLERK) as clerk:
        await world.query(lambda tx: tx.execute(what))
        shown = await clerk.opens("/console/account")
        assert shown.path == SIGN_IN
        assert 'name="next" value="/console/account"' in shown.html
        assert (await clerk.sends("/console/account/code")).path == SIGN_IN
        assert await world.value("SELECT count(*) FROM staff_codes") == 0


async def test_a_session_that_is_used_lives_on(world: World) -> None:
    async with at_desk(world, CLERK) as clerk:
        await world.query(
            lambda tx: tx.execute("UPDATE staff_sessions SET seen_at = seen_at - interval '29 minutes'")
        )
        await clerk.opens("/console")
        assert await world.value("SELECT seen_at >= made_at FROM staff_sessions")


async def test_old_parameters_are_renewed_when_somebody_signs_in(world: World) -> None:
    await an_account(world, CLERK, "wang")
    async with a_clerk(world) as clerk:
        await clerk.signs_in("wang")
        kept = await world.value("SELECT password_hash FROM staff")
        assert kept != password_hash()
        assert kept.startswith("$argon2id$")
        assert (await clerk.signs_in("wang")).path == "/console"
        assert await world.value("SELECT password_hash FROM staff") == kept


async def test_a_crowd_signs_in_a_few_at_a_time(world: World) -> None:
    """Each takes 64 MiB; the page is answered all the while."""
    for number in range(5):
        await an_account(world, CLERK, f"clerk{number}")
    bodies = [BODY.replace(b"wang", f"clerk{number}".encode()) for number in range(5)]
    crowd = asyncio.gather(*(ask(world, "POST", SIGN_IN, body, key=None) for body in bodies))
    assert (await ask(world, "GET", SIGN_IN, key=None)).status == 200
    assert {answer.status for answer in await crowd} == {303}
    assert AT_ONCE < 5


async def test_pages_are_private(world: World) -> None:
    async with at_desk(world, CLERK) as clerk:
        for path in ("/console", "/console/account", SIGN_IN):
            headers = (await clerk.opens(path)).headers
            assert headers["cache-control"] == "no-store"
            assert "default-src 'none'" in headers["content-security-policy"]
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["referrer-policy"] == "same-origin"
            assert headers["x-content-type-options"] == "nosniff"
