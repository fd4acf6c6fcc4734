import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.levels import Level, Reason
from evaluation.ratings import COMMENT_LENGTH, RatingState, clean_comment, revised, with_reason_answer

STATES = st.builds(
    RatingState,
    level=st.sampled_from(Level),
    reasons=st.just(()),
    comment=st.one_of(st.none(), st.text(max_size=50).map(clean_comment)),
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("等了两个小时", "等了两个小时"),
        ("  等了两个小时！\n", "等了两个小时！"),
        ("“好”", "“好”"),  # marks around words are the citizen's
        ("", None),
        (None, None),
        (" \n\t\u3000", None),
        ("！。…?", None),
        ("😡", "😡"),
        ("3", "3"),
        ("哦" * 2500, "哦" * 2000),
    ],
)
def test_what_is_kept_of_a_comment(text: str | None, kept: str | None) -> None:
    assert clean_comment(text) == kept


def test_a_reason_answer_adds_reasons_and_a_line() -> None:
    rated = RatingState(Level.DISSATISFIED, (Reason.EFFICIENCY,), "等了两个小时")
    answered = with_reason_answer(rated, [Reason.OTHER, Reason.ATTITUDE, Reason.EFFICIENCY], "窗口没人")
    assert answered == RatingState(
        Level.DISSATISFIED,
        (Reason.ATTITUDE, Reason.EFFICIENCY, Reason.OTHER),
        "等了两个小时\n窗口没人",
    )


@pytest.mark.parametrize(
    ("comment", "text", "together"),
    [
        (None, "窗口没人", "窗口没人"),
        ("等了两个小时", None, "等了两个小时"),
        ("等了两个小时", "。", "等了两个小时"),
        (None, None, None),
        ("久" * 1990, "窗口没有人在那里等", "久" * 1990 + "\n窗口没有人在那里等"),
        ("久" * 1999, "窗口没人", "久" * 1999),  # the limit is for the whole comment
    ],
)
def test_a_reason_text_goes_on_a_new_line(
    comment: str | None, text: str | None, together: str | None
) -> None:
    state = RatingState(Level.DISSATISFIED, comment=comment)
    assert with_reason_answer(state, [], text).comment == together


BAD = RatingState(Level.DISSATISFIED, (Reason.ATTITUDE,), "等了两个小时")


@pytest.mark.parametrize(
    ("level", "comment", "stands"),
    [
        (1, None, RatingState(Level.VERY_DISSATISFIED, (Reason.ATTITUDE,), "等了两个小时")),  # still bad
        (1, "还是没人", RatingState(Level.VERY_DISSATISFIED, (Reason.ATTITUDE,), "还是没人")),
        (2, None, BAD),
        (5, None, RatingState(Level.VERY_SATISFIED, (), "等了两个小时")),  # the words are never lost
        (4, "已经解决", RatingState(Level.SATISFIED, (), "已经解决")),
    ],
)
def test_a_change_of_mind(level: int, comment: str | None, stands: RatingState) -> None:
    assert revised(BAD, Level(level), comment, was_bad=True) == stands


GOOD = RatingState(Level.VERY_SATISFIED, (), "谢谢")


@pytest.mark.parametrize(
    ("level", "comment", "was_bad", "kept"),
    [
        (1, None, False, None),  # thanks beside the best level say nothing of the worst
        (1, "谢谢", False, "谢谢"),
        (1, None, True, "谢谢"),  # it was bad in between: these may be the words of that time
        (4, None, False, "谢谢"),
        (4, None, True, "谢谢"),
    ],
)
def test_words_that_were_only_beside_good_levels_do_not_go_with_a_bad_one(
    level: int, comment: str | None, was_bad: bool, kept: str | None
) -> None:
    assert revised(GOOD, Level(level), comment, was_bad=was_bad).comment == kept


@given(text=st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_comment(text)
    assert clean_comment(once) == once


@given(state=STATES, level=st.sampled_from(Level), words=st.text(max_size=4000), was_bad=st.booleans())
def test_the_latest_level_counts_and_the_comment_stays_short(
    state: RatingState, level: Level, words: str, was_bad: bool
) -> None:
    changed = with_reason_answer(revised(state, level, words, was_bad=was_bad), [], words)
    assert changed.level is level
    assert changed.comment is None or 0 < len(changed.comment) <= COMMENT_LENGTH
    assert changed.comment is not None or state.comment is None or (level.is_bad and not was_bad)
