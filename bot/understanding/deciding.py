"""From all that was found in a message to what it means: the first rule that fits has the word."""

from collections.abc import Callable
from itertools import takewhile

from bot.understanding import levelling
from bot.understanding.context import GRAMMAR
from bot.understanding.decision import SCORN, Decision, ask
from bot.understanding.findings import About, Kind
from bot.understanding.likening import doubted, likened
from bot.understanding.meaning import Intent
from bot.understanding.reading import Reading
from bot.understanding.scorning import is_belied, is_soured
from bot.understanding.tokens import Token
from bot.understanding.wanting import MESSAGES
from evaluation.levels import Level, Reason


def decide(reading: Reading) -> Decision:
    """What a message means."""
    for rule in RULES:
        if found := rule(reading):
            if is_soured(reading, found):
                return ask("a face that says otherwise")
            return doubted(reading, found)
    return Decision(Intent.GREETING_OR_NOISE, "nothing about us")


def _command(reading: Reading) -> Decision | None:
    if not reading.wanted or (not reading.is_understood and reading.unknown > 6):
        return None
    back, out = reading.wants(Intent.OPT_IN), reading.wants(Intent.OPT_OUT)
    if back and out and (back.start >= out.end or (back.start <= out.start and back.end >= out.end)):
        return Decision(Intent.OPT_IN, f"opt_in: {reading.text[back.start : back.end]}")
    for intent in (Intent.OPT_OUT, Intent.WRONG_PERSON, Intent.REDEEM, Intent.ASK_POINTS, Intent.OPT_IN):
        if want := reading.wants(intent):
            return Decision(intent, f"{intent}: {reading.text[want.start : want.end]}")
    return None


def _which_number(reading: Reading) -> Decision | None:
    """5是最好还是1最好: what the numbers mean."""
    if "choosing" not in reading.roles or reading.wants("ambiguous"):  # 5还是4，我想想
        return None
    asks = any(clause.chooses and not _MEANS.isdisjoint(clause.roles) for clause in reading.scanned.clauses)
    return Decision(Intent.HELP, "which number is which") if asks else None


_MEANS = frozenset(("good", "judged", "satisfied", "high", "wish", "named", "range"))
"""What a number may stand for; 4还是5呢 only hesitates."""


def _suggestion(reading: Reading) -> Decision | None:
    if "wish" not in reading.roles or reading.is_foreign:
        return None
    if (reading.asks or _ends_in_asking(reading)) and reading.wants(Intent.HELP):
        return None
    if not reading.reasons and any(want.part == "calls" for want in reading.wanted):  # 请给我回个电话
        return None
    if reading.is_ours or reading.reasons:
        return Decision(Intent.SUGGESTION, "a wish")
    another = reading.wants("ambiguous") or reading.judged.verdicts
    return Decision(Intent.SUGGESTION, "a wish") if reading.is_understood and not another else None


def _ends_in_asking(reading: Reading) -> bool:
    """评了会公开吗, with no question mark."""
    last = reading.last.tokens
    return bool(last) and last[-1].text in GRAMMAR["asking"]


def suggests(reading: Reading) -> bool:
    """Whether something named beside a level is wished for: 4 建议周末也开门, not 5 希望越来越好."""
    if "wish" not in reading.roles or reading.is_foreign:
        return False
    return reading.is_ours or bool(reading.reasons) or _proposes(reading)


def _proposes(reading: Reading) -> bool:
    """A clause begins with 建议: what follows is meant for us, even if little of it is known."""
    for clause in reading.scanned.clauses:
        words = [token.text for token in clause.tokens if token.text not in GRAMMAR["myself"]]
        if len(words) > 1 and words[0] in GRAMMAR["proposing"]:
            return True
    return False


def _complaint(reading: Reading) -> Decision | None:
    upset = not reading.roles.isdisjoint(("upset", "scorning")) and reading.is_about_us
    if reading.is_foreign or not (reading.reasons or upset or reading.judged.ironic):
        return None
    if reading.praised and reading.is_understood and not reading.asks and "contrast" in reading.roles:
        return _mixed(reading)
    return Decision(Intent.COMPLAIN_NO_LEVEL, "blame without a level")


def _mixed(reading: Reading) -> Decision:
    """服务很周到，就是… praises the whole; 大厅干净，就是… only a side."""
    good = [m.start for m in reading.mentions if m.good and m.reason is not Reason.ENVIRONMENT]
    for clause in reading.scanned.clauses:
        said = list(takewhile(_before_the_turn, clause.tokens))
        praises = said and any(said[0].start <= start < said[-1].end for start in good)
        if praises and any("whole" in token.roles for token in said):
            return Decision(Intent.RATE, "praise of the service, with a complaint", Level.SATISFIED)
    return ask("praise and blame of sides")


def _before_the_turn(token: Token) -> bool:
    """办成了但是过程很折磨: what follows 但是 is another matter; where 就是 comes first, nothing turns."""
    return "contrast" not in token.roles


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
        or ("sarcasm" in reading.roles and not _thanks_us(reading))
    ):
        return None
    all_of_it = good[0].end - good[0].start >= max(reading.size, 2)
    clear = (
        reading.is_ours or all_of_it or len(good) > 1 or any(m.strong for m in good) or _thanks_us(reading)
    )
    if not (clear and reading.is_about_us) and not (reading.is_understood and reading.is_like_a_rating):
        return None
    if is_belied(reading, good):
        return SCORN
    level = Level.VERY_SATISFIED if len(good) > 1 else Level.SATISFIED
    return Decision(Intent.RATE, f"praise: {reading.text[good[0].start : good[0].end]}", level)


def _thanks_us(reading: Reading) -> bool:
    """谢谢你们这么耐心: what is praised is ours."""
    return any(t.text in GRAMMAR["thanking"] for clause in reading.scanned.clauses for t in clause.tokens)


def _unsaid(reading: Reading) -> Decision | None:
    """Something that could be an answer, but which?"""
    if reading.wants("ambiguous"):
        return ask("does not want to say")
    if _only_acknowledges(reading):
        return ask("heard, and no more")
    if reading.is_foreign:
        return None
    if reading.is_understood and any(
        v.kind >= Kind.DIGIT or v.about is not About.ELSE for v in reading.judged.verdicts
    ):
        return ask("a level that is not meant")
    if reading.is_understood and (_could_answer(reading) or _off_the_scale(reading)):
        return ask("no level that could be meant")
    tokens = [token for clause in reading.scanned.clauses for token in clause.tokens]
    said = [token for token in tokens if token.text not in GRAMMAR["courtesies"]]
    return ask("a face") if said and all("mood" in token.roles for token in said) else None


_LIKE_AN_ANSWER = frozenset(("range", "star", "ordinal", "asked"))


def _could_answer(reading: Reading) -> bool:
    """A number as people answer with one."""
    tokens = (token for clause in reading.scanned.clauses for token in clause.tokens)
    return not reading.roles.isdisjoint(_LIKE_AN_ANSWER) or any(token.is_figure for token in tokens)


def _only_acknowledges(reading: Reading) -> bool:
    """好的，收到，谢谢: each clause is an answer to anything."""
    said = {MESSAGES.get(reading.text[c.start : c.end]) for c in reading.scanned.clauses}
    return "ambiguous" in said and said <= {"ambiguous", "greeting"}


def _off_the_scale(reading: Reading) -> bool:
    """10分, 给8分: a mark on another scale, at the head of a clause or chosen."""
    for clause in reading.scanned.clauses:
        for before, token in zip((None, *clause.tokens), clause.tokens, strict=False):
            if "offscale" in token.roles and (before is None or "choosing" in before.roles):
                return True
    return False


RULES: tuple[Callable[[Reading], Decision | None], ...] = (
    levelling.several_matters,
    levelling.level,
    levelling.judgement,
    levelling.sides,
    _command,
    _which_number,
    _suggestion,
    _complaint,
    _help,
    _praise,
    _unsaid,
    likened,
)
"""In this order; the first that says something has the word."""
