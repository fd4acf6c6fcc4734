"""A matter meant by its name: 身份证那个, of several that were listed."""

import re
from collections.abc import Sequence

from bot.understanding.answering import place_words
from bot.understanding.folding import fold

_SHORTEST = 2
"""Characters; a single one stands in too many names."""
_AROUND = "|".join(sorted(map(re.escape, place_words("around")), key=len, reverse=True))
_NAME = re.compile(rf"(?:{_AROUND})*(.*?)(?:{_AROUND})*")


def named(text: str, names: Sequence[str]) -> int | None:
    """The place, from 0, of the only name that holds what the text says; None if none does, or several."""
    match = _NAME.fullmatch(fold(text).text)
    said = match[1] if match else ""
    if len(said) < _SHORTEST:
        return None
    places = [place for place, name in enumerate(names) if said in fold(name).text]
    return places[0] if len(places) == 1 else None
