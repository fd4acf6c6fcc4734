"""Adopt a suggestion, which earns, or decline it; the citizen is told why, once."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.masking import on_a_line, without_numbers
from evaluation.points import Award, Earned
from evaluation.staff import Action, Permission, Scope
from evaluation.suggestions import LONGEST_WHY, of_the_body
from evaluation.window import civil
from store import catalogue, people, suggestions
from store.audit_trail import Subject
from store.db import Transaction
from store.ledger import Holder
from store.suggestions import Decidable
from usecases.on_duty import OnDuty
from usecases.points.earn import earn
from usecases.rules import Rules
from usecases.tell import Notice, Word, tell

ADOPTED, DECLINED = "suggestion/adopted", "suggestion/declined"


class NotWaiting(Exception):
    """There is no such suggestion, it was decided, or it is not this judge's to decide: nobody learns which."""


class BadReason(ValueError):
    """The reason says nothing, or is longer than `LONGEST_WHY` characters."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided. `why` is told to the citizen in these words, `note` is for colleagues."""

    adopted: bool
    why: str
    note: str = ""

    def checked(self) -> "Verdict":
        """The same on one line, without phone and identity numbers; raises `BadReason`."""
        why = on_a_line(self.why)
        if not why or len(why) > LONGEST_WHY:
            raise BadReason
        return Verdict(self.adopted, why, without_numbers(self.note.strip()))


async def decide(
    tx: Transaction, judge: OnDuty, suggestion_id: int, verdict: Verdict, word: Word, rules: Rules
) -> None:
    """Decide about a suggestion. Raises `NotPermitted`, `BadReason`, `NotWaiting`."""
    judge.check(Permission.JUDGE_SUGGESTIONS)
    verdict, now = verdict.checked(), judge.times.now
    suggestion = await _waiting(tx, judge.staff.scope, suggestion_id)
    citizen = await people.lock(tx, suggestion.citizen_id)
    decided = await suggestions.decide(
        tx,
        suggestion.id,
        adopted=verdict.adopted,
        why=verdict.why,
        note=verdict.note,
        staff_id=judge.staff.id,
        now=now,
    )
    if not decided:
        raise NotWaiting
    await _note(tx, judge, suggestion, verdict)
    award = await _award(tx, citizen.id, suggestion, rules, now) if verdict.adopted else Award()
    facts = {
        "said_on": civil(suggestion.said_at).date().isoformat(),
        "why": verdict.why.rstrip("。.!！;；"),
        "points": award.points,
        "cap": award.cap or "",
        "paid": rules.points.suggestion.up_to(award.cap),
    }
    notice = Notice(ADOPTED if verdict.adopted else DECLINED, facts)
    await tell(tx, citizen, notice, word, rules, now)


async def _waiting(tx: Transaction, judge: Scope, suggestion_id: int) -> Decidable:
    suggestion = await suggestions.waiting(tx, suggestion_id)
    if suggestion is None or not judge.covers_area(suggestion.area_code):
        raise NotWaiting
    if judge.org_code is not None:
        parents = await catalogue.ancestry(tx, [judge.org_code, *suggestion.org_codes])
        if of_the_body(judge.org_code, suggestion.org_codes, parents):
            raise NotWaiting
    return suggestion


async def _award(
    tx: Transaction, citizen_id: int, suggestion: Decidable, rules: Rules, now: datetime
) -> Award:
    reference = f"suggestion:{suggestion.id}"
    return await earn(tx, Holder(citizen_id), Earned.SUGGESTION, reference, rules.points, now)


async def _note(tx: Transaction, judge: OnDuty, suggestion: Decidable, verdict: Verdict) -> None:
    action = Action.SUGGESTION_ADOPTED if verdict.adopted else Action.SUGGESTION_DECLINED
    subject = Subject("suggestion", suggestion.id, suggestion.area_code)
    await judge.note(tx, action, subject)
