from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.prompting import (
    Excluded,
    ExclusionReason,
    IntakeFacts,
    Later,
    Never,
    PromptRules,
    Send,
    SendFacts,
    SendingHours,
    Waiting,
    after_quiet,
    judge_intake,
    may_send,
    prompt_due_at,
)
from tests.evaluation.dates import MOMENTS, at, naive

HOURS = SendingHours()
RULES = PromptRules()
NOW = at("Fri 2026-11-20 10:00")
FINISHED = at("Fri 2026-11-20 09:00")

ANY_HOURS = (
    st.lists(st.times(), min_size=2, max_size=2, unique=True)
    .map(sorted)
    .map(lambda pair: SendingHours(pair[0], pair[1]))
)


@pytest.mark.parametrize(
    ("finished", "due"),
    [
        ("Fri 2026-11-20 10:00", "Sat 2026-11-21 10:00"),  # 24 clock hours; Saturday is as good as any day
        ("Fri 2026-11-20 08:30", "Sat 2026-11-21 08:30"),  # the opening itself
        ("Fri 2026-11-20 08:29", "Sat 2026-11-21 08:30"),
        ("Fri 2026-11-20 20:29", "Sat 2026-11-21 20:29"),
        ("Fri 2026-11-20 20:30", "Sun 2026-11-22 08:30"),  # the closing is outside
        ("Fri 2026-11-20 23:59", "Sun 2026-11-22 08:30"),
        ("Fri 2026-11-20 00:00", "Sat 2026-11-21 08:30"),
        ("Thu 2026-12-31 21:00", "Sat 2027-01-02 08:30"),
    ],
)
def test_a_prompt_is_due_a_day_later_inside_sending_hours(finished: str, due: str) -> None:
    assert prompt_due_at(at(finished), HOURS) == at(due)


def test_sending_hours_are_civil_hours() -> None:
    assert HOURS.is_open(datetime(2026, 11, 20, 0, 30, tzinfo=UTC))
    assert not HOURS.is_open(datetime(2026, 11, 20, 12, 30, tzinfo=UTC))
    assert HOURS.next_open(datetime(2026, 11, 20, 12, 30, tzinfo=UTC)) == at("Sat 2026-11-21 08:30")


def test_sending_hours_need_a_zone_and_an_order() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        HOURS.is_open(naive("Fri 2026-11-20 10:00"))
    with pytest.raises(ValueError, match="end at 08:00:00 before they begin"):
        SendingHours(time(9), time(8))


@given(hours=ANY_HOURS, moment=MOMENTS)
def test_the_next_opening_is_open_and_stays(hours: SendingHours, moment: datetime) -> None:
    opening = hours.next_open(moment)
    assert hours.is_open(opening)
    assert hours.next_open(opening) == opening
    assert moment <= opening < moment + timedelta(days=1)
    assert (opening == moment) is hours.is_open(moment)


@given(moment=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=2)))
def test_what_finished_first_is_due_first(moment: datetime, later: timedelta) -> None:
    assert prompt_due_at(moment, HOURS) <= prompt_due_at(moment + later, HOURS)


@pytest.mark.parametrize(
    ("due", "last_prompt", "earliest"),
    [
        ("Fri 2026-11-20 10:00", None, "Fri 2026-11-20 10:00"),
        ("Fri 2026-11-20 10:00", "Wed 2026-11-18 10:00", "Fri 2026-11-20 10:00"),
        ("Fri 2026-11-20 10:00", "Thu 2026-11-19 15:00", "Fri 2026-11-20 15:00"),
        ("Fri 2026-11-20 10:00", "Fri 2026-11-20 09:00", "Sat 2026-11-21 09:00"),
        ("Fri 2026-11-20 21:00", None, "Sat 2026-11-21 08:30"),
    ],
)
def test_a_citizen_has_a_quiet_day_between_prompts(due: str, last_prompt: str | None, earliest: str) -> None:
    last = at(last_prompt) if last_prompt else None
    assert after_quiet(at(due), last, RULES) == at(earliest)


WEEK_AGO = NOW - timedelta(days=7)
WELL = IntakeFacts(finished_at=FINISHED, has_sms_address=True)


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        (WELL, None),
        (IntakeFacts(finished_at=FINISHED, has_chat_address=True), None),
        (IntakeFacts(finished_at=FINISHED, has_chat_address=True, has_landline_only=True), None),
        (IntakeFacts(finished_at=WEEK_AGO, has_sms_address=True), None),  # exactly seven days is not too old
        (IntakeFacts(finished_at=WEEK_AGO - timedelta(seconds=1), has_sms_address=True), "too_old"),
        (IntakeFacts(finished_at=FINISHED), "no_address"),
        (IntakeFacts(finished_at=FINISHED, has_landline_only=True), "landline"),
        (IntakeFacts(finished_at=FINISHED, has_sms_address=True, opted_out=True), "opted_out"),
        (IntakeFacts(finished_at=FINISHED, has_sms_address=True, withdrawn=True), "withdrawn"),
    ],
)
def test_intake(facts: IntakeFacts, because: str | None) -> None:
    judged = judge_intake(facts, RULES, NOW)
    if because is None:
        assert judged == Waiting(prompt_due_at(facts.finished_at, HOURS))
    else:
        assert judged == Excluded(ExclusionReason(because))


@given(
    withdrawn=st.booleans(),
    opted_out=st.booleans(),
    old=st.booleans(),
    landline=st.booleans(),
    sms=st.booleans(),
)
def test_of_several_reasons_the_first_in_a_fixed_order_is_kept(
    withdrawn: bool, opted_out: bool, old: bool, landline: bool, sms: bool
) -> None:
    facts = IntakeFacts(
        finished_at=WEEK_AGO - timedelta(days=1) if old else FINISHED,
        withdrawn=withdrawn,
        opted_out=opted_out,
        has_sms_address=sms,
        has_landline_only=landline and not sms,
    )
    order = [
        ("withdrawn", withdrawn),
        ("opted_out", opted_out),
        ("too_old", old),
        ("landline", landline and not sms),
        ("no_address", not sms),
    ]
    first = next((name for name, holds in order if holds), None)
    judged = judge_intake(facts, RULES, NOW)
    assert (judged.because if isinstance(judged, Excluded) else None) == first


@pytest.mark.parametrize(
    ("facts", "now", "verdict"),
    [
        (SendFacts(), "Fri 2026-11-20 10:00", Send()),
        (SendFacts(), "Fri 2026-11-20 20:30", Later(at("Sat 2026-11-21 08:30"))),
        (SendFacts(rated=True), "Fri 2026-11-20 10:00", Never(None)),
        (SendFacts(rated=True, opted_out=True), "Fri 2026-11-20 10:00", Never(None)),
        (SendFacts(withdrawn=True), "Fri 2026-11-20 10:00", Never(ExclusionReason.WITHDRAWN)),
        (SendFacts(opted_out=True), "Fri 2026-11-20 10:00", Never(ExclusionReason.OPTED_OUT)),
        (SendFacts(opted_out=True), "Fri 2026-11-20 23:00", Never(ExclusionReason.OPTED_OUT)),
        (SendFacts(window_closes_at=at("Sat 2026-11-21 00:00")), "Fri 2026-11-20 20:00", Send()),
        (
            SendFacts(window_closes_at=at("Sat 2026-11-21 00:00")),
            "Sat 2026-11-21 00:00",
            Never(ExclusionReason.WINDOW_OVER),
        ),
    ],
)
def test_the_last_look_before_sending(facts: SendFacts, now: str, verdict: Send | Later | Never) -> None:
    assert may_send(facts, HOURS, at(now)) == verdict


@given(rated=st.booleans(), withdrawn=st.booleans(), opted_out=st.booleans(), now=MOMENTS)
def test_nothing_is_sent_to_one_who_rated_withdrew_or_opted_out(
    rated: bool, withdrawn: bool, opted_out: bool, now: datetime
) -> None:
    verdict = may_send(SendFacts(rated=rated, withdrawn=withdrawn, opted_out=opted_out), HOURS, now)
    assert isinstance(verdict, Never) is (rated or withdrawn or opted_out)
    assert isinstance(verdict, Send) <= HOURS.is_open(now)
