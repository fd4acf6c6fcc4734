"""See who is owed a prompt, and queue one message for each of them."""

from datetime import datetime
from itertools import groupby

from store import outbox, people, visits
from store.db import Transaction
from store.outbox import NewPrompt
from store.visits import DueVisit
from usecases.rules import Rules


async def watch(tx: Transaction, rules: Rules, now: datetime, limit: int) -> int:
    """Queue the prompts that are due, one a citizen; how many citizens were looked at.

    A visit that falls due within a day of the citizen's last prompt waits and joins the next one.
    """
    due = await visits.claim_due(tx, now, limit)
    lines = await people.prompt_lines(tx, {visit.citizen_id for visit in due})
    citizens = 0
    for citizen_id, group in groupby(due, key=lambda visit: visit.citizen_id):
        citizens += 1
        await _queue(tx, list(group), lines.get(citizen_id), rules, now)
    return citizens


async def _queue(
    tx: Transaction, due: list[DueVisit], line: people.PromptLine | None, rules: Rules, now: datetime
) -> None:
    first, ids = due[0], [visit.id for visit in due]
    if first.pending_prompt is not None:
        await visits.join_prompt(tx, ids, first.pending_prompt)
    elif first.prompt_free_at is not None and first.prompt_free_at > now:
        await visits.look_again(tx, ids, rules.prompts.hours.next_open(first.prompt_free_at))
    elif line is None:
        await visits.exclude(tx, ids, "no_address")
    else:
        prompt = NewPrompt(
            citizen_id=first.citizen_id,
            address_id=line.address_id,
            channel=line.channel,
            locale=first.locale,
            due_at=rules.prompts.hours.next_open(now),
            visit_ids=ids,
        )
        await outbox.queue_prompt(tx, prompt, now)
