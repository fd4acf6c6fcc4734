"""Buttons: a press says the same as words, about the visit it was made for, and is harmless the second time."""

from itertools import count

import pytest

from bot.conversation import Conversation, Said
from evaluation.exchange import Event
from store.inbound import StoredReply
from store.people import Contact, attach
from tests.bot.citizens import Citizen, now, prompted, served
from tests.world import World

_ids = count(1)
SECOND = "社保卡补领"


class Chat:
    """A citizen's chat on a channel with buttons."""

    def __init__(self, citizen: Citizen) -> None:
        self._citizen = citizen
        self.world = citizen.world
        self.address = f"chat-{citizen.phone.number}"

    async def bind(self) -> "Chat":
        """Make the chat an address of the citizen's."""
        parts = self.world.parts
        owner = await self.world.value(
            "SELECT citizen_id FROM visits WHERE record_no = %(number)s",
            number=next(iter(self._citizen.record_nos.values())),
        )
        contact, at = Contact("telegram", self.address, can_sms=False), await now(self.world)
        await self.world.query(lambda tx: attach(tx, parts.vault, [(owner, contact)], at))
        return self

    async def does(self, event: Event, text: str = "", language: str = "") -> list[StoredReply]:
        """Do something; what is answered."""
        parts = self.world.parts
        conversation = Conversation(parts.vault, parts.rules, parts.renderer)
        said = Said("telegram", f"u{next(_ids)}", self.address, text, event, language)
        moment = await now(self.world)
        return await parts.database.persist(lambda tx: conversation.take_turn(tx, said, moment))

    async def says(self, text: str) -> StoredReply:
        """Write; the one answer."""
        [reply] = await self.does(Event.TEXT, text)
        return reply

    async def presses(self, data: str) -> StoredReply:
        """Press a button; the one answer."""
        [reply] = await self.does(Event.PRESS, data)
        return reply


def button(reply: StoredReply, label: str) -> str:
    """The data of the button with this label."""
    return next(choice.data for choice in reply.choices if label in choice.label)


async def test_a_level_is_pressed_then_its_reason(town: World) -> None:
    wang = await prompted(town)
    chat = await Chat(wang).bind()
    asked = await chat.says("你好")
    assert [choice.label for choice in asked.choices] == [
        "5非常满意",
        "4满意",
        "3基本满意",
        "2不满意",
        "1非常不满意",
    ]
    why = await chat.presses(button(asked, "2不满意"))
    assert "请告诉我们原因" in why.text
    assert [choice.label for choice in why.choices] == ["态度", "质量", "效率", "环境", "便利", "其他"]
    await chat.presses(button(why, "效率"))
    rating = await wang.rating()
    assert rating is not None
    assert (rating["level"], rating["reasons"], rating["comment"]) == (2, ["efficiency"], None)
    assert rating["rating_channel"] == "mobile"


async def test_the_second_press_changes_nothing_and_keeps_the_question_open(town: World) -> None:
    wang = await prompted(town)
    chat = await Chat(wang).bind()
    bad = button(await chat.says("你好"), "1非常")
    await chat.presses(bad)
    again = await chat.presses(bad)
    assert "非常不满意" in again.text
    assert "原因" in again.text
    await chat.says("3")
    rating = await wang.rating()
    assert rating is not None
    assert (rating["level"], rating["reasons"], rating["revisions"]) == (1, ["efficiency"], 0)


async def test_an_old_button_is_about_its_own_visit(town: World) -> None:
    wang = await prompted(town, "居民身份证换领", SECOND)
    chat = await Chat(wang).bind()
    first = await chat.says("你好")
    second = await chat.presses(button(first, "5非常满意"))
    assert SECOND in second.text
    await chat.presses(button(second, "4满意"))
    await chat.presses(button(first, "3基本满意"))
    assert (await wang.level(), await wang.level(SECOND)) == (3, 4)


async def test_nobody_rates_somebody_elses_visit_by_its_number(town: World) -> None:
    wang, li = await prompted(town), await prompted(town)
    mine, theirs = await Chat(wang).bind(), await Chat(li).bind()
    stolen = button(await theirs.says("你好"), "1非常")
    reply = await mine.presses(stolen)
    assert "按钮已失效" in reply.text
    assert (await wang.level(), await li.level()) == (None, None)


@pytest.mark.parametrize("data", ["", "5", "0", "-105", "1e9", "９９９", "9" * 400, "你好", "105\x00"])
async def test_nonsense_from_a_button_is_answered_and_rates_nothing(town: World, data: str) -> None:
    wang = await prompted(town)
    chat = await Chat(wang).bind()
    assert "按钮已失效" in (await chat.presses(data)).text
    assert await wang.level() is None


async def test_after_the_window_a_button_says_where_to_turn(town: World) -> None:
    wang = await prompted(town)
    chat = await Chat(wang).bind()
    late = button(await chat.says("你好"), "5非常满意")
    await town.pass_hours(24 * 12)
    assert "12345" in (await chat.presses(late)).text
    assert await wang.level() is None


async def test_before_the_prompt_a_button_confirms(town: World) -> None:
    wang = await served(town)
    chat = await Chat(wang).bind()
    asked = await chat.says("满意")
    assert asked.choices[0].label == "是"
    assert await wang.level() is None
    await chat.presses(button(asked, "是"))
    assert await wang.level() == 4


async def test_before_the_prompt_a_place_in_the_list_is_pressed(town: World) -> None:
    wang = await served(town, "居民身份证换领", SECOND)
    chat = await Chat(wang).bind()
    asked = await chat.says("很满意")
    await chat.presses(button(asked, "2"))
    assert (await wang.level(), await wang.level(SECOND)) == (None, 5)


async def test_what_cannot_be_read_asks_for_words_and_leaves_the_question_open(town: World) -> None:
    wang = await prompted(town)
    chat = await Chat(wang).bind()
    [reply] = await chat.does(Event.UNREADABLE)
    assert "请打字或回复数字" in reply.text
    await chat.says("4")
    assert await wang.level() == 4


async def test_a_closed_chat_is_left_in_peace_until_its_owner_writes(town: World) -> None:
    wang = await served(town)
    chat = await Chat(wang).bind()
    assert await chat.does(Event.LEAVE) == []
    dead = """SELECT dead_because FROM addresses a JOIN visits v USING (citizen_id)
               WHERE v.record_no = %(n)s AND a.kind = 'telegram'"""
    number = next(iter(wang.record_nos.values()))
    assert await town.value(dead, n=number) == "closed"
    await chat.does(Event.ARRIVE)
    assert await town.value(dead, n=number) is None


async def test_the_language_is_theirs_and_is_remembered(town: World) -> None:
    wang = await prompted(town)
    chat = await Chat(wang).bind()
    [welcome] = await chat.does(Event.ARRIVE, language="en-GB")
    assert "After a service we ask for your rating" in welcome.text
    assert "您现有" in (await chat.says("积分")).text
    assert "Recorded" in (await chat.says("very satisfied, thank you")).text
    assert "satisfied to satisfied" in (await chat.says("4")).text


async def test_a_reply_that_cannot_go_back_at_once_leaves_by_the_worker_even_at_night(town: World) -> None:
    wang = await prompted(town)
    await town.clock.move((await now(town)).replace(hour=22))
    parts = town.parts
    conversation = Conversation(parts.vault, parts.rules, parts.renderer)
    said, at = Said("sms", f"q{next(_ids)}", f"+86{wang.phone.number}", "5"), await now(town)
    for _ in range(2):
        await parts.database.persist(lambda tx: conversation.take_turn(tx, said, at, by_worker=lambda: True))
    before = await wang.phone.heard()
    await town.happen()
    [reply] = (await wang.phone.heard())[len(before) :]
    assert "已记录：" in reply
