"""催办: tell the staff of a case's deadlines, on whatever channel each of them has bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.chasing import TOLD, Rung
from evaluation.cases.standing import Where, parties
from evaluation.cases.words import Party, Stage
from evaluation.window import civil, last_moment
from store import case_notices, outbox, stand_ins
from store.case_notices import Line
from store.db import Transaction
from store.outbox import Facts
from store.staff import Staff
from usecases.cases.moving import Known
from usecases.rules import Rules
from usecases.tell import Notice, Word, worded

TEMPLATES = {
    Rung.NEW: "staff/case_new",
    Rung.BEFORE: "staff/case_soon",
    Rung.AT: "staff/case_over",
    Rung.SUPERIOR: "staff/case_above",
    Rung.OFFICE: "staff/case_above",
}
SUPERVISED = "staff/case_supervised"
"""Instead of `BEFORE`, for one that is under 督办."""
ESCALATED = "staff/case_escalated"
_NOBODY_THERE = (Party.SUPERIOR, Party.OFFICE)
"""Who is told where whoever should act has no account."""


@dataclass(frozen=True, slots=True)
class _Telling:
    """What is told, and whether on the next channel, if there is one."""

    template: str
    again: bool = False


async def tell_staff(
    tx: Transaction,
    known: Known,
    where: Where,
    rungs: Sequence[Rung],
    word: Word,
    rules: Rules,
    now: datetime,
) -> None:
    """Tell of each rung those whom it concerns; it is on record who was told, and that nobody was there."""
    due = known.case.next_due
    if not rungs or due is None:
        return
    found = await case_notices.candidates(tx, known.row.area_code)
    for rung in rungs:
        concerned = _concerned(found, known, where, TOLD[rung])
        told = await _send(tx, concerned, _telling(rung, known), known, word, rules, now)
        await case_notices.note(tx, known.row.id, rung, due.at, now, told or [(None, None)])


async def tell_escalated(
    tx: Transaction, known: Known, where: Where, word: Word, rules: Rules, now: datetime
) -> None:
    """升级 by somebody: the body that it went to hears of it now; the ladder tells it once a deadline is over."""
    due = known.case.next_due
    assert due is not None, "an open case has a deadline"
    found = await case_notices.candidates(tx, known.row.area_code)
    above = _concerned(found, known, where, Party.SUPERIOR)
    concerned = [one for one in above if one.org_code == known.case.escalated_to[-1]] or above
    told = await _send(tx, concerned, _Telling(ESCALATED), known, word, rules, now)
    await case_notices.note(tx, known.row.id, Rung.SUPERIOR, due.at, now, told or [(None, None)])


def _concerned(found: Sequence[Staff], known: Known, where: Where, party: Party) -> list[Staff]:
    for wanted in (party, *_NOBODY_THERE):
        if those := [one for one in found if wanted in parties(one.role, one.scope, known.case, where)]:
            return those
    return []


def _telling(rung: Rung, known: Known) -> _Telling:
    """Where nobody signed, the next channel is tried."""
    if rung is Rung.BEFORE and known.case.supervised:
        return _Telling(SUPERVISED)
    return _Telling(TEMPLATES[rung], again=rung is Rung.AT and known.case.stage is Stage.DISPATCHED)


async def _send(
    tx: Transaction,
    concerned: Sequence[Staff],
    telling: _Telling,
    known: Known,
    word: Word,
    rules: Rules,
    now: datetime,
) -> list[tuple[int | None, int | None]]:
    """Tell these, and who stands in for them today: who was told, and by which message."""
    those = [one.id for one in concerned]
    those += await stand_ins.standing_for(tx, those, civil(now).date())
    lines = await case_notices.lines(tx, those, rules.channels)
    told: list[tuple[int | None, int | None]] = []
    for one in dict.fromkeys(those):
        line = _line([each for each in lines if each.staff_id == one], telling)
        told.append((one, await _queue(tx, line, telling, known, word, rules, now) if line else None))
    return told


def _line(lines: Sequence[Line], telling: _Telling) -> Line | None:
    return lines[1 if telling.again and len(lines) > 1 else 0] if lines else None


async def _queue(
    tx: Transaction, line: Line, telling: _Telling, known: Known, word: Word, rules: Rules, now: datetime
) -> int:
    due_at = rules.prompts.hours.next_open(now)
    notice = worded(Notice(telling.template, _facts(known)), line, "zh", word, civil(due_at).date())
    return await outbox.queue_notice(tx, notice, now, due_at=due_at)


def _facts(known: Known) -> Facts:
    due = known.case.next_due
    assert due is not None, "an open case has a deadline"
    day, clock = last_moment(due.at)
    return {
        "number": known.row.id,
        "item": known.row.item_name,
        "due_on": day.isoformat(),
        "due_time": clock,
    }
