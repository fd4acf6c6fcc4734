"""Every deadline of a case: until when it is signed for, sorted, answered, appealed against and called back.

Days begin and end by civil time, and the day of the start is not counted (Civil Code, art. 201 and 203).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from evaluation.cases.hours import USUAL_HOURS, Due, OfficeHours
from evaluation.cases.words import Track
from evaluation.window import Window, begins, civil, end_of_workdays
from evaluation.workdays import WorkCalendar, add_workdays


class Anchor(StrEnum):
    """From when the answer's time is counted; no source says, so it is a setting."""

    RATED = "rated"
    DISPATCHED = "dispatched"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long each thing may take."""

    hours: OfficeHours = USUAL_HOURS
    anchor: Anchor = Anchor.DISPATCHED
    change_of_mind: timedelta = timedelta(minutes=30)
    """Between a bad rating and its dispatch."""
    acknowledge: timedelta = timedelta(hours=2)
    """Working time."""
    general_workdays: int = 5
    complex_workdays: int = 15
    appeal_workdays: int = 1
    decide_workdays: int = 3
    """No source says how long a review may take."""
    call_back_workdays: int = 5
    """For the citizen to answer, and after that for a person to reach them."""
    close_workdays: int = 1
    reopened_workdays: int = 5
    label_workdays: int = 1
    """For what a guide heard (一天一分类)."""
    summaries: tuple[time, ...] = (time(12), time(17, 30))
    """半天一汇总, on workdays (苏协调办〔2021〕13号 附件3); in order."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The deadlines under a calendar and an office's terms."""

    terms: Terms
    calendar: WorkCalendar

    def dispatch(self, rated_at: datetime) -> Due:
        """Until when a change of mind keeps a bad rating from being dispatched."""
        return Due(rated_at + self.terms.change_of_mind)

    def acknowledgement(self, reached_at: datetime) -> Due:
        """签收: two working hours after the case reached the body."""
        return self.terms.hours.after(reached_at, self.terms.acknowledge, self.calendar)

    def give_back(self, reached_at: datetime) -> Due:
        """退回: half a working day after the case reached the body."""
        return self.terms.hours.after(reached_at, self.terms.hours.day / 2, self.calendar)

    def same_day(self, start: datetime) -> Due:
        """当天: 24:00 of a workday on which it came before the office closed, else 24:00 of the next workday."""
        at = civil(start)
        if self._is_worked(at) and at.time() < self.terms.hours.closes:
            return _due(end_of_workdays(start, 0, self.calendar))
        return _due(end_of_workdays(start, 1, self.calendar))

    def _is_worked(self, at: datetime) -> bool:
        return self.calendar.is_workday(at.date())

    def answer(self, start: datetime, track: Track) -> Due:
        """Until when the citizen is answered (苏协调办〔2021〕13号 六)."""
        if track is Track.SIMPLE:
            return self.same_day(start)
        general = track is Track.GENERAL
        return self._workdays(start, self.terms.general_workdays if general else self.terms.complex_workdays)

    def unsorted_late_before(self, now: datetime) -> datetime:
        """What was dispatched before that and is not sorted yet is late: it counts as a general matter until it is."""
        day = civil(now).date()
        while not self.answer(begins(day), Track.GENERAL).is_over(now):
            day -= timedelta(days=1)
        return begins(day + timedelta(days=1))

    def start(self, *, rated_at: datetime, dispatched_at: datetime, acknowledged_at: datetime) -> datetime:
        """From when the answer's time is counted."""
        return {
            Anchor.RATED: rated_at,
            Anchor.DISPATCHED: dispatched_at,
            Anchor.ACKNOWLEDGED: acknowledged_at,
        }[self.terms.anchor]

    def appeal(self, reached_at: datetime) -> Due:
        """申诉: one workday after receiving the bad rating (苏协调办〔2021〕13号 附件2)."""
        return self._workdays(reached_at, self.terms.appeal_workdays)

    def decision(self, appealed_at: datetime) -> Due:
        """复核: until when an appeal is decided."""
        return self._workdays(appealed_at, self.terms.decide_workdays)

    def call_back(self, answered_at: datetime) -> Due:
        """回访: until when the citizen may answer the bot."""
        return self._workdays(answered_at, self.terms.call_back_workdays)

    def call_by_phone(self, unanswered_at: datetime) -> Due:
        """人工回访: until when a person has tried."""
        return self._workdays(unanswered_at, self.terms.call_back_workdays)

    def reopened(self, at: datetime) -> Due:
        """重办: until when a citizen who was not helped is answered again."""
        return self._workdays(at, self.terms.reopened_workdays)

    def closing(self, called_back_at: datetime) -> Due:
        """销号"""
        return self._workdays(called_back_at, self.terms.close_workdays)

    def label(self, heard_at: datetime) -> Due:
        """吐槽分类: 24:00 of the workday after it was heard (苏协调办〔2021〕13号 附件3)."""
        return self._workdays(heard_at, self.terms.label_workdays)

    def resumed(self, due: Due, suspended_at: datetime, resumed_at: datetime) -> Due:
        """The workdays that began while a case was suspended are given back; a day is never taken."""
        day, given = civil(suspended_at).date(), 0
        while (day := day + timedelta(days=1)) <= civil(resumed_at).date():
            given += self.calendar.is_workday(day)
        later = add_workdays(civil(due.at - timedelta(microseconds=1)).date(), given, self.calendar)
        moved = begins(later.day + timedelta(days=1)) if given else due.at
        return Due(max(due.at, moved), due.provisional or later.provisional)

    def _workdays(self, start: datetime, count: int) -> Due:
        return _due(end_of_workdays(start, count, self.calendar))


def _due(window: Window) -> Due:
    return Due(window.closes_at, window.provisional)
