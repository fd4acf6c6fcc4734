"""Read one message: fold it, find what stands in it, decide what it means as an answer to what was asked."""

import re
from functools import lru_cache

from bot.understanding.answering import answer
from bot.understanding.composing import SHORT, begins, composed, level_part, own_words, picked, with_help
from bot.understanding.context import GRAMMAR
from bot.understanding.deciding import decide
from bot.understanding.decision import Decision, rate
from bot.understanding.findings import Kind, Verdict
from bot.understanding.folding import EDGE, Folded, fold, shed
from bot.understanding.lexicon import LEXICON, any_of, table
from bot.understanding.meaning import Asked, Digits, Intent, Meaning
from bot.understanding.plainly import alone, plainly
from bot.understanding.reading import Reading
from bot.understanding.scanning import scan
from bot.understanding.wanting import FOR_A_PERSON, MESSAGES
from evaluation.levels import REASON_MENU, Reason

_NOT_AS_A_QUESTION = frozenset((Intent.OPT_OUT, Intent.OPT_IN, Intent.WRONG_PERSON))
"""退订? asks whether; it does not stop."""
_ASKS_FOR = re.compile(any_of(table("grammar")["asking_for"]["words"]))
"""怎么退订? and 你找谁? say the same with a question mark and without."""
_AT_ANY_TIME = frozenset((Intent.OPT_OUT, Intent.OPT_IN))


def read(text: str, asked: Asked = Asked.LEVEL, digits: Digits = Digits.STARS) -> Meaning:
    """Read one message: linear in its length, the same for the same text.

    `asked` is what the message answers, `digits` which way a bare digit counts.
    """
    return _read_again(text, asked, digits) if len(text) <= _ONE_PART else read_afresh(text, asked, digits)


def read_afresh(text: str, asked: Asked = Asked.LEVEL, digits: Digits = Digits.STARS) -> Meaning:
    """Read one message, whether or not it was read before."""
    folded = fold(text)
    if asked is _LEVEL and not folded.is_signed and (verdict := alone(folded.text, rank=digits is _RANK)):
        return _plainly(folded, 0, verdict)
    return read_through(folded, asked, digits)


def read_through(folded: Folded, asked: Asked, digits: Digits) -> Meaning:
    """Read a folded message from its words up."""
    if not folded.text:
        return Meaning(Intent.GREETING_OR_NOISE, why="blank")
    bare = _bare(folded.text)
    return (
        answer(folded.text, asked)
        or _command(folded.text)
        or (answer(bare, asked) if bare != folded.text else None)
        or _message(folded, bare)
        or _content(folded, asked, digits)
    )


_ONE_PART = 70
"""Characters of a text message in one part."""
_read_again = lru_cache(maxsize=16_384)(read_afresh)
"""Most citizens write the same few hundred short answers."""


def _command(folded: str) -> Meaning | None:
    """A stop word or its opposite, under every question."""
    intent = MESSAGES.get(folded)
    if intent in _AT_ANY_TIME:
        return Meaning(Intent(intent), why=f"the whole message: {folded}")
    return None


def _message(folded: Folded, bare: str) -> Meaning | None:
    """A message that is nothing but a set phrase, maybe among courtesies: 您好，好的，谢谢."""
    said = folded.text.rstrip("?") or "?"
    if said != folded.text:
        bare = _bare(said)
    intent = MESSAGES.get(folded.text) or MESSAGES.get(said) or _drawled(said)
    if intent is None and bare != said:
        intent = MESSAGES.get(bare) or _drawled(bare)
    if intent is None:
        return None
    if said != folded.text and intent in _NOT_AS_A_QUESTION and not _ASKS_FOR.search(said):
        return Meaning(Intent.AMBIGUOUS, words=own_words(folded, 0, 0), why="asks whether")
    meant = Intent.GREETING_OR_NOISE if intent == "greeting" else Intent(intent)
    why = f"the whole message: {folded.text}"
    if meant is Intent.HELP:
        for_a_person = not FOR_A_PERSON.isdisjoint((folded.text, said, bare))
        return with_help(Reading(folded.text), Meaning(meant, wants_call=for_a_person, why=why))
    return Meaning(meant, words=own_words(folded, 0, 0), why=why)


def _drawled(said: str) -> str | None:
    """OK啦, OK👌, 好滴好滴: an answer with a particle or a face, or twice."""
    if said[-1:] not in _DRAWN_OUT and said[: len(said) // 2] * 2 != said:
        return None
    while said and "mood" in LEXICON.words.get(said[-1], {}):
        said = said[:-1]
    half = said[: len(said) // 2]
    once = half if half * 2 == said else said
    intent = MESSAGES.get(once) or MESSAGES.get(once.rstrip(_DRAWL))
    return intent if intent in ("ambiguous", "greeting") else None


def _bare(said: str) -> str:
    """A short message without the courtesies and marks around it."""
    if len(said) > SHORT or (said[0] not in _MAY_BEGIN and said[-1] not in _MAY_END):
        return said
    return shed(said, _COURTESIES)


_COURTESIES = tuple(sorted(GRAMMAR["courtesies"], key=len, reverse=True))
_MAY_BEGIN = frozenset(EDGE).union(word[0] for word in _COURTESIES)
_MAY_END = frozenset(EDGE).union(word[-1] for word in _COURTESIES)
"""A message that neither begins nor ends with one of these is bare already."""
_DRAWL = "".join(word for word in GRAMMAR["particles"] if len(word) == 1)
_DRAWN_OUT = frozenset(_DRAWL).union(
    word for word, roles in LEXICON.words.items() if "mood" in roles and len(word) == 1
)


_PICKED_BY_DIGIT = (Asked.REASONS, Asked.CHOICE)
_LEVEL, _REASONS, _RANK, _DIGIT, _HELP = Asked.LEVEL, Asked.REASONS, Digits.RANK, Kind.DIGIT, Intent.HELP
_RATE = Intent.RATE
"""Python looks up the members of an enumeration slowly."""


def _content(folded: Folded, asked: Asked, digits: Digits) -> Meaning:
    scanned, rank = scan(folded.text), digits is _RANK
    if asked is _LEVEL and not folded.is_signed and (verdict := plainly(scanned, rank=rank)):
        return _plainly(folded, begins(scanned, verdict.start), verdict)
    reading = Reading(folded.text, scanned, rank=rank, is_signed=folded.is_signed)
    decision = decide(reading)
    if (
        asked is not _LEVEL
        and asked in _PICKED_BY_DIGIT
        and (by_digit := _by_digit(folded, reading, decision, asked))
    ):
        return with_help(reading, by_digit)
    meaning = composed(folded, reading, decision)
    if reading.wanted:
        meaning = with_help(reading, meaning)
    return _as_reason(folded, decision, meaning) if asked is _REASONS else meaning


def _plainly(folded: Folded, start: int, verdict: Verdict) -> Meaning:
    """A level, and nothing beside it; `start` is where it begins with what stands before it."""
    decision = rate(folded.text, verdict)
    return Meaning(
        _RATE,
        level=decision.level,
        by_digit=verdict.kind is _DIGIT,
        every_matter=verdict.every,
        words=own_words(folded, start, verdict.end),
        parts=(level_part(folded, verdict),),
        why=decision.why,
    )


def _as_reason(folded: Folded, decision: Decision, meaning: Meaning) -> Meaning:
    """太差了 after a bad rating says why and names no other level; 非常不满意 names one."""
    general = decision.verdict is None or decision.verdict.kind < Kind.DIGIT
    if meaning.level is None or not meaning.level.is_bad or not general:
        return meaning
    words = own_words(folded, 0, 0)
    return meaning._replace(intent=Intent.COMPLAIN_NO_LEVEL, level=None, levels=(), words=words)


def _by_digit(folded: Folded, reading: Reading, decision: Decision, asked: Asked) -> Meaning | None:
    """ "3 等了两个小时" under the reason menu is the third reason and a comment."""
    verdict = decision.verdict
    if asked is _REASONS and (by_menu := _by_the_menu(folded, reading)):
        return by_menu
    if verdict is None or verdict.kind is not Kind.DIGIT or verdict.every:
        return None
    digit = int(folded.text[verdict.end - 1]) if folded.text[verdict.end - 1].isdigit() else 0
    if asked is _REASONS and _picks_a_reason(reading) and 1 <= digit <= len(REASON_MENU):
        return picked(folded, reading, [Reason.from_menu(digit)], verdict.start, verdict.end)
    if asked is Asked.CHOICE and digit and own_words(folded, verdict.start, verdict.end) is None:
        return Meaning(Intent.AMBIGUOUS, choice=digit, why="a place in the list")
    return None


def _by_the_menu(folded: Folded, reading: Reading) -> Meaning | None:
    """ "1 3 没人管", and "6 没人管", whose digit is no level, so that nobody looked for it; "6 次" is a number."""
    match = _MENU_AND_WORDS.match(folded.text)
    if not match or not _picks_a_reason(reading):
        return None
    end = match.end("picks")
    if not any(token.end == end for clause in reading.scanned.clauses for token in clause.tokens):
        return None
    picks = [Reason.from_menu(int(digit)) for digit in match["picks"] if digit.isdigit()]
    return picked(folded, reading, picks, 0, end)


_MENU = rf"[1-{len(REASON_MENU)}]"
_MENU_AND_WORDS = re.compile(
    rf"(?P<picks>{_MENU}(?:[ ,，、和]{{1,2}}{_MENU})+|{len(REASON_MENU)})[ ,，、.。:：;；)]{{1,2}}[^\d\s]"
)


def _picks_a_reason(reading: Reading) -> bool:
    """改成4 puts a level right, and so does 不是1，是4."""
    corrects = "correcting" in reading.roles or any(verdict.denied for verdict in reading.judged.verdicts)
    return not corrects and all(sure.kind is Kind.DIGIT for sure in reading.sure)
