"""What a platform's word means for a case, and what of a case it is told: tables, and any history."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from evaluation.cases.case import Actor
from evaluation.cases.machine import step
from evaluation.cases.orders import TELLS, Notice, Platform, try_again_after
from evaluation.cases.outside import MEANS, Report, Status, events, lacks, way
from evaluation.cases.planning import plan
from evaluation.cases.refusals import NOT_YOURS, TOO_SOON, Illegal
from evaluation.cases.table import TABLE
from evaluation.cases.words import Depth, Finding, Move, Party, Stage, Track
from tests.evaluation.cases.story import DEADLINES, HIGHER, Story

FULL = Report("E1", Status.ANSWERED, words="加开了窗口", person="李四", real=Finding.YES, fair=Finding.NO,
              track=Track.GENERAL)  # fmt: skip
CITY = Platform("city", "12345")


def told(story: Story, status: Status, **changes: Any) -> Story:
    """The platform tells a status."""
    report = replace(FULL, status=status, **changes)
    for event in events(story.case, report, "city", Depth.THOROUGH, HIGHER, story.now):
        planned = plan(story.case, event, DEADLINES)
        story.case = step(story.case, planned)
        story.events.append(planned)
    return story


@pytest.mark.parametrize(
    ("stage", "status", "moves"),
    [
        (Stage.DISPATCHED, Status.ACKNOWLEDGED, "acknowledge"),
        (Stage.DISPATCHED, Status.VERIFIED, "acknowledge verify"),
        (Stage.ACKNOWLEDGED, Status.CLASSIFIED, "verify classify"),
        (Stage.VERIFIED, Status.RECTIFIED, "classify assign rectify"),
        (Stage.DISPATCHED, Status.ANSWERED, "acknowledge verify classify assign rectify answer"),
        (Stage.RECTIFIED, Status.ANSWERED, "answer"),
        (Stage.CLASSIFIED, Status.CLASSIFIED, "classify"),
        (Stage.ASSIGNED, Status.ACKNOWLEDGED, "acknowledge"),
        (Stage.ANSWERED, Status.ANSWERED, "answer"),
        (Stage.ACKNOWLEDGED, Status.RETURNED, "return"),
        (Stage.CLASSIFIED, Status.TRANSFERRED, "transfer"),
        (Stage.CLOSED, Status.NOTED, "note"),
    ],
)
def test_the_moves_from_where_a_case_is(stage: Stage, status: Status, moves: str) -> None:
    assert " ".join(way(Story().until(stage).case, status)) == moves


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.RECEIVED])
@pytest.mark.parametrize("status", Status)
def test_a_status_makes_all_its_moves_or_none_and_skips_no_step(stage: Stage, status: Status) -> None:
    story = Story().until(stage)
    before, count = story.case, len(story.events)
    try:
        told(story, status)
    except Illegal:
        story.case, story.events = before, story.events[:count]
    made = [event.move for event in story.events[count:]]
    assert made in ([], list(way(before, status)))
    assert all(
        event.by == Actor(Party.PLATFORM, platform="city", person="李四") for event in story.events[count:]
    )


@pytest.mark.parametrize(
    ("stage", "status", "is_legal"),
    [
        (Stage.DISPATCHED, Status.ANSWERED, True),
        (Stage.ASSIGNED, Status.ACKNOWLEDGED, False),
        (Stage.ANSWERED, Status.ANSWERED, False),
        (Stage.ASSIGNED, Status.RETURNED, False),
        (Stage.CLOSED, Status.ANSWERED, False),
        (Stage.CLOSED, Status.NOTED, True),
    ],
)
def test_an_illegal_one_is_refused(stage: Stage, status: Status, *, is_legal: bool) -> None:
    story = Story().until(stage)
    if is_legal:
        told(story, status)
    else:
        with pytest.raises(Illegal):
            told(story, status)


@pytest.mark.parametrize(
    ("status", "changes", "missing"),
    [
        (Status.ACKNOWLEDGED, {"words": ""}, ()),
        (Status.ANSWERED, {}, ()),
        (Status.ANSWERED, {"real": None, "track": None, "words": " "}, ("real", "track", "words")),
        (Status.RECTIFIED, {"fair": None}, ("fair",)),
        (Status.TRANSFERRED, {}, ("org",)),
        (Status.NOTED, {"real": None, "fair": None, "track": None}, ()),
    ],
)
def test_what_a_report_must_say(status: Status, changes: dict[str, Any], missing: tuple[str, ...]) -> None:
    case = Story().until(Stage.DISPATCHED).case
    assert lacks(case, replace(FULL, status=status, **changes)) == missing


def test_a_platform_decides_nothing_that_is_the_offices() -> None:
    theirs = {move for move, rule in TABLE.items() if Party.PLATFORM in rule.by}
    assert theirs == {*MEANS.values(), Move.ASSIGN}
    for move in (Move.DECIDE, Move.CLOSE, Move.SUPERVISE, Move.SUSPEND, Move.CALL_BACK):
        with pytest.raises(Illegal) as refused:
            Story().until(Stage.ANSWERED).does(move, Party.PLATFORM, complaint=1)
        assert refused.value.because in (NOT_YOURS, TOO_SOON)


def test_what_a_platform_is_told_of_the_plain_story() -> None:
    story = Story().until(Stage.CLOSED)
    heard = [CITY.hears(event, story.case) for event in story.events]
    assert [str(notice) for notice in heard if notice] == [
        "added", "acknowledged", "deadline", "answered", "called_back", "closed",
    ]  # fmt: skip


def test_it_does_not_hear_what_it_said_but_the_deadline_that_came_of_it() -> None:
    story = told(Story().until(Stage.DISPATCHED), Status.ANSWERED)
    own = [CITY.hears(event, story.case) for event in story.events[2:]]
    others = [Platform("other", "o").hears(event, story.case) for event in story.events[2:]]
    assert [notice for notice in own if notice] == [Notice.DEADLINE]
    assert [notice for notice in others if notice] == [Notice.ACKNOWLEDGED, Notice.DEADLINE, Notice.ANSWERED]


def test_it_does_not_hear_what_it_does_not_want() -> None:
    story = Story().until(Stage.CLOSED)
    deaf = replace(CITY, silent=frozenset(Notice))
    assert not [event for event in story.events if deaf.hears(event, story.case)]


def test_what_citizens_and_bodies_say_among_themselves_stays_here() -> None:
    kept = {Move.CITIZEN_SAID, Move.ASK_CITIZEN, Move.REVISE, Move.CONSULT, Move.GIVE_OPINION, Move.CO_ANSWER}
    assert not kept & set(TELLS)


@pytest.mark.parametrize(
    ("areas", "orgs", "takes"),
    [
        ((), (), True),
        (("3201",), (), True),
        (("3202", "320115"), (), True),
        (("3202",), (), False),
        (("3201",), ("body",), True),
        (("3201",), ("other",), False),
    ],
)
def test_which_cases_are_its_own(areas: tuple[str, ...], orgs: tuple[str, ...], *, takes: bool) -> None:
    assert Platform("city", "12345", areas, orgs).takes("320115000000", "body") is takes


def test_it_waits_twice_as_long_each_time_and_ten_minutes_at_most() -> None:
    waits = [try_again_after(attempts) // timedelta(seconds=1) for attempts in (1, 2, 3, 5, 6, 100)]
    assert waits == [30, 60, 120, 480, 600, 600]
