"""Conversations as a citizen has them, over HTTP, on the real database."""

from tests.world import World, a_record


async def test_one_message_is_enough(world: World) -> None:
    phone = world.phone("13900000001")
    record = a_record()
    await world.send_records(record)
    await world.pass_hours(24)
    assert len(await phone.prompts()) == 1
    thanks = await phone.says("5 谢谢")
    assert "非常满意" in thanks
    assert "本次得10分，现有10分" in thanks
    found = await world.record(record["record_no"])
    assert found["state"] == "rated"
    assert found["rating"]["level"] == 5
    assert found["rating"]["comment"] == "谢谢"
    assert found["rating"]["rating_channel"] == "sms"
    assert "10分" in await phone.says("积分")


async def test_a_bad_rating_asks_why_once_and_can_be_changed(world: World) -> None:
    phone = world.phone("13900000001")
    record = a_record()
    await world.send_records(record)
    await world.pass_hours(24)
    assert "原因" in await phone.says("2")
    assert (await world.record(record["record_no"]))["rating"]["level"] == 2
    assert "已记下您的原因" in await phone.says("等了两个小时")
    assert "改为：满意" in await phone.says("4")
    rating = (await world.record(record["record_no"]))["rating"]
    assert (rating["level"], rating["comment"], rating["revisions"]) == (4, "等了两个小时", 1)
    assert "现有10分" in await phone.says("积分")
