"""What staff do with a case, made directly: the console is another story."""

from collections.abc import Mapping
from typing import Any

from evaluation.cases.case import Actor, Event
from evaluation.cases.words import Depth, Finding, Move, Outcome, Party, Step, Track, Verdict
from evaluation.levels import Reason
from store import case_history
from store.db import Transaction
from tests.world import ORG_CODE, World
from usecases.cases.moving import lock, move

LEAD = Actor(Party.LEAD, 1, ORG_CODE)
CITIZEN = Actor(Party.CITIZEN)
OFFICE, SECOND = Actor(Party.OFFICE, 2, "office"), Actor(Party.OFFICE, 3, "office")

MOVES: Mapping[Move, dict[str, Any]] = {
    Move.ACKNOWLEDGE: {},
    Move.VERIFY: {"words": "属实", "real": Finding.YES, "fair": Finding.YES},
    Move.CLASSIFY: {"words": "限时整改", "track": Track.GENERAL, "depth": Depth.THOROUGH},
    Move.LABEL: {"reason": Reason.EFFICIENCY, "real": Finding.YES, "complaint": 1},
    Move.ASSIGN: {"words": "交办"},
    Move.RECTIFY: {"words": "已增开窗口"},
    Move.ANSWER: {"words": "大厅已增开两个综合窗口。"},
}
"""What each step brings, unless a test says otherwise."""


async def make(world: World, what: Move, case_id: int = 1, by: Actor = LEAD, **changes: Any) -> None:
    """Make a move as the staff would, at the world's time; citizens hear nothing before the next tick."""
    await world.clock.refresh()
    event = Event(what, world.clock.now(), by, **{**MOVES.get(what, {}), **changes})
    async with world.parts.database.transaction() as tx:
        await _as_staff(tx, by)
        await move(tx, await lock(tx, case_id), event, world.parts.rules)


async def _as_staff(tx: Transaction, by: Actor) -> None:
    """The accounts 1 to 3 exist."""
    if by.staff_id is not None and not await tx.value("SELECT count(*) FROM staff"):
        await tx.execute(
            """INSERT INTO staff (username, name, password_hash, role, area_code, created_at, password_changed_at)
               SELECT 's' || n, '王', 'x', 'department_handler', '320115000000', '2026-09-01', '2026-09-01'
                 FROM generate_series(1, 3) AS n"""
        )


async def sort(world: World, case_id: int = 1, track: Track = Track.GENERAL) -> None:
    """签收, 核实, 分类."""
    await make(world, Move.ACKNOWLEDGE, case_id)
    await make(world, Move.VERIFY, case_id)
    await make(world, Move.CLASSIFY, case_id, track=track)


async def rectify(world: World, case_id: int = 1) -> None:
    """签收 to 整改完成: all but the answer."""
    await sort(world, case_id)
    await make(world, Move.ASSIGN, case_id)
    await make(world, Move.RECTIFY, case_id)


async def calls_back(world: World, outcome: Outcome, complaint: int = 1, case_id: int = 1) -> None:
    """回访: the citizen says whether it was put right."""
    await make(world, Move.CALL_BACK, case_id, CITIZEN, complaint=complaint, outcome=outcome)


async def answer(world: World, complaint: int = 1, case_id: int = 1, words: str = "") -> None:
    """整改 and 答复."""
    await make(world, Move.ASSIGN, case_id)
    await make(world, Move.RECTIFY, case_id)
    words = words or MOVES[Move.ANSWER]["words"]
    await make(world, Move.ANSWER, case_id, complaint=complaint, words=words)


async def exclude(world: World, verdict: Verdict, complaint: int = 1, case_id: int = 1) -> None:
    """申诉, 复核, 复核结论."""
    await make(world, Move.APPEAL, case_id, words="非本单位责任", complaint=complaint)
    await make(world, Move.REVIEW, case_id, OFFICE, words="已核实", complaint=complaint, step=Step.PHONE)
    await make(world, Move.DECIDE, case_id, SECOND, words="结论", complaint=complaint, verdict=verdict)


async def moves(world: World, case_id: int = 1) -> list[Move]:
    """The moves of a case's history."""
    return [event.move for event in await history(world, case_id)]


async def history(world: World, case_id: int = 1) -> list[Event]:
    """The events of a case."""
    events: list[Event] = await world.query(lambda tx: case_history.events_of(tx, case_id))
    return events
