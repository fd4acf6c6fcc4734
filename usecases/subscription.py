"""Opting out of prompts and back in; honoured whatever else is going on."""

from datetime import datetime

from evaluation.prompting import Excluded, IntakeFacts, judge_intake
from store import cases, outbox, people, visits
from store.db import Transaction
from usecases.rules import Rules


async def opt_out(tx: Transaction, citizen_id: int, now: datetime) -> None:
    """No more prompts: what waits is let go, what is queued is cancelled.

    A matter that was asked about may still be rated, so its question stays open. The answer of a case that has not left
    is as good as untold: who tells of cases finds nobody to tell, and has the citizen called.
    """
    await people.set_opted_out(tx, citizen_id, now)
    await visits.exclude_all_waiting(tx, citizen_id, "opted_out")
    await outbox.cancel_empty(tx, [citizen_id])
    await cases.untell(tx, await outbox.cancel_call_backs(tx, citizen_id))


async def opt_in(tx: Transaction, citizen_id: int, rules: Rules, now: datetime) -> None:
    """Prompts again, for what was let go too if it is not too old."""
    await people.set_opted_out(tx, citizen_id, None)
    for visit in await visits.opted_out(tx, citizen_id):
        facts = IntakeFacts(finished_at=visit.finished_at, has_sms_address=True)
        verdict = judge_intake(facts, rules.prompts, now)
        if isinstance(verdict, Excluded):
            await visits.exclude_again(tx, visit.id, verdict.because)
        else:
            await visits.wait_again(tx, visit.id, verdict.prompt_due_at)
