"""The registry of templates: what is approved counts at once, what is not never leaves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from evaluation.wordings import PROMPT_VARIABLES, Template
from haochaping.commands import templates
from haochaping.commands.doctor_servers import NO_PROMPTS, examine_servers
from haochaping.provider_settings import Aliyun
from haochaping.settings import Settings, load
from haochaping.wiring.templates import Registry, settled_templates
from store.vault import new_key
from tests.conftest import Engines
from tests.world import World, open_world

PROMPT = (
    "您${day}办理的${item}已办结，请回数字：5非常满意 4满意 3基本满意 2不满意 1非常不满意，${last_day}前有效"
)


@pytest.fixture
async def world(database_url: str, engines: Engines) -> AsyncIterator[World]:
    async with open_world(database_url, engines.redis_url) as opened:
        yield opened


@pytest.fixture
def settings(database_url: str) -> Settings:
    keys = {"phone_key": new_key(), "lookup_key": new_key()}
    return load(database_url=database_url, security=keys)


async def run(command: Callable[..., Any], *words: object) -> Any:
    """A command as the command line runs it, with a loop of its own."""
    return await asyncio.to_thread(command, *words)


async def test_from_handed_in_to_used(world: World, settings: Settings) -> None:
    registry = Registry(world.parts.database, "aliyun", {})
    told = await run(templates.add, settings, "reply", "SMS_1", "${text}")
    assert told == "reply SMS_1: 2 SMS as a rule; `haochaping template approve SMS_1` once it is approved"
    assert await registry.approved("reply") is None
    await run(templates.approve, settings, "SMS_1")
    found = await registry.approved("reply")
    assert found is not None
    assert (found.code, list(found.variables)) == ("SMS_1", ["text"])
    await run(templates.add, settings, "reply", "SMS_2", "${text}，祝好")
    await run(templates.approve, settings, "SMS_2")
    assert (await registry.approved("reply") or found).code == "SMS_2"
    await run(templates.reject, settings, "SMS_2", "签名未报备")
    assert await registry.approved("reply") is None
    newest, oldest = await run(templates.listed, settings)
    assert newest.startswith("rejected   reply  SMS_2  2 SMS (签名未报备)")
    assert oldest.startswith("retired    reply  SMS_1")
    await run(templates.approve, settings, "SMS_1")  # back to the one before
    assert (await registry.approved("reply") or found).code == "SMS_1"


async def test_what_the_settings_name_counts_where_the_table_has_none(
    world: World, settings: Settings
) -> None:
    aliyun = settings.channels.aliyun.model_copy(
        update={"template_code": "SMS_9", "reply_template_code": "SMS_8"}
    )
    registry = Registry(world.parts.database, "aliyun", settled_templates(aliyun))
    assert await registry.approved("prompt") == Template("prompt", "SMS_9", PROMPT_VARIABLES)
    await run(templates.add, settings, "prompt", "SMS_10", PROMPT)
    await run(templates.approve, settings, "SMS_10")
    assert (await registry.approved("prompt") or Template("", "", ())).code == "SMS_10"
    assert (await registry.approved("reply") or Template("", "", ())).code == "SMS_8"


async def test_what_is_listed_as_not_approved_is_not_sent_because_the_settings_name_it(
    world: World, settings: Settings
) -> None:
    aliyun = settings.channels.aliyun.model_copy(update={"template_code": "SMS_9"})
    registry = Registry(world.parts.database, "aliyun", settled_templates(aliyun))
    await run(templates.add, settings, "prompt", "SMS_9", PROMPT)
    assert await registry.approved("prompt") is None
    await run(templates.reject, settings, "SMS_9", "")
    assert await registry.approved("prompt") is None
    assert NO_PROMPTS in await doctor_says(settings, aliyun)
    await run(templates.approve, settings, "SMS_9")
    assert (await registry.approved("prompt") or Template("", "", ())).code == "SMS_9"
    assert NO_PROMPTS not in await doctor_says(settings, aliyun)


async def doctor_says(settings: Settings, aliyun: Aliyun) -> str:
    """All that `haochaping doctor` finds where SMS go through this account."""
    channels = settings.channels.model_copy(update={"sms": "aliyun", "aliyun": aliyun})
    found = await examine_servers(settings.model_copy(update={"channels": channels}), datetime.now(UTC))
    return "\n".join(each.text for each in found)


@pytest.mark.parametrize(
    ("name", "wording", "told"),
    [
        ("nothing", "您好", "there is no message"),
        ("reply", "${text}，拒收请回复R", "how to refuse"),
        ("reply", "${level}", "reply knows text, but not level"),
        ("prompt", "${item}${day}", "side by side"),
        ("prompt", "您的${item}，${points}分", "but not points"),
    ],
)
async def test_what_could_never_be_used_is_refused(
    world: World, settings: Settings, name: str, wording: str, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        await run(templates.add, settings, name, "SMS_1", wording)


async def test_codes_are_told_apart(world: World, settings: Settings) -> None:
    await run(templates.add, settings, "prompt", "SMS_1", PROMPT)
    with pytest.raises(ValueError, match="listed already"):
        await run(templates.add, settings, "reply", "SMS_1", "${text}")
    for command, words in ((templates.approve, ("SMS_5",)), (templates.reject, ("SMS_5", ""))):
        with pytest.raises(ValueError, match="no template SMS_5"):
            await run(command, settings, *words)
