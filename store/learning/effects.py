"""整改成效: the same reason at the same item and body, six months before and six after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from evaluation.learning.effects import MONTHS, Verdict
from evaluation.levels import Reason
from evaluation.reports import Rate
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Measured:
    """A reason of a case (empty: any) before and after."""

    case_id: int
    reason: str
    before_named: int
    before_all: int
    after_named: int
    after_all: int

    @property
    def before(self) -> Rate:
        """In the six whole months before."""
        return Rate(self.before_named, self.before_all)

    @property
    def after(self) -> Rate:
        """In those after."""
        return Rate(self.after_named, self.after_all)


_NAMED: LiteralString = """
    CASE w.reason WHEN '' THEN bad WHEN 'attitude' THEN attitude WHEN 'quality' THEN quality
                  WHEN 'efficiency' THEN efficiency WHEN 'environment' THEN environment
                  WHEN 'convenience' THEN convenience ELSE other END"""


async def measured(tx: Transaction, month: date) -> list[Measured]:
    """The cases whose six months are over at the end of `month`, all counted, and that were not looked at yet."""
    return await tx.fetch(
        Measured,
        f"""WITH waiting AS (
                SELECT l.case_id, reason, l.item_code, l.org_code, date_trunc('month', l.rectified_on)::date AS turn
                  FROM case_library l,
                       unnest(CASE WHEN l.reasons = '{{}}' THEN '{{""}}' ELSE l.reasons END) AS reason
                 WHERE l.item_code IS NOT NULL
                   AND l.rectified_on < (%(month)s::date - make_interval(months => %(months)s - 1))::date
                   AND NOT EXISTS (SELECT FROM case_effects e WHERE e.case_id = l.case_id)
                   AND 2 * %(months)s + 1 = (
                       SELECT count(*) FROM learning_months m
                        WHERE m.state = 'done'
                          AND m.month BETWEEN date_trunc('month', l.rectified_on) - make_interval(months => %(months)s)
                                      AND date_trunc('month', l.rectified_on) + make_interval(months => %(months)s)))
            SELECT w.case_id, w.reason,
                   coalesce(sum({_NAMED}) FILTER (WHERE c.month < w.turn), 0)::int AS before_named,
                   coalesce(sum(c.ratings) FILTER (WHERE c.month < w.turn), 0)::int AS before_all,
                   coalesce(sum({_NAMED}) FILTER (WHERE c.month > w.turn), 0)::int AS after_named,
                   coalesce(sum(c.ratings) FILTER (WHERE c.month > w.turn), 0)::int AS after_all
              FROM waiting w LEFT JOIN learning_cells c
                ON c.item_code = w.item_code AND c.org_code = w.org_code
               AND c.month BETWEEN w.turn - make_interval(months => %(months)s)
                               AND w.turn + make_interval(months => %(months)s)
             GROUP BY w.case_id, w.reason ORDER BY w.case_id, w.reason""",  # noqa: S608
        month=month,
        months=MONTHS,
    )


@dataclass(frozen=True, slots=True)
class Effect(Measured):
    """… and what came of it."""

    verdict: Verdict
    chance: float | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "verdict", Verdict(self.verdict))

    @property
    def named(self) -> Reason | None:
        """The reason; None for any."""
        return Reason(self.reason) if self.reason else None


async def keep(tx: Transaction, effects: Sequence[Effect]) -> None:
    """Keep them."""
    await tx.execute_many(
        """INSERT INTO case_effects (case_id, reason, verdict, before_named, before_all, after_named, after_all, chance)
           VALUES (%(case_id)s, %(reason)s, %(verdict)s, %(before_named)s, %(before_all)s, %(after_named)s,
                   %(after_all)s, %(chance)s)""",
        [
            {
                "case_id": each.case_id,
                "reason": each.reason,
                "verdict": each.verdict.value,
                "before_named": each.before_named,
                "before_all": each.before_all,
                "after_named": each.after_named,
                "after_all": each.after_all,
                "chance": each.chance,
            }
            for each in effects
        ],
    )


async def forget_around(tx: Transaction, month: date) -> None:
    """A month is counted anew: what it was a part of is measured again."""
    await tx.execute(
        """DELETE FROM case_effects WHERE case_id IN (
               SELECT case_id FROM case_library
                WHERE date_trunc('month', rectified_on)
                      BETWEEN %(month)s::date - make_interval(months => %(months)s)
                          AND %(month)s::date + make_interval(months => %(months)s))""",
        month=month,
        months=MONTHS,
    )


async def of_cases(tx: Transaction, case_ids: Iterable[int]) -> Mapping[int, list[Effect]]:
    """What came of each of these cases; nothing of one whose six months are not over."""
    found = await tx.fetch(
        Effect,
        """SELECT case_id, reason, verdict, before_named, before_all, after_named, after_all, chance
             FROM case_effects WHERE case_id = ANY(%(ids)s) ORDER BY case_id, reason""",
        ids=list(case_ids),
    )
    return {
        case_id: [each for each in found if each.case_id == case_id] for case_id in {e.case_id for e in found}
    }
