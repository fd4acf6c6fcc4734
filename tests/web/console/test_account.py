"""One's own account: password, sessions, chats."""

import re

import pytest

from evaluation.staff import Role
from tests.web.staff import PASSWORD, SIGN_IN, a_clerk, at_desk
from tests.world import World

CLERK = Role.COUNTER_CLERK
ACCOUNT = "/console/account"
NEW = "another long phrase"


async def test_the_password_is_changed_and_other_browsers_are_out(world: World) -> None:
    async with at_desk(world, CLERK, "wang") as here, a_clerk(world) as there:
        await there.signs_in("wang")
        shown = await here.sends(f"{ACCOUNT}/password", old=PASSWORD, new=NEW, again=NEW)
        assert (shown.status, shown.path) == (200, ACCOUNT)
        assert "密码已修改，其他地方的登录已结束。" in shown.text
        assert (await there.opens(ACCOUNT)).path == SIGN_IN
        assert (await there.signs_in("wang")).status == 401
        assert (await there.signs_in("wang", NEW)).path == "/console"


@pytest.mark.parametrize(
    ("old", "new", "again", "wrong"),
    [
        ("not it at all", NEW, NEW, "现在的密码不对。"),
        (PASSWORD, NEW, NEW + " ", "两次输入的新密码不一样。"),
        (PASSWORD, "short", "short", "密码至少10个字符。"),
        (PASSWORD, "wang wang wang", "wang wang wang", "密码里不要有用户名。"),
        (PASSWORD, "0000000000", "0000000000", "密码太简单"),
        (PASSWORD, "x1" * 100, "x1" * 100, "密码最多128个字符。"),
        (PASSWORD, "", "", "密码至少10个字符。"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    world: World, old: str, new: str, again: str, wrong: str
) -> None:
    async with at_desk(world, CLERK, "wang") as clerk:
        before = await world.value("SELECT password_hash FROM staff")
        shown = await clerk.sends(f"{ACCOUNT}/password", old=old, new=new, again=again)
        assert (shown.status, wrong in shown.text) == (422, True)
        assert old not in shown.html
        assert await world.value("SELECT password_hash FROM staff") == before


async def test_the_old_password_cannot_be_guessed_at_an_unlocked_screen(world: World) -> None:
    async with at_desk(world, CLERK, "wang") as clerk:
        for _ in range(5):
            assert (await clerk.sends(f"{ACCOUNT}/password", old="no", new=NEW, again=NEW)).status == 422
        shown = await clerk.sends(f"{ACCOUNT}/password", old=PASSWORD, new=NEW, again=NEW)
        assert (shown.status, "后再试" in shown.text) == (429, True)


async def test_one_s_own_sessions_are_listed_and_ended(world: World) -> None:
    async with at_desk(world, CLERK, "wang") as here, a_clerk(world) as there:
        await there.signs_in("wang")
        shown = await here.opens(ACCOUNT)
        assert "Firefox，Windows 本次登录" in shown.text
        assert shown.html.count('/end"') == 1
        shown = await here.sends(f"{ACCOUNT}/sessions/2/end")
        assert "已结束该登录。" in shown.text
        assert (await there.opens(ACCOUNT)).path == SIGN_IN
        assert (await here.sends(f"{ACCOUNT}/sessions/2/end")).status == 404


async def test_all_others_are_ended_at_once(world: World) -> None:
    async with at_desk(world, CLERK, "wang") as here, a_clerk(world) as there:
        await there.signs_in("wang")
        assert "其他登录已全部结束。" in (await here.sends(f"{ACCOUNT}/sessions/end-others")).text
        assert (await there.opens(ACCOUNT)).path == SIGN_IN
        assert (await here.opens(ACCOUNT)).path == ACCOUNT


async def test_another_s_session_is_not_one_s_own_to_end(world: World) -> None:
    async with at_desk(world, CLERK, "wang") as wang, at_desk(world, CLERK, "li") as li:
        assert (await wang.sends(f"{ACCOUNT}/sessions/2/end")).status == 404
        assert (await wang.sends(f"{ACCOUNT}/sessions/x/end")).status == 404
        assert (await wang.sends(f"{ACCOUNT}/sessions/{'9' * 30}/end")).status == 404
        assert (await li.opens(ACCOUNT)).path == ACCOUNT


async def test_a_phone_is_bound_by_a_code_and_let_go(world: World) -> None:
    async with at_desk(world, CLERK, "wang") as clerk:
        shown = await clerk.sends(f"{ACCOUNT}/code")
        code = re.search(r"工号 \d{4} \d{4}", shown.text)
        assert code
        assert code[0] not in (await clerk.opens(ACCOUNT)).text
        assert "已绑定工作台账号wang" in await world.phone("13900000008").says(code[0])
        shown = await clerk.opens(ACCOUNT)
        assert "短信 +86139****0008" in shown.text
        assert "13900000008" not in shown.html
        address_id = await world.value("SELECT address_id FROM staff_chats")
        async with at_desk(world, CLERK, "li") as other:
            assert (await other.sends(f"{ACCOUNT}/chats/{address_id}/unbind")).status == 404
        assert "已解除绑定。" in (await clerk.sends(f"{ACCOUNT}/chats/{address_id}/unbind")).text
        assert await world.value("SELECT count(*) FROM staff_chats") == 0


async def test_all_of_it_is_on_record(world: World) -> None:
    async with at_desk(world, CLERK, "wang") as clerk:
        await clerk.sends(f"{ACCOUNT}/password", old=PASSWORD, new=NEW, again=NEW)
        await clerk.sends(f"{ACCOUNT}/code")
        await clerk.sends("/console/sign-out")
        await clerk.signs_in("wang", "wrong")
        await clerk.signs_in("wang", NEW)
    kept = await world.value(
        """SELECT array_agg(concat_ws(' ', client, staff_id, action, subject, subject_id, area_code) ORDER BY id)
             FROM audit_trail"""
    )
    assert kept == [
        "127.0.0.1 1 password_changed staff 1 320115000000",
        "127.0.0.1 1 chat_code_made staff 1 320115000000",
        "127.0.0.1 1 signed_out staff 1 320115000000",
        "127.0.0.1 sign_in_refused staff 1 320115000000",
        "127.0.0.1 1 signed_in staff 1 320115000000",
    ]
