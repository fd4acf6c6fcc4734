"""WeChat's webhook, in plain and encrypted: size, signature, de-duplication, parsing, in that order."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest

from tests.bot.citizens import next_day, now
from tests.conftest import Engines
from tests.fakes.wechat import APP_ID
from tests.fakes.wechat_faults import answered_at, lose_answer, refuse
from tests.fakes.wechat_person import Follower, Mode, Post
from tests.waiting import until
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


@pytest.mark.parametrize("notice", ["template", "subscription"])
@pytest.mark.parametrize(("status", "ends"), [("success", "delivered"), ("failed:user block", "failed")])
async def test_a_receipt_that_comes_before_the_notices_number_is_kept_until_then(
    notice: str, status: str, ends: str, database_url: str, engines: Engines
) -> None:
    """Only WeChat's answer tells the number, so nobody knows yet what the receipt is about."""
    subscribed = "TPL1" if notice == "subscription" else ""
    async with wechat_world(
        database_url, engines.redis_url, template_id="TPL1", subscribe_template_id=subscribed
    ) as town:
        li, other = await town.served(), town.stranger()
        town.wechat.subscribed.add(li.follower.openid)
        answer = asyncio.Event()
        town.wechat.next(refuse(45015), answered_at(answer))
        prompting = asyncio.create_task(next_day(town.world))

        async def is_there() -> bool:
            return bool(li.heard)

        await until(is_there)
        told = is_told if notice == "template" else is_told_of_a_subscription
        for _ in range(2):
            await told(li, li.heard[0].msgid, status)
        await told(li, li.heard[0].msgid + 7, "failed:system failed")  # another system's notice to them
        await told(other, li.heard[0].msgid + 8, status)  # and to somebody else
        assert await town.world.value("SELECT count(*) FROM early_receipts") == 2
        answer.set()
        await prompting
        blocked = status == "failed:user block" and notice == "template"
        assert await town.world.value(PROMPT_STATE) == ends
        assert (
            bool(await town.world.value("SELECT dead_because FROM addresses WHERE kind = 'wechat'"))
            is blocked
        )
        assert (len(li.heard), await li.sms()) == (1, [])  # it had left: no second text
        await town.world.pass_hours(48)
        assert await town.world.value("SELECT count(*) FROM early_receipts") == 0


PROMPT_STATE = "SELECT state FROM messages WHERE kind = 'prompt'"


async def is_told(li: Li, msgid: int, status: str) -> None:
    """WeChat says what became of a notice."""
    done = {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "MsgID": str(msgid), "Status": status}
    assert (await li.follower.post.send(li.follower.paper(**done))).body == "success"


async def is_told_of_a_subscription(li: Li, msgid: int, status: str) -> None:
    """WeChat says what became of a subscription notice."""
    code = 0 if status == "success" else 20002
    sent = f"<List><TemplateId>TPL1</TemplateId><MsgID>{msgid}</MsgID><ErrorCode>{code}</ErrorCode></List>"
    paper = li.follower.paper(MsgType="event", Event="subscribe_msg_sent_event")
    whole = paper.replace("</xml>", f"<SubscribeMsgSentEvent>{sent}</SubscribeMsgSentEvent></xml>")
    assert (await li.follower.post.send(whole)).body == "success"


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
    for off in (-301, 330):  # a slow machine brings the future one a little nearer
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


async def test_where_a_key_is_set_nothing_in_plain_counts(database_url: str, engines: Engines) -> None:
    async with wechat_world(database_url, engines.redis_url, "safe") as town:
        li = await town.prompted()
        before = await everything(town.world)
        for paper in (
            li.follower.message(Content="5"),
            li.follower.paper(MsgType="event", Event="unsubscribe"),
        ):
            assert (await Post(town.url, "plain").send(paper)).status == 403
        assert await everything(town.world) == before


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
