"""Release visits from quarantine once the catalogue can place them."""

from collections.abc import Callable

from evaluation.prompting import IntakeFacts
from store import intake, people, quarantine
from store.db import Database, Transaction
from store.intake import VisitRow
from store.quarantine import Placeable, QuarantinedVisit
from store.vault import Vault
from usecases.intake.take_in import Desk, judged, still_rated
from usecases.rules import Clock, Rules

RELEASED_AT_ONCE = 500

Progress = Callable[[int, int | None], None]
"""Told how much is done, and of how much where that is known."""


async def release_quarantined(
    database: Database, vault: Vault, rules: Rules, clock: Clock, progress: Progress
) -> int:
    """Place and judge what can be placed now, its age as of now; how many visits were released."""
    await clock.refresh()
    released = after = 0
    while found := await _next(database, after):
        after = found[-1].id
        desk = Desk(vault, rules, clock.now())
        batch = found  # bound here, for the work may run again
        released += await database.persist(lambda tx, batch=batch, desk=desk: _release(tx, batch, desk))  # type: ignore[misc]
        progress(released, None)
    return released


async def _next(database: Database, after: int) -> list[Placeable]:
    return await database.persist(lambda tx: quarantine.placeable(tx, after, RELEASED_AT_ONCE))


async def _release(tx: Transaction, batch: list[Placeable], desk: Desk) -> int:
    """Release a batch, locked in the order of intake: keys, citizens, visits."""
    keys = [visit.key for visit in batch]
    await intake.hold_keys(tx, keys)
    while not await people.lock_all(tx, citizens := await intake.owners(tx, keys)):
        pass  # one of them was merged while we waited for it: the visit is another's now
    visits = await quarantine.locked(tx, [visit.id for visit in batch])
    opted_out = await people.opted_out(tx, citizens)
    in_chat = await people.in_chat(tx, citizens, desk.rules.chats)
    rows = [(visit.id, _placed(visit, opted_out, in_chat, desk)) for visit in visits]
    await intake.change(tx, rows)
    return len(rows)


def _placed(visit: QuarantinedVisit, opted_out: set[int], in_chat: set[int], desk: Desk) -> VisitRow:
    facts = IntakeFacts(
        finished_at=visit.finished_at,
        withdrawn=visit.withdrawn,
        opted_out=visit.citizen_id in opted_out,
        has_sms_address=visit.phone_can_sms,
        has_chat_address=visit.citizen_id in in_chat,
        has_landline_only=visit.phone_is_landline,
    )
    row = judged(visit, facts, desk)
    return still_rated(row) if visit.rated else row
