"""A platform tells how far it is with a case: moves of its own party, in the same history, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evaluation.cases.acting import given_back_to
from evaluation.cases.answers import Fault
from evaluation.cases.outside import MEANS, Report, events, lacks, way
from evaluation.cases.refusals import Illegal
from evaluation.cases.words import Move, usual_depth
from store import case_views, work_order_reports, work_orders
from store.db import Transaction
from store.vault import Vault
from usecases.cases.act import BadWords, Wanted, check_words, choices_of
from usecases.cases.moving import Known, lock_in_order, move
from usecases.cases.places import where_is
from usecases.rules import Rules


@dataclass(frozen=True, slots=True)
class Told:
    """A report with who tells it, and by what the same is known again."""

    platform: str
    report: Report
    fingerprint: bytes


class NotTaken(Exception):
    """Nothing was changed."""

    because = ""

    def __init__(self, case_id: int | None = None, **facts: Any) -> None:
        super().__init__(self.because, facts)
        self.case_id = case_id
        self.facts = facts


class NoSuchOrder(NotTaken):
    """The platform was given no such case."""

    because = "no_such_order"


class OtherReport(NotTaken):
    """Its id stands for something else that was taken before."""

    because = "event_reused"


class NotPossible(NotTaken):
    """The case does not allow it as it is now: `stage`, and which of `refusals` (`why`)."""

    because = "not_possible"


class Incomplete(NotTaken):
    """It does not say what the steps on its way need: `fields`."""

    because = "incomplete"


class Unfit(NotTaken):
    """A citizen is not written to like this: `faults`."""

    because = "unfit_words"


async def take(tx: Transaction, told: Told, rules: Rules, vault: Vault, now: datetime) -> dict[str, Any]:
    """Make the moves of a report; the answer, which is the same whenever it is told again. Raises `NotTaken`."""
    platform, report = told.platform, told.report
    case_id = await work_order_reports.case_of(tx, platform, report)
    if case_id is None:
        raise NoSuchOrder
    known = await lock_in_order(tx, case_id)
    before = await work_order_reports.answered(tx, platform, report.event)
    if before is not None:
        if before.fingerprint != told.fingerprint:
            raise OtherReport(case_id)
        return before.answer
    if report.outside_no and not await work_orders.set_number(tx, case_id, platform, report.outside_no):
        raise NoSuchOrder(case_id)
    known = await _moves(tx, known, told, rules, vault, now)
    answer = _answer(known)
    await work_order_reports.keep(
        tx,
        platform,
        report,
        fingerprint=told.fingerprint,
        case_id=case_id,
        taken=True,
        answer=answer,
        now=now,
    )
    return answer


async def refuse(tx: Transaction, told: Told, refusal: NotTaken, now: datetime) -> None:
    """Keep that a report was refused, for staff and operators to see; told again it is judged anew."""
    await work_order_reports.keep(
        tx,
        told.platform,
        told.report,
        fingerprint=told.fingerprint,
        case_id=refusal.case_id,
        taken=False,
        answer={"because": refusal.because, **refusal.facts},
        now=now,
    )


def _answer(known: Known) -> dict[str, Any]:
    """What the case is now."""
    due = min((c.due.at for c in known.case.live if c.due and not c.answered_at), default=None)
    return {
        "case": known.row.id,
        "stage": known.case.stage.value,
        "due_at": due.isoformat() if due else None,
    }


async def _moves(
    tx: Transaction, known: Known, told: Told, rules: Rules, vault: Vault, now: datetime
) -> Known:
    report, case_id = told.report, known.row.id
    if missing := lacks(known.case, report):
        raise Incomplete(case_id, fields=list(missing), stage=known.case.stage.value)
    if Move.ANSWER in way(known.case, report.status):
        await _see_that_it_may_be_said(tx, case_id, report, vault)
    said = await case_views.said_in(tx, case_id)
    usual = usual_depth(tuple(reason for each in said for reason in each.reasons))
    goes_to = await _goes_to(tx, known, report)
    try:
        for event in events(known.case, report, told.platform, usual, goes_to, now):
            known = await move(tx, known, event, rules)
    except Illegal as illegal:
        raise NotPossible(case_id, why=illegal.because, stage=known.case.stage.value) from None
    return known


async def _see_that_it_may_be_said(tx: Transaction, case_id: int, report: Report, vault: Vault) -> None:
    try:
        await check_words(tx, case_id, Wanted(Move.ANSWER, report.words), vault)
    except BadWords as error:
        faults: tuple[Fault, ...] = error.faults
        raise Unfit(case_id, faults=[fault.value for fault in faults]) from None


async def _goes_to(tx: Transaction, known: Known, report: Report) -> str | None:
    if MEANS[report.status] is Move.RETURN:
        where = await where_is(tx, known.row.area_code, known.case)
        return given_back_to(known.case, known.events, where)
    if MEANS[report.status] is not Move.TRANSFER:
        return None
    found = await choices_of(tx, known.row.area_code, report.org or "", 2)
    if [each.code for each in found] != [report.org]:
        raise Incomplete(known.row.id, fields=["org"], stage=known.case.stage.value)
    return report.org
