"""The answer of a case that does not get through: its citizen is called, as who said stop before it was made."""

from collections.abc import AsyncIterator

import pytest

from evaluation.cases.words import Move
from tests.conftest import Engines
from tests.fakes.twilio_faults import refuse
from tests.usecases.cases.staff_moves import answer, moves, sort
from tests.worker.twilio import PHONE, PUBLIC, TwilioWorld, twilio_world

STOPPED, NO_SUCH_NUMBER, LANDLINE = 21610, 21211, 30006
"""They said stop to Twilio; a number that it does not take; one that it took and that gets no texts."""
ASKS = "问题解决了吗"


@pytest.fixture
async def post(database_url: str, engines: Engines) -> AsyncIterator[TwilioWorld]:
    """A case whose citizen has heard until when they are answered."""
    async with twilio_world(database_url, engines.redis_url) as post:
        await post.due()
        await post.world.happen()
        path = "/webhooks/twilio/sms"
        url = post.world.base_url + path
        await post.twilio.incoming(url, PHONE, "2 等了两个小时", signed_for=PUBLIC + path)
        await post.world.pass_hours(1)
        await sort(post.world)
        await post.world.happen()
        yield post


@pytest.mark.parametrize("code", [STOPPED, NO_SUCH_NUMBER])
async def test_refused_it_is_told_by_phone(post: TwilioWorld, code: int) -> None:
    post.twilio.next(refuse(code))
    await answer(post.world)
    await post.world.happen()
    await post.world.happen()
    assert (await moves(post.world))[-2:] == [Move.ANSWER, Move.CALL_BY_PHONE]


async def test_taken_and_not_delivered_it_is_told_by_phone(post: TwilioWorld) -> None:
    await answer(post.world)
    await post.world.happen()
    told = post.twilio.texts[-1]
    assert ASKS in told.body
    await post.report(told, "undelivered", LANDLINE)
    await post.world.happen()
    assert (await moves(post.world))[-2:] == [Move.ANSWER, Move.CALL_BY_PHONE]
