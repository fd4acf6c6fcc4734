"""An outside platform tells how far it is: once, by its own party, and only what the case allows."""

import json
import secrets
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from evaluation.cases.case import Actor
from evaluation.cases.words import Finding, Move, Party, Stage, Track
from store.case_history import events_of
from tests.conftest import Engines
from tests.dispatcher import DispatchWorld, dispatch_world
from tests.fakes.dispatcher import KEY_ID, SECRET, sign
from tests.usecases.cases.desk import ANSWER, LABOUR, PHONE, a_case, does, handler, official, stands
from tests.web.raw import ask

LI = Actor(Party.PLATFORM, platform="city", person="李四")
FOUND = {"check": {"real": "1", "fair": "2"}, "track": "B"}


@pytest.fixture
async def desk(database_url: str, engines: Engines) -> AsyncIterator[DispatchWorld]:
    async with dispatch_world(database_url, engines.redis_url) as opened:
        yield opened


async def history(desk: DispatchWorld, case_id: int) -> list[tuple[Move, Actor]]:
    events = await desk.world.query(lambda tx: events_of(tx, case_id))
    return [(event.move, event.by) for event in events][2:]


async def test_a_status_is_a_move_of_the_platforms_own_party(desk: DispatchWorld) -> None:
    case_id = await a_case(desk.world)
    status, answer = await desk.says(case_id, "已签收")
    assert (status, answer["case"], answer["stage"]) == (200, case_id, "acknowledged")
    assert await history(desk, case_id) == [(Move.ACKNOWLEDGE, LI)]
    await desk.world.happen()
    assert desk.city.notices(case_id) == ["派单"], "it knows what it said itself"


async def test_an_answer_makes_the_steps_on_its_way_and_reaches_the_citizen(desk: DispatchWorld) -> None:
    case_id = await a_case(desk.world)
    status, answer = await desk.says(case_id, "答复", content=ANSWER, **FOUND)
    assert (status, answer["stage"]) == (200, "answered")
    moves = [move for move, by in await history(desk, case_id) if by == LI]
    assert moves == [
        Move.ACKNOWLEDGE,
        Move.VERIFY,
        Move.CLASSIFY,
        Move.ASSIGN,
        Move.RECTIFY,
        Move.ANSWER,
    ]
    case = await stands(desk.world, case_id)
    assert (case.work.real, case.work.fair, case.track) == (Finding.YES, Finding.PARTLY, Track.GENERAL)
    await desk.world.pass_hours(24)
    assert any(ANSWER in text for text in await desk.world.phone(PHONE).heard())
    assert desk.city.notices(case_id)[:2] == ["派单", "期限"]


async def test_what_an_answer_does_not_say_it_is_asked_for(desk: DispatchWorld) -> None:
    case_id = await a_case(desk.world)
    status, problem = await desk.says(case_id, "答复", content=ANSWER)
    assert (status, [each["field"] for each in problem["errors"]]) == (
        422,
        ["check.real", "check.fair", "track"],
    )
    for content in ("已处理", f"已电话{PHONE}联系，在一楼加开两个窗口"):
        status, problem = await desk.says(case_id, "答复", content=content, **FOUND)
        assert (status, problem["errors"][0]["field"]) == (422, "content")
    assert (await stands(desk.world, case_id)).stage is Stage.DISPATCHED


async def test_the_same_status_twice_gets_the_same_answer(desk: DispatchWorld) -> None:
    case_id = await a_case(desk.world)
    told = desk.city.status(case_id, "签收")
    first = await desk.city.tells(desk.url, told)
    await does(desk.world, await handler(desk.world), case_id, Move.VERIFY,
               words="看了录像", real=Finding.YES, fair=Finding.YES)  # fmt: skip
    assert await desk.city.tells(desk.url, told) == first
    assert [move for move, _ in await history(desk, case_id)] == [Move.ACKNOWLEDGE, Move.VERIFY]
    status, _ = await desk.city.tells(desk.url, {**told, "state": "退回", "content": "不是我们的"})
    assert status == 409


async def test_one_that_overtakes_another_is_refused_and_taken_when_it_comes_again(
    desk: DispatchWorld,
) -> None:
    case_id = await a_case(desk.world)
    rectified = desk.city.status(case_id, "整改", content="加开了窗口")
    status, problem = await desk.city.tells(desk.url, rectified)
    assert (status, "dispatched" in problem["errors"][0]["message"]) == (422, True)
    assert (await desk.says(case_id, "签收"))[0] == 200
    assert (await desk.says(case_id, "分类", content="属实", **FOUND))[0] == 200
    assert (await desk.city.tells(desk.url, rectified))[0] == 200
    assert (await stands(desk.world, case_id)).stage is Stage.RECTIFIED
    status, problem = await desk.says(case_id, "签收")
    assert (status, "rectified" in problem["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("state", "more", "stage"),
    [
        ("退回", {"content": "不属于本单位"}, Stage.DISPATCHED),
        (
            "转办",
            {"content": "业务属人社", "handler": {"name": "李四", "nextCode": LABOUR}},
            Stage.DISPATCHED,
        ),
        ("记录", {"content": "已电话了解情况"}, Stage.DISPATCHED),
    ],
)
async def test_given_back_handed_on_and_noted(
    desk: DispatchWorld, state: str, more: dict[str, Any], stage: Stage
) -> None:
    case_id = await a_case(desk.world)
    lead = (await stands(desk.world, case_id)).lead
    status, _ = await desk.says(case_id, state, **more)
    case = await stands(desk.world, case_id)
    assert (status, case.stage, case.lead == lead) == (200, stage, state == "记录")


@pytest.mark.parametrize("code", ["nonsense", "", None])
async def test_nobody_is_handed_a_case_who_does_not_exist(desk: DispatchWorld, code: str | None) -> None:
    case_id = await a_case(desk.world)
    status, problem = await desk.says(
        case_id, "转办", content="业务不符", handler={"name": "李四", "nextCode": code}
    )
    assert (status, problem["errors"][0]["field"]) == (422, "handler.nextCode")


async def test_a_closed_case_is_not_moved(desk: DispatchWorld) -> None:
    case_id = await a_case(desk.world)
    await desk.world.query(lambda tx: tx.execute("UPDATE cases SET watch_at = '2027-01-01'"))
    await desk.says(case_id, "答复", content=ANSWER, **FOUND)
    await does(desk.world, await official(desk.world), case_id, Move.SUPERVISE, words="查")
    status, problem = await desk.says(case_id, "退回", content="不是我们的")
    assert (status, problem["errors"][0]["message"]) == (409, "too_soon")


def signed(body: bytes, *, path: str = "/webhooks/dispatch/city", late: int = 0, secret: str = SECRET,
           nonce: str = "", key: str = KEY_ID) -> dict[str, str]:  # fmt: skip
    stamp, nonce = str(int(time.time()) - late), nonce or secrets.token_hex(16)
    return {
        "Content-Type": "application/json",
        "X-Dispatch-Key": key,
        "X-Dispatch-Timestamp": stamp,
        "X-Dispatch-Nonce": nonce,
        "X-Dispatch-Signature": sign(secret, stamp, nonce, "POST", path, body),
    }


@pytest.mark.parametrize(
    "wrong",
    [{"late": 301}, {"late": -301}, {"secret": "x" * 40}, {"key": "other"}, {"path": "/webhooks/dispatch/x"},
     {"nonce": "short"}, {"nonce": "x" * 65}],
)  # fmt: skip
async def test_a_stranger_changes_nothing(desk: DispatchWorld, wrong: dict[str, Any]) -> None:
    case_id = await a_case(desk.world)
    body = json.dumps(desk.city.status(case_id, "签收")).encode()
    path = "/webhooks/dispatch/city"
    answer = await ask(desk.world, "POST", path, body, headers=signed(body, **wrong), key=None)
    assert answer.status == 403
    answer = await ask(desk.world, "POST", path, body, headers={"Content-Type": "application/json"}, key=None)
    assert answer.status == 403
    assert (await stands(desk.world, case_id)).events == 2


async def test_a_request_seen_on_its_way_cannot_be_sent_again_nor_changed(desk: DispatchWorld) -> None:
    case_id = await a_case(desk.world)
    body = json.dumps(desk.city.status(case_id, "签收")).encode()
    headers, path = signed(body), "/webhooks/dispatch/city"
    changed = await ask(desk.world, "POST", path, body + b" ", headers=headers, key=None)
    first = await ask(desk.world, "POST", path, body, headers=headers, key=None)
    again = await ask(desk.world, "POST", path, body, headers=headers, key=None)
    assert (changed.status, first.status, again.status) == (403, 200, 403)


@pytest.mark.parametrize(
    ("body", "field"),
    [(b"[]", "eventId"), (b"{", "body"), (b"\xff", "body"), (b"[" * 100_000, "body"), (b'{"eventId": {}}', "eventId"),
     (b'{"eventId": "x", "state": "nonsense"}', "state"), (b'{"eventId": "x", "state": "\\u7b7e\\u6536"}', "orderNo"),
     (b'{"eventId": "\\u0000", "state": "\\u7b7e\\u6536", "orderNo": "1"}', "eventId"),
     (b'{"eventId": "\\ud800", "state": "\\u7b7e\\u6536", "orderNo": "1"}', "eventId"),
     (b'{"eventId": "x", "state": "\\u7b7e\\u6536", "orderNo": "1", "time": "yesterday"}', "time")],
)  # fmt: skip
async def test_what_cannot_be_read_is_named(desk: DispatchWorld, body: bytes, field: str) -> None:
    answer = await ask(desk.world, "POST", "/webhooks/dispatch/city", body, headers=signed(body), key=None)
    assert (answer.status, answer.fields[0]) == (422, field)


async def test_an_order_that_was_never_given_is_not_there(desk: DispatchWorld) -> None:
    await a_case(desk.world)
    status = {**desk.city.status(1, "签收"), "orderNo": "JN2026999999"}
    assert (await desk.city.tells(desk.url, status))[0] == 404
    refused = "SELECT answer->>'because' FROM work_order_reports WHERE NOT taken"
    assert await desk.world.value(refused) == "no_such_order"
