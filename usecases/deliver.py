"""The steps of delivering a batch, each one transaction: claim, prepare a chunk, record what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from evaluation.delivery import SendFailed, Throttled
from evaluation.prompting import Never, SendFacts, may_send
from store import dialogues, outbox, people, visits
from store.db import Transaction
from store.dialogues import Dialogue
from store.outbox import Claimed, Facts, Gone, Ready
from store.vault import Vault
from store.visits import PromptedVisit
from usecases.rules import Rules

Render = Callable[[str, Facts, str, str], str]
"""(template, facts, locale, channel) → the text; the worker brings it."""

LADDER = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
)
"""How long to wait after each failed attempt; the last step repeats."""
THROTTLED = timedelta(seconds=10)
"""How long to wait when the provider asks us to slow down and does not say for how long."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to leave."""

    id: int
    channel: str
    address: str
    address_id: int
    text: str
    attempts: int


async def prepare(
    tx: Transaction,
    message_ids: Sequence[int],
    *,
    owner: int,
    vault: Vault,
    rules: Rules,
    render: Render,
    now: datetime,
    wall: datetime,
) -> list[Letter]:
    """Check a chunk of claimed prompts once more and render what is still owed.

    A prompt none of whose visits needs it is cancelled; outside sending hours it waits. What is
    returned is marked as leaving: from the commit on it may be at the provider.
    """
    waiting = await _still_waiting(tx, list(message_ids), rules, now)
    messages = await outbox.claimed(tx, message_ids, owner)
    await outbox.cancel(tx, [m.id for m in messages if m.id not in waiting])
    ready = [
        _ready(message, waiting[message.id], rules, render, now)
        for message in messages
        if message.id in waiting
    ]
    if not rules.prompts.hours.is_open(now):
        await outbox.put_back(tx, [r.id for r in ready], rules.prompts.hours.next_open(now), None)
        return []
    await outbox.set_sending(tx, ready, wall)
    quiet_until = now + rules.prompts.quiet
    await visits.keep_quiet_until(tx, [waiting[r.id][0].citizen_id for r in ready], quiet_until)
    texts = {r.id: r.text for r in ready}
    return [_letter(message, texts[message.id], vault) for message in messages if message.id in texts]


def _letter(message: Claimed, text: str, vault: Vault) -> Letter:
    address = vault.open(message.sealed)
    return Letter(message.id, message.channel, address, message.address_id, text, message.attempts + 1)


async def _still_waiting(
    tx: Transaction, message_ids: list[int], rules: Rules, now: datetime
) -> Mapping[int, list[PromptedVisit]]:
    """The visits that still need each prompt; the others are let go, with the reason."""
    kept: dict[int, list[PromptedVisit]] = {}
    found = await visits.of_prompts(tx, message_ids)
    for prompt_id, group in groupby(found, key=lambda visit: visit.prompt_id):
        for visit in group:
            never = _verdict(visit, rules, now)
            if never is not None and never.because is not None:
                await visits.exclude(tx, [visit.id], never.because)
            elif never is None:
                kept.setdefault(prompt_id, []).append(visit)
    return kept


def _verdict(visit: PromptedVisit, rules: Rules, now: datetime) -> Never | None:
    window = rules.window_of(prompted_at=now, finished_at=visit.finished_at)
    facts = SendFacts(
        rated=visit.rated,
        withdrawn=visit.withdrawn,
        opted_out=visit.opted_out,
        window_closes_at=window.closes_at,
    )
    verdict = may_send(facts, rules.prompts.hours, now)
    return verdict if isinstance(verdict, Never) else None


def _ready(
    message: Claimed, visited: list[PromptedVisit], rules: Rules, render: Render, now: datetime
) -> Ready:
    first = visited[0]
    window = rules.window_of(prompted_at=now, finished_at=first.finished_at)
    facts: Facts = {
        "item": first.item_name,
        "finished_on": first.finished_at.date().isoformat(),
        "count": len(visited),
        "last_day": window.last_day.isoformat(),
        "closes_at": window.closes_at.isoformat(),
        "provisional": window.provisional,
        "visits": [visit.id for visit in visited],
    }
    return Ready(message.id, render("prompt", facts, message.locale, message.channel), facts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter: the provider's reference, or why it was not taken."""

    letter: Letter
    reference: str | None
    failure: SendFailed | None


async def record(tx: Transaction, outcomes: Sequence[Outcome], *, max_attempts: int, now: datetime) -> None:
    """Write what became of a chunk; citizens' rows first, in order, as everywhere."""
    await outbox.lock_citizens(tx, [outcome.letter.id for outcome in outcomes])
    for outcome in outcomes:
        if outcome.failure is None:
            await has_gone(tx, outcome.letter.id, outcome.reference, now)
        elif outcome.failure.unknown:
            await outbox.set_settling(tx, [outcome.letter.id])
        else:
            await not_taken(tx, outcome.letter, outcome.failure, max_attempts, now)


async def has_gone(tx: Transaction, message_id: int, reference: str | None, now: datetime) -> None:
    """A message has left us (or, with no reference, counts as sent): a prompt's windows open."""
    gone = await outbox.set_gone(tx, message_id, reference=reference, now=now)
    if gone is not None and gone.kind == "prompt":
        await windows_open(tx, gone, now)


async def windows_open(tx: Transaction, gone: Gone, now: datetime) -> None:
    """Open the windows that a prompt told its citizen of, and its question with them."""
    closes_at = datetime.fromisoformat(gone.facts["closes_at"])
    opened = await visits.open_window(
        tx, gone.id, now=now, closes_at=closes_at, provisional=gone.facts["provisional"]
    )
    asked = [visit_id for visit_id in gone.facts["visits"] if visit_id in opened]
    unrated = await visits.unrated(tx, asked)
    if unrated:
        question = Dialogue("level", [v for v in asked if v in unrated], closes_at)
        await dialogues.ask(tx, gone.citizen_id, question, now)


async def not_taken(
    tx: Transaction, letter: Letter, failure: SendFailed, max_attempts: int, now: datetime
) -> None:
    """The provider did not take it: wait and try again, or give up for the reason it names."""
    if isinstance(failure, Throttled):
        await outbox.not_counted(tx, [letter.id])
        wait = timedelta(seconds=failure.retry_after) if failure.retry_after else THROTTLED
        await outbox.put_back(tx, [letter.id], now + wait, failure.reason)
    elif failure.retry and letter.attempts < max_attempts:
        wait = LADDER[min(letter.attempts, len(LADDER)) - 1]
        await outbox.put_back(tx, [letter.id], now + wait, failure.reason)
    else:
        await outbox.set_failed(tx, letter.id, failure.reason)
        await _let_go(tx, letter, failure, now)


async def _let_go(tx: Transaction, letter: Letter, failure: SendFailed, now: datetime) -> None:
    visit_ids = await visits.ids_of_prompt(tx, letter.id)
    citizen_id = await outbox.citizen_of(tx, letter.id)
    await visits.keep_quiet_until(tx, [citizen_id], None)
    if failure.stop_contact:
        await people.set_opted_out(tx, citizen_id, now)
        await visits.exclude_all_waiting(tx, citizen_id, "opted_out")
    elif failure.bad_address:
        await people.bury_address(tx, letter.address_id, failure.reason)
        await visits.exclude(tx, visit_ids, "no_address")
