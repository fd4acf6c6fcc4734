"""What Telegram posts, read: a table of updates and what each means."""

import json
from typing import Any

import pytest

from channels.interface import Incoming
from channels.telegram.account import TelegramAccount, secret_ok
from channels.telegram.answering import answer
from channels.telegram.receiving import COMMANDS, read_json, read_update
from channels.telegram.update import Malformed, Press
from evaluation.exchange import Choice, Event
from tests.fakes.telegram_papers import BOT, Sent, membership, message, person, pressed

CHAT = 1001
GROUP = {"id": -1001, "type": "supergroup", "title": "邻居"}
VOICE = {"file_id": "f", "file_unique_id": "u", "duration": 3}
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
STICKER = {
    "file_id": "f",
    "file_unique_id": "u",
    "type": "regular",
    "width": 1,
    "height": 1,
    "is_animated": False,
    "is_video": False,
}


def update(update_id: int = 9, **about: Any) -> dict[str, Any]:
    return {"update_id": update_id, **about}


def wrote(**content: Any) -> dict[str, Any]:
    return update(message=message(CHAT, 33, **content))


@pytest.mark.parametrize(
    ("content", "event", "text"),
    [
        ({"text": "5 谢谢"}, Event.TEXT, "5 谢谢"),
        ({"text": " 5\n很好 "}, Event.TEXT, " 5\n很好 "),
        ({"photo": PHOTO, "caption": "2 等了两小时"}, Event.TEXT, "2 等了两小时"),  # they wrote something
        ({"voice": VOICE}, Event.UNREADABLE, ""),
        ({"photo": PHOTO}, Event.UNREADABLE, ""),
        ({"sticker": STICKER}, Event.UNREADABLE, ""),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, Event.UNREADABLE, ""),
        ({"contact": {"phone_number": "1", "first_name": "王"}}, Event.UNREADABLE, ""),
        ({"text": "/start"}, Event.ARRIVE, ""),
        ({"text": "/start dG9rZW4"}, Event.ARRIVE, "dG9rZW4"),
        ({"text": "/start@haochaping_bot dG9rZW4"}, Event.ARRIVE, "dG9rZW4"),
        ({"text": "/START"}, Event.ARRIVE, ""),
        ({"text": "/help"}, Event.TEXT, "帮助"),
        ({"text": "/Help@haochaping_bot"}, Event.TEXT, "帮助"),
        ({"text": "/points"}, Event.TEXT, "积分"),
        ({"text": "/progress"}, Event.TEXT, "进度"),
        ({"text": "/gifts"}, Event.TEXT, "兑换"),
        ({"text": "/stop"}, Event.TEXT, "退订"),
        ({"text": "/back"}, Event.TEXT, "恢复"),
        ({"text": "/unknown"}, Event.TEXT, "/unknown"),
        ({"text": "/5"}, Event.TEXT, "/5"),
        ({"text": "//"}, Event.TEXT, "//"),
    ],
)
def test_what_a_person_does(content: dict[str, Any], event: Event, text: str) -> None:
    received = read_update(wrote(**content))
    command = {words[0]: f"/{name}" for name, words in COMMANDS.items()}.get(text, "")
    assert received.incoming == Incoming("9.33", str(CHAT), text, event, "zh-hans", command=command)
    assert received.press is None


@pytest.mark.parametrize(("language", "text"), [("en-GB", "help"), ("zh-hans", "帮助"), ("", "帮助")])
def test_a_command_speaks_the_language_of_the_app(language: str, text: str) -> None:
    received = read_update(update(message=message(CHAT, 33, language=language, text="/help")))
    assert received.incoming is not None
    assert received.incoming.text == text


def test_every_command_has_a_name_that_telegram_takes() -> None:
    assert all(name.isascii() and name.islower() and len(name) <= 32 for name in COMMANDS)


@pytest.mark.parametrize(
    "about",
    [
        update(edited_message=message(CHAT, 33, text="5")),
        update(message=message(CHAT, 33, text="5") | {"chat": GROUP}),
        update(channel_post={"message_id": 1, "date": 1, "chat": {"id": -1, "type": "channel"}, "text": "5"}),
        update(message=message(CHAT, 33, pinned_message=message(CHAT, 32, text="x"))),
        update(message=message(CHAT, 33)),
        update(my_chat_member=membership(CHAT, "member")),
        update(my_chat_member=membership(CHAT, "kicked") | {"chat": GROUP}),
        update(something_new={"a": 1}),
        update(),
        update(message={"message_id": 1}),  # a shape nobody knows
        update(message="5"),
        update(poll_answer={"poll_id": "1", "user": person(CHAT), "option_ids": [1]}),
    ],
)
def test_what_means_nothing_to_us(about: dict[str, Any]) -> None:
    received = read_update(about)
    assert (received.update_id, received.incoming, received.press) == (9, None, None)


def test_who_blocks_the_bot_leaves() -> None:
    incoming = read_update(update(my_chat_member=membership(CHAT, "kicked"))).incoming
    assert incoming is not None
    assert (incoming.event, incoming.address, incoming.text) == (Event.LEAVE, str(CHAT), "")


def test_a_press_brings_its_data_and_the_message_to_edit() -> None:
    sent = Sent(CHAT, 44, "请评价")
    received = read_update(update(callback_query=pressed(sent, "705", "q1")))
    assert received.incoming == Incoming("9.q1", str(CHAT), "705", Event.PRESS, "zh-hans")
    assert received.press == Press("q1", 44)


def test_a_press_on_a_message_too_old_to_edit_is_a_press() -> None:
    received = read_update(update(callback_query=pressed(Sent(CHAT, 44, ""), "705", "q1", too_old=True)))
    assert received.incoming is not None
    assert received.press == Press("q1", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"message": None, "inline_message_id": "i"},
        {"message": {"message_id": 1, "date": 1, "chat": GROUP, "from": BOT, "text": "x"}},
        {"data": None, "game_short_name": "g"},
    ],
)
def test_other_presses_are_only_acknowledged(changes: dict[str, Any]) -> None:
    query = pressed(Sent(CHAT, 44, ""), "705", "q1") | changes
    received = read_update(update(callback_query={k: v for k, v in query.items() if v is not None}))
    assert received.incoming is None
    assert received.press is not None
    assert received.press.id == "q1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"5",
        b"null",
        b"{}",
        b'{"update_id": "9"}',
        b'{"update_id": true}',
        b'{"update_id": 9.5}',
        b"[" * 100_000,
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b'{"update_id": 9',
    ],
)
def test_what_is_no_update(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_json(body)


def test_half_a_surrogate_pair_is_replaced() -> None:
    incoming = read_json(json.dumps(wrote(text="5 \ud83d 好 😀 \x00")).encode()).incoming
    assert incoming is not None
    assert incoming.text == "5 \ufffd 好 😀 \x00"  # the conversation replaces NUL itself


@pytest.mark.parametrize(
    ("secret", "given", "ok"),
    [
        ("s3cret", "s3cret", True),
        ("s3cret", "s3creT", False),
        ("s3cret", "", False),
        ("s3cret", None, False),
        ("s3cret", "秘密\udcff", False),
        ("", "", False),
        ("", None, False),
    ],
)
def test_who_knows_the_secret(secret: str, given: str | None, ok: bool) -> None:
    assert secret_ok(TelegramAccount("1:t", secret), given) is ok


LEVELS = (Choice("满意", "704"), Choice("不满意", "702"))


def test_an_answer_is_a_message_or_the_edit_of_the_pressed_one() -> None:
    written = answer(str(CHAT), [("请评价", LEVELS)], None)
    pressed_on = answer(str(CHAT), [("已记录", ())], 44)
    assert written == {
        "method": "sendMessage",
        "chat_id": CHAT,
        "text": "请评价",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "满意", "callback_data": "704"}],
                [{"text": "不满意", "callback_data": "702"}],
            ]
        },
    }
    assert pressed_on is not None
    assert (pressed_on["method"], pressed_on["message_id"]) == ("editMessageText", 44)
    assert "reply_markup" not in pressed_on  # what was pressed is gone
    assert answer(str(CHAT), [], 44) is None


def test_several_replies_are_one_answer() -> None:
    call = answer(str(CHAT), [("一", ()), ("二", LEVELS)], None)
    assert call is not None
    assert call["text"] == "一\n\n二"
    assert len(call["reply_markup"]["inline_keyboard"]) == 2
