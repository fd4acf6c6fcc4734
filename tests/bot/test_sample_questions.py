"""What citizens answer when their rating was drawn for a month's sample (抽样回访)."""

from tests.usecases.samples.sampled import ASKS, answer_of, drawn, rates, states
from tests.world import World


async def test_one_digit_says_how_satisfied_they_are_now(world: World) -> None:
    rater = await rates(world, "5")
    await drawn(world)
    assert ASKS in (await rater.phone.heard())[-1]
    said = await rater.phone.says("4")
    assert "回访已记录：您现在满意，原来的评价不变。谢谢您，本次回访得5分，现有15分。" in said
    answer = await answer_of(world, rater.record_no)
    assert answer is not None
    assert (answer["level"], answer["way"], answer["put_right"]) == (4, "bot", None)
    assert ((await world.record(rater.record_no))["rating"] or {})["level"] == 5
    assert await states(world) == {"done": 1}
