"""Twilio's webhooks: size, signature, de-duplication, parsing, in that order."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.conftest import Engines
from tests.web.raw import Answer, ask
from tests.world import World, a_record, open_world

SMS, STATUS = "/webhooks/twilio/sms", "/webhooks/twilio/status"
PUBLIC = "https://pingjia.example.cn"
TOKEN = "s3cret"
TWILIO = {
    "account_sid": "AC" + "0" * 32, "auth_token": TOKEN, "from_number": "+15005550006",
    "messaging_service_sid": "", "base_url": "",
}  # fmt: skip
PHONE = "+8613900000001"


@pytest.fixture
async def signed_world(database_url: str, engines: Engines) -> AsyncIterator[World]:
    """A world whose Twilio account is set up; prompts still go to the simulator."""
    async with open_world(
        database_url,
        engines.redis_url,
        channels={"sms": "simulator", "twilio": TWILIO},
        web={"public_base_url": PUBLIC, "host": "127.0.0.1", "port": 8000},
    ) as world:
        yield world


async def twilio(
    world: World, path: str, form: dict[str, str], *, token: str = TOKEN, signature: str | None = None
) -> Answer:
    """POST a form as Twilio would, signed for the public address."""
    signed = RequestValidator(token).compute_signature(PUBLIC + path, form)
    headers = {
        "X-Twilio-Signature": signed if signature is None else signature,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return await ask(world, "POST", path, urlencode(form).encode(), headers=headers, key=None)


def message(sid: str, text: str, sender: str = PHONE) -> dict[str, str]:
    return {"MessageSid": sid, "From": sender, "To": TWILIO["from_number"], "Body": text, "NumMedia": "0"}


async def everything(world: World) -> list[Any]:
    """How many rows there are of all that a message could touch, and the state of the visits."""
    tables = ("citizens", "addresses", "inbound", "messages", "ratings", "ledger_entries", "dialogues")
    counts = [await world.value(f"SELECT count(*) FROM {table}") for table in tables]
    return [*counts, await world.value("SELECT string_agg(state, ',' ORDER BY id) FROM visits")]


def texts(answer: Answer) -> list[str]:
    assert answer.headers["content-type"].startswith("application/xml")
    return re.findall(r"<Message[^>]*>([^<]*)</Message>", answer.body.decode())


async def test_a_reply_is_answered_in_the_response(signed_world: World) -> None:
    record = a_record()
    await signed_world.send_records(record)
    await signed_world.pass_hours(24)
    answer = await twilio(signed_world, SMS, message("SM1", "5 谢谢"))
    [text] = texts(answer)
    assert "非常满意" in text
    assert f"{PUBLIC}{STATUS}?message=" in answer.body.decode()
    assert (await signed_world.record(record["record_no"]))["rating"]["comment"] == "谢谢"


async def test_a_redelivered_message_gets_the_same_answer_and_changes_nothing(signed_world: World) -> None:
    await signed_world.send_records(a_record())
    await signed_world.pass_hours(24)
    first = await twilio(signed_world, SMS, message("SM1", "2"))
    before = await everything(signed_world)
    for text in ("2", "5 另一句"):
        again = await twilio(signed_world, SMS, message("SM1", text))
        assert again.body == first.body
    assert await everything(signed_world) == before


async def test_a_forged_message_is_refused_and_changes_nothing(signed_world: World) -> None:
    await signed_world.send_records(a_record())
    await signed_world.pass_hours(24)
    before = await everything(signed_world)
    for path, form in (
        (SMS, message("SM1", "5")),
        (STATUS, {"MessageSid": "SM1", "MessageStatus": "failed"}),
    ):
        for signature in ("", "x" * 28, "\u00ff\u00fe", "a" * 5000):
            answer = await twilio(signed_world, path, form, signature=signature)
            assert (answer.status, answer.problem["status"]) == (403, 403)
        assert (await twilio(signed_world, path, form, token="other")).status == 403
    altered = urlencode(message("SM1", "1")).encode()
    signed = RequestValidator(TOKEN).compute_signature(PUBLIC + SMS, message("SM1", "5"))
    headers = {"X-Twilio-Signature": signed, "Content-Type": "application/x-www-form-urlencoded"}
    assert (await ask(signed_world, "POST", SMS, altered, headers=headers)).status == 403
    assert await everything(signed_world) == before


async def test_without_secrets_every_message_is_forged(world: World) -> None:
    before = await everything(world)
    for token in ("", TOKEN):
        assert (await twilio(world, SMS, message("SM1", "5"), token=token)).status == 403
    assert await everything(world) == before


async def test_size_comes_before_the_signature_and_parsing_after_it(signed_world: World) -> None:
    huge = await twilio(signed_world, SMS, message("SM1", "x" * 2**20), signature="forged")
    assert huge.status == 413
    for form, field in (
        ({"From": PHONE, "Body": "5"}, "MessageSid"),
        ({"MessageSid": "SM1", "Body": "5"}, "From"),
        ({"MessageSid": "SM/1", "From": PHONE, "Body": "5"}, "MessageSid"),
        ({"MessageSid": "SM1", "From": "nobody", "Body": "5"}, "From"),
        ({"MessageSid": "SM1", "From": PHONE}, "Body"),
    ):
        answer = await twilio(signed_world, SMS, form)
        assert (answer.status, answer.fields) == (422, [field])
    for body in (b"", b"\xff=\xfe", b"a" * 10_000 + b"&" * 10_000, b"=&=&="):
        assert (await ask(signed_world, "POST", SMS, body)).status == 403


async def test_odd_texts_are_kept_safely(signed_world: World) -> None:
    for number, text in enumerate(("", "\x00", "好" * 10_000, "\u202e5\u202c", "😀", "\x1b[2J", "<&>]]>")):
        answer = await twilio(signed_world, SMS, message(f"SM{number}", text))
        assert answer.status == 200
    longest = "SELECT max(length(text)), max(original_length) FROM inbound"
    assert await signed_world.value(
        f"SELECT ROW(m.max, m.max_1)::text FROM ({longest}) AS m (max, max_1)"
    ) == ("(2000,10000)")


async def test_twenty_replies_of_one_citizen_are_taken_one_after_the_other(signed_world: World) -> None:
    record = a_record()
    await signed_world.send_records(record)
    await signed_world.pass_hours(24)
    said = [message(f"SM{n}", str(n % 3 + 3)) for n in range(20)]
    answers = await asyncio.gather(*(twilio(signed_world, SMS, form) for form in said))
    assert [answer.status for answer in answers] == [200] * 20
    rating = (await signed_world.record(record["record_no"]))["rating"]
    versions = await signed_world.value("SELECT array_agg(version ORDER BY inbound_id) FROM ratings")
    assert versions == list(range(1, 21))
    last = "SELECT text FROM inbound ORDER BY id DESC LIMIT 1"
    assert rating["level"] == int(await signed_world.value(last))
    assert await signed_world.value("SELECT sum(points) FROM ledger_entries") == 10


async def test_one_message_delivered_twenty_times_at_once_is_one(signed_world: World) -> None:
    await signed_world.send_records(a_record())
    await signed_world.pass_hours(24)
    answers = await asyncio.gather(*(twilio(signed_world, SMS, message("SM1", "5")) for _ in range(20)))
    assert len({answer.body for answer in answers}) == 1
    assert await signed_world.value("SELECT count(*) FROM inbound") == 1


async def test_what_twilio_answered_by_itself_counts_and_is_answered_once(signed_world: World) -> None:
    """Advanced Opt-Out: the account's own words, in any language, of which Twilio tells the kind."""
    await signed_world.send_records(a_record())
    words = (("STOP", "arrêt", True), ("HELP", "aide", True), ("START", "encore", False))
    for number, (kind, text, stopped) in enumerate(words):
        form = message(f"SM{number}", text) | {"OptOutType": kind}
        for _ in range(2):  # a redelivered one changes nothing
            assert texts(await twilio(signed_world, SMS, form)) == []
        assert await signed_world.value("SELECT opted_out_at IS NOT NULL FROM citizens") is stopped
    assert await signed_world.value("SELECT count(*) FROM messages") == 0
    await signed_world.pass_hours(24)
    assert await signed_world.value("SELECT count(*) FROM messages WHERE kind = 'prompt'") == 1


async def test_an_opt_out_type_that_is_not_known_is_no_news(signed_world: World) -> None:
    [text] = texts(await twilio(signed_world, SMS, message("SM1", "退订") | {"OptOutType": ""}))
    assert "停止提醒" in text


async def test_receipts_are_taken_and_those_of_others_ignored(signed_world: World) -> None:
    before = await everything(signed_world)
    for status in ("delivered", "queued", "nonsense"):
        answer = await twilio(signed_world, STATUS, {"MessageSid": "SM404", "MessageStatus": status})
        assert (answer.status, answer.body) == (204, b"")
    assert (await twilio(signed_world, STATUS, {"MessageSid": "SM404"})).fields == ["MessageStatus"]
    odd = await twilio(
        signed_world, f"{STATUS}?message=99999999999999999999", {"MessageSid": "S", "MessageStatus": "sent"}
    )
    assert odd.status == 204
    assert await everything(signed_world) == before
