"""Which of several levels is meant: what was said before a correction is not."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from bot.understanding.context import GRAMMAR
from bot.understanding.decision import NUMERIC
from bot.understanding.findings import About, Verdict
from bot.understanding.tokens import Clause, Scanned

_IN_TRUTH = tuple(GRAMMAR["in_truth"])
_OF_ALL = (About.NOTHING, About.WHOLE)


def meant(verdicts: Sequence[Verdict], scanned: Scanned) -> list[Verdict]:
    """Those that are meant: after a correction, and not set right by another."""
    said = [verdict for verdict in verdicts if verdict.live]
    if len(said) < 2:
        return said
    corrected = max((place for place in _corrections(said, scanned) if said[-1].start >= place), default=0)
    said = [verdict for verdict in said if verdict.start >= corrected]
    return [verdict for verdict in said if not (verdict.denied and _is_set_right(verdict, said, scanned))]


def _is_set_right(denied: Verdict, said: Sequence[Verdict], scanned: Scanned) -> bool:
    """不是满意，是非常满意: by what follows, or by what stands in the same clause."""
    clause = scanned.clause_of(denied.start)
    begins = clause.start if clause else denied.start
    return any(not verdict.denied and verdict.start >= begins for verdict in said)


def _corrections(said: Sequence[Verdict], scanned: Scanned) -> Iterator[int]:
    for clause in scanned.clauses:
        if _turns(clause) or _tells_truly(clause, said):
            yield clause.start
        elif "correcting" in clause.roles:
            yield from (token.start for token in clause.tokens if "correcting" in token.roles)


def _turns(clause: Clause) -> bool:
    """不，5: a clause of one word that takes back what was said."""
    return len(clause.tokens) == 1 and clause.tokens[0].text in GRAMMAR["turning"]


def _tells_truly(clause: Clause, said: Sequence[Verdict]) -> bool:
    """点的满意，其实一般: a level of the whole, told as the one before it was."""
    if not clause.tokens or not clause.tokens[0].text.startswith(_IN_TRUTH):
        return False
    begins, ends = (bisect_left(said, place, key=_start) for place in (clause.start, clause.end))
    told = [verdict for verdict in said[begins:ends] if verdict.about in _OF_ALL]
    return bool(begins and told) and (said[begins - 1].kind in NUMERIC) == (told[-1].kind in NUMERIC)


_start = attrgetter("start")
