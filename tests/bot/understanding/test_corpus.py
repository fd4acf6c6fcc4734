"""Every reply of the tables is read as a careful human reads it."""

import pytest

from bot.understanding import read
from tests.bot.understanding.corpus import CORPUS, Row, rows


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: row.text[:20])
def test_it_is_read_as_a_careful_human_would(row: Row) -> None:
    meaning = read(row.text)
    assert row.fits(meaning), f"{row.note}: {meaning.intent} {meaning.level} ({meaning.why})"
    assert {reason.value for reason in meaning.reasons} == row.reasons


@pytest.mark.parametrize("row", rows("hard"), ids=lambda row: row.text[:20])
def test_what_cannot_be_read_yet_is_asked_about_and_never_made_up(row: Row) -> None:
    meaning = read(row.text)
    assert meaning.level is None or row.fits(meaning), f"{meaning.level} ({meaning.why})"
