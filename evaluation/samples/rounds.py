"""When a month's ratings are drawn from, and what is done about a drawn one: asked now, later, by phone, or not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from evaluation.areas import AreaLevel
from evaluation.levels import Level
from evaluation.reports import Months
from evaluation.samples.drawing import FEWEST
from evaluation.window import WINDOW_WORKDAYS, window_closes
from evaluation.workdays import WorkCalendar

NIGHT = timedelta(hours=3)
"""After midnight: when nobody is served."""
JUST_ANSWERED = timedelta(days=7)
"""Who told a case's call-back whether it was put right is not asked about the same matter again so soon."""
LOOK_AGAIN = timedelta(hours=6)
"""When a rating that waits for something else is looked at again."""


@dataclass(frozen=True, slots=True)
class SampleRules:
    """How many are drawn in a month, at least 50 (附件2 三), and each level of area that draws for itself."""

    size: int = FEWEST
    by: AreaLevel = AreaLevel.COUNTY


def draws_at(month: date, calendar: WorkCalendar, workdays: int = WINDOW_WORKDAYS) -> datetime:
    """The first night in which no rating given in the month can change any more: its last windows are over.

    A window that opens in the last moment of the month closes `workdays` workdays into the next one.
    """
    last_moment = Months(month, month).ends - timedelta(microseconds=1)
    return window_closes(last_moment, calendar, workdays).closes_at + NIGHT


def seed_of(area_code: str, month: date) -> str:
    """What the draw depends on. It names the sample and nothing else, so that nobody can have picked a lucky one."""
    return f"{area_code} {month:%Y-%m}"


class Step(StrEnum):
    """What is done about a rating that was drawn."""

    ASK = "ask"
    LATER = "later"
    CALL = "call"
    SERVED = "served"
    """The call-back of its case has asked already."""


@dataclass(frozen=True, slots=True)
class CallBack:
    """How the call-back of a rating's case stands: to come, or answered at `at`, with a level if one was named."""

    at: datetime | None
    put_right: bool | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether the bot may write to whoever rated, and from when; `busy`: something else is being asked of them."""

    may_write: bool
    free_at: datetime | None = None
    busy: bool = False


def next_step(call_back: CallBack | None, reach: Reach, now: datetime) -> Step:
    """What to do now about a drawn rating.

    One that is to be called back about its case is not asked by the sample besides; what the citizen has just
    answered there serves here. After that week only how satisfied they are now is asked, where they did not say.
    """
    if call_back is not None and call_back.at is None:
        return Step.LATER
    if call_back is not None and call_back.at is not None and _serves(call_back, call_back.at, now):
        return Step.SERVED
    if not reach.may_write:
        return Step.CALL
    is_free = not reach.busy and (reach.free_at is None or reach.free_at <= now)
    return Step.ASK if is_free else Step.LATER


def _serves(call_back: CallBack, answered_at: datetime, now: datetime) -> bool:
    return call_back.level is not None or now - answered_at < JUST_ANSWERED
