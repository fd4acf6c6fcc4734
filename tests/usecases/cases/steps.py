"""Moves of a case in a world, made as whoever may, past the console."""

from dataclasses import replace
from typing import Any

from evaluation.cases.case import Actor, Event
from evaluation.cases.words import Depth, Finding, Move, Outcome, Party, Track
from store.db import Transaction
from tests.bot.citizens import now
from tests.world import World
from usecases.cases.moving import Known, lock, move


async def makes(
    world: World, case_id: int, what: Move, by: Party | Actor = Party.LEAD, **facts: Any
) -> Known:
    """Somebody makes a move now."""
    actor = Actor(by) if isinstance(by, Party) else by
    event = replace(Event(what, await now(world), actor, "已处理"), **facts)

    async def make(tx: Transaction) -> Known:
        return await move(tx, await lock(tx, case_id), event, world.parts.rules)

    known: Known = await world.query(make)
    return known


async def works_on(world: World, case_id: int, complaint: int, *, answered: bool = True) -> Known:
    """The lead body does all that it has to, down to the answer if it is `answered`."""
    await makes(world, case_id, Move.ACKNOWLEDGE)
    await makes(world, case_id, Move.VERIFY, real=Finding.YES, fair=Finding.YES)
    await makes(world, case_id, Move.CLASSIFY, track=Track.GENERAL, depth=Depth.THOROUGH)
    await makes(world, case_id, Move.ASSIGN)
    rectified = await makes(world, case_id, Move.RECTIFY)
    if not answered:
        return rectified
    return await makes(world, case_id, Move.ANSWER, complaint=complaint, words="已增开两个窗口")


async def calls_back(world: World, case_id: int, complaint: int, outcome: Outcome) -> Known:
    """The citizen says whether it was put right."""
    return await makes(world, case_id, Move.CALL_BACK, Party.CITIZEN, complaint=complaint, outcome=outcome)
