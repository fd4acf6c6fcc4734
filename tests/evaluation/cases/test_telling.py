"""What a history leaves to tell, however late one looks at it: each step once, nothing that was overtaken."""

from itertools import pairwise

import pytest

from evaluation.cases.case import Actor
from evaluation.cases.hours import Due
from evaluation.cases.telling import News, Result, news, result_of
from evaluation.cases.words import Depth, Finding, Kind, Move, Outcome, Party, Stage, Step, Track, Verdict
from tests.evaluation.cases.story import HIGHER, LEAD, PLAIN, Story

COMPLEX = {"track": Track.COMPLEX, "depth": Depth.THOROUGH}


def told(story: Story, since: int = 0) -> list[tuple[News, int]]:
    return [(each.news, each.complaint.id) for each in news(story.events, since)]


def test_before_it_is_sorted_there_is_nothing_to_tell() -> None:
    for stage in (Stage.RECEIVED, Stage.DISPATCHED, Stage.ACKNOWLEDGED, Stage.VERIFIED):
        assert told(Story().until(stage)) == []


def test_each_step_is_told_once_however_the_history_is_looked_at() -> None:
    story = Story().until(Stage.CLOSED)
    for cut in range(len(story.events) + 1):
        events = [*news(story.events[:cut], 0)] if cut else []
        events += news(story.events, cut)
        assert [each.news for each in events if each.news is News.ANSWERED] == [News.ANSWERED]
    one_by_one = [
        each.news for a, b in pairwise(range(len(story.events) + 1)) for each in news(story.events[:b], a)
    ]
    assert one_by_one == [News.SORTED, News.ANSWERED]


def test_a_deadline_that_was_overtaken_by_the_answer_is_not_told() -> None:
    assert told(Story().until(Stage.ANSWERED)) == [(News.ANSWERED, 1)]


def test_a_later_day_is_told_and_the_same_day_is_not() -> None:
    story = Story().until(Stage.ASSIGNED)
    since = len(story.events)
    story.does(Move.CLASSIFY, Party.LEAD, track=Track.SIMPLE, depth=Depth.THOROUGH)
    assert told(story, since) == []
    story.does(Move.CLASSIFY, Party.LEAD, **COMPLEX)
    assert told(story, since) == [(News.MOVED, 1)]


def test_a_rest_is_told_and_once_it_is_over_the_days_that_it_gave_back() -> None:
    story = Story().until(Stage.ASSIGNED)
    since = len(story.events)
    story.does(Move.SUSPEND, Party.LEAD, due=Due(story.now))
    assert told(story, since) == [(News.RESTS, 1)]
    story.later(days=2).does(Move.RESUME, Party.LEAD)
    assert told(story, since) == [(News.MOVED, 1)]


def test_a_higher_body_is_told_with_its_day_even_where_the_day_stands() -> None:
    story = Story().until(Stage.ANSWERED)
    since = len(story.events)
    story.does(Move.CALL_BACK, Party.CITIZEN, complaint=1, outcome=Outcome.NOT_SOLVED)
    story.does(Move.REOPEN, Party.SYSTEM, org=HIGHER)
    assert told(story, since) == [(News.REOPENED, 1)]


def test_a_second_answer_is_told_in_its_own_words() -> None:
    story = Story().until(Stage.ANSWERED)
    since = len(story.events)
    story.does(Move.CALL_BACK, Party.CITIZEN, complaint=1, outcome=Outcome.NOT_SOLVED)
    story.does(Move.REOPEN, Party.SYSTEM, org=LEAD)
    for move, by, facts in PLAIN[1:3] + PLAIN[4:6]:
        story.does(move, by, **facts)
    story.does(Move.ANSWER, Party.LEAD, "又加了一个窗口", complaint=1)
    assert [(each.news, each.words) for each in news(story.events, since)] == [
        (News.ANSWERED, "又加了一个窗口")
    ]


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [(Verdict.REFUSED, []), (Verdict.MISTAKEN, [News.EXCLUDED]), (Verdict.MALICIOUS, [News.EXCLUDED])],
)
def test_only_an_appeal_that_changes_something_is_told(verdict: Verdict, expected: list[News]) -> None:
    story = Story().until(Stage.DISPATCHED)
    since = len(story.events)
    story.does(Move.APPEAL, Party.LEAD, complaint=1)
    story.does(Move.REVIEW, Party.OFFICE, complaint=1, step=Step.PHONE)
    second = Actor(Party.OFFICE, 9, "office")
    story.does(Move.DECIDE, second, complaint=1, verdict=verdict)
    assert [each.news for each in news(story.events, since)] == expected


def test_each_question_is_asked() -> None:
    story = Story().until(Stage.ASSIGNED)
    since = len(story.events)
    story.does(Move.ASK_CITIZEN, Party.LEAD, "哪个窗口？").does(Move.ASK_CITIZEN, Party.LEAD, "哪一天？")
    assert [each.words for each in news(story.events, since)] == ["哪个窗口？", "哪一天？"]


def test_complaints_share_a_day_and_not_an_answer() -> None:
    story = Story()
    story.does(Move.JOIN, Party.SYSTEM, complaint=2, kind=Kind.RATING).until(Stage.DISPATCHED)
    story.does(Move.DISPATCH, Party.SYSTEM, complaint=2)
    for move, by, facts in PLAIN[1:4]:
        story.does(move, by, **facts)
    assert told(story) == [(News.SORTED, 1)]
    since = len(story.events)
    story.does(Move.ASSIGN, Party.LEAD).does(Move.RECTIFY, Party.LEAD)
    story.does(Move.ANSWER, Party.LEAD, complaint=2).does(Move.ANSWER, Party.LEAD, complaint=1)
    assert told(story, since) == [(News.ANSWERED, 1), (News.ANSWERED, 2)]


def test_one_that_comes_later_hears_its_own_day() -> None:
    story = Story().until(Stage.ASSIGNED)
    since = len(story.events)
    story.later(days=1).does(Move.JOIN, Party.SYSTEM, complaint=2, kind=Kind.RATING)
    assert told(story, since) == []
    story.later(minutes=30).does(Move.DISPATCH, Party.SYSTEM, complaint=2)
    assert told(story, since) == [(News.SORTED, 2)]


@pytest.mark.parametrize(
    ("real", "fair", "depth", "result"),
    [
        (Finding.YES, Finding.YES, Depth.AT_ONCE, Result.PUT_RIGHT),
        (Finding.PARTLY, Finding.YES, Depth.THOROUGH, Result.PUT_RIGHT),
        (Finding.YES, Finding.PARTLY, Depth.THOROUGH, Result.PUT_RIGHT),
        (Finding.YES, Finding.YES, Depth.UPGRADE, Result.IMPROVING),  # it stays on the improvement list
        (Finding.NO, Finding.YES, Depth.AT_ONCE, Result.LOOKED_INTO),  # it is not so
        (
            Finding.YES,
            Finding.NO,
            Depth.THOROUGH,
            Result.LOOKED_INTO,
        ),  # the rules do not allow what was wanted
        (Finding.YES, Finding.NO, Depth.UPGRADE, Result.LOOKED_INTO),
    ],
)
def test_an_answer_is_worded_by_what_was_found(
    real: Finding, fair: Finding, depth: Depth, result: Result
) -> None:
    story = Story().until(Stage.ACKNOWLEDGED).does(Move.VERIFY, Party.LEAD, "查看录像", real=real, fair=fair)
    story.does(Move.CLASSIFY, Party.LEAD, "说明", track=Track.GENERAL, depth=depth)
    assert result_of(story.case) is result
