"""The main job by SMS: real processes, the real SDK, and a server that speaks Twilio's protocol."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest

from tests.conftest import Engines
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, Answer, FakeTwilio, Signing, Text
from tests.journeys.stack import Stack, free_port, running
from tests.waiting import until
from tests.world import a_record

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response />'

_numbers = count(1)


@dataclass
class Sms:
    """One stack, its Twilio, and what citizens do with their phones."""

    stack: Stack
    twilio: FakeTwilio

    @property
    def webhook(self) -> str:
        """Where Twilio brings what people write."""
        return f"{self.stack.base_url}/webhooks/twilio/sms"

    async def prompt(self, phone: str) -> tuple[str, Text]:
        """The citizen finished something, and a day later is asked: the record's number and the text."""
        finished_at = (await self.stack.now() - timedelta(hours=2)).isoformat()
        record = a_record(phone, finished_at=finished_at)
        await self.stack.send_records([record])
        await self.stack.move(advance_hours=24)
        await until(lambda: self._is_prompted(record["record_no"]))
        [text] = [text for text in self.twilio.texts if text.to == phone]
        return record["record_no"], text

    async def _is_prompted(self, record_no: str) -> bool:
        return bool((await self.stack.record(record_no))["state"] == "prompted")

    async def says(self, phone: str, text: str, sid: str | None = None) -> Answer:
        """The citizen writes; Twilio carries out the reply, and reports on it to the reply's own address."""
        answer = await self.twilio.incoming(self.webhook, phone, text, sid, act=True)
        assert answer.status == 200, answer
        return answer

    async def hears(self, phone: str, text: str) -> str:
        """What the citizen is answered, one text."""
        [reply] = (await self.says(phone, text)).replies
        return reply.text


@pytest.fixture(scope="module")
async def sms(engines: Engines) -> AsyncIterator[Sms]:
    """A stack that sends through the fake Twilio, on a Monday without holidays near."""
    port = free_port()
    async with FakeTwilio() as twilio:
        settings = {
            "HAOCHAPING__CHANNELS__SMS": "twilio",
            "HAOCHAPING__CHANNELS__TWILIO__ACCOUNT_SID": ACCOUNT_SID,
            "HAOCHAPING__CHANNELS__TWILIO__AUTH_TOKEN": AUTH_TOKEN,
            "HAOCHAPING__CHANNELS__TWILIO__FROM_NUMBER": NUMBER,
            "HAOCHAPING__CHANNELS__TWILIO__BASE_URL": twilio.base_url,
            "HAOCHAPING__WEB__PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        }
        async with running(engines, "2026-09-07T10:00:00+08:00", port=port, settings=settings) as stack:
            yield Sms(stack, twilio)


@pytest.fixture
def phone() -> str:
    """A citizen's number that no other journey uses."""
    return f"+861370000{next(_numbers):04}"


async def test_asked_answered_thanked(sms: Sms, phone: str) -> None:
    record_no, prompt = await sms.prompt(phone)
    assert "“居民身份证换领”已办结" in prompt.body
    assert "已记录：非常满意" in (thanks := await sms.hears(phone, "5 谢谢"))
    assert "本次得10分，现有10分" in thanks
    rating = (await sms.stack.record(record_no))["rating"]
    assert (rating["level"], rating["comment"], rating["rating_channel"]) == (5, "谢谢", "sms")
    assert "您现有10分" in await sms.hears(phone, "积分")
    assert "已停止提醒" in await sms.hears(phone, "T")
    assert (await sms.says(phone, "T")).replies == []
    assert "已恢复提醒" in await sms.hears(phone, "恢复")
    assert len(sms.twilio.texts_to(phone)) == 5  # the prompt and four replies


async def test_receipts_late_twice_and_out_of_order_change_nothing(sms: Sms, phone: str) -> None:
    record_no, prompt = await sms.prompt(phone)
    asked = await sms.stack.record(record_no)
    early = await sms.twilio.deliver_receipts("delivered", "sent", "queued", "delivered", texts=[prompt])
    assert await sms.stack.record(record_no) == asked
    answer = await sms.says(phone, "4")
    await sms.stack.move(advance_hours=24)
    late = await sms.twilio.deliver_receipts("sending", "sent", "delivered", to=phone)
    assert {*early, *late} == {204}
    record = await sms.stack.record(record_no)
    assert (record["state"], record["prompted_at"]) == ("rated", asked["prompted_at"])
    assert sms.twilio.texts_to(phone) == [prompt.body, answer.replies[0].text]


async def test_a_redelivered_message_gets_the_same_answer_and_changes_nothing(sms: Sms, phone: str) -> None:
    record_no, _ = await sms.prompt(phone)
    first = await sms.says(phone, "2", sid="SM" + "a" * 32)
    assert "请告诉我们原因" in first.replies[0].text
    assert "已记下您的原因" in await sms.hears(phone, "等了两个小时")
    before = await sms.stack.record(record_no)
    again = await sms.twilio.incoming(sms.webhook, phone, "2", sid="SM" + "a" * 32)
    assert (again.status, again.body) == (first.status, first.body)
    assert await sms.stack.record(record_no) == before
    assert (before["rating"]["level"], before["rating"]["comment"]) == (2, "等了两个小时")


async def test_a_second_stop_word_redelivered_stays_silent(sms: Sms, phone: str) -> None:
    await sms.prompt(phone)
    await sms.says(phone, "退订")
    silent = await sms.says(phone, "T", sid="SM" + "b" * 32)
    again = await sms.twilio.incoming(sms.webhook, phone, "T", sid="SM" + "b" * 32)
    assert silent.body == again.body == EMPTY


@pytest.mark.parametrize("forgery", [Signing(token="guessed"), Signing(signed_for="https://example.org/")])
async def test_a_forged_message_changes_nothing(sms: Sms, phone: str, forgery: Signing) -> None:
    record_no, prompt = await sms.prompt(phone)
    forged = await sms.twilio.incoming(sms.webhook, phone, "1", **forgery)
    assert forged.status == 403
    status, _ = await sms.twilio.post(prompt.callback or "", {"MessageStatus": "failed"}, token="guessed")
    assert status == 403
    assert (await sms.stack.record(record_no))["state"] == "prompted"


async def test_a_reply_after_the_window_hears_where_to_turn(sms: Sms, phone: str) -> None:
    record_no, _ = await sms.prompt(phone)
    record = await sms.stack.record(record_no)
    await sms.stack.move(now=record["window_closes_at"])
    closed = await sms.hears(phone, "5")
    assert "截止" in closed
    assert "12345" in closed
    assert (await sms.stack.record(record_no))["rating"] is None


async def test_somebody_we_never_wrote_to_hears_who_we_are(sms: Sms, phone: str) -> None:
    assert "这里是政务服务中心的评价服务" in await sms.hears(phone, "5")
    assert len(sms.twilio.texts_to(phone)) == 1
