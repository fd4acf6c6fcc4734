"""A county whose cases are worked: a body, the bureau above it, another body, and the office of the area."""

from dataclasses import replace
from typing import Any

from bot.notices import Notices
from evaluation.cases.case import Case
from evaluation.cases.words import Depth, Finding, Move, Track
from evaluation.staff import Role
from haochaping.demo import samples
from store import bodies, catalogue
from store.audit_trail import Times
from tests.usecases.staff_at_work import on_duty
from tests.world import AREA_CODE, ORG_CODE, World, a_record, civil_time
from usecases.cases import view
from usecases.cases.act import Shown, Wanted, act
from usecases.cases.moving import Known, lock
from usecases.cases.view import Story
from usecases.on_duty import OnDuty

PHONE = "13900000001"
POLICE, LABOUR, ABOVE = "113201150141490016", "113201150141490024", ORG_CODE
OFFICE = samples.OFFICE.org_code
NEXT_COUNTY = "320102000000"
"""In no line with the others."""

ANSWER = "已在一楼加开两个取号窗口，排队时间不超过二十分钟。"

PLAIN: tuple[tuple[Move, dict[str, Any]], ...] = (
    (Move.ACKNOWLEDGE, {}),
    (Move.VERIFY, {"words": "调看了当天录像", "real": Finding.YES, "fair": Finding.YES}),
    (Move.CLASSIFY, {"words": "要加窗口", "track": Track.GENERAL, "depth": Depth.THOROUGH}),
    (Move.ASSIGN, {"words": "大厅科"}),
    (Move.RECTIFY, {"words": "加开了窗口"}),
    (Move.ANSWER, {"words": ANSWER}),
)
"""What a department does to a case from its arrival to the answer."""


async def furnish(world: World) -> None:
    """Name an office that is above nobody."""
    await world.query(lambda tx: catalogue.put(tx, [samples.OFFICE]))
    await world.query(lambda tx: bodies.name_office(tx, AREA_CODE, OFFICE))


async def a_case(world: World, words: str = "2 等了两个小时", **record: Any) -> int:
    """A case that has reached the police, on a Tuesday afternoon; its number."""
    phone = record.pop("phone", PHONE)
    await world.send_records(a_record(phone, **{"org_code": POLICE, **record}))
    await world.clock.refresh()
    await world.pass_hours(30 if world.clock.now() < civil_time("Tue 2026-09-08 10:00") else 0.1)
    await world.phone(phone).says(words)
    await world.pass_hours(0.6)
    number: int = await world.value("SELECT max(id) FROM cases")
    return number


async def handler(world: World, org_code: str | None = POLICE, area_code: str = AREA_CODE) -> OnDuty:
    """Somebody of a department."""
    return await on_duty(world, Role.DEPARTMENT_HANDLER, area_code, org_code)


async def official(world: World, org_code: str | None = OFFICE, area_code: str = AREA_CODE) -> OnDuty:
    """Somebody of the office."""
    return await on_duty(world, Role.SUPERVISOR, area_code, org_code)


async def now_on_duty(world: World, duty: OnDuty) -> OnDuty:
    """The same person at this moment."""
    await world.clock.refresh()
    return replace(duty, times=Times(world.clock.now(), world.clock.wall()))


async def does(
    world: World, duty: OnDuty, case_id: int, move: Move, *, seen: int | None = None, **facts: Any
) -> Known:
    """Make a move, on the page as it is now or as it was when it had `seen` events."""
    duty = await now_on_duty(world, duty)
    events = (await stands(world, case_id)).events if seen is None else seen
    wanted = Wanted(move, **facts)
    parts = world.parts
    made: Known = await world.query(
        lambda tx: act(
            tx, duty, Shown(case_id, events), wanted, parts.rules, parts.vault, Notices(parts.renderer)
        )
    )
    return made


async def up_to(world: World, duty: OnDuty, case_id: int, last: Move) -> None:
    """Tell the plain story up to a move."""
    for move, facts in PLAIN:
        await does(world, duty, case_id, move, **facts)
        if move is last:
            return


async def stands(world: World, case_id: int) -> Case:
    """The case as it is."""
    known: Known = await world.query(lambda tx: lock(tx, case_id))
    return known.case


async def sees(world: World, duty: OnDuty, case_id: int) -> Story:
    """The case as somebody sees it."""
    duty = await now_on_duty(world, duty)
    story: Story = await world.query(lambda tx: view.one(tx, duty, case_id, world.parts.rules))
    return story
