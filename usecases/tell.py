"""Tell a citizen something that they did not ask for just now: in sending hours, and never once they said stop."""

from collections.abc import Callable
from datetime import date, datetime

from evaluation.window import civil
from store import outbox, people
from store.db import Transaction
from store.outbox import Facts, Worded
from store.people import Citizen
from usecases.rules import Rules

Word = Callable[[str, Facts, str, str, date], str]
"""(template, facts, locale, channel, today) → the announcement in words; whoever calls brings it."""


async def tell(
    tx: Transaction, citizen: Citizen, template: str, facts: Facts, word: Word, rules: Rules, now: datetime
) -> bool:
    """Queue an announcement on the channel where the citizen is likeliest to read it; False where they get none.

    The citizen is locked. That they have not said stop is looked at once more as it leaves.
    """
    if citizen.opted_out_at is not None:
        return False
    line = (await people.prompt_lines(tx, [citizen.id], rules.channels)).get(citizen.id)
    if line is None:
        return False
    due_at = rules.prompts.hours.next_open(now)
    announcement = Worded(
        citizen_id=citizen.id,
        address_id=line.address_id,
        channel=line.channel,
        template=template,
        facts=facts,
        locale=citizen.locale,
        text=word(template, facts, citizen.locale, line.channel, civil(due_at).date()),
    )
    await outbox.queue_announcements(tx, [announcement], due_at=due_at, now=now)
    return True
