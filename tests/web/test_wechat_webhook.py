"""WeChat's webhook, in plain and encrypted: size, signature, de-duplication, parsing, in that order."""

import asyncio
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest

from tests.bot.citizens import next_day, now
from tests.conftest import Engines
from tests.fakes.wechat import APP_ID
from tests.fakes.wechat_faults import lose_answer, refuse, slow
from tests.fakes.wechat_person import Follower, Mode, Post
from tests.journeys.stack import until
from tests.web.raw import Answer, ask
from tests.web.test_twilio_webhook import everything
from tests.wechat import Li, WeChatWorld, wechat_world
from tests.world import World
from usecases import bind

PATH = "/webhooks/wechat"


@pytest.fixture(params=["plain", "compatible", "safe"])
async def town(
    request: pytest.FixtureRequest, database_url: str, engines: Engines
) -> AsyncIterator[WeChatWorld]:
    """A world in each of WeChat's modes."""
    async with wechat_world(database_url, engines.redis_url, request.param) as made:
        yield made


@pytest.fixture
async def plain(database_url: str, engines: Engines) -> AsyncIterator[WeChatWorld]:
    async with wechat_world(database_url, engines.redis_url) as made:
        yield made


@pytest.fixture
async def safe(database_url: str, engines: Engines) -> AsyncIterator[WeChatWorld]:
    async with wechat_world(database_url, engines.redis_url, "safe") as made:
        yield made


async def test_the_levels_and_the_menu_are_pressed(town: WeChatWorld) -> None:
    li = await town.prompted()
    [prompt] = li.heard
    assert [content.strip("12345 ") for _, content in prompt.choices] == [
        "非常满意", "满意", "基本满意", "不满意", "非常不满意",
    ]  # fmt: skip
    assert "抱歉" in await li.presses("非常不满意", prompt)
    rating = await li.rating()
    assert rating is not None
    assert (rating["level"], rating["rating_channel"]) == (1, "mobile")
    assert "10" in await li.follower.does("CLICK", "points")
    assert town.wechat.requests["custom"] == 1  # the prompt; the answers cost no request of ours


async def test_a_redelivered_message_gets_the_same_answer_and_changes_nothing(plain: WeChatWorld) -> None:
    li = await plain.prompted()
    paper = li.follower.message(Content="2")
    first = await li.follower.post.send(paper)
    before = await everything(plain.world)
    for again in (paper, paper.replace("[2]", "[5]")):
        assert (await li.follower.post.send(again)).text == first.text
    assert await everything(plain.world) == before


async def test_retries_that_come_while_the_first_runs_get_the_same_answer(safe: WeChatWorld) -> None:
    li = await safe.prompted()
    paper = li.follower.message(Content="2")
    answers = await asyncio.gather(*(li.follower.post.send(paper) for _ in range(3)))
    assert len({answer.text for answer in answers}) == 1
    assert await safe.world.value("SELECT count(*) FROM ratings") == 1


async def test_the_second_press_is_harmless(plain: WeChatWorld) -> None:
    li = await plain.prompted()
    for _ in range(2):
        assert "非常满意" in await li.presses("非常满意", li.heard[0])
    assert await plain.world.value("SELECT sum(points) FROM ledger_entries") == 10


async def test_what_a_follower_does_besides_writing(town: WeChatWorld) -> None:
    li = await town.prompted()
    assert "请打字" in await li.follower.speaks()
    assert "非常满意" in await li.follower.speaks("非常满意。")
    assert await li.follower.does("VIEW", "https://example.cn") == ""
    assert "评价" in await li.follower.does("subscribe")
    assert await li.follower.does("unsubscribe") == ""


async def test_who_unfollows_is_asked_by_sms(plain: WeChatWorld) -> None:
    li = await plain.served()
    await li.follower.does("unsubscribe")
    await next_day(plain.world)
    assert not li.heard
    assert len(await li.sms()) == 1


@pytest.mark.parametrize("errcode", [43004, 45015, 45047])
async def test_who_cannot_be_written_to_is_asked_by_sms(plain: WeChatWorld, errcode: int) -> None:
    li = await plain.served()
    plain.wechat.open_window(li.follower.openid)
    plain.wechat.next(refuse(errcode))
    await next_day(plain.world)
    await plain.world.happen()
    assert not li.heard
    assert len(await li.sms()) == 1
    reasons = "SELECT array_agg(reason) FROM messages WHERE state = 'failed'"
    assert await plain.world.value(reasons) == [str(errcode)]


async def test_a_prompt_whose_answer_was_lost_is_never_sent_again(plain: WeChatWorld) -> None:
    li = await plain.served()
    plain.wechat.open_window(li.follower.openid)
    plain.wechat.next(lose_answer())
    await next_day(plain.world)
    await plain.world.pass_hours(24)
    assert len(li.heard) == 1
    assert await li.sms() == []


async def test_an_expired_token_costs_nobody_a_prompt(plain: WeChatWorld) -> None:
    for _ in range(2):
        await plain.prompted()
        plain.wechat.expire_token()
    assert plain.wechat.requests["stable_token"] == 2
    assert plain.wechat.forced == 0


async def test_outside_the_window_a_notice_goes_and_its_receipt_is_kept(
    database_url: str, engines: Engines
) -> None:
    async with wechat_world(database_url, engines.redis_url, template_id="TPL1") as town:
        li = await town.served()
        await next_day(town.world)
        [notice] = li.heard
        assert (notice.kind, notice.data and notice.data["thing1"]) == ("template", "居民身份证换领")
        await is_told(li, notice.msgid + 1, "failed:user block")  # another system's notice
        assert await town.world.value(PROMPT_STATE) == "sent"
        for status in ("success", "success", "failed:system failed"):
            await is_told(li, notice.msgid, status)
            assert await town.world.value(PROMPT_STATE) == "delivered"


async def test_a_receipt_that_comes_before_the_notices_number_does_no_harm(
    database_url: str, engines: Engines
) -> None:
    """Only WeChat's answer tells the number, so nobody knows yet what the receipt is about: it stays sent."""
    async with wechat_world(database_url, engines.redis_url, template_id="TPL1") as town:
        li = await town.served()
        town.wechat.next(refuse(45015), slow(0.6))
        prompting = asyncio.create_task(next_day(town.world))

        async def is_there() -> bool:
            return bool(li.heard)

        await until(is_there)
        await is_told(li, li.heard[0].msgid, "success")
        await prompting
        await town.world.pass_hours(24)
        assert await town.world.value(PROMPT_STATE) == "sent"
        assert len(li.heard) == 1


PROMPT_STATE = "SELECT state FROM messages WHERE kind = 'prompt'"


async def is_told(li: Li, msgid: int, status: str) -> None:
    """WeChat says what became of a notice."""
    done = {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "MsgID": str(msgid), "Status": status}
    assert (await li.follower.post.send(li.follower.paper(**done))).body == "success"


# Who is at the door


async def test_an_address_is_checked(town: WeChatWorld) -> None:
    query = Post(town.url).sign() | {"echostr": "6011521"}
    answer = await check(town.world, query)
    assert (answer.status, answer.body) == (200, b"6011521")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("change", [{"signature": "0" * 40}, {"nonce": "1"}, {"signature": "签"}])
async def test_a_forged_check_is_refused(plain: WeChatWorld, change: dict[str, str]) -> None:
    answer = await check(plain.world, Post(plain.url).sign() | {"echostr": "1"} | change)
    assert (answer.status, answer.problem["status"]) == (403, 403)
    assert (await check(plain.world, {})).status == 403


async def check(world: World, query: dict[str, str]) -> Answer:
    return await ask(world, "GET", f"{PATH}?{urlencode(query)}", key=None)


async def test_a_forged_message_is_refused_and_changes_nothing(town: WeChatWorld) -> None:
    li = await town.prompted()
    before = await everything(town.world)
    paper = li.follower.message(Content="5")
    forgers = [
        Post(town.url, town.mode, token="other"),
        Post(town.url, "safe", aes_key="A" * 43),
        Post(town.url, "safe", app_id="wx-another"),
        Post(town.url, "plain", token=""),
    ]
    for forger in forgers:
        assert (await forger.send(paper)).status == 403
    genuine = Post(town.url, "safe")
    query, body = genuine.wrap(paper)
    other = genuine.wrap(li.follower.message(Content="1"))[1]
    assert (await genuine.post(query, other.encode())).status == 403
    assert (await genuine.post(query | {"msg_signature": "0" * 40}, body.encode())).status == 403
    assert (await genuine.post({}, paper.encode())).status == 403
    assert await everything(town.world) == before


async def test_an_old_signature_is_refused_in_plain_mode(plain: WeChatWorld) -> None:
    li = await plain.prompted()
    before = await everything(plain.world)
    for off in (-301, 301):
        late = Post(plain.url, wall=lambda off=off: Post(plain.url).wall() + off)  # type: ignore[misc]
        assert (await late.send(li.follower.message(Content="5"))).status == 403
    assert await everything(plain.world) == before


@pytest.mark.parametrize("mode", ["plain", "safe"])
async def test_without_secrets_every_message_is_forged(world: World, mode: Mode) -> None:
    url = world.base_url + PATH
    paper = Follower(Post(url), "o1").message(Content="5")
    for token in ("", "QDG6eK"):
        assert (await Post(url, mode, token=token).send(paper)).status == 403
    assert (await check(world, Post(url, token="").sign())).status == 403


async def test_size_comes_before_the_signature_and_parsing_after_it(plain: WeChatWorld) -> None:
    post, li = Post(plain.url), plain.stranger().follower
    assert (await post.post({}, b"x" * 2**20 + b"x")).status == 413
    bomb = '<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>'
    for broken in ("", "{}", "<xml/>", bomb, li.message(MsgId="x"), li.message(FromUserName="")):
        assert (await post.send(broken)).status == 422
    assert await plain.world.value("SELECT count(*) FROM inbound") == 0


async def test_odd_texts_are_kept_safely(safe: WeChatWorld) -> None:
    li = safe.stranger()
    for text in ("", " ", "好" * 10_000, "\u202e5\u202c", "😀", "<&>", "a\tb\nc"):
        await li.says(text)
    longest = "SELECT max(length(text)) FROM inbound"
    assert await safe.world.value(longest) == 2000


async def test_the_key_before_is_still_read_while_it_is_changed(database_url: str, engines: Engines) -> None:
    old, new = Post("").aes_key, "A" * 42 + "E"
    async with wechat_world(
        database_url, engines.redis_url, "safe", encoding_aes_key=new, previous_encoding_aes_key=old
    ) as town:
        li = town.stranger()
        query, body = li.follower.post.wrap(li.follower.message(Content="帮助"))
        assert await status_of(town, query, body) == 200
        assert "评价" in await Follower(Post(town.url, "safe", aes_key=new), "o2").says("帮助")


async def status_of(town: WeChatWorld, query: dict[str, str], body: str) -> int:
    """The status alone: the answer is sealed with the new key."""
    async with town.world.http.post(town.url, params=query, data=body.encode()) as response:
        return response.status


# Slow turns


async def test_a_turn_that_takes_too_long_is_answered_by_a_message(
    safe: WeChatWorld,
) -> None:
    li = await safe.prompted()
    async with safe.world.parts.database.transaction() as tx:
        await tx.execute("SELECT FROM citizens FOR UPDATE")
        began = time.monotonic()
        assert await li.says("2") == ""
        assert time.monotonic() - began < 5

    async def queued() -> bool:
        return bool(await safe.world.value("SELECT count(*) FROM messages WHERE state = 'queued'"))

    await until(queued, within=5)
    await safe.world.happen()
    assert "抱歉" in li.heard[-1].text
    assert li.heard[-1].kind == "msgmenu"
    assert (await li.rating() or {})["level"] == 2


# Binding


async def test_a_code_scanned_at_the_counter_binds(town: WeChatWorld) -> None:
    await town.served()
    stranger = town.stranger()
    for event, prefix in (("subscribe", "qrscene_"), ("SCAN", "")):
        token = await a_token(town)
        assert "已绑定" in await stranger.follower.does(event, prefix + token)
    assert "已失效" in await town.stranger().follower.does("SCAN", "a" * 32)


async def a_token(town: WeChatWorld) -> str:
    """The token of a link for the citizen who was served."""
    citizen_id = await town.world.value("SELECT citizen_id FROM visits")
    at, vault = await now(town.world), town.world.parts.vault
    token: str = await town.world.query(lambda tx: bind.make_token(tx, vault, citizen_id, at))
    return token


def test_the_app_id_of_both_halves_is_one() -> None:
    assert Post("").app_id == APP_ID
