"""See who is owed a prompt, and queue one message for each of them."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from store import outbox, people, visits
from store.db import Transaction
from store.outbox import NewPrompt
from store.people import PromptLine
from store.visits import DueVisit
from usecases.rules import Rules


@dataclass
class _Sorted:
    """Due visits, sorted by what becomes of them."""

    prompts: list[NewPrompt] = field(default_factory=list)
    joining: dict[int, list[int]] = field(default_factory=dict)
    """By the prompt that has not left yet."""
    later: dict[datetime, list[int]] = field(default_factory=dict)
    """By the time at which their citizen may be written to again."""
    unreachable: list[int] = field(default_factory=list)


async def watch(tx: Transaction, rules: Rules, now: datetime, limit: int) -> int:
    """Queue the prompts that are due, one a citizen; how many citizens were looked at, 0 when none is due.

    A visit that falls due within a day of the citizen's last prompt waits and joins the next one.
    """
    due = await visits.claim_due(tx, now, limit)
    citizens = {citizen: list(group) for citizen, group in groupby(due, key=lambda visit: visit.citizen_id)}
    lines = await people.prompt_lines(tx, citizens, rules.channels)
    sorted_out = _Sorted()
    for citizen, theirs in citizens.items():
        _sort(sorted_out, theirs, lines.get(citizen), now)
    await _save(tx, sorted_out, rules, now)
    return len(citizens)


def _sort(into: _Sorted, due: list[DueVisit], line: PromptLine | None, now: datetime) -> None:
    first, ids = due[0], [visit.id for visit in due]
    if first.pending_prompt is not None:
        into.joining[first.pending_prompt] = ids
    elif first.prompt_free_at is not None and first.prompt_free_at > now:
        into.later.setdefault(first.prompt_free_at, []).extend(ids)
    elif line is None:
        into.unreachable += ids
    else:
        prompt = NewPrompt(
            citizen_id=first.citizen_id,
            address_id=line.address_id,
            channel=line.channel,
            locale=first.locale,
            visit_ids=ids,
        )
        into.prompts.append(prompt)


async def _save(tx: Transaction, sorted_out: _Sorted, rules: Rules, now: datetime) -> None:
    for prompt_id, ids in sorted_out.joining.items():
        await visits.join_prompt(tx, ids, prompt_id)
    for free_at, ids in sorted_out.later.items():
        await visits.look_again(tx, ids, rules.prompts.hours.next_open(free_at))
    if sorted_out.unreachable:
        await visits.exclude(tx, sorted_out.unreachable, "no_address")
    if sorted_out.prompts:
        due_at = rules.prompts.hours.next_open(now)
        await outbox.queue_prompts(tx, sorted_out.prompts, due_at=due_at, now=now)
