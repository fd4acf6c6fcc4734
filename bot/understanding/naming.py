"""A matter meant by its name: 身份证那个, of several that were listed."""

import re
from collections.abc import Sequence

from bot.understanding.folding import fold, shed
from bot.understanding.lexicon import table, words_of

_SHORTEST, _LONGEST = 2, 40
"""Characters of what may be a name: a single one stands in too many."""
_PLACE = re.compile(r"\A[1-9][0-9]?[\s、.]*")
"""Its place in the list, said before its name: 2、毛巾."""
_AROUND = tuple(sorted(words_of(table("answers")["place"]["around"]), key=len, reverse=True))


def named(text: str, names: Sequence[str]) -> int | None:
    """The place, from 0, of the only name that holds what the text says; None if none does, or several."""
    said, folded = fold(text).text, [fold(name).text for name in names]
    if len(said) > _LONGEST:
        return None
    found = _holding(said, folded)
    return _holding(shed(_PLACE.sub("", said), _AROUND), folded) if found is None else found


def _holding(said: str, names: Sequence[str]) -> int | None:
    places = [place for place, name in enumerate(names) if said in name]
    return places[0] if len(said) >= _SHORTEST and len(places) == 1 else None
