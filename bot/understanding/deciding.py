"""From all that was found in a message to what it means: the first rule that fits has the word."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from bot.understanding.context import GRAMMAR
from bot.understanding.findings import About, Kind, Verdict
from bot.understanding.meaning import Intent
from bot.understanding.reading import Reading
from evaluation.levels import Level


class Decision(NamedTuple):
    """What a message means, and by which rule."""

    intent: Intent
    why: str
    level: Level | None = None
    verdict: Verdict | None = None
    """Where the level stands; None where it is concluded from praise."""
    levels: tuple[tuple[int | None, Level], ...] = ()


def decide(reading: Reading) -> Decision:
    """What a message means."""
    return next(
        (found for rule in RULES if (found := rule(reading))),
        Decision(Intent.GREETING_OR_NOISE, "nothing about us"),
    )


def _rate(reading: Reading, verdict: Verdict) -> Decision:
    assert verdict.level is not None
    said = reading.text[verdict.start : verdict.end]
    placed = () if verdict.ordinal is None else ((verdict.ordinal, verdict.level),)
    return Decision(Intent.RATE, f"{_KINDS[verdict.kind]}: {said}", verdict.level, verdict, placed)


def _ask(why: str, verdicts: Sequence[Verdict] = ()) -> Decision:
    levels = tuple((v.ordinal, v.level) for v in verdicts if v.level is not None)
    return Decision(Intent.AMBIGUOUS, why, levels=levels if len(levels) > 1 else ())


_KINDS = {
    Kind.JUDGED: "judgement",
    Kind.FACE: "face",
    Kind.DIGIT: "digit",
    Kind.SATISFIED: "satisfaction",
    Kind.NAMED: "level by name",
    Kind.STAR: "stars",
}
_NUMERIC = (Kind.DIGIT, Kind.STAR)


def _sign(verdict: Verdict) -> int:
    """1 for good levels, -1 for bad ones, 0 between."""
    level = verdict.level or Level.FAIRLY_SATISFIED
    return (level > Level.FAIRLY_SATISFIED) - (level < Level.FAIRLY_SATISFIED)


def _clash(some: Sequence[Verdict], others: Sequence[Verdict]) -> bool:
    return len({_sign(v) for v in (*some, *others)}) > 1 if some and others else False


def _several_matters(reading: Reading) -> Decision | None:
    """第一个5第二个3: a level for each."""
    if "ordinal" not in reading.roles:
        return None
    placed = [v for v in (*reading.sure, *reading.general) if v.ordinal is not None]
    named = {t.roles["ordinal"] for c in reading.scanned.clauses for t in c.tokens if "ordinal" in t.roles}
    if not placed or len(named) < 2 or any(v.about is About.ALL for v in reading.sure):
        return None
    if len({v.level for v in placed}) == 1 and len({v.ordinal for v in placed}) == len(named):
        return None
    return _ask("a level for each of several", sorted(placed, key=lambda v: v.start))


def _level(reading: Reading) -> Decision | None:
    """A number, stars or a word of satisfaction, if they agree."""
    sure = reading.sure
    if not sure:
        return None
    in_all = [v for v in sure if v.about is About.ALL]
    if in_all:
        return _checked(reading, in_all[-1])
    if doubt := _doubt(reading, sure):
        return doubt
    if _agree(sure) or _settled_by_number(sure):
        return _checked(reading, _surest(sure))
    return _ask("several levels", sure)


def _doubt(reading: Reading, sure: Sequence[Verdict]) -> Decision | None:
    """Levels that do not go together."""
    if any(v.level is None for v in sure):
        return _ask("cannot be told")
    numbered = [v for v in reading.of_sides if v.kind in _NUMERIC]
    of_whole = any(v.about is About.WHOLE for v in sure)
    if numbered and of_whole and len({v.level for v in (*sure, *numbered)}) > 1:
        return _ask("one side differs from the whole", [*sure, *numbered])
    if _clash(sure, reading.of_sides) and all(v.about is not About.NOTHING for v in sure):
        return _ask("one side differs from the whole", [*sure, *reading.of_sides])
    read = {v.start for v in (*sure, *reading.of_sides)}
    elsewhere = [v for v in reading.live if v.kind in _NUMERIC and v.start not in read]
    if reading.asks and reading.wants(Intent.HELP) and all(v.kind is Kind.DIGIT for v in sure):
        return _ask("asks which number is which")
    if _clash(sure, elsewhere):
        return _ask("several levels", [*sure, *elsewhere])
    return _ask("a number that is not the level") if _has_stray_digit(reading, sure) else None


def _has_stray_digit(reading: Reading, sure: Sequence[Verdict]) -> bool:
    """一个5一个4: a bare digit beside the one that was read, and neither chosen (我给4) nor put right (改成1)."""
    digit = next((v for v in sure if v.kind is Kind.DIGIT), None)
    if digit is None or "correcting" in reading.roles:
        return False
    clause = reading.scanned.clause_of(digit.start)
    if clause is None or "choosing" in clause.roles:
        return False
    read = {v.end for v in reading.judged.verdicts}
    return any("digit" in t.roles and not t.roles["han"] and t.end not in read for t in clause.tokens)


def _agree(sure: Sequence[Verdict]) -> bool:
    """One level, or words and one number that lean the same way; a middling word leans no way."""
    if len({v.level for v in sure}) == 1:
        return True
    numbers = {v.level for v in sure if v.kind in _NUMERIC}
    leanings = {_sign(v) for v in sure}
    return len(numbers) <= 1 and (
        len(leanings) == 1 or (bool(numbers) and leanings != {1, -1} and len(leanings) == 2)
    )


def _settled_by_number(sure: Sequence[Verdict]) -> bool:
    """结果满意过程不满意，给3: words that differ, and one number after them."""
    numbers = [v for v in sure if v.kind in _NUMERIC]
    words = [v for v in sure if v.kind not in _NUMERIC]
    return len(numbers) == 1 and len({_sign(v) for v in words}) > 1 and numbers[0].start > words[-1].start


def _surest(sure: Sequence[Verdict]) -> Verdict:
    numbers = [v for v in sure if v.kind in _NUMERIC]
    if numbers:
        return numbers[-1]
    return max(sure, key=lambda v: abs((v.level or 3) - 3))


def _checked(reading: Reading, verdict: Verdict) -> Decision:
    """A level against the words around it: some take a 1 for the best, and some praise in scorn."""
    assert verdict.level is not None
    at_odds = "contrast" not in reading.roles
    if verdict.kind is Kind.DIGIT and at_odds and any(_sign(v) * _sign(verdict) < 0 for v in reading.general):
        return _ask("digit and words disagree")
    if (
        verdict.kind is Kind.DIGIT
        and verdict.level.is_bad
        and not reading.reasons
        and any(m.good and m.strong for m in reading.mentions)
    ):
        return _ask("digit and words disagree")
    if _sign(verdict) > 0 and "scorning" in reading.roles:
        return Decision(Intent.COMPLAIN_NO_LEVEL, "scorn")
    threat = any(word in reading.text for word in GRAMMAR["threat"]) or "upset" in reading.roles
    if _sign(verdict) > 0 and at_odds and threat and "now" not in reading.roles:
        return Decision(Intent.COMPLAIN_NO_LEVEL, "scorn")
    if (
        _sign(verdict) > 0
        and verdict.kind in (Kind.SATISFIED, Kind.NAMED)
        and reading.reasons
        and _is_scorn(reading, verdict)
    ):
        return Decision(Intent.COMPLAIN_NO_LEVEL, "scorn")
    return _rate(reading, verdict)


def _is_scorn(reading: Reading, verdict: Verdict) -> bool:
    if "sarcasm" in reading.roles or reading.judged.ironic:
        return True
    return (
        verdict.level is Level.VERY_SATISFIED and "time" in reading.roles and "contrast" not in reading.roles
    )


def _judgement(reading: Reading) -> Decision | None:
    """Praise or blame of the whole in general words."""
    if not reading.general:
        return None
    general = [v for v in reading.general if v.about is About.ALL][-1:] or list(reading.general)
    good = [v for v in general if _sign(v) > 0]
    bad = [v for v in general if _sign(v) < 0]
    fair = [v for v in general if _sign(v) == 0]
    if good and (bad or reading.reasons or "upset" in reading.roles) and _mocks(reading, good):
        return Decision(Intent.COMPLAIN_NO_LEVEL, "scorn")
    if good and bad:
        return _ask("praise and blame")
    if fair and (good or bad):
        return _rate(reading, general[-1] if "contrast" in reading.roles else fair[0])
    if bad and "wish" in reading.roles and not reading.reasons and reading.unknown:
        return None
    return _rate(reading, max(good, key=_height) if good else min(bad, key=_height) if bad else fair[0])


def _height(verdict: Verdict) -> int:
    return verdict.level or 0


def _mocks(reading: Reading, good: Sequence[Verdict]) -> bool:
    """太好了，等了三小时: praise and blame with nothing between them."""
    if "contrast" in reading.roles or any(v.about is About.ALL for v in good):
        return False
    loud = any(reading.text.startswith(("太", "真", "可真"), v.start) for v in good)
    loud = loud or any(v.level is Level.VERY_SATISFIED for v in good)
    return "sarcasm" in reading.roles or reading.judged.ironic or (loud and bool(reading.reasons))


def _sides(reading: Reading) -> Decision | None:
    """态度5分，环境2分 name no level of the whole; 对态度不满意 does."""
    sides = reading.of_sides
    if not sides or reading.is_foreign:
        return None
    words = {v.level for v in sides if v.kind in (Kind.SATISFIED, Kind.NAMED)}
    if len(words) == 1 and None not in words and all(v.level in words for v in sides):
        return _rate(reading, sides[0])
    chosen = len(sides) == 1 and any(word in reading.text[sides[0].start : sides[0].end] for word in "给打")
    return _rate(reading, sides[0]) if chosen else _ask("sides without the whole", sides)


def _command(reading: Reading) -> Decision | None:
    if not reading.wanted or (not reading.is_understood and reading.unknown > 6):
        return None
    back, out = reading.wants(Intent.OPT_IN), reading.wants(Intent.OPT_OUT)
    if back and out and back.start > out.start:
        return Decision(Intent.OPT_IN, f"opt_in: {reading.text[back.start : back.end]}")
    for intent in (Intent.OPT_OUT, Intent.WRONG_PERSON, Intent.REDEEM, Intent.ASK_POINTS, Intent.OPT_IN):
        if want := reading.wants(intent):
            return Decision(intent, f"{intent}: {reading.text[want.start : want.end]}")
    return None


def _which_number(reading: Reading) -> Decision | None:
    """5是最好还是1最好: what the numbers mean."""
    asks = any(clause.chooses for clause in reading.scanned.clauses)
    return Decision(Intent.HELP, "which number is which") if asks else None


def _suggestion(reading: Reading) -> Decision | None:
    if "wish" not in reading.roles or reading.is_foreign or (reading.asks and reading.wants(Intent.HELP)):
        return None
    if reading.is_ours or reading.reasons:
        return Decision(Intent.SUGGESTION, "a wish")
    another = reading.wants("ambiguous") or reading.judged.verdicts
    return Decision(Intent.SUGGESTION, "a wish") if reading.is_understood and not another else None


def _complaint(reading: Reading) -> Decision | None:
    upset = not reading.roles.isdisjoint(("upset", "scorning")) and reading.is_about_us
    if reading.is_foreign or not (reading.reasons or upset or reading.judged.ironic):
        return None
    if reading.praised and reading.is_understood and not reading.asks and "contrast" in reading.roles:
        return _mixed(reading)
    return Decision(Intent.COMPLAIN_NO_LEVEL, "blame without a level")


def _mixed(reading: Reading) -> Decision:
    """服务很周到，就是… praises the whole; 大厅干净，就是… only a side."""
    good = [m for m in reading.mentions if m.good]
    for clause in reading.scanned.clauses:
        inside = clause.tokens and any(
            clause.tokens[0].start <= m.start < clause.tokens[-1].end for m in good
        )
        if inside and "whole" in clause.roles:
            return Decision(Intent.RATE, "praise of the service, with a complaint", Level.SATISFIED)
    return _ask("praise and blame of sides")


def _help(reading: Reading) -> Decision | None:
    want = reading.wants(Intent.HELP)
    return Decision(Intent.HELP, f"help: {reading.text[want.start : want.end]}") if want else None


def _praise(reading: Reading) -> Decision | None:
    """Praise of single sides, and nothing else said."""
    good = [m for m in reading.mentions if m.good]
    if (
        not good
        or reading.reasons
        or reading.is_foreign
        or reading.asks
        or reading.judged.ironic
        or "sarcasm" in reading.roles
    ):
        return None
    clear = reading.is_ours or len(good) > 1 or any(m.strong for m in good)
    if not clear or not reading.is_about_us:
        return None
    level = Level.VERY_SATISFIED if len(good) > 1 else Level.SATISFIED
    return Decision(Intent.RATE, f"praise: {reading.text[good[0].start : good[0].end]}", level)


def _unsaid(reading: Reading) -> Decision | None:
    """Something that could be an answer, but which?"""
    if reading.wants("ambiguous"):
        return _ask("does not want to say")
    if reading.is_foreign:
        return None
    if reading.is_understood and any(
        v.kind >= Kind.DIGIT or v.about is not About.ELSE for v in reading.judged.verdicts
    ):
        return _ask("a level that is not meant")
    if reading.is_understood and (not reading.roles.isdisjoint(_LIKE_AN_ANSWER) or _off_the_scale(reading)):
        return _ask("no level that could be meant")
    tokens = [token for clause in reading.scanned.clauses for token in clause.tokens]
    return _ask("a face") if tokens and all("mood" in token.roles for token in tokens) else None


_LIKE_AN_ANSWER = frozenset(("range", "star", "ordinal", "asked"))


def _off_the_scale(reading: Reading) -> bool:
    """10分, 给8分: a mark on another scale, at the head of a clause or chosen."""
    for clause in reading.scanned.clauses:
        for before, token in zip((None, *clause.tokens), clause.tokens, strict=False):
            if "offscale" in token.roles and (before is None or "choosing" in before.roles):
                return True
    return False


RULES: tuple[Callable[[Reading], Decision | None], ...] = (
    _several_matters,
    _level,
    _judgement,
    _sides,
    _command,
    _which_number,
    _suggestion,
    _complaint,
    _help,
    _praise,
    _unsaid,
)
"""In this order; the first that says something has the word."""
