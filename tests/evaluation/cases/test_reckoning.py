"""Deadlines by a calendar that is known better: later where it says so, never sooner, and only what is still owed."""

from dataclasses import replace
from datetime import date

from evaluation.cases.deadlines import Deadlines, Terms
from evaluation.cases.hours import Due
from evaluation.cases.planning import starts
from evaluation.cases.reckoning import moved
from evaluation.cases.words import Finding, Move, Outcome, Party, Stage
from evaluation.workdays import WorkCalendar
from tests.evaluation.cases.story import DEADLINES, LEAD, MONDAY, Story
from tests.evaluation.dates import at


class WithRest:
    """The calendar of the tests with more days off."""

    def __init__(self, known: WorkCalendar, *days: date) -> None:
        self._known, self._days = known, days

    def is_workday(self, day: date) -> bool:
        return day not in self._days and self._known.is_workday(day)

    def covers(self, day: date) -> bool:
        return self._known.covers(day)


LONGER = Deadlines(Terms(), WithRest(DEADLINES.calendar, date(2026, 3, 5), date(2026, 3, 6)))


def due(story: Story) -> Due:
    found = story.case.complaints[1].due
    assert found is not None
    return found


def test_the_same_calendar_moves_nothing() -> None:
    for stage in Stage:
        assert moved(Story().until(stage).events, DEADLINES) == {}


def test_days_off_that_were_not_known_come_on_top() -> None:
    story = Story().until(Stage.ASSIGNED)
    assert due(story).at == at("Tue 2026-03-10 00:00")
    assert moved(story.events, LONGER) == {1: Due(at("Thu 2026-03-12 00:00"))}


def test_what_was_moved_already_is_not_moved_again() -> None:
    story = Story().until(Stage.ASSIGNED)
    story.does(Move.MOVE_DEADLINE, Party.SYSTEM, dues=moved(story.events, LONGER))
    assert moved(story.events, LONGER) == {}


def test_it_never_comes_sooner() -> None:
    story = Story().until(Stage.ASSIGNED)
    story.does(Move.MOVE_DEADLINE, Party.SYSTEM, dues=moved(story.events, LONGER))
    assert moved(story.events, DEADLINES) == {}


def test_what_a_rest_gave_back_stays_given() -> None:
    story = Story().until(Stage.ASSIGNED)
    story.does(Move.SUSPEND, Party.LEAD, due=Due(story.now)).later(days=2).does(Move.RESUME, Party.LEAD)
    before = due(story)
    [after] = moved(story.events, LONGER).values()
    assert after.at > before.at
    assert moved(story.events, DEADLINES) == {}


def test_a_reopened_one_counts_from_its_reopening() -> None:
    story = Story().until(Stage.ANSWERED)
    story.does(Move.CALL_BACK, Party.CITIZEN, complaint=1, outcome=Outcome.NOT_SOLVED)
    story.later(days=2).does(Move.REOPEN, Party.SYSTEM, org=LEAD)
    assert due(story).at == at("Thu 2026-03-12 00:00")
    assert moved(story.events, LONGER) == {1: Due(at("Sat 2026-03-14 00:00"))}


def test_what_is_answered_or_closed_is_left_alone() -> None:
    for stage in (Stage.ANSWERED, Stage.CALLED_BACK, Stage.CLOSED):
        assert moved(Story().until(stage).events, LONGER) == {}


def test_a_guess_becomes_certain() -> None:
    story = Story().until(Stage.ASSIGNED)
    told = due(story)
    story.events = [
        replace(event, dues={1: Due(told.at, provisional=True)}) if event.dues else event
        for event in story.events
    ]
    assert moved(story.events, DEADLINES) == {1: Due(told.at)}


def test_the_start_beside_the_deadline_of_a_reopened_one_is_its_reopening() -> None:
    story = Story().until(Stage.ANSWERED)
    first = starts(story.case, story.case.complaints[1], DEADLINES)
    story.does(Move.CALL_BACK, Party.CITIZEN, complaint=1, outcome=Outcome.NOT_SOLVED)
    story.later(days=2).does(Move.REOPEN, Party.SYSTEM, org=LEAD)
    assert (first, starts(story.case, story.case.complaints[1], DEADLINES)) == (MONDAY, story.now)
    for move in (Move.ACKNOWLEDGE, Move.VERIFY, Move.ASSIGN, Move.RECTIFY):
        story.does(move, Party.LEAD, real=Finding.YES, fair=Finding.YES)
    reopened = story.now
    story.later(days=1).does(Move.ANSWER, Party.LEAD, complaint=1)
    assert starts(story.case, story.case.complaints[1], DEADLINES) == reopened
