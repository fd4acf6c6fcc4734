"""What a message is like where no rule says anything: never a level, the same among courtesies, and explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import Intent, read
from bot.understanding.folding import fold
from bot.understanding.likeness import LABELS, Likeness, telling
from bot.understanding.likening import likened
from bot.understanding.reading import Reading
from evaluation.levels import Reason
from tests.bot.understanding.corpus import CORPUS

TEXTS = st.one_of(st.sampled_from([row.text for row in CORPUS]), st.text(max_size=80))


def reading(text: str) -> Reading:
    return Reading(fold(text).text)


def test_every_intent_and_every_reason_is_weighed() -> None:
    assert set(LABELS) == {*Intent, *Reason}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("等咗成个朝早", Intent.COMPLAIN_NO_LEVEL), ("名字里那个字你们老是弄不出来", Intent.COMPLAIN_NO_LEVEL),
        ("你哋係邊個單位嘎", Intent.HELP),
    ],
)  # fmt: skip
def test_what_no_table_holds_is_taken_for_what_it_is_like(text: str, intent: Intent) -> None:
    assert read(text).intent is intent, read(text).why


def test_it_tells_what_it_was_like_and_by_which_characters() -> None:
    meaning = read("等咗成个朝早")
    assert meaning.why.startswith("like complain_no_level: ")
    said = fold("等咗成个朝早").text
    assert all(run.strip("^") in said for run in meaning.why.split(": ")[1].split())


@given(TEXTS)
def test_no_level_is_ever_concluded_from_it(text: str) -> None:
    found = likened(reading(text))
    assert found is None or (found.level is None and found.intent is not Intent.RATE)


@given(st.sampled_from([row.text for row in CORPUS]), st.sampled_from(["，谢谢", "。", "！ ", "，辛苦了。"]))
def test_courtesies_and_marks_leave_it_as_it_is(text: str, after: str) -> None:
    alone, among = reading(text), reading(text + after)
    if [t.text for c in alone.scanned.clauses for t in c.tokens] == [
        t.text for c in among.scanned.clauses for t in c.tokens if t.text not in ("谢谢", "辛苦了")
    ]:
        assert likelihoods(alone) == likelihoods(among)


def likelihoods(of: Reading) -> dict[str, float]:
    likeness = Likeness(of.scanned)
    return {label: likeness[label] for label in LABELS}


def test_what_tells_most_comes_first() -> None:
    clauses = reading("退订").scanned.clauses
    assert telling(Intent.OPT_OUT, clauses)[0] in ("退订", "^退", "订^", "订")
