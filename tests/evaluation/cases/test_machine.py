from datetime import timedelta
from typing import Any

import pytest

from evaluation.cases import refusals
from evaluation.cases.case import Actor
from evaluation.cases.hours import Due
from evaluation.cases.machine import fold
from evaluation.cases.refusals import Illegal
from evaluation.cases.words import Closing, Depth, Finding, Move, Outcome, Party, Stage, Step, Track, Verdict
from tests.evaluation.cases.story import HIGHER, LEAD, MONDAY, OFFICE, OTHER, PLAIN, WHO, Story
from tests.evaluation.dates import at

ONE: dict[str, Any] = {"complaint": 1}
SECOND_LOOK = Actor(Party.OFFICE, 5, OFFICE)


def refused(story: Story, move: Move, by: Party | Actor, words: str = "因为", **facts: Any) -> str:
    before = story.case
    with pytest.raises(Illegal) as refusal:
        story.does(move, by, words, **facts)
    assert story.case is before
    return refusal.value.because


def test_the_plain_story_goes_through_every_stage() -> None:
    story = Story()
    stages = [story.case.stage]
    for move, by, facts in PLAIN:
        stages.append(story.does(move, by, **facts).case.stage)
    assert stages == list(Stage)
    assert story.case.closing is Closing.DONE
    assert fold(story.events) == story.case


@pytest.mark.parametrize("skipped", range(len(PLAIN) - 1))
def test_no_step_is_skipped(skipped: int) -> None:
    story = Story()
    for move, by, facts in PLAIN[:skipped]:
        story.does(move, by, **facts)
    for move, by, facts in PLAIN[skipped + 1 :]:
        assert refused(story, move, by, **facts) in {refusals.TOO_SOON, refusals.SETTLED}


def test_the_deadlines_follow_each_other() -> None:
    story, dues = Story(), []
    for move, by, facts in PLAIN:
        dues.append(story.case.next_due)
        story.does(move, by, **facts)
    assert dues == [
        Due(MONDAY + timedelta(minutes=30)),
        Due(at("Mon 2026-03-02 11:00")),
        Due(at("Tue 2026-03-03 00:00")),
        Due(at("Tue 2026-03-03 00:00")),
        *[Due(at("Tue 2026-03-10 00:00"))] * 3,
        Due(at("Tue 2026-03-10 00:00")),
        Due(at("Wed 2026-03-04 00:00")),
    ]
    assert story.case.next_due is None


def test_a_change_of_mind_in_time_closes_what_nobody_was_told_of() -> None:
    story = Story().does(Move.WITHDRAW, Party.CITIZEN, **ONE)
    assert (story.case.stage, story.case.closing) == (Stage.CLOSED, Closing.WITHDRAWN)


def test_a_change_of_mind_after_the_dispatch_stands_beside_the_first() -> None:
    story = Story().until(Stage.ACKNOWLEDGED)
    assert refused(story, Move.WITHDRAW, Party.CITIZEN, **ONE) == refusals.TOO_LATE
    story.does(Move.REVISE, Party.CITIZEN, **ONE)
    assert story.case.stage is Stage.ACKNOWLEDGED
    assert not story.case.complaints[1].revised_after_contact


def test_a_change_of_mind_that_follows_a_contact_is_flagged() -> None:
    story = Story().until(Stage.ACKNOWLEDGED).does(Move.ASK_CITIZEN, Party.LEAD, "哪个窗口?")
    assert story.does(Move.REVISE, Party.CITIZEN, **ONE).case.complaints[1].revised_after_contact


def test_a_case_that_is_not_ours_is_given_back_within_half_a_day_and_the_clock_starts_anew() -> None:
    story = Story().until(Stage.ACKNOWLEDGED).later(hours=4).does(Move.RETURN, Party.LEAD, org=OFFICE)
    assert (story.case.lead, story.case.stage) == (OFFICE, Stage.DISPATCHED)
    story.later(days=1).does(Move.TRANSFER, Party.OFFICE, org=OTHER)
    assert (story.case.lead, story.case.clock_at) == (OTHER, story.now)


def test_later_it_is_not_given_back() -> None:
    story = Story().until(Stage.ACKNOWLEDGED).later(hours=6)
    assert refused(story, Move.RETURN, Party.LEAD, org=OFFICE) == refusals.TOO_LATE


def test_a_transfer_keeps_what_the_citizen_was_told() -> None:
    story = Story().until(Stage.ASSIGNED)
    told = story.case.complaints[1].due
    story.later(days=2).does(Move.TRANSFER, Party.OFFICE, org=OTHER)
    assert (story.case.lead, story.case.stage, story.case.complaints[1].due) == (
        OTHER,
        Stage.DISPATCHED,
        told,
    )
    story.does(Move.ACKNOWLEDGE, Actor(Party.LEAD, 9, OTHER))
    story.does(Move.VERIFY, Party.LEAD, real=Finding.YES, fair=Finding.NO)
    assert (story.case.stage, story.case.next_due) == (Stage.CLASSIFIED, told)


def test_another_track_never_shortens_what_was_told() -> None:
    story = Story().until(Stage.CLASSIFIED)
    told = story.case.complaints[1].due
    story.does(Move.CLASSIFY, Party.LEAD, track=Track.SIMPLE, depth=Depth.AT_ONCE)
    assert story.case.complaints[1].due == told
    story.does(Move.CLASSIFY, Party.LEAD, track=Track.COMPLEX, depth=Depth.UPGRADE)
    assert story.case.complaints[1].due == Due(at("Tue 2026-03-24 00:00"))


def test_co_handlers_answer_before_it_is_put_right() -> None:
    story = Story().until(Stage.ASSIGNED).does(Move.ADD_CO_HANDLER, Party.LEAD, "查系统日志", org=OTHER)
    assert refused(story, Move.ADD_CO_HANDLER, Party.LEAD, org=OTHER) == refusals.SAME_BODY
    assert refused(story, Move.RECTIFY, Party.LEAD) == refusals.UNFINISHED
    story.does(Move.CO_ANSWER, Party.CO_HANDLER, "系统已修", org=OTHER).does(Move.RECTIFY, Party.LEAD)
    assert story.case.tasks[OTHER].answer == "系统已修"


def test_a_complex_case_needs_a_consultation_that_was_concluded() -> None:
    story = Story().until(Stage.VERIFIED)
    story.does(Move.CLASSIFY, Party.LEAD, track=Track.COMPLEX, depth=Depth.UPGRADE).does(
        Move.ASSIGN, Party.LEAD
    )
    assert refused(story, Move.RECTIFY, Party.LEAD) == refusals.NO_CONSULTATION
    story.does(Move.CONSULT, Party.LEAD, org=OTHER).does(Move.CONSULT, Party.LEAD, org=HIGHER)
    assert refused(story, Move.CONCLUDE, Party.LEAD) == refusals.UNFINISHED
    assert refused(story, Move.GIVE_OPINION, Party.OFFICE, org=OFFICE) == refusals.NOT_YOURS
    story.does(Move.GIVE_OPINION, Party.CO_HANDLER, "可以合并窗口", org=OTHER)
    assert refused(story, Move.RECTIFY, Party.LEAD) == refusals.UNFINISHED
    assert (
        story.does(Move.CONCLUDE, Party.LEAD, "合并").does(Move.RECTIFY, Party.LEAD).case.stage
        is Stage.RECTIFIED
    )


def test_an_unsolved_one_is_reopened_once_to_a_higher_body() -> None:
    story = Story().until(Stage.ANSWERED).later(days=3)
    first = story.case.complaints[1].due
    assert refused(story, Move.REOPEN, Party.SYSTEM, org=HIGHER) == refusals.NOT_SAID_SO
    story.does(Move.CALL_BACK, Party.CITIZEN, complaint=1, outcome=Outcome.NOT_SOLVED)
    story.does(Move.REOPEN, Party.SYSTEM, "还是老样子", org=HIGHER)
    again = story.case.complaints[1]
    assert (story.case.lead, story.case.stage, again.answered_at, again.outcome) == (
        HIGHER, Stage.DISPATCHED, None, None,
    )  # fmt: skip
    assert first is not None
    assert again.due is not None
    assert again.due.at > first.at
    assert list(story.case.tasks) == [LEAD]
    story.does(Move.ACKNOWLEDGE, Party.LEAD)
    story.does(Move.VERIFY, Party.LEAD, real=Finding.YES, fair=Finding.YES)
    story.does(Move.ASSIGN, Party.LEAD).does(Move.CO_ANSWER, Party.CO_HANDLER, org=LEAD)
    story.does(Move.RECTIFY, Party.LEAD).does(Move.ANSWER, Party.LEAD, **ONE)
    story.does(Move.CALL_BACK, Party.CITIZEN, complaint=1, outcome=Outcome.NOT_SOLVED)
    assert refused(story, Move.REOPEN, Party.SYSTEM, org=OFFICE) == refusals.ONCE_ONLY
    assert story.does(Move.CLOSE, Party.OFFICE).case.closing is Closing.DONE


def test_each_complaint_of_one_case_keeps_its_own_answer_and_deadline() -> None:
    story = Story().until(Stage.RECTIFIED).later(days=2)
    story.does(Move.JOIN, Party.SYSTEM, complaint=2)
    assert story.case.next_due == Due(story.now + timedelta(minutes=30))
    story.later(minutes=30).does(Move.DISPATCH, Party.SYSTEM, complaint=2)
    assert story.case.complaints[2].due == Due(at("Thu 2026-03-12 00:00"))
    story.does(Move.ANSWER, Party.LEAD, **ONE)
    stages = [story.case.stage, story.does(Move.ANSWER, Party.LEAD, complaint=2).case.stage]
    assert stages == [Stage.RECTIFIED, Stage.ANSWERED]
    assert refused(story, Move.ANSWER, Party.LEAD, complaint=2) == refusals.TOO_SOON
    story.does(Move.CALL_BACK, Party.CITIZEN, complaint=2, outcome=Outcome.SOLVED)
    story.does(Move.CALL_BY_PHONE, Party.SYSTEM, **ONE)
    story.does(Move.CALL_BACK, Party.OFFICE, complaint=1, outcome=Outcome.NOT_REACHED)
    assert story.case.stage is Stage.CALLED_BACK


def test_a_rest_gives_back_its_workdays_and_stops_the_work() -> None:
    story = Story().until(Stage.ASSIGNED)
    story.does(Move.SUSPEND, Party.LEAD, due=Due(at("Fri 2026-03-06 00:00")))
    assert story.case.next_due == Due(at("Fri 2026-03-06 00:00"))
    assert refused(story, Move.RECTIFY, Party.LEAD) == refusals.SUSPENDED
    story.later(days=2).does(Move.RESUME, Party.SYSTEM)
    assert story.case.next_due == Due(at("Thu 2026-03-12 00:00"))


def appealed() -> Story:
    return Story().until(Stage.ASSIGNED).does(Move.APPEAL, Party.LEAD, "点错了", **ONE)


def test_an_appeal_does_not_stop_the_clock() -> None:
    story = appealed()
    assert story.case.next_due == Due(at("Tue 2026-03-10 00:00"))
    assert story.does(Move.RECTIFY, Party.LEAD).case.stage is Stage.RECTIFIED


def test_an_appeal_comes_within_one_workday_and_once() -> None:
    story = Story().until(Stage.ACKNOWLEDGED).later(days=1)
    story.does(Move.APPEAL, Party.LEAD, **ONE)
    assert refused(story, Move.APPEAL, Party.LEAD, **ONE) == refusals.ONCE_ONLY
    late = Story().until(Stage.ACKNOWLEDGED).later(days=2)
    assert refused(late, Move.APPEAL, Party.LEAD, **ONE) == refusals.TOO_LATE


def test_an_appeal_is_decided_by_a_second_person_after_a_review() -> None:
    story = appealed()
    upheld: dict[str, Any] = {"verdict": Verdict.MISTAKEN, **ONE}
    assert refused(story, Move.DECIDE, Party.OFFICE, **upheld) == refusals.TOO_SOON
    story.does(Move.REVIEW, Party.OFFICE, "来电确认点错", step=Step.PHONE, **ONE)
    assert refused(story, Move.DECIDE, Party.OFFICE, **upheld) == refusals.SECOND_PERSON
    own = Actor(Party.OFFICE, 6, LEAD)
    assert refused(story, Move.DECIDE, own, **upheld) == refusals.SECOND_PERSON
    assert refused(story, Move.DECIDE, Party.LEAD, **upheld) == refusals.NOT_YOURS
    story.does(Move.DECIDE, SECOND_LOOK, **upheld)
    assert story.case.complaints[1].excluded
    assert story.case.closing is Closing.EXCLUDED


def test_a_refused_appeal_changes_nothing() -> None:
    story = appealed().does(Move.REVIEW, Party.OFFICE, step=Step.RECORDING, **ONE)
    story.does(Move.DECIDE, SECOND_LOOK, verdict=Verdict.REFUSED, **ONE)
    assert (story.case.stage, story.case.complaints[1].is_live) == (Stage.ASSIGNED, True)


def test_an_upgrade_stays_on_the_improvement_list_after_closing() -> None:
    story = Story().until(Stage.VERIFIED)
    story.does(Move.CLASSIFY, Party.LEAD, track=Track.GENERAL, depth=Depth.UPGRADE).does(
        Move.ASSIGN, Party.LEAD
    )
    for move, by, facts in PLAIN[5:]:
        story.does(move, by, **facts)
    assert story.case.wants_improvement
    story.later(days=60).does(Move.IMPROVE, Party.LEAD, "已并入一件事")
    assert not story.case.wants_improvement
    assert refused(story, Move.IMPROVE, Party.LEAD) == refusals.SETTLED


@pytest.mark.parametrize("move", [Move.RETURN, Move.VERIFY, Move.APPEAL, Move.SUPERVISE, Move.TRANSFER])
def test_what_must_say_why_says_why(move: Move) -> None:
    story = Story().until(Stage.ACKNOWLEDGED)
    by = Party.OFFICE if move in (Move.SUPERVISE, Move.TRANSFER) else Party.LEAD
    assert refused(story, move, by, "  ", org=OFFICE, **ONE) == refusals.NO_WORDS


@pytest.mark.parametrize(
    "party", [Party.CO_HANDLER, Party.SUPERIOR, Party.OFFICE, Party.CITIZEN, Party.SYSTEM]
)
def test_only_the_lead_body_signs(party: Party) -> None:
    assert refused(Story().until(Stage.DISPATCHED), Move.ACKNOWLEDGE, party) == refusals.NOT_YOURS


def test_a_body_above_is_told_once() -> None:
    story = Story().until(Stage.ACKNOWLEDGED).does(Move.ESCALATE, Party.SYSTEM, org=HIGHER)
    assert refused(story, Move.ESCALATE, Party.OFFICE, org=HIGHER) == refusals.ONCE_ONLY
    assert WHO[Party.SUPERIOR].org in story.case.escalated_to
