"""Texts folded for reading: width, case, script, edges and unseen characters away."""

import re
import unicodedata
from dataclasses import dataclass

from bot.understanding.lexicon import any_of, table

EDGE = " \t\r\n。，、！!,.;；:：~～…—-\"'“”‘’()（）【】[]"
"""What may stand around a message without changing it."""
_LEADING = EDGE.translate(str.maketrans("", "", "-.[]"))
"""-5 and .5 are not 5; [强] is a face."""
_TRAILING = EDGE.translate(str.maketrans("", "", "[]"))
_UNSEEN = ("Cc", "Cf", "Co", "Cn", "Cs", "Mn", "Me")
_TABLE = table("folding")
_SEEN_AS = {pair[0]: pair[1] for pair in _TABLE["seen_as"]["pairs"].split()}
_SIMPLER = {pair[0]: pair[1] for pair in _TABLE["characters"]["traditional"].split()}
_FOLDS = str.maketrans(_SEEN_AS | _SIMPLER)
_WIDE = {wide: unicodedata.normalize("NFKC", wide) for wide in "，！？；："}
_PLAIN_FOLDS = str.maketrans(_SEEN_AS | _SIMPLER | _WIDE)
_TO_FOLD = re.compile(f"[A-Z{''.join(map(re.escape, _SEEN_AS | _SIMPLER | _WIDE))}]")
"""What a plain text may hold that is folded: most hold nothing of it, and to look is quicker than to translate."""
_SIGNED = 60
"""A signature behind a text begins at most so many characters before its end."""
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
_PLAIN = re.compile(r"[ \n!-~一-鿿。，！？；：、“”‘’【】…★☆]*")
"""Texts that fold place by place, as nearly all do."""
_SPACED = re.compile(r"(?<![一-鿿])[一-鿿](?: {1,2}[一-鿿])+(?![一-鿿])")
"""不 满 意: each character by itself."""
_OURS = r"\s*【[^】]{0,20}(?:政务|政府|审批|便民|服务|好差评|12345)[^】]{0,20}】"
_BEFORE, _BEHIND = re.compile(_OURS), re.compile(_OURS + r"\s*\Z")
"""The signature of a government platform, ours or quoted from us."""
_SIGNER = rf"【(?:{any_of(_TABLE['signers']['words'])}|[^【】0-9]{{3,20}}(?<!满意))】"
_SIGNATURE = re.compile(
    rf"\A{_SIGNER}|{_SIGNER}\Z|(?<=.{{30}})【[^【】0-9]{{2}}(?<!满意|好评|差评|不满|五星|一星)】\Z", re.DOTALL
)
"""Two characters behind a long text sign it, too, unless they are a level."""


@dataclass(slots=True)
class Folded:
    """A folded text, and where each of its characters came from."""

    text: str
    original: str
    places: range | tuple[int, ...]
    is_signed: bool
    """Somebody else has signed it: 【中国移动】…, …【招商银行】."""

    def words_from(self, start: int) -> str | None:
        """The citizen's own words from a place in the folded text on; None when nothing is said there."""
        if start >= len(self.places):
            return None
        begins = self.places[start]
        if start and begins == self.places[start - 1]:  # one character folded into several: ⒌ is "5."
            begins += 1
        return self.original[begins:].strip(EDGE) or None

    def said(self, start: int, end: int) -> str:
        """The citizen's own words at a place in the folded text."""
        return self.original[self.places[start] : self.places[end - 1] + 1] if start < end else ""


def fold(text: str) -> Folded:
    """Fold a text; linear in its length."""
    begins, ends = _unsigned(text) if "【" in text else (0, len(text))
    if _PLAIN.fullmatch(text, begins, ends):
        folded = text[begins:ends]
        places: range | tuple[int, ...] = range(begins, ends)
        if _TO_FOLD.search(folded):
            folded = folded.casefold().translate(_PLAIN_FOLDS)
    else:
        folded, places = _character_by_character(text, begins, ends)
        folded = folded.translate(_FOLDS)
    is_signed = "【" in text and _is_signed(text[begins:ends].strip())
    if " " in folded and (spaced := _SPACED.search(folded)):
        said = [
            place
            for place in range(len(folded))
            if folded[place] != " " or place not in range(*spaced.span())
        ]
        folded, places = "".join(folded[place] for place in said), tuple(places[place] for place in said)
    original = text if ends == len(text) else text[:ends]
    if folded and folded[0] not in _LEADING and folded[-1] not in _TRAILING:
        return Folded(folded, original, places, is_signed)
    first = len(folded) - len(folded.lstrip(_LEADING))
    last = max(first, len(folded.rstrip(_TRAILING)))
    return Folded(folded[first:last], original, places[first:last], is_signed)


def _unsigned(text: str) -> tuple[int, int]:
    """Where a text begins and ends without the signature of a platform."""
    ours, behind = _BEFORE.match(text), _BEHIND.search(text, max(0, len(text) - _SIGNED))
    begins = ours.end() if ours else 0
    return begins, behind.start() if behind and behind.start() >= begins else len(text)


def _is_signed(text: str) -> bool:
    signature = _SIGNATURE.search(text)
    return signature is not None and len(signature[0]) < len(text)


def shed(said: str, words: tuple[str, ...]) -> str:
    """A short folded text without the words and marks that stand around it."""
    said = said.strip(EDGE)
    while said.startswith(words) or said.endswith(words):
        for word in words:
            said = said.removeprefix(word).removesuffix(word)
        said = said.strip(EDGE)
    return said


def _character_by_character(text: str, begins: int, ends: int) -> tuple[str, tuple[int, ...]]:
    pairs = [
        (folded, place)
        for place in range(begins, ends)
        for folded in _folded(text[place])
        if folded in "\n\t" or unicodedata.category(folded) not in _UNSEEN
    ]
    return "".join(c for c, _ in pairs), tuple(place for _, place in pairs)


def _folded(character: str) -> str:
    if character in _SEEN_AS:
        return character
    if _SKIN.match(character):
        return ""
    if "\u00c0" <= character <= "\u024f":  # mǎn yì
        return unicodedata.normalize("NFKD", character)[0].casefold()
    return unicodedata.normalize("NFKC", character).casefold()
