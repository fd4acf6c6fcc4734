"""How late prompts are: the figures that operators are woken by."""

from tests.fakes.twilio import breakdown
from tests.web.raw import figures
from tests.worker.twilio import PHONE, TwilioWorld
from usecases.outcomes import LADDER

HOUR = 3600.0
"""The visits of `due` are due at 9:00, and it is 10:00 when the watcher sees them."""


async def test_a_prompt_is_as_late_as_its_visit(post: TwilioWorld) -> None:
    await post.due(2)
    await post.world.happen()
    assert (await figures(post.world))["haochaping_outbox_age_seconds"] == 0
    assert HOUR <= await lateness(post) < HOUR + 30
    await post.world.phone(PHONE).says("5")
    assert HOUR <= await lateness(post) < HOUR + 30


async def test_a_retry_makes_no_message_younger_and_no_prompt_less_late(post: TwilioWorld) -> None:
    await post.due()
    waited = 0.0
    for wait in LADDER[:3]:
        post.twilio.next(breakdown(503))
        await post.world.happen()
        assert await post.state() == "queued"
        age = (await figures(post.world))["haochaping_outbox_age_seconds"]
        assert waited <= age < waited + 30
        await post.world.clock.move(post.world.clock.now() + wait)
        waited += wait.total_seconds()
    await post.world.happen()
    assert await post.state() == "sent"
    assert HOUR + waited <= await lateness(post) < HOUR + waited + 30


async def lateness(post: TwilioWorld) -> float:
    return (await figures(post.world))["haochaping_due_to_provider_seconds"]
