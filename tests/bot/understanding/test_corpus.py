"""Every reply of the tables is read as a careful human reads it; what is misread is listed, line by line."""

from collections.abc import Callable

from bot.understanding import Meaning, read
from tests.bot.understanding.corpus import CORPUS, Row, rows


def test_the_corpus_is_read_as_a_careful_human_would() -> None:
    _all_read(CORPUS, _is_read_exactly)


def test_what_is_hard_is_asked_about_and_never_made_up() -> None:
    _all_read(rows("hard"), lambda row, meaning: meaning.level is None or row.fits(meaning))


def _is_read_exactly(row: Row, meaning: Meaning) -> bool:
    return row.fits(meaning) and {reason.value for reason in meaning.reasons} == row.reasons


def _all_read(table: list[Row], is_right: Callable[[Row, Meaning], bool]) -> None:
    read_as = [(row, read(row.text)) for row in table]
    misread = [_told(row, meaning) for row, meaning in read_as if not is_right(row, meaning)]
    assert not misread, "\n".join(misread)


def _told(row: Row, meaning: Meaning) -> str:
    """不太好 (不太 is 2): read as rate 4, quality (satisfaction: 好)."""
    level = meaning.level.value if meaning.level else "no level"
    read_as = ", ".join((f"{meaning.intent} {level}", *(reason.value for reason in meaning.reasons)))
    return f"{row.text} ({row.note}): read as {read_as} ({meaning.why})"
