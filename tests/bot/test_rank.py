"""`prompt.digits = "rank"`: 1 is the best, in what we ask and in what we read."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.citizens import prompted
from tests.conftest import Engines
from tests.world import World, open_world


@pytest.fixture
async def ranked(database_url: str, engines: Engines) -> AsyncIterator[World]:
    async with open_world(database_url, engines.redis_url, prompt={"digits": "rank"}) as world:
        yield world


@pytest.mark.parametrize(
    ("says", "level", "word"),
    [
        ("1", 5, "非常满意"),
        ("2", 4, "满意"),
        ("5", 1, "非常不满意"),
        ("5星", 5, "非常满意"),
        ("五分", 5, "非常满意"),
    ],
)
async def test_a_digit_counts_as_it_was_asked_and_stars_as_always(
    ranked: World, says: str, level: int, word: str
) -> None:
    wang = await prompted(ranked)
    (prompt,) = await wang.phone.prompts()
    assert "请您评价：1非常满意 2满意 3基本满意 4不满意 5非常不满意" in prompt
    await wang.talks([(says, f"已记录：{word}")])
    assert await wang.level() == level


async def test_asking_back_names_the_digits_as_they_count(ranked: World) -> None:
    wang = await prompted(ranked)
    await wang.talks([("好的", "请回复1到5中的一个数字评价“居民身份证换领”：1非常满意")])
