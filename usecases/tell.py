"""Tell a citizen something that they did not ask for just now: in sending hours, and never once they said stop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from evaluation.exchange import Choice
from evaluation.holders import doubted_since
from evaluation.window import civil
from store import holders, outbox, people
from store.db import Transaction
from store.outbox import Facts, Worded
from store.people import Citizen, PromptLine
from usecases.rules import Rules

Word = Callable[[str, Facts, str, str, date], str]
"""(template, facts, locale, channel, today) → the announcement in words; whoever calls brings it."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told, by its template; `discreet` tells it without a fact where the number may be another person's.

    `choices` are the answers to what it asks, for channels with buttons.
    """

    template: str
    facts: Facts = field(default_factory=dict)
    discreet: str | None = None
    choices: Sequence[Choice] = ()


async def tell(
    tx: Transaction, citizen: Citizen, notice: Notice, word: Word, rules: Rules, now: datetime
) -> None:
    """Queue a notice on the channel where the citizen is likeliest to read it, if there is one and they want any.

    The citizen is locked. That they have not said stop is looked at once more as it leaves.
    """
    line = await line_to(tx, citizen, rules)
    if line is None:
        return
    if doubted_since(await holders.of_address(tx, line.address_id), now, rules.silent_after):
        if notice.discreet is None:
            return
        notice = Notice(notice.discreet)
    await tell_there(tx, citizen.locale, line, notice, word, rules, now)


async def line_to(tx: Transaction, citizen: Citizen, rules: Rules) -> PromptLine | None:
    """Where a citizen is told something; None where they said stop, or have no address that takes messages."""
    if citizen.opted_out_at is not None:
        return None
    return (await people.prompt_lines(tx, [citizen.id], rules.channels)).get(citizen.id)


async def tell_there(
    tx: Transaction, locale: str, line: PromptLine, notice: Notice, word: Word, rules: Rules, now: datetime
) -> None:
    """Queue a notice there, whoever may read it."""
    due_at = rules.prompts.hours.next_open(now)
    announcement = worded(notice, line, locale, word, civil(due_at).date())
    await outbox.queue_announcements(tx, [announcement], due_at=due_at, now=now)


def worded(notice: Notice, line: PromptLine, locale: str, word: Word, today: date) -> Worded:
    """A notice in words, as it goes to this address."""
    return Worded(
        citizen_id=line.citizen_id,
        address_id=line.address_id,
        channel=line.channel,
        template=notice.template,
        facts=notice.facts,
        locale=locale,
        text=word(notice.template, notice.facts, locale, line.channel, today),
        choices=() if line.channel == "sms" else notice.choices,
    )
