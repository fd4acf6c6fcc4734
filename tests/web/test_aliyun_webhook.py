"""Aliyun's callbacks: replies are answered by the worker, reports come in any order, strangers change nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from store import pauses
from tests.aliyun import PHONE, SECRET, TAKEN, AliyunWorld, aliyun_world
from tests.conftest import Engines
from tests.fakes.aliyun_faults import lose_answer, refuse, slow
from tests.waiting import until
from tests.web.raw import ask
from tests.world import World, a_record


@pytest.fixture
async def post(database_url: str, engines: Engines) -> AsyncIterator[AliyunWorld]:
    async with aliyun_world(database_url, engines.redis_url) as there:
        yield there


async def test_questions_and_answers_are_reported_on(post: AliyunWorld) -> None:
    await post.prompt()
    [prompt] = post.aliyun.texts_to(PHONE)
    assert prompt.variables["item"] == "居民身份证换领"
    assert "非常满意" in await post.says("5")
    await post.aliyun.push_reports(post.url("reports"))
    assert await post.world.value("SELECT count(*) FROM messages WHERE state <> 'delivered'") == 0


async def test_a_message_pushed_twice_is_answered_once(post: AliyunWorld) -> None:
    await post.prompt()
    entry = post.aliyun.reply(PHONE, "5")
    for _ in range(3):
        assert await post.aliyun.push(post.url("replies"), [entry, entry]) == (200, TAKEN)
        await post.world.happen()
    assert len(post.aliyun.texts_to(PHONE)) == 2


async def test_reports_late_twice_and_out_of_order_only_move_forward(post: AliyunWorld) -> None:
    await post.prompt()
    [text] = post.aliyun.texts
    failed, delivered = post.aliyun.report(text, "MK:0013"), post.aliyun.report(text)
    for entries in ([failed], [delivered, failed], [failed], [{"success": True, "out_id": "somebody-else"}]):
        assert await post.aliyun.push(post.url("reports"), entries) == (200, TAKEN)
    assert await post.state() == "delivered"


async def test_a_report_may_come_before_our_send_returned(post: AliyunWorld) -> None:
    post.aliyun.next(slow(0.6))
    prompting = asyncio.create_task(post.prompt())
    await until(lambda: has_texts(post))
    assert await post.aliyun.push_reports(post.url("reports")) == (200, TAKEN)
    assert await post.state() == "delivered"
    record_no = await prompting
    assert await post.state() == "delivered"
    assert (await post.world.record(record_no))["state"] == "prompted"
    assert post.aliyun.counts() == {PHONE: 1}


async def has_texts(post: AliyunWorld) -> bool:
    return bool(post.aliyun.texts)


async def test_a_report_on_a_message_that_never_left_is_not_ours(post: AliyunWorld) -> None:
    """Another system of the same account, or our own test system, counts its messages as we do."""
    wall = post.world.clock.wall()
    await post.world.query(lambda tx: pauses.pause(tx, "sms", wall))
    await post.prompt()
    out_id = f"hcp-{await post.world.value('SELECT max(id) FROM messages')}"
    for reference in (out_id, out_id.removeprefix("hcp-"), "hcp-987654"):
        report = {"success": False, "err_code": "MOBILE_NOT_EXIST", "out_id": reference}
        assert await post.aliyun.push(post.url("reports"), [report]) == (200, TAKEN)
    assert await post.state() == "queued"
    assert await post.world.value("SELECT count(*) FROM addresses WHERE dead_because IS NOT NULL") == 0
    await post.world.query(lambda tx: pauses.resume(tx, "sms"))
    await post.world.happen()
    assert (await post.state(), post.aliyun.counts()) == ("sent", {PHONE: 1})


async def test_a_report_on_a_message_to_another_phone_is_not_ours(post: AliyunWorld) -> None:
    """Our test system uses the same account: its references are like ours, its phones are not."""
    await post.prompt()
    [text] = post.aliyun.texts
    report = post.aliyun.report(text, "MOBILE_NOT_EXIST") | {"phone_number": "13900009999"}
    assert await post.aliyun.push(post.url("reports"), [report]) == (200, TAKEN)
    assert await post.state() == "sent"
    assert await post.world.value("SELECT count(*) FROM addresses WHERE dead_because IS NOT NULL") == 0
    assert await post.aliyun.push_reports(post.url("reports")) == (200, TAKEN)
    assert await post.state() == "delivered"


async def test_a_lost_answer_sends_nothing_twice(post: AliyunWorld) -> None:
    post.aliyun.next(lose_answer())
    await post.prompt()

    async def is_settled() -> bool:
        await post.world.happen()
        return await post.state() == "sent"

    await until(is_settled, within=20)
    assert post.aliyun.counts() == {PHONE: 1}


async def test_a_refusal_inside_a_200_is_no_success(post: AliyunWorld) -> None:
    post.aliyun.next(refuse("isv.SMS_TEMPLATE_ILLEGAL"))
    await post.prompt()
    assert await post.state() == "failed"
    assert post.aliyun.texts == []


async def test_a_limit_per_number_waits_and_burns_no_attempt(post: AliyunWorld) -> None:
    post.aliyun.next(refuse("isv.BUSINESS_LIMIT_CONTROL"))
    await post.prompt()
    assert (await post.state(), await post.world.value("SELECT attempts FROM messages")) == ("queued", 0)
    await post.world.pass_hours(1.1)
    assert post.aliyun.counts() == {PHONE: 1}


async def test_a_limit_per_number_is_no_word_on_other_numbers(post: AliyunWorld) -> None:
    post.aliyun.next(refuse("isv.BUSINESS_LIMIT_CONTROL"))
    await post.prompt()
    at = (post.world.clock.now() - timedelta(hours=25)).isoformat()
    await post.world.send_records(a_record("13900000002", finished_at=at))
    await post.world.happen()
    assert post.aliyun.counts() == {"13900000002": 1}


@pytest.mark.parametrize("what", ["replies", "reports"])
async def test_a_stranger_changes_nothing(post: AliyunWorld, what: str) -> None:
    await post.prompt()
    [text] = post.aliyun.texts
    entries = [post.aliyun.report(text)] if what == "reports" else [post.aliyun.reply(PHONE, "1")]
    status, problem = await post.aliyun.push(post.url(what, "wrong"), entries)
    assert (status, problem["status"]) == (403, 403)
    assert await post.state() == "sent"
    assert await post.world.value("SELECT count(*) FROM inbound") == 0


@pytest.mark.parametrize(
    ("forwarded", "status"),
    [
        ("47.1.2.3", 200),
        ("9.9.9.9, 47.1.2.3", 200),  # what its caller wrote, then what our proxy saw
        ("47.1.2.3, 9.9.9.9", 403),  # a stranger who wrote an allowed address himself
        ("47.1.3.1", 403),
        ("nonsense", 403),
        (None, 403),
    ],
)
async def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    database_url: str, engines: Engines, forwarded: str | None, status: int
) -> None:
    async with aliyun_world(database_url, engines.redis_url, allowed="47.1.2.0/24") as there:
        headers = {"Content-Type": "application/json"} | ({"X-Forwarded-For": forwarded} if forwarded else {})
        answer = await ask(
            there.world, "POST", f"/webhooks/aliyun/{SECRET}/replies", b"[]", headers=headers, key=None
        )
        assert answer.status == status


async def test_a_body_that_is_no_list_is_refused_in_words(post: AliyunWorld) -> None:
    path = post.url("replies").removeprefix(post.world.base_url)
    answer = await ask(post.world, "POST", path, b"{}", key=None)
    assert answer.status == 422


async def test_without_an_account_nobody_is_let_in(world: World) -> None:
    for what in ("replies", "reports"):
        answer = await ask(world, "POST", f"/webhooks/aliyun/x/{what}", b"[]", key=None)
        assert answer.status == 403
