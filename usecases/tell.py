"""Tell a citizen something that they did not ask for just now: in sending hours, and never once they said stop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evaluation.exchange import Choice
from evaluation.window import civil
from store import outbox, people
from store.db import Transaction
from store.outbox import Facts, Worded
from store.people import Citizen, PromptLine
from usecases.rules import Rules

Word = Callable[[str, Facts, str, str, date], str]
"""(template, facts, locale, channel, today) → the announcement in words; whoever calls brings it."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is told; `choices`: the answers to what it asks, for channels with buttons."""

    template: str
    facts: Facts
    choices: Sequence[Choice] = ()


async def tell(
    tx: Transaction, citizen: Citizen, template: str, facts: Facts, word: Word, rules: Rules, now: datetime
) -> bool:
    """Queue an announcement on the channel where the citizen is likeliest to read it; False where they get none.

    The citizen is locked. That they have not said stop is looked at once more as it leaves.
    """
    line = await line_to(tx, citizen, rules)
    if line is not None:
        await tell_there(tx, citizen, line, Announcement(template, facts), word, rules, now)
    return line is not None


async def line_to(tx: Transaction, citizen: Citizen, rules: Rules) -> PromptLine | None:
    """Where a citizen is told something; None where they said stop, or have no address that takes messages."""
    if citizen.opted_out_at is not None:
        return None
    return (await people.prompt_lines(tx, [citizen.id], rules.channels)).get(citizen.id)


async def tell_there(
    tx: Transaction,
    citizen: Citizen,
    line: PromptLine,
    told: Announcement,
    word: Word,
    rules: Rules,
    now: datetime,
) -> None:
    """Queue an announcement there."""
    due_at = rules.prompts.hours.next_open(now)
    today = civil(due_at).date()
    announcement = Worded(
        citizen_id=citizen.id,
        address_id=line.address_id,
        channel=line.channel,
        template=told.template,
        facts=told.facts,
        locale=citizen.locale,
        text=word(told.template, told.facts, citizen.locale, line.channel, today),
        choices=() if line.channel == "sms" else told.choices,
    )
    await outbox.queue_announcements(tx, [announcement], due_at=due_at, now=now)
