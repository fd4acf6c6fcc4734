from datetime import datetime

import pytest

from evaluation.cases.chasing import Chased, Rung, chase
from evaluation.cases.words import Move, Outcome, Party, Stage
from tests.evaluation.cases.story import DEADLINES, MONDAY, Story
from tests.evaluation.dates import at

UNCHASED = Chased()


def rungs(story: Story, now: str, chased: Chased = UNCHASED) -> tuple[list[Rung], datetime | None]:
    reached, then = chase(story.case, chased, story.now, DEADLINES, at(now))
    return list(reached), then


@pytest.mark.parametrize(
    ("now", "reached", "then"),
    [
        ("Mon 2026-03-02 10:29", [Rung.NEW], "Mon 2026-03-02 10:30"),
        ("Mon 2026-03-02 10:30", [Rung.NEW, Rung.BEFORE], "Mon 2026-03-02 11:00"),
        # after a standstill nothing is announced that is over
        ("Mon 2026-03-02 11:00", [Rung.NEW, Rung.AT], "Mon 2026-03-02 14:30"),
        ("Mon 2026-03-02 15:00", [Rung.NEW, Rung.AT, Rung.SUPERIOR], "Tue 2026-03-03 11:00"),
        ("Tue 2026-03-03 11:00", [Rung.NEW, Rung.AT, Rung.SUPERIOR, Rung.OFFICE], None),
    ],
)
def test_who_does_not_sign_is_chased_and_then_those_above(
    now: str, reached: list[Rung], then: str | None
) -> None:
    story = Story().until(Stage.DISPATCHED)
    assert rungs(story, now) == (reached, at(then) if then else None)


def test_a_deadline_of_days_is_announced_a_day_before() -> None:
    assert rungs(Story().until(Stage.ASSIGNED), "Mon 2026-03-02 10:00") == ([], at("Mon 2026-03-09 00:00"))


def test_under_supervision_the_body_hears_at_once_and_those_above_when_it_is_over() -> None:
    story = Story().until(Stage.ASSIGNED)
    due = story.case.next_due
    assert due is not None
    story.does(Move.SUPERVISE, Party.OFFICE, words="从快")
    assert rungs(story, "Mon 2026-03-02 10:00") == ([Rung.BEFORE], due.at)
    reached, then = rungs(story, "Tue 2026-03-10 00:00")
    assert (reached, then) == ([Rung.BEFORE, Rung.AT, Rung.SUPERIOR, Rung.OFFICE], None)


def test_no_rung_is_reached_twice_and_another_deadline_is_chased_anew() -> None:
    story = Story().until(Stage.DISPATCHED)
    chased = Chased(at("Mon 2026-03-02 11:00"), Rung.AT)
    assert rungs(story, "Mon 2026-03-02 11:05", chased) == ([], at("Mon 2026-03-02 14:30"))
    later = Chased(at("Mon 2026-03-02 10:00"), Rung.OFFICE)
    assert rungs(story, "Mon 2026-03-02 11:05", later)[0] == [Rung.NEW, Rung.AT]


def test_nobody_is_chased_while_it_is_the_citizens_turn() -> None:
    assert rungs(Story(), "Fri 2026-03-06 10:00") == ([], None)
    story = Story().until(Stage.ANSWERED)
    assert rungs(story, "Fri 2026-03-13 10:00") == ([], None)
    story.later(days=8).does(Move.CALL_BY_PHONE, Party.SYSTEM, complaint=1)
    assert rungs(story, "Thu 2026-03-19 10:00")[0] == [Rung.AT, Rung.SUPERIOR, Rung.OFFICE]


def test_a_closed_case_chases_nobody() -> None:
    story = Story().until(Stage.ANSWERED)
    story.does(Move.CALL_BACK, Party.CITIZEN, complaint=1, outcome=Outcome.SOLVED).does(
        Move.CLOSE, Party.SYSTEM
    )
    assert (story.now, rungs(story, "Fri 2026-03-13 10:00")) == (MONDAY, ([], None))
