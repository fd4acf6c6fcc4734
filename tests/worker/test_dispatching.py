"""What leaves for an outside platform: each event of a case once, in order, whatever goes wrong on the way."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from evaluation.cases.words import Move
from tests.conftest import Engines
from tests.dispatcher import DispatchWorld, dispatch_world, platform
from tests.fakes.dispatcher_faults import Fault, answers, cut_off, garbage, lose_answer, says, slow
from tests.usecases.cases.desk import PHONE, a_case, handler, up_to

SENT_ONCE = {"hcp-1-2": 1}


@pytest.fixture
async def desk(database_url: str, engines: Engines) -> AsyncIterator[DispatchWorld]:
    async with dispatch_world(database_url, engines.redis_url) as opened:
        yield opened


async def test_a_case_goes_out_with_its_dispatch_and_then_what_the_platform_must_know(
    desk: DispatchWorld,
) -> None:
    case_id = await a_case(desk.world, words=f"2 等了两个小时，打{PHONE}找我")
    [(number, taken)] = desk.city.orders.items()
    order = dict(taken)
    assert order.pop("source")["no"] == "1"
    assert (order.pop("dispatchTime")[:15], order.pop("signLimit")[:15]) == (
        "2026-09-08 16:3",
        "2026-09-09 10:0",
    )
    assert order == {
        "title": "居民身份证换领",
        "handler": {"code": "113201150141490016", "name": "江宁区公安分局"},
        "areaCode": "320115000000",
        "grade": 2,
        "reasons": "3",
        "content": "等了两个小时，打****找我",
    }
    await up_to(desk.world, await handler(desk.world), case_id, Move.ANSWER)
    await desk.world.happen()
    assert desk.city.notices(case_id) == ["派单", "签收", "期限", "答复"]
    deadline = desk.city.events[1][1]
    assert deadline["limit"] > 0
    assert deadline["content"] == "要加窗口"
    assert await desk.states() == ["sent"] * 4
    assert await desk.world.value("SELECT outside_no FROM work_orders") == number


@pytest.mark.parametrize(
    "fault",
    [lose_answer(), cut_off(), slow(1.5), answers(302), answers(502), answers(502, taken=True), answers(503),
     answers(429), answers(401), says("9", "系统繁忙"), garbage("<html>"), garbage('{"hello": 1}')],
)  # fmt: skip
async def test_what_may_have_been_taken_is_sent_again_under_the_same_key(
    desk: DispatchWorld, fault: Fault
) -> None:
    desk.city.next(fault)
    await a_case(desk.world)
    assert await desk.states() == ["queued"]
    await desk.world.pass_hours(0.02)
    assert (await desk.states(), desk.city.counts(), desk.city.tries) == (["sent"], SENT_ONCE, 2)
    assert await desk.world.value("SELECT outside_no FROM work_orders") == "JN2026000001"


@pytest.mark.parametrize(
    ("fault", "reason", "said"),
    [(says("4001", "缺少字段：applyName"), "code_4001", "缺少字段：applyName"), (answers(404), "http_404", None)],
)  # fmt: skip
async def test_a_refusal_stops_that_row_and_keeps_what_was_said(
    desk: DispatchWorld, fault: Fault, reason: str, said: str | None
) -> None:
    desk.city.next(fault)
    case_id = await a_case(desk.world)
    await up_to(desk.world, await handler(desk.world), case_id, Move.ACKNOWLEDGE)
    await desk.world.pass_hours(1)
    assert await desk.states() == ["refused", "queued"]  # no change of an order that was not taken
    found = "SELECT row(reason, said)::text FROM work_order_sendings WHERE state = 'refused'"
    assert await desk.world.value(found) == f"({reason},{said or ''})"
    assert desk.city.tries == 1


async def test_a_refused_change_does_not_stop_the_next(desk: DispatchWorld) -> None:
    case_id = await a_case(desk.world)
    desk.city.next(says("4001"))
    await up_to(desk.world, await handler(desk.world), case_id, Move.ANSWER)
    await desk.world.happen()
    assert await desk.states() == ["sent", "refused", "sent", "sent"]


async def test_an_hour_away_costs_an_hour_and_few_requests(desk: DispatchWorld) -> None:
    desk.city.script = lambda _: cut_off()
    case_id = await a_case(desk.world)
    await up_to(desk.world, await handler(desk.world), case_id, Move.CLASSIFY)
    for _ in range(60):
        await desk.world.pass_hours(1 / 60)
    assert 5 <= desk.city.tries <= 15
    desk.city.script = lambda _: None
    await desk.world.pass_hours(0.2)
    assert desk.city.notices(case_id) == ["派单", "签收", "期限"]
    assert set(desk.city.counts().values()) == {1}


async def test_a_wrong_key_stops_no_row_and_a_new_one_sends_all(desk: DispatchWorld) -> None:
    keys, desk.city.keys = desk.city.keys, {}
    case_id = await a_case(desk.world)
    await desk.world.pass_hours(0.5)
    assert (await desk.states(), set(desk.city.refused)) == (["queued"], {"unknown key"})
    assert await desk.world.value("SELECT reason FROM work_order_sendings") == "http_401"
    desk.city.keys = keys
    await desk.world.pass_hours(0.2)
    assert desk.city.notices(case_id) == ["派单"]


async def test_any_number_of_theirs_can_be_an_address(desk: DispatchWorld) -> None:
    desk.city.prefix = "宁热/2026 #"
    case_id = await a_case(desk.world)
    await up_to(desk.world, await handler(desk.world), case_id, Move.ACKNOWLEDGE)
    await desk.world.happen()
    assert (desk.city.notices(case_id), desk.city.refused) == (["派单", "签收"], [])


async def test_where_the_status_says_all_the_answer_may_be_anything(
    database_url: str, engines: Engines
) -> None:
    report = {"event": "eventId", "case": "source.no", "status": {"path": "state", "codes": "state"}}
    change = {"case": "no", "notice": "what"}
    async with dispatch_world(
        database_url,
        engines.redis_url,
        answer={},
        report=report,
        change=change,
        change_path="/openapi/v1/orders",
    ) as desk:
        desk.city.next(garbage("<html>OK</html>"))
        await a_case(desk.world)
        assert await desk.states() == ["sent"]


async def test_a_citizens_number_stays_here(desk: DispatchWorld) -> None:
    await a_case(desk.world)
    assert PHONE not in str(desk.city.orders)
    assert await desk.world.value("SELECT count(*) FROM audit_trail WHERE action = 'number_sent_out'") == 0


async def test_where_the_mapping_asks_for_it_the_number_goes_and_is_on_record(
    database_url: str, engines: Engines
) -> None:
    order = {**platform("http://x")["order"], "phone": "applicant.tel"}
    async with dispatch_world(database_url, engines.redis_url, phone=True, order=order) as desk:
        await a_case(desk.world)
        [told] = desk.city.orders.values()
        assert told["applicant"] == {"tel": f"+86{PHONE}"}
        trail = "SELECT client || ' ' || subject_id FROM audit_trail WHERE action = 'number_sent_out'"
        assert await desk.world.value(trail) == "city 1"
        sealed = await desk.world.value("SELECT sealed FROM work_order_sendings")
        assert PHONE.encode() not in sealed


@pytest.mark.parametrize(
    ("where", "goes"),
    [({"areas": ["3201"]}, True), ({"areas": ["3202"]}, False), ({"orgs": ["113201150141490016"]}, True),
     ({"orgs": ["113201150141490024"]}, False), ({"areas": ["3201"], "orgs": ["x"]}, False)],
)  # fmt: skip
async def test_a_platform_gets_the_cases_of_its_areas_and_bodies(
    database_url: str, engines: Engines, where: dict[str, Any], *, goes: bool
) -> None:
    async with dispatch_world(database_url, engines.redis_url, **where) as desk:
        await a_case(desk.world)
        assert bool(desk.city.orders) is goes
