"""What needs no weighing: a message that is one word for a level, with its degrees and particles, as most replies are.

The whole reading comes to the same; this only comes to it sooner.
"""

from collections.abc import Iterator, Sequence

from bot.understanding.context import GRAMMAR, At
from bot.understanding.findings import About, Kind, Mention, Verdict
from bot.understanding.judging import READERS, turned
from bot.understanding.lexicon import LEXICON
from bot.understanding.scanning import scan
from bot.understanding.tokens import Clause, Scanned, Token
from bot.understanding.wanting import MESSAGES
from evaluation.levels import Level

_KINDS = {
    "named": Kind.NAMED,
    "phrase": Kind.JUDGED,
    "satisfied": Kind.SATISFIED,
    "judged": Kind.JUDGED,
}
_JUDGES = _KINDS.keys() | {"star", "digit", "good"}
"""What one word may be that names a level by itself."""
_PLAIN = _JUDGES | {"read_as", "han", "degree", "plain", "whole", "thing", "choosing"}
"""What the words of such a message may be: nothing that casts doubt on a level, nothing that is wanted beside it."""
_SAY_NO_MORE = GRAMMAR["particles"] | GRAMMAR["courtesies"]
_DRAWL = "".join(word for word in GRAMMAR["particles"] if len(word) == 1)
_FIGURES = {figure: Level(int(figure)) for figure in "12345"}


def alone(text: str, *, rank: bool) -> Verdict | None:
    """满意, 不错, 5: a folded text that is one word for a level, or a digit."""
    if level := _FIGURES.get(text):
        found = _verdict(text, level, Kind.DIGIT)
        return turned(found) if rank else found
    known = ALONE.get(text)
    return _verdict(text, *known) if known else None


def plainly(scanned: Scanned, *, rank: bool) -> Verdict | None:
    """非常满意, 还行吧, 5分谢谢: the level of a message in which only one word names one, and none says more."""
    if scanned.unknown or scanned.shapes or not (clause := _only_clause(scanned)):
        return None
    if clause.asks or not clause.roles <= _PLAIN:
        return None
    judging = [place for place, token in enumerate(clause.tokens) if "read_as" in token.roles]
    if len(judging) != 1:
        return None
    token = clause.tokens[judging[0]]
    found = READERS[token.roles["read_as"]](At(token, clause, judging[0]))
    if found is None or isinstance(found, Mention) or not _says_all(found, clause.tokens):
        return None
    return turned(found) if rank else found


def _only_clause(scanned: Scanned) -> Clause | None:
    """The one clause that is more than courtesies: 5，谢谢."""
    if len(scanned.clauses) == 1:
        return scanned.clauses[0]
    said = [clause for clause in scanned.clauses if clause.size or clause.asks]
    return said[0] if len(said) == 1 else None


def _says_all(verdict: Verdict, tokens: Sequence[Token]) -> bool:
    if verdict.level is None or not verdict.live:
        return False
    for token in tokens:
        within = verdict.start <= token.start < verdict.end
        if not (within or token.text in _SAY_NO_MORE or "whole" in token.roles or "thing" in token.roles):
            return False
    return True


def _verdict(text: str, level: Level, kind: Kind) -> Verdict:
    return Verdict(level, kind, About.NOTHING, None, False, True, False, 0, 0, len(text))


def _words() -> Iterator[tuple[str, tuple[Level, Kind]]]:
    """Every word that means the same alone: no set phrase, and nothing else within it."""
    for word, roles in LEXICON.words.items():
        role = roles.get("read_as", "")
        if role in _KINDS and roles.keys() <= _PLAIN and not _is_message(word) and _holds_no_more(word):
            yield word, (roles[role], _KINDS[role])


def _is_message(word: str) -> bool:
    """正常吧, 杠杠: a set phrase, drawled or said twice."""
    once = word[: len(word) // 2]
    return word in MESSAGES or word.rstrip(_DRAWL) in MESSAGES or (once * 2 == word and once in MESSAGES)


def _holds_no_more(word: str) -> bool:
    scanned = scan(word)
    return not scanned.shapes and len(scanned.clauses) == 1 and len(scanned.clauses[0].tokens) == 1


ALONE = dict(_words())
"""Words for a level that are read at once, and how each is read."""
