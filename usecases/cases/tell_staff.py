"""催办: tell the staff of a case's deadlines, on whatever channel each of them has bound."""

from collections.abc import Sequence
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
_NOBODY_THERE = (Party.SUPERIOR, Party.OFFICE)
"""Who is told where whoever should act has no account."""


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
        concerned = [one.id for one in _concerned(found, known, where, TOLD[rung])]
        concerned += await stand_ins.standing_for(tx, concerned, civil(now).date())
        told = await _send(tx, concerned, rung, known, word, rules, now)
        await case_notices.note(tx, known.row.id, rung, due.at, now, told or [(None, None)])


def _concerned(found: Sequence[Staff], known: Known, where: Where, party: Party) -> list[Staff]:
    for wanted in (party, *_NOBODY_THERE):
        if those := [one for one in found if wanted in parties(one.role, one.scope, known.case, where)]:
            return those
    return []


async def _send(
    tx: Transaction,
    concerned: Sequence[int],
    rung: Rung,
    known: Known,
    word: Word,
    rules: Rules,
    now: datetime,
) -> list[tuple[int | None, int | None]]:
    lines = await case_notices.lines(tx, concerned, rules.channels)
    told: list[tuple[int | None, int | None]] = []
    for one in dict.fromkeys(concerned):
        line = _line([each for each in lines if each.staff_id == one], rung, known)
        told.append((one, await _queue(tx, line, rung, known, word, rules, now) if line else None))
    return told


def _line(lines: Sequence[Line], rung: Rung, known: Known) -> Line | None:
    """Nobody signed: the next channel, if there is one."""
    again = rung is Rung.AT and known.case.stage is Stage.DISPATCHED
    return lines[1 if again and len(lines) > 1 else 0] if lines else None


async def _queue(
    tx: Transaction, line: Line, rung: Rung, known: Known, word: Word, rules: Rules, now: datetime
) -> int:
    due_at = rules.prompts.hours.next_open(now)
    notice = worded(Notice(_template(rung, known), _facts(known)), line, "zh", word, civil(due_at).date())
    return await outbox.queue_notice(tx, notice, now, due_at=due_at)


def _template(rung: Rung, known: Known) -> str:
    return SUPERVISED if rung is Rung.BEFORE and known.case.supervised else TEMPLATES[rung]


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
