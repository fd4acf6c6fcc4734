"""The demo's timeline shows a bad rating's case beside the phone, in the words of the case's page."""

from evaluation.cases.words import Move
from tests.usecases.cases.desk import PHONE, a_case, does, furnish, handler, official, up_to
from tests.world import World


async def test_a_bad_ratings_case_is_seen_beside_the_phone(world: World) -> None:
    await furnish(world)
    number, zhao = await a_case(world), await handler(world)
    await up_to(world, zhao, number, Move.ANSWER)
    await world.pass_hours(18)
    await world.phone(PHONE).says("1")
    await does(world, await official(world), number, Move.CLOSE)
    _, body = await world.get("/demo/timeline")
    told = [(event["title"], event["detail"]) for event in body["events"] if event["kind"] == "case"]
    police = "江宁区公安分局"
    assert told == [
        ("差评受理", "工单1 · 系统"),
        ("差评派单", f"工单1 · 系统 · 派给{police}"),
        ("差评签收", f"工单1 · 牵头单位 {police}"),
        ("差评核实", f"工单1 · 牵头单位 {police}"),
        ("差评分类", f"工单1 · 牵头单位 {police} · 限时整改"),
        ("差评指派", f"工单1 · 牵头单位 {police}"),
        ("差评整改完成", f"工单1 · 牵头单位 {police}"),
        ("差评答复", f"工单1 · 牵头单位 {police}"),
        ("差评回访", "工单1 · 服务对象 · 已解决"),
        ("差评销号", "工单1 · 好差评办公室 江宁区好差评办公室"),
    ]
    assert {event["phone"] for event in body["events"] if event["kind"] == "case"} == {"139****0001"}
    assert len({event["id"] for event in body["events"]}) == len(body["events"])
