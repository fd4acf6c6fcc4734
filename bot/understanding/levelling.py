"""Levels that were named, set against each other and against what stands around them."""

from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.understanding.context import GRAMMAR
from bot.understanding.decision import NUMERIC, SCORN, Decision, ask, clash, rate, sign
from bot.understanding.findings import About, Kind, Verdict
from bot.understanding.meaning import Intent
from bot.understanding.reading import Reading
from bot.understanding.scorning import is_put_on, is_scorn, mocks
from bot.understanding.tokens import Clause, Token
from evaluation.levels import Level, Reason


def several_matters(reading: Reading) -> Decision | None:
    """第一个5第二个3: a level for each."""
    if "ordinal" not in reading.roles:
        return None
    placed = [v for v in (*reading.sure, *reading.general) if v.ordinal is not None]
    named = {t.roles["ordinal"] for c in reading.scanned.clauses for t in c.tokens if "ordinal" in t.roles}
    if not placed or len(named) < 2 or any(v.about is About.ALL for v in reading.sure):
        return None
    if len({v.level for v in placed}) == 1 and len({v.ordinal for v in placed}) == len(named):
        return None
    return ask("a level for each of several", sorted(placed, key=lambda v: v.start))


def level(reading: Reading) -> Decision | None:
    """A number, stars or a word of satisfaction, if they agree."""
    sure = reading.sure
    if not sure or _prices(reading, sure):
        return None
    in_all = [v for v in sure if v.about is About.ALL]
    if in_all:
        return _checked(reading, in_all[-1])
    if doubt := _doubt(reading, sure):
        return doubt
    if _are_both_denied(sure):
        return rate(reading.text, replace(sure[0], level=Level.FAIRLY_SATISFIED))
    if len(sure) == 1 or _agree(sure) or _settled_by_number(sure):
        return _checked(reading, _surest(sure))
    return ask("several levels", sure)


def _are_both_denied(sure: Sequence[Verdict]) -> bool:
    """并非不满意，只是谈不上非常满意: neither good nor bad."""
    levels = {v.level for v in sure}
    return all(v.denied for v in sure) and levels == {Level.DISSATISFIED, Level.FAIRLY_SATISFIED}


def _prices(reading: Reading, sure: Sequence[Verdict]) -> bool:
    """兑那个5分的牙刷, 评5分能攒多少积分: what a gift costs, and what a level would earn."""
    if any(v.kind not in NUMERIC for v in sure):
        return False
    if reading.wants(Intent.REDEEM):
        return all(reading.text.startswith("的", v.end) for v in sure)
    if not reading.wants(Intent.ASK_POINTS) or "question" not in reading.last.roles:
        return False
    return all(_is_asked_of(reading, v) for v in sure)


def _is_asked_of(reading: Reading, verdict: Verdict) -> bool:
    """Not 5，积分怎么查, but 请问评了五分，积分会到账吗."""
    clause = reading.scanned.clause_of(verdict.start)
    if clause and any(token.text in GRAMMAR["may_i_ask"] for token in clause.tokens):
        return True
    return verdict.start >= reading.last.start and not reading.text[verdict.start].isdigit()


def _doubt(reading: Reading, sure: Sequence[Verdict]) -> Decision | None:
    """Levels that do not go together."""
    if None in [v.level for v in sure]:
        return ask("cannot be told")
    if reading.of_sides and (differing := _differing_side(reading, sure)):
        return differing
    if reading.asks and all(v.kind is Kind.DIGIT and not _answers_itself(reading, v) for v in sure):
        return ask("asks which number is which") if reading.wants(Intent.HELP) else None
    if len(reading.live) > len(sure):
        read = {v.start for v in (*sure, *reading.of_sides)}
        elsewhere = [v for v in reading.live if v.kind in NUMERIC and v.start not in read]
        if clash(sure, elsewhere):
            return ask("several levels", [*sure, *elsewhere])
    stray = _has_another_scale(reading) or _has_stray_digit(reading, sure)
    return ask("a number that is not the level") if stray else None


def _answers_itself(reading: Reading, digit: Verdict) -> bool:
    """1是最差对吧？那我选1; 5是最好对吧？那5."""
    clause = reading.scanned.clause_of(digit.start)
    if clause is None:
        return False
    if clause.tokens and clause.tokens[0].text in _SO and not clause.asks:
        return _end_of_the_scale(reading, clause) == sign(digit)
    if "choosing" not in clause.roles:
        return False
    before = [v for v in reading.judged.verdicts if v.end < clause.start and v.kind < Kind.DIGIT]
    return bool(before) and all(sign(v) == sign(digit) for v in before)


_SO = frozenset(("那", "那就"))


def _end_of_the_scale(reading: Reading, clause: Clause) -> int:
    """5是最好对吧？: which end was asked about before a clause; 0 if none was, or both."""
    asked = [
        reading.text[c.start : c.end] for c in reading.scanned.clauses if c.asks and c.end <= clause.start
    ]
    best, worst = (
        any(end in said for end in GRAMMAR[name] for said in asked) for name in ("best_end", "worst_end")
    )
    return best - worst


def _differing_side(reading: Reading, sure: Sequence[Verdict]) -> Decision | None:
    """态度5分，总体2分."""
    numbered = [v for v in reading.of_sides if v.kind in NUMERIC]
    of_whole = any(v.about is About.WHOLE for v in sure)
    if numbered and of_whole and len({v.level for v in (*sure, *numbered)}) > 1:
        return ask("one side differs from the whole", [*sure, *numbered])
    if clash(sure, reading.of_sides) and all(v.about is not About.NOTHING for v in sure):
        return ask("one side differs from the whole", [*sure, *reading.of_sides])
    return None


def _has_another_scale(reading: Reading) -> bool:
    """5分，满分100."""
    if "offscale" not in reading.roles:
        return False
    pairs = (pair for clause in reading.scanned.clauses for pair in pairwise(clause.tokens))
    return any(one.text in GRAMMAR["full"] and "offscale" in other.roles for one, other in pairs)


def _has_stray_digit(reading: Reading, sure: Sequence[Verdict]) -> bool:
    """一个5一个4, 身份证的5，居住证给2: a bare digit beside the one read, neither chosen (我给4) nor put right."""
    digits = [v for v in sure if v.kind is Kind.DIGIT]
    if not digits or "correcting" in reading.roles:
        return False
    digit = digits[0]
    read = {v.end for v in reading.judged.verdicts}
    own, same = reading.scanned.clause_of(digit.start), reading.text[digit.end - 1]
    bare = own and len(own.tokens) > 1 and "choosing" not in own.roles
    if own and bare and any(_is_unread(token, read) and token.text != same for token in own.tokens):
        return True
    others = [
        c.tokens
        for c in reading.scanned.clauses
        if c is not own and len(c.tokens) > 1 and _ELSEWHEN.isdisjoint(c.roles)
    ]
    return any(tokens[-2].text == "的" and _is_unread(tokens[-1], read) for tokens in others)


_ELSEWHEN = frozenset(("past", "others"))
"""What was given then, or at somebody's wish, is not given here and now."""


def _is_unread(token: Token, read: Container[int]) -> bool:
    return token.is_figure and token.end not in read


def _agree(sure: Sequence[Verdict]) -> bool:
    """One level, or words and one number that lean the same way; a middling word leans no way."""
    if len({v.level for v in sure}) == 1:
        return True
    numbers = {v.level for v in sure if v.kind in NUMERIC}
    leanings = {sign(v) for v in sure}
    return len(numbers) <= 1 and (
        len(leanings) == 1 or (bool(numbers) and leanings != {1, -1} and len(leanings) == 2)
    )


def _settled_by_number(sure: Sequence[Verdict]) -> bool:
    """结果满意过程不满意，给3: words that differ, and one number after them."""
    numbers = [v for v in sure if v.kind in NUMERIC]
    words = [v for v in sure if v.kind not in NUMERIC]
    return len(numbers) == 1 and len({sign(v) for v in words}) > 1 and numbers[0].start > words[-1].start


def _surest(sure: Sequence[Verdict]) -> Verdict:
    numbers = [v for v in sure if v.kind in NUMERIC]
    if numbers:
        return numbers[-1]
    return max(sure, key=lambda v: abs((v.level or 3) - 3))


def _checked(reading: Reading, verdict: Verdict) -> Decision:
    """A level against the words around it: some take a 1 for the best, and some praise in scorn."""
    if verdict.kind in NUMERIC and _words_disagree(reading, verdict):
        return ask("digit and words disagree")
    if sign(verdict) > 0 and is_scorn(reading, verdict):
        return SCORN
    if sign(verdict) > 0 and verdict.kind not in NUMERIC and _ends_in_blame(reading, verdict):
        return ask("praise and blame")
    return rate(reading.text, verdict)


def _ends_in_blame(reading: Reading, praise: Verdict) -> bool:
    """满意极了，再也不想来了: with nothing between them that sets one against the other."""
    at_odds = "contrast" not in reading.roles and praise.about is not About.ALL
    return at_odds and any(
        sign(v) < 0 and v.start > praise.start for v in reading.live if v.kind < Kind.DIGIT
    )


def _words_disagree(reading: Reading, digit: Verdict) -> bool:
    """5 太差了, 1 服务很好."""
    others = [v for v in reading.general if digit.kind is Kind.DIGIT or v.end - v.start > 1]  # 四星，差一颗
    if "contrast" not in reading.roles and any(sign(v) * sign(digit) < 0 for v in others):
        return True
    if digit.kind is not Kind.DIGIT or sign(digit) >= 0 or reading.reasons:
        return False
    return any(m.good and m.strong for m in reading.mentions)


def judgement(reading: Reading) -> Decision | None:
    """Praise or blame of the whole in general words."""
    if not reading.general:
        return None
    general = [v for v in reading.general if v.about is About.ALL][-1:] or list(reading.general)
    good = [v for v in general if sign(v) > 0]
    bad = [v for v in general if sign(v) < 0]
    fair = [v for v in general if sign(v) == 0]
    at_odds = bad or reading.reasons or "upset" in reading.roles or "time" in reading.roles
    if good and at_odds and mocks(reading, good):
        return SCORN
    if good and (bad or is_put_on(reading, good) or _is_blamed_apart(reading, good)):
        return ask("praise and blame")
    if fair and (good or bad):
        return rate(reading.text, general[-1] if "contrast" in reading.roles else fair[0])
    if bad and "wish" in reading.roles and not reading.reasons and reading.unknown:
        return None
    return rate(reading.text, max(good, key=_height) if good else min(bad, key=_height) if bad else fair[0])


def _is_blamed_apart(reading: Reading, good: Sequence[Verdict]) -> bool:
    """服务好，速度不行"""
    if "contrast" in reading.roles:
        return False
    of_side = any(isinstance(v.about, Reason) and sign(v) < 0 for v in reading.live)
    return of_side and all(v.about is About.WHOLE for v in good)


def _height(verdict: Verdict) -> int:
    return verdict.level or 0


def sides(reading: Reading) -> Decision | None:
    """态度5分，环境2分 and 态度满分，速度不及格 name no level of the whole; 对态度不满意 does."""
    named = reading.of_sides
    if not named or reading.is_foreign:
        return None
    words = {v.level for v in named if v.kind in (Kind.SATISFIED, Kind.NAMED)}
    at_odds = sign(named[0]) > 0 and reading.reasons and "contrast" not in reading.roles
    if not at_odds and len(words) == 1 and None not in words and all(v.level in words for v in named):
        return rate(reading.text, named[0])
    said = reading.text[named[0].start : named[0].end]
    chosen = len(named) == 1 and any(word in said for word in GRAMMAR["giving"])
    return rate(reading.text, named[0]) if chosen else ask("sides without the whole", named)
