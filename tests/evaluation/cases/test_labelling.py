"""吐槽分类: what a guide heard is labelled in time, by who may, and is chased until then."""

from dataclasses import replace
from typing import Any

import pytest

from evaluation.cases.case import Event
from evaluation.cases.chasing import Chased, Rung, chase
from evaluation.cases.machine import begin, fold
from evaluation.cases.planning import opening
from evaluation.cases.reckoning import moved
from evaluation.cases.refusals import NO_SUCH_COMPLAINT, NO_WORDS, NOT_YOURS, UNFINISHED, Illegal
from evaluation.cases.turn import waits_for
from evaluation.cases.watching import itself
from evaluation.cases.words import Finding, Kind, Move, Outcome, Party, Stage
from evaluation.levels import Reason
from tests.evaluation.cases.story import DEADLINES, LEAD, PLAIN, WHO, Story
from tests.evaluation.dates import at

LABEL: dict[str, Any] = {"complaint": 1, "reason": Reason.EFFICIENCY, "real": Finding.YES}


def heard() -> Story:
    """On Monday morning a guide noted something."""
    story = Story()
    first = Event(Move.OPEN, story.now, WHO[Party.SYSTEM], complaint=1, org=LEAD, kind=Kind.ORAL)
    story.events = [opening(first, DEADLINES)]
    story.case = begin(story.events[0])
    return story


def test_its_deadline_is_there_from_the_beginning_and_gone_once_it_is_labelled() -> None:
    story = heard().until(Stage.VERIFIED)
    due = story.case.complaints[1].label_due
    assert due is not None
    assert due.at == at("Wed 2026-03-04 00:00")
    story.does(Move.LABEL, Party.OFFICE, **LABEL)
    label = story.case.complaints[1].label
    assert label is not None
    assert (label.reason, label.real, label.at) == (Reason.EFFICIENCY, Finding.YES, story.now)
    assert not list(story.case.unlabelled)


def test_a_label_is_put_right_and_the_first_one_was_in_time() -> None:
    story = heard().until(Stage.ACKNOWLEDGED).does(Move.LABEL, Party.LEAD, **LABEL)
    first = story.now
    story.later(days=3).does(Move.LABEL, Party.OFFICE, **{**LABEL, "real": Finding.NO})
    label = story.case.complaints[1].label
    assert label is not None
    assert (label.real, label.at) == (Finding.NO, first)


@pytest.mark.parametrize(
    ("by", "facts", "because"),
    [
        (Party.SUPERIOR, LABEL, NOT_YOURS),
        (Party.CO_HANDLER, LABEL, NOT_YOURS),
        (Party.LEAD, {**LABEL, "reason": None}, NO_WORDS),
        (Party.LEAD, {**LABEL, "real": None}, NO_WORDS),
        (Party.OFFICE, {**LABEL, "complaint": 2}, NO_SUCH_COMPLAINT),
    ],
)
def test_it_says_what_and_whether_and_comes_from_who_may(
    by: Party, facts: dict[str, Any], because: str
) -> None:
    story = heard().until(Stage.DISPATCHED)
    with pytest.raises(Illegal, match=because):
        story.does(Move.LABEL, by, **facts)


def test_a_rating_is_not_labelled() -> None:
    with pytest.raises(Illegal, match=NO_SUCH_COMPLAINT):
        Story().until(Stage.DISPATCHED).does(Move.LABEL, Party.OFFICE, **LABEL)


def test_it_is_chased_also_while_the_citizen_is_called_back() -> None:
    story = heard().until(Stage.ANSWERED)
    due = story.case.next_due
    assert due == story.case.complaints[1].label_due
    assert due is not None
    assert waits_for(story.case) == (LEAD,)
    late = at("Wed 2026-03-04 17:30")
    rungs, _ = chase(story.case, Chased(), story.now, DEADLINES, late)
    assert rungs == (Rung.AT, Rung.SUPERIOR, Rung.OFFICE)


def test_a_rest_does_not_hide_it() -> None:
    story = heard().until(Stage.VERIFIED)
    story.does(Move.SUSPEND, Party.LEAD, due=DEADLINES.reopened(story.now))
    assert story.case.next_due == story.case.complaints[1].label_due
    story.does(Move.LABEL, Party.OFFICE, **LABEL)
    assert story.case.next_due == story.case.resume_by


def test_nothing_unlabelled_is_closed() -> None:
    story = heard().until(Stage.ANSWERED)
    story.does(Move.CALL_BACK, Party.CITIZEN, complaint=1, outcome=Outcome.SOLVED)
    assert itself(story.case, LEAD, story.now) is None
    with pytest.raises(Illegal, match=UNFINISHED):
        story.does(Move.CLOSE, Party.OFFICE)
    story.does(Move.LABEL, Party.OFFICE, **LABEL)
    event = itself(story.case, LEAD, story.now)
    assert event is not None
    assert event.move is Move.CLOSE


def test_a_case_from_before_there_were_labels_asks_for_none_and_is_reckoned_on() -> None:
    story = heard()
    old = [replace(story.events[0], label_due=None)]
    story.events, story.case = old, fold(old)
    for move, by, facts in PLAIN[:-2]:
        story.does(move, by, **facts)
    assert not list(story.case.unlabelled)
    assert moved(story.events, DEADLINES) == {}
