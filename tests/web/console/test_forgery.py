"""A form counts only where it was sent from a page of the console."""

from urllib.parse import urlsplit

import pytest

from evaluation.staff import Role
from tests.web.raw import ask
from tests.web.staff import PASSWORD, SIGN_IN, an_account, at_desk
from tests.world import World

CLERK = Role.COUNTER_CLERK
CODE = "/console/account/code"
BODY = f"username=wang&password={PASSWORD.replace(' ', '+')}".encode()


async def codes(world: World) -> int:
    made: int = await world.value("SELECT count(*) FROM staff_codes")
    return made


@pytest.mark.parametrize("token", ["", "0" * 64, "x", "\u0000", "\ud7ff"])
async def test_without_the_page_s_token_nothing_is_done(world: World, token: str) -> None:
    async with at_desk(world, CLERK) as clerk:
        shown = await clerk.sends(CODE, csrf=token)
        assert (shown.status, "没有提交" in shown.text) == (403, True)
        assert await codes(world) == 0


async def test_another_s_token_is_none(world: World) -> None:
    async with at_desk(world, CLERK, "wang") as wang, at_desk(world, CLERK, "li") as li:
        token = (await li.opens("/console/account")).csrf
        assert (await wang.sends(CODE, csrf=token)).status == 403
        assert await codes(world) == 0


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        (None, True),  # a browser that says nothing: the token decides, and for signing in there is none
        ("{ours}", True),
        ("http://127.0.0.1:8000", True),  # web.public_base_url, where a proxy asks by another name
        ("https://elsewhere.example", False),
        ("null", False),  # a sandboxed frame, a file
        ("http://127.0.0.1:1", False),  # another server of this host
        ("", False),
    ],
)
async def test_another_site_cannot_sign_anybody_in(world: World, origin: str | None, taken: bool) -> None:
    await an_account(world, CLERK, "wang")
    headers = {} if origin is None else {"Origin": origin.replace("{ours}", world.base_url)}
    answer = await ask(world, "POST", SIGN_IN, BODY, key=None, headers=headers)
    assert answer.status == (303 if taken else 403)
    assert ("set-cookie" in answer.headers) is taken


async def test_what_only_looks_like_our_host_is_not(world: World) -> None:
    host = urlsplit(world.base_url).netloc
    for origin in (f"http://{host}.example", f"http://x@{host}", "http://", f"http://{host}, http://x"):
        answer = await ask(world, "POST", SIGN_IN, BODY, key=None, headers={"Origin": origin})
        assert answer.status == 403, origin
