"""Texts folded for comparing: width, case, edges and unseen characters away."""

import unicodedata
from dataclasses import dataclass

EDGE = " \t\r\n。，、！!,.;；:：~～…—-\"'“”‘’()（）【】[]"
"""What may stand around a message without changing it."""
_LEADING = EDGE.replace("-", "").replace(".", "")
"""-5 and .5 are not 5."""
_UNSEEN = ("Cc", "Cf", "Co", "Cn", "Cs")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where each of its characters came from."""

    text: str
    original: str
    places: tuple[int, ...]

    def words_from(self, start: int) -> str | None:
        """The citizen's own words from a place in the folded text on; None when nothing is said there."""
        if start >= len(self.places):
            return None
        begins = self.places[start]
        if start and begins == self.places[start - 1]:  # one character folded into several: ⒌ is "5."
            begins += 1
        return self.original[begins:].strip(EDGE) or None


def fold(text: str) -> Folded:
    """Fold a text; linear in its length."""
    pairs = [
        (folded, place)
        for place, character in enumerate(text)
        for folded in unicodedata.normalize("NFKC", character).casefold()
        if folded in "\n\t" or unicodedata.category(folded) not in _UNSEEN
    ]
    first = next((i for i, (c, _) in enumerate(pairs) if c not in _LEADING), len(pairs))
    last = next((i for i in range(len(pairs), first, -1) if pairs[i - 1][0] not in EDGE), first)
    kept = pairs[first:last]
    return Folded("".join(c for c, _ in kept), text, tuple(place for _, place in kept))
