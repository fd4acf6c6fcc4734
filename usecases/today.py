"""What waits for somebody of the staff today, each in their own area: how many, and since when."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from evaluation.staff import Action, Permission, may
from evaluation.window import midnight
from store import audit_trail, case_lists, endings, failures
from store.audit_trail import Wanted
from store.changes import SeenChange
from store.corrections import SeenRequest
from store.db import Transaction
from store.reports.seen import seen
from usecases import change_at_desk
from usecases.cases import calls, view
from usecases.gifts import take_stock
from usecases.gifts.desk import ENDS_SOON
from usecases.on_duty import OnDuty
from usecases.points import correct_at_desk, review
from usecases.samples import view as samples
from usecases.suggestions.inbox import inbox

MOST = 100
"""Nobody needs to know by how many it is more; lists show no more at once either."""
SIGN_INS_OF = timedelta(days=7)


class What(StrEnum):
    """What waits, or should be looked at."""

    CASES = "cases"
    LATE_CASES = "late_cases"
    SUPERVISED_CASES = "supervised_cases"
    UNLABELLED = "unlabelled"
    """What guides heard."""
    CALLS = "calls"
    SAMPLE_CALLS = "sample_calls"
    """Citizens to be called about ratings that were drawn."""
    HELD_POINTS = "held_points"
    SUGGESTIONS = "suggestions"
    CORRECTIONS = "corrections"
    """Asked for by others."""
    OWN_CORRECTIONS = "own_corrections"
    NUMBERS = "numbers"
    OWN_NUMBERS = "own_numbers"
    VOUCHERS_ENDING = "vouchers_ending"
    RUNNING_SHORT = "running_short"
    STOPPED_MESSAGES = "stopped_messages"
    TRAIL = "trail"
    """What was done today."""
    REFUSED_SIGN_INS = "refused_sign_ins"


@dataclass(frozen=True, slots=True)
class Waits:
    """So many of them; `since` the first has waited, or until when there is time."""

    what: What
    count: int
    since: datetime | None = None


Look = Callable[[Transaction, OnDuty], Awaitable[list[Waits]]]


async def what_waits(tx: Transaction, duty: OnDuty) -> list[Waits]:
    """All that waits for them; nothing of which there is none."""
    found: list[Waits] = []
    for needs, look in LOOKS:
        if may(duty.staff.role, needs):
            found += await look(tx, duty)
    return [each for each in found if each.count]


async def _cases(tx: Transaction, duty: OnDuty) -> list[Waits]:
    waiting = await view.waiting(tx, duty)
    seen = [Waits(What.LATE_CASES, waiting.late), Waits(What.SUPERVISED_CASES, waiting.supervised)]
    if not may(duty.staff.role, Permission.WORK_CASES):
        return seen
    unlabelled = await view.listed(tx, duty, case_lists.Wanted(show="unlabelled"), MOST)
    first = min((case.opened_at for case in unlabelled), default=None)
    return [Waits(What.CASES, waiting.mine), *seen, Waits(What.UNLABELLED, len(unlabelled), first)]


async def _calls(tx: Transaction, duty: OnDuty) -> list[Waits]:
    waiting = await calls.waiting(tx, duty)
    return [Waits(What.CALLS, len(waiting), waiting[0].asked_at if waiting else None)]


async def _sample_calls(tx: Transaction, duty: OnDuty) -> list[Waits]:
    return [Waits(What.SAMPLE_CALLS, sum(each.to_call for each in await samples.listed(tx, duty)))]


async def _held_points(tx: Transaction, duty: OnDuty) -> list[Waits]:
    waiting = await review.waiting(tx, duty)
    return [Waits(What.HELD_POINTS, len(waiting), waiting[0].at if waiting else None)]


async def _suggestions(tx: Transaction, duty: OnDuty) -> list[Waits]:
    waiting = await inbox(tx, duty)
    return [Waits(What.SUGGESTIONS, len(waiting), waiting[0].said_at if waiting else None)]


async def _corrections(tx: Transaction, duty: OnDuty) -> list[Waits]:
    listed = await correct_at_desk.requests(tx, duty.staff.scope)
    others, own = _by_asker(listed, duty)
    confirms = may(duty.staff.role, Permission.CONFIRM_CORRECTION)
    return [*([_oldest(What.CORRECTIONS, others)] if confirms else []), _oldest(What.OWN_CORRECTIONS, own)]


async def _numbers(tx: Transaction, duty: OnDuty) -> list[Waits]:
    others, own = _by_asker(await change_at_desk.seen_requests(tx, duty), duty)
    return [_oldest(What.NUMBERS, others), _oldest(What.OWN_NUMBERS, own)]


Request = SeenRequest | SeenChange


def _by_asker(listed: Sequence[Request], duty: OnDuty) -> tuple[list[Request], list[Request]]:
    """The requests that wait: others', and one's own."""
    waiting = [each for each in listed if each.confirmed is None]
    own = [each for each in waiting if each.asked_by == duty.staff.username]
    return [each for each in waiting if each not in own], own


def _oldest(what: What, requests: Sequence[Request]) -> Waits:
    return Waits(what, len(requests), requests[0].asked_at if requests else None)


async def _vouchers(tx: Transaction, duty: OnDuty) -> list[Waits]:
    left = await endings.left_there(tx, duty.staff.area_code, duty.now, duty.now + ENDS_SOON)
    return [Waits(What.VOUCHERS_ENDING, left.vouchers, left.first_end)]


async def _shelves(tx: Transaction, duty: OnDuty) -> list[Waits]:
    short = await take_stock.shelves(tx, duty, only_short=True)
    # Whoever is bound to an org keeps no places.
    ending = await _vouchers(tx, duty) if duty.staff.org_code is None else []
    return [Waits(What.RUNNING_SHORT, len(short)), *ending]


async def _messages(tx: Transaction, duty: OnDuty) -> list[Waits]:
    """What stops messages stops them everywhere, so it is told to whoever sees everything."""
    if not (await seen(tx, duty.staff.scope)).whole:
        return []
    stopped = await failures.to_look_at(tx, MOST)
    since = min((each.since for each in stopped), default=None)
    return [Waits(What.STOPPED_MESSAGES, sum(each.messages for each in stopped), since)]


async def _trail(tx: Transaction, duty: OnDuty) -> list[Waits]:
    today = Wanted(since=midnight(duty.now))
    refused = Wanted(action=Action.SIGN_IN_REFUSED, since=midnight(duty.now - SIGN_INS_OF))
    counts = [len(await audit_trail.lines(tx, duty.staff.scope, each, MOST)) for each in (today, refused)]
    return [Waits(What.TRAIL, counts[0]), Waits(What.REFUSED_SIGN_INS, counts[1])]


LOOKS: tuple[tuple[Permission, Look], ...] = (
    (Permission.READ_CASES, _cases),
    (Permission.CALL_CITIZENS, _calls),
    (Permission.CALL_CITIZENS, _sample_calls),
    (Permission.DECIDE_HELD_POINTS, _held_points),
    (Permission.JUDGE_SUGGESTIONS, _suggestions),
    (Permission.ASK_CORRECTION, _corrections),
    (Permission.VOUCH_FOR_NUMBER, _numbers),
    (Permission.VERIFY_VOUCHER, _vouchers),
    (Permission.MANAGE_GIFTS, _shelves),
    (Permission.MANAGE_STAFF, _messages),
    (Permission.READ_AUDIT_TRAIL, _trail),
)
"""Who is told of what, in the order of the page."""
