"""Praise that is not meant: 满意个鬼, 太好了，等了三小时, 效率真高啊，一个多月就办好了."""

import re
from collections.abc import Sequence

from bot.understanding.context import GRAMMAR
from bot.understanding.decision import Decision, sign
from bot.understanding.findings import About, Kind, Mention, Verdict
from bot.understanding.lexicon import any_of, table
from bot.understanding.reading import Reading
from evaluation.levels import Level, Reason

_LOUD, _NOT_MOCKING = tuple(GRAMMAR["loud"]), tuple(GRAMMAR["not_mocking"])
_MOCKING, _THREAT = (re.compile(any_of(table("grammar")[name]["words"])) for name in ("mocking", "threat"))


def is_scorn(reading: Reading, praise: Verdict) -> bool:
    """满意个鬼, 满意得我都想投诉了, 非常满意，等了三小时."""
    if "scorning" in reading.roles or _says_it_mocks(reading.text):
        return True
    at_odds = "contrast" not in reading.roles
    threat = "upset" in reading.roles or _threatens(reading.text, praise)
    if at_odds and threat and "now" not in reading.roles:
        return True
    if praise.kind not in (Kind.SATISFIED, Kind.NAMED) or not reading.reasons:
        return False
    if _closes(reading, praise):
        return False
    if "sarcasm" in reading.roles or reading.judged.ironic:
        return True
    timed = praise.level is Level.VERY_SATISFIED and "time" in reading.roles and at_odds
    return timed and not reading.is_like_a_rating


def _says_it_mocks(text: str) -> bool:
    """这是反话; but not 不是反话."""
    return any(not text.endswith(_NOT_MOCKING, 0, found.start()) for found in _MOCKING.finditer(text))


def _threatens(text: str, praise: Verdict) -> bool:
    """They speak of 投诉, and not as praise: 零投诉."""
    return any(not praise.start <= found.start() < praise.end for found in _THREAT.finditer(text))


def _ends_in_a_wait(reading: Reading) -> bool:
    """点赞，三个月: how long it took, and no more."""
    last = reading.last.tokens
    return all("time" in token.roles for token in last) and not _LONG_TIMES.isdisjoint(last[-1].text)


_LONG_TIMES, _MONTHS = frozenset("天月年周"), frozenset("月年")
"""What takes so long is not quick; a few days may be."""


def _closes(reading: Reading, praise: Verdict) -> bool:
    """心想完了，结果半小时搞定，满意: it is the last word, after the turn that things took."""
    return "now" in reading.roles and praise.end > reading.last.start


def mocks(reading: Reading, good: Sequence[Verdict]) -> bool:
    """太好了，等了三小时: praise and blame with nothing between them."""
    if "contrast" in reading.roles or any(v.about is About.ALL or _closes(reading, v) for v in good):
        return False
    if _ends_in_a_wait(reading):
        return True
    loud = any(reading.text.startswith(_LOUD, v.start) for v in good)
    loud = loud or any(v.level is Level.VERY_SATISFIED for v in good)
    return "sarcasm" in reading.roles or reading.judged.ironic or (loud and _is_hurt(reading))


def is_put_on(reading: Reading, good: Sequence[Verdict]) -> bool:
    """服务可真到位，问三句回一句: nobody says so of what was good and goes on to other things."""
    said = [clause for clause in reading.scanned.clauses if clause.size]
    if len(said) < 2:
        return False
    behind = {token.end for clause in said for token in clause.tokens if token.text in GRAMMAR["put_on"]}
    return any(verdict.start in behind for verdict in good)


def _is_hurt(reading: Reading) -> bool:
    """They say what went wrong, not only what they wish for, or that it made them angry: 服务真好，好到我不敢再来."""
    if "upset" in reading.roles:
        return True
    return bool(reading.reasons) and not all(m.good or m.wished for m in reading.mentions)


def is_belied(reading: Reading, praise: Sequence[Mention]) -> bool:
    """效率真高啊，一个多月就办好了: loud praise of their speed beside how long it took."""
    if not any(m.reason is Reason.EFFICIENCY and reading.text.startswith(_LOUD, m.start) for m in praise):
        return False
    tokens = [token for clause in reading.scanned.clauses for token in clause.tokens]
    took_long = any("time" in token.roles and not _MONTHS.isdisjoint(token.text) for token in tokens)
    return took_long and not any(token.text in GRAMMAR["fast_for"] for token in tokens)


def is_soured(reading: Reading, decision: Decision) -> bool:
    """真棒🙃: a face in the clause of the praise, and nothing else that it could be about."""
    verdict = decision.verdict
    if "sour" not in reading.roles or verdict is None or sign(verdict) <= 0 or reading.reasons:
        return False
    clause = reading.scanned.clause_of(verdict.start)
    return clause is not None and "sour" in clause.roles and _TURNS.isdisjoint(reading.roles)


_TURNS = frozenset(("contrast", "now", "past", "than"))
"""上次😡 这次满意"""
