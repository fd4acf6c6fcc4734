"""A message that is one word for a level is read at once: the whole reading comes to the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.deciding import decide
from bot.understanding.findings import Verdict
from bot.understanding.folding import fold
from bot.understanding.lexicon import LEXICON
from bot.understanding.plainly import ALONE, alone, plainly
from bot.understanding.reading import Reading
from bot.understanding.scanning import scan
from tests.bot.understanding.corpus import CORPUS

DEGREES = [word for word, roles in LEXICON.words.items() if "degree" in roles]
LEVELS = [
    *"12345",
    *(word for word, roles in LEXICON.words.items() if roles.get("read_as") in ("satisfied", "judged")),
]
BEFORE = ["", "", "服务", "我选", "您好，", "总的"]
BEHIND = ["", "", "吧", "了", "。谢谢", "，辛苦了", "分", "颗星"]


def told_by_all_of_it(text: str, *, rank: bool) -> Verdict:
    """What the whole reading finds; it names nothing beside the level."""
    reading = Reading(text, rank=rank)
    verdict = decide(reading).verdict
    assert verdict is not None, text
    assert not [*reading.reasons, *reading.wanted, *reading.praised], text
    return verdict


@pytest.mark.parametrize("rank", [False, True])
def test_every_word_that_is_read_alone_is_read_so_among_others(rank: bool) -> None:
    for word in (*ALONE, *"12345"):
        found, told = alone(word, rank=rank), told_by_all_of_it(word, rank=rank)
        assert found is not None
        assert (found.level, found.kind, found.start, found.end) == (
            told.level,
            told.kind,
            told.start,
            told.end,
        ), word


@given(
    st.sampled_from(BEFORE),
    st.sampled_from(DEGREES),
    st.sampled_from(LEVELS),
    st.sampled_from(BEHIND),
    st.booleans(),
)
def test_degrees_and_particles_are_read_plainly_as_by_all_rules(
    before: str, degree: str, level: str, behind: str, rank: bool
) -> None:
    text = fold(before + degree + level + behind).text
    if (found := plainly(scan(text), rank=rank)) is not None:
        assert found == told_by_all_of_it(text, rank=rank), text


def test_what_the_corpus_says_plainly_is_read_so() -> None:
    plain = [text for row in CORPUS if plainly(scan(text := fold(row.text).text), rank=False) is not None]
    assert len(plain) > 1000
    for text in plain:
        told = told_by_all_of_it(text, rank=False)
        assert plainly(scan(text), rank=False) == told, text


@pytest.mark.parametrize(
    "text", ["满意吗", "满意，才怪", "5 太差了", "非常满意 退订", "满意 满意度", "不错？", "零"]
)
def test_more_than_a_level_is_not_plain(text: str) -> None:
    folded = fold(text).text
    assert alone(folded, rank=False) is None
    assert plainly(scan(folded), rank=False) is None
