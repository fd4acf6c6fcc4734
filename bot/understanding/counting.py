"""A number in its clause: given as a level, taken off one, or only a count."""

from collections.abc import Sequence

from bot.understanding.context import GRAMMAR, At
from bot.understanding.findings import Mention
from bot.understanding.lexicon import Roles, words_of
from bot.understanding.tokens import Token


def is_craved(before: Sequence[Token]) -> bool:
    """你们就是想要5分: what others would like to have is not given."""
    if not before or before[-1].text not in GRAMMAR["craving"]:
        return False
    said = [token.text for token in before if token.text not in GRAMMAR["craving"]]
    return len(said) > 1 and said[-1] in GRAMMAR["only"] and said[-2] in GRAMMAR["addressed"]


def is_deducted(at: At) -> bool:
    """扣1分, 差一颗, 少打一颗星, 两分扣在停车: not the level but what is missing to the best."""
    tokens, place = at.clause.tokens, at.place
    before = (
        [token for token in tokens[max(0, place - 3) : place] if token.text not in _POINTING] if place else ()
    )
    if before and ("deducting" in before[-1].roles or before[-1].text in GRAMMAR["lacking"]):
        return True
    if len(before) > 1 and before[-1].text in GRAMMAR["giving"] and before[-2].text == "少":
        return True
    return "deducting" in at.clause.roles and any("deducting" in token.roles for token in tokens[place + 1 :])


def deduction(at: At) -> Mention | None:
    """系统扣1分: what a point is deducted for is blamed."""
    for token in at.clause.tokens:
        if "aspect" in token.roles and "whole" not in token.roles:
            return Mention(
                token.roles["aspect"], good=False, strong=True, start=token.start, end=at.token.end
            )
    return None


_UNITS = frozenset("分星")
"""5星花园: of a unit that counts something else."""
_POINTING = frozenset(("的", "那", "这", "我"))
"""扣的那一分, 扣了我2分"""
_INTRODUCE = frozenset(
    words_of(
        """good choosing correcting whole summing thing ordinal aspect contrast quote bracket face mood star digit
           others past conditional supposing offscale now"""
    )
)


def is_chosen(at: At) -> bool:
    """A digit is a level at the head of a clause or after a word that introduces one; 5人, 房3 are none."""
    before, after = at.before.roles if at.before else None, at.after
    if after and (not after.roles or after.text in _UNITS):
        return False
    rounded = after is None or after.text in GRAMMAR["particles"] or "quote" in after.roles
    if at.token.roles["han"]:
        return rounded and (before is None or _leads_to_a_number(before))
    if before is None or before.get("degree") in ("every", "isnot", "not"):
        return True
    if at.before and at.before.text in GRAMMAR["numbered"]:
        return False
    leads = at.before is not None and at.before.text in GRAMMAR["leading"]
    return not _INTRODUCE.isdisjoint(before) or (rounded and leads and at.clause.unknown == 0)


def _leads_to_a_number(roles: Roles) -> bool:
    return "choosing" in roles or "correcting" in roles or roles.get("degree") == "every"
