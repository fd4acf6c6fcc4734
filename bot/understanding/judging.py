"""What a clause judges: each word that says something about us, read by its kind."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from bot.understanding.context import GRAMMAR, At, about, is_live
from bot.understanding.counting import deduction, is_chosen, is_craved, is_deducted
from bot.understanding.degrees import Modifiers, choosing, modifiers, weakened
from bot.understanding.findings import About, Judged, Kind, Mention, Verdict
from bot.understanding.lexicon import words_of
from bot.understanding.tokens import Clause, Token
from evaluation.levels import Level, Reason

Reader = Callable[[At], Verdict | Mention | None]


def judge(clauses: Sequence[Clause], *, rank: bool = False) -> Judged:
    """Read the judgements of a message, clause by clause; with `rank` a bare 1 is the best level."""
    verdicts: list[Verdict] = []
    mentions: list[Mention] = []
    ironic = unreal = summed = False
    first = True
    for clause, following in zip_longest(clauses, clauses[1:]):
        named = len(verdicts)
        unreal = unreal or (following is not None and _is_taken_back(clause, following))
        for place, token in enumerate(clause.tokens) if "read_as" in clause.roles else ():
            role = token.roles.get("read_as")
            praised = bool(mentions) and mentions[-1].good
            found = READERS[role](At(token, clause, place, unreal, summed, praised, first)) if role else None
            if found is None:
                continue
            if _praises(found) and ("quoted" in token.roles or _is_so_called(clause.tokens, place)):
                ironic = True
            else:
                _keep(verdicts, mentions, turned(found) if rank and isinstance(found, Verdict) else found)
        unreal = "supposing" in clause.roles and len(verdicts) == named
        first = first and not clause.size
        summed = "summing" in clause.roles and all(_OF_ALL & token.roles.keys() for token in clause.tokens)
    return Judged(verdicts, mentions, ironic)


_OF_ALL = frozenset(("summing", "whole"))


def _is_taken_back(clause: Clause, following: Clause) -> bool:
    """想给5分，可惜…, 想给5分的，…: what one would like to give is not given."""
    turns = bool(following.tokens) and "contrast" in following.tokens[0].roles
    if not turns and (not clause.tokens or clause.tokens[-1].text != "的"):
        return False
    pairs = pairwise(token.text for token in clause.tokens)
    return any(one in GRAMMAR["wishing_to"] and other in GRAMMAR["giving"] for one, other in pairs)


def _is_so_called(tokens: Sequence[Token], place: int) -> bool:
    """这也叫高效"""
    return bool(place) and tokens[place - 1].text in GRAMMAR["so_called"]


def turned(found: Verdict) -> Verdict:
    """A digit where 1 is the best."""
    if found.kind is not Kind.DIGIT or found.level is None:
        return found
    return replace(found, level=Level(6 - found.level))


def _praises(found: Verdict | Mention) -> bool:
    if isinstance(found, Mention):
        return found.good
    return found.kind < Kind.DIGIT and found.level is not None and found.level >= Level.SATISFIED


def _keep(verdicts: list[Verdict], mentions: list[Mention], found: Verdict | Mention) -> None:
    if isinstance(found, Mention):
        mentions.append(found)
        return
    verdicts.append(found)
    if isinstance(found.about, Reason) and found.level is not None:
        good = found.level >= Level.SATISFIED
        mentions.append(Mention(found.about, good, True, found.start, found.end))


def _verdict(at: At, level: Level | None, kind: Kind, found: Modifiers, *, live: bool = True) -> Verdict:
    tokens = at.clause.tokens
    ordinal = _ordinal(tokens[: at.place]) if "ordinal" in at.clause.roles else None
    denied = bool(found.names) and found.denied
    start, end = tokens[found.begins].start, at.token.end
    of, live = about(at, found.begins), live and is_live(at, found.begins)
    return Verdict(level, kind, of, ordinal, found.every, live, denied, at.clause.unknown, start, end)


def _ordinal(before: Sequence[Token]) -> int | None:
    """Which of several matters was named last."""
    return next((token.roles["ordinal"] for token in reversed(before) if "ordinal" in token.roles), None)


def _word(kind: Kind, role: str) -> Reader:
    """满意, 不错, 差: words that degrees and negations change."""

    def read(at: At) -> Verdict | None:
        level = at.token.roles[role]
        if role == "judged" and (_is_adverb(at, level) or _heightens(at)):
            return None
        if role == "satisfied" and _may_be_denied(at):
            return _verdict(at, None, kind, _PLAIN)
        found = modifiers(at.clause.tokens, at.place)
        ours = role != "satisfied" or not _is_somebody_elses(at.clause.tokens[: found.begins])
        changed = found.change(level)
        if changed and at.after and _is_denied_behind(at.clause.tokens[at.place + 1 :]):
            return replace(_verdict(at, weakened(changed), kind, found, live=ours), denied=True)
        return _verdict(at, changed, kind, found, live=ours)

    return read


_PLAIN = modifiers((), 0)


def _may_be_denied(at: At) -> bool:
    """卟满意, 伐满意: one character that nobody knows may be a misspelt 不 or 很."""
    return at.place == 1 and at.before is not None and not at.before.roles and len(at.before.text) == 1


def _is_somebody_elses(before: Sequence[Token]) -> bool:
    """你们满意了 says nothing of me; 对你们满意 does."""
    if not before or before[-1].text not in GRAMMAR["addressed"]:
        return False
    return len(before) == 1 or before[-2].text not in GRAMMAR["towards"]


def _is_denied_behind(after: Sequence[Token]) -> bool:
    """满意倒也说不上"""
    said = [token.text for token in after if token.text not in GRAMMAR["denying_through"]]
    return len(said) == 1 and said[0] in GRAMMAR["denying"]


_MILD = frozenset((Level.SATISFIED, Level.FAIRLY_SATISFIED))


def _is_adverb(at: At, level: Level) -> bool:
    """一般不评, 勉强满意, 还好是: words that judge nothing where another word follows them."""
    after = at.after
    if after is None:
        return False
    if "degree" in at.token.roles and ("degree" in after.roles or "satisfied" in after.roles):
        return True
    return level in _MILD and not _may_follow(after)


def _heightens(at: At) -> bool:
    """臭得不行, 慢得离谱: how much of what was said, and no judgement of its own."""
    before = at.before
    return before is not None and "blame" in before.roles and before.text[-1] == "得"


_ADJOINING = frozenset(
    words_of("ordinal time contrast aspect whole thing blame praise mood face digit rejecting bracket quote")
)
_ENDINGS = GRAMMAR["particles"] | GRAMMAR["endings"] | GRAMMAR["heightening"]


def _may_follow(token: Token) -> bool:
    """Whether what follows leaves 好 a judgement; 好想 and 好看 are none."""
    return token.text in _ENDINGS or not _ADJOINING.isdisjoint(token.roles)


def _good(at: At) -> Verdict | None:
    """好 judges with a degree, of something named, or as the last word on praise; alone it is an answer to nothing."""
    found = modifiers(at.clause.tokens, at.place)
    if "lack" in found.names or (at.before and at.before.text in GRAMMAR["already"]):
        return None
    heightened = _is_heightened(at)
    judges = found.names or at.sums_up or heightened
    if not judges and about(at, found.begins) in (About.NOTHING, About.ELSE):
        return None
    if at.after and not _may_follow(at.after):
        return None
    level = Level.VERY_SATISFIED if heightened else at.token.roles["good"]
    return _verdict(at, found.change(level), Kind.JUDGED, found)


def _is_heightened(at: At) -> bool:
    """好得离谱, 快得很"""
    return at.after is not None and at.after.text in GRAMMAR["heightening"]


def _high(at: At) -> Verdict | None:
    """高 and 低 judge a side of the service, never the whole."""
    found = modifiers(at.clause.tokens, at.place)
    verdict = _verdict(at, found.change(at.token.roles["high"]), Kind.JUDGED, found)
    return verdict if isinstance(verdict.about, Reason) else None


_SCALE_FOLLOWS = frozenset(("star", "digit", "offscale"))


def _named(at: At) -> Verdict | None:
    """A level by its name: 好评. 不会打差评 names none."""
    if at.after and _SCALE_FOLLOWS.intersection(at.after.roles) and at.token.text in GRAMMAR["full"]:
        return None  # 满分5分
    found = choosing(at.clause.tokens, at.place)
    return _verdict(at, at.token.roles["named"], Kind.NAMED, found, live=not found.names)


_LEVELS = {level.value: level for level in Level}


def _number(kind: Kind, role: str) -> Reader:
    def read(at: At) -> Verdict | Mention | None:
        if at.before and at.before.text in GRAMMAR["full"]:
            return None
        if is_deducted(at):
            return deduction(at)
        if kind is Kind.DIGIT and not is_chosen(at):
            return None
        found = choosing(at.clause.tokens, at.place)
        level = _LEVELS[at.token.roles[role]]
        if at.after and at.after.text in GRAMMAR["too_much"] and level > Level.DISSATISFIED:
            return _verdict(at, None, kind, found)
        given = not found.names and not is_craved(at.clause.tokens[: at.place])
        return _verdict(at, level, kind, found, live=given)

    return read


def _blame(at: At) -> Mention | None:
    """推诿, 太慢; 不推诿 is praise, but what was so before, or is forbidden (勿泄露), is neither."""
    if "past" in at.clause.roles or (at.before and at.before.text in GRAMMAR["forbidding"]):
        return None
    return _mention(at, "blame", good=False)


def _praise(at: At) -> Mention | None:
    """热情, 很快; what is wished for is what was missed."""
    if at.token.text in GRAMMAR["about_to"] and at.after and not _may_follow(at.after):
        return None
    mention = _mention(at, "praise", good=True)
    if is_live(at, modifiers(at.clause.tokens, at.place).begins):
        return mention
    return replace(mention, good=False, wished=True) if "wish" in at.clause.roles else None


def _mention(at: At, role: str, *, good: bool) -> Mention:
    found = modifiers(at.clause.tokens, at.place)
    roles = at.clause.roles
    heightened = bool(found.names) or _is_heightened(at)
    strong = heightened or len(at.token.text) > 2 or "than" in roles or "time" in roles
    begins = at.clause.tokens[found.begins].start
    wished = "wish" in roles and any("wish" in t.roles for t in at.clause.tokens[: at.place + 1])
    return Mention(at.token.roles[role], good != found.negated, strong, begins, at.token.end, wished)


READERS: dict[str, Reader] = {
    "star": _number(Kind.STAR, "star"),
    "digit": _number(Kind.DIGIT, "digit"),
    "named": _named,
    "phrase": _word(Kind.JUDGED, "phrase"),
    "satisfied": _word(Kind.SATISFIED, "satisfied"),
    "face": _word(Kind.FACE, "face"),
    "judged": _word(Kind.JUDGED, "judged"),
    "blame": _blame,
    "praise": _praise,
    "good": _good,
    "high": _high,
}
"""How each role is read (`lexicon.READ_AS`)."""
