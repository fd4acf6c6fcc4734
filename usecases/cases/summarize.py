"""半天一汇总: what a half day leaves to each who handles or supervises, by message once, and on a page at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.summaries import Half, half
from evaluation.staff import Permission, Role
from evaluation.window import civil, last_moment
from store import case_notices, outbox, summaries
from store.audit_trail import Times
from store.case_lists import Listed, Wanted
from store.db import Transaction
from store.outbox import Facts
from store.summaries import Heard
from usecases.cases import view
from usecases.cases.hats import hats_of
from usecases.on_duty import OnDuty
from usecases.rules import Rules
from usecases.tell import Notice, Word, worded

TEMPLATE = "staff/summary"
MOST = 200
"""Cases looked through, and things heard: nobody reads more of them at once."""
NAMED = 2
"""Cases and places named in a message: the most urgent, the latest."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What there is to do, the most urgent first; `heard` is for those who run the programme in an area."""

    half: Half
    due: tuple[Listed, ...]
    """For whoever reads it, until the half day that runs ends."""
    due_next: tuple[Listed, ...]
    """… and until the one after it does."""
    late: tuple[Listed, ...]
    """Of all that they see."""
    late_count: int
    waiting: int
    heard: tuple[Heard, ...]
    """Noted since the half day before began."""
    unlabelled: tuple[Heard, ...]

    @property
    def says_something(self) -> bool:
        """Whether anything is to be done, or was heard."""
        return bool(self.late_count or self.waiting or self.heard or self.unlabelled)


async def summary(tx: Transaction, duty: OnDuty, of: Half) -> Summary:
    """What there is for somebody now. Raises `NotPermitted`."""
    duty.check(Permission.READ_CASES)
    counts = await view.waiting(tx, duty)
    mine = await view.listed(tx, duty, Wanted(show="mine"), MOST) if counts.mine else []
    late = await view.listed(tx, duty, Wanted(show="late"), MOST) if counts.late else []
    heard = await _heard(tx, duty, of)
    dues = [(_due_of(case, duty), case) for case in mine]
    return Summary(
        of,
        tuple(case for due, case in dues if due and duty.now < due <= of.next),
        tuple(case for due, case in dues if due and of.next < due <= of.after_next),
        tuple(late),
        counts.late,
        counts.mine,
        tuple(each for each in heard if of.before <= each.said_at < of.at),
        tuple(each for each in heard if each.wants_label),
    )


def _due_of(case: Listed, duty: OnDuty) -> datetime | None:
    """An office's own deadline is that of the appeal which it decides."""
    decides = duty.staff.role is Role.SUPERVISOR
    return case.appeal_due_at if decides and case.appeal_due_at else case.next_due_at


async def _heard(tx: Transaction, duty: OnDuty, of: Half) -> Sequence[Heard]:
    found: dict[tuple[int, datetime], Heard] = {}
    for hat in await hats_of(tx, duty):
        for each in await summaries.heard(tx, hat.sight, of.before, of.at, MOST):
            found.setdefault((each.case_id, each.said_at), each)
    return list(found.values())


async def summary_now(tx: Transaction, duty: OnDuty, rules: Rules) -> Summary:
    """The same at this moment: of the half day that ended last, and of what runs."""
    running = half(duty.now, rules.deadlines)
    ended = half(running.before, rules.deadlines)
    return await summary(tx, duty, Half(ended.before, duty.now, running.next, running.after_next))


async def owed(tx: Transaction, half_at: datetime, after: int, limit: int) -> list[int]:
    """The accounts whose half day is to be summed up."""
    return await summaries.owed(tx, half_at, after, limit)


async def sum_up(
    tx: Transaction, staff_id: int, half_at: datetime, word: Word, rules: Rules, now: datetime
) -> None:
    """Tell one of the staff of their half day, by their chat or phone; nothing where there is nothing to say.

    It is taken and told in one transaction, and so once, whatever dies.
    """
    account = await summaries.take(tx, staff_id, half_at)
    if account is None:
        return
    duty = OnDuty(account, "summary", Times(now, now))
    found = await summary(tx, duty, half(half_at, rules.deadlines))
    lines = await case_notices.lines(tx, [staff_id], rules.channels) if found.says_something else []
    if not lines:
        return
    due_at = rules.prompts.hours.next_open(now)
    notice = worded(Notice(TEMPLATE, facts_of(found, now)), lines[0], "zh", word, civil(due_at).date())
    message_id = await outbox.queue_notice(tx, notice, now, due_at=due_at)
    await summaries.was_told(tx, staff_id, half_at, message_id)


def facts_of(found: Summary, now: datetime) -> Facts:
    """What the message is made from; what citizens said stays in the console."""
    overdue = [each for each in found.unlabelled if each.label_due_at and each.label_due_at <= now]
    places = list(dict.fromkeys(each.place for each in found.heard))
    return {
        "due": _coming(found.due, found.half.next),
        "due_next": _coming(found.due_next, found.half.after_next),
        "late": found.late_count,
        "late_numbers": [case.id for case in found.late[:NAMED]],
        "waiting": found.waiting,
        "heard": len(found.heard),
        "places": places[:NAMED],
        "more_places": len(places) > NAMED,
        "abouts": _abouts(found.heard),
        "unlabelled": len(found.unlabelled),
        "unlabelled_late": len(overdue),
    }


def _coming(cases: Sequence[Listed], until: datetime) -> Facts:
    day, clock = last_moment(until)
    numbers = [case.id for case in cases[:NAMED]]
    return {"count": len(cases), "numbers": numbers, "on": day.isoformat(), "time": clock}


def _abouts(heard: Sequence[Heard]) -> list[Facts]:
    """What those that are labelled are about, the most frequent first."""
    labels = [each.label for each in heard if each.label]
    ordered = sorted(set(labels), key=labels.count, reverse=True)
    return [{"reason": label.menu_number, "count": labels.count(label)} for label in ordered]
