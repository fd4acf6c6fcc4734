"""What the tables say is reached: a word that a rule compares with one piece of a text is one."""

import pytest

from bot.understanding.context import GRAMMAR
from bot.understanding.lexicon import COMPARED
from bot.understanding.scanning import scan


@pytest.mark.parametrize("section", COMPARED)
def test_a_word_that_is_compared_with_one_piece_is_one(section: str) -> None:
    cut = {
        word: [token.text for clause in scan(word).clauses for token in clause.tokens]
        for word in GRAMMAR[section]
    }
    assert not [word for word, pieces in cut.items() if len(word) > 1 and pieces != [word]]
