"""Prepare a chunk of claimed messages: what is still owed is rendered and marked as leaving, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby

import structlog

from evaluation.exchange import Choice, Wording
from evaluation.prompting import Never, SendFacts, may_send
from evaluation.window import civil
from store import deliveries, outbox, people, visits
from store.db import Transaction
from store.deliveries import Claimed, Ready
from store.inbound import read_choices
from store.outbox import Facts
from store.vault import Vault
from store.visits import PromptedVisit
from usecases.carrying import Carriers, assign
from usecases.rules import Rules

log = structlog.get_logger()

Render = Callable[[Facts, str, str, date], Wording]
"""(facts, locale, channel, today) → a prompt in words; the worker brings it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way, held by the worker `owner`; `attempts` counts this one."""

    id: int
    kind: str
    citizen_id: int
    channel: str
    address: str
    address_id: int
    text: str
    attempts: int
    owner: int
    template: str = ""
    facts: Facts = field(default_factory=dict)
    choices: Sequence[Choice] = ()
    provider: str = ""
    """Who carries it; the channel itself where it has no providers."""
    thread: int | None = None
    """The prompt in whose thread it is; a prompt is in its own."""


@dataclass(frozen=True)
class Writer:
    """What makes a letter of a message."""

    owner: int
    vault: Vault
    rules: Rules
    render: Render
    carriers: Carriers

    def write(self, message: Claimed, about: Sequence[PromptedVisit], now: datetime) -> Letter | None:
        """The message as it leaves; None when something is wrong with it, which is logged."""
        try:
            facts = self._facts(about, now) if about else message.facts
            wording = self._wording(message, facts, civil(now).date())
            address = self.vault.open(message.sealed)
        except Exception as error:  # noqa: BLE001  # one bad row must not hold up all the others, again and again
            log.error("message cannot be written", message=message.id, error=type(error).__name__)
            return None
        return Letter(
            id=message.id,
            kind=message.kind,
            citizen_id=message.citizen_id,
            channel=message.channel,
            address=address,
            address_id=message.address_id,
            text=wording.text,
            attempts=message.attempts + 1,
            owner=self.owner,
            template=message.template,
            facts=facts,
            choices=wording.choices,
            provider=message.provider or message.channel,
            thread=message.thread,
        )

    def _wording(self, message: Claimed, facts: Facts, today: date) -> Wording:
        """A prompt is worded as it leaves, for its dates depend on that; the others were when they were made."""
        if message.kind == "prompt":
            return self.render(facts, message.locale, message.channel, today)
        assert message.text is not None
        return Wording(message.text, tuple(read_choices(message.choices)))

    def _facts(self, about: Sequence[PromptedVisit], now: datetime) -> Facts:
        first = about[0]
        windows = [self.rules.window_of(prompted_at=now, finished_at=visit.finished_at) for visit in about]
        return {
            "item": first.item_name,
            "finished_on": first.finished_at.date().isoformat(),
            "count": len(about),
            "last_day": windows[0].last_day.isoformat(),
            "visits": [visit.id for visit in about],
            "closes_at": [window.closes_at.isoformat() for window in windows],
            "provisional": [window.provisional for window in windows],
        }


async def prepare(
    tx: Transaction, message_ids: Sequence[int], writer: Writer, *, now: datetime, wall: datetime
) -> list[Letter]:
    """Check a chunk of claimed messages once more and render what is still owed.

    A prompt none of whose visits needs it is cancelled, and so is an announcement to somebody who said stop;
    outside sending hours both wait, as no answer does, nor a code that somebody is about to type; what cannot be
    written fails and is listed. What is returned is marked as leaving: from the commit on it may be at the provider.
    """
    await outbox.lock_citizens(tx, message_ids)
    waiting = await _still_waiting(tx, list(message_ids), writer.rules, now)
    held = await deliveries.claimed(tx, message_ids, writer.owner)
    held = await _timely(tx, held, writer, now)
    prompts = [message for message in held if message.kind == "prompt"]
    await _cancel(tx, [m.id for m in prompts if m.id not in waiting], now)
    wanted = [message for message in prompts if message.id in waiting]
    hours = writer.rules.prompts.hours
    if not hours.is_open(now):
        ids = [message.id for message in wanted]
        await deliveries.put_back(tx, ids, owner=writer.owner, due_at=hours.next_open(now), reason=None)
        wanted = []
    leaving = [(message, waiting[message.id]) for message in wanted]
    answers: list[tuple[Claimed, list[PromptedVisit]]] = [(m, []) for m in held if m.kind != "prompt"]
    return await _write(tx, await _assigned(tx, [*answers, *leaving], writer, now, wall), writer, now, wall)


async def _timely(tx: Transaction, held: list[Claimed], writer: Writer, now: datetime) -> list[Claimed]:
    """The messages without the announcements that may not leave now: nobody asked for them just now."""
    announced = [message for message in held if message.kind == "announcement"]
    if not announced:
        return held
    stopped = await people.opted_out(tx, {message.citizen_id for message in announced})
    unwanted = {message.id for message in announced if message.citizen_id in stopped}
    await deliveries.cancel(tx, list(unwanted))
    hours = writer.rules.prompts.hours
    early = set() if hours.is_open(now) else {message.id for message in announced} - unwanted
    if early:
        await deliveries.put_back(
            tx, list(early), owner=writer.owner, due_at=hours.next_open(now), reason=None
        )
    return [message for message in held if message.id not in unwanted | early]


async def _assigned(
    tx: Transaction,
    wanted: Sequence[tuple[Claimed, list[PromptedVisit]]],
    writer: Writer,
    now: datetime,
    wall: datetime,
) -> list[tuple[Claimed, list[PromptedVisit]]]:
    """Those of the messages that may leave now, each with its provider; the others wait, not burnt."""
    carried = await assign(tx, [message for message, _ in wanted], writer.carriers, now=now, wall=wall)
    for message_id, wait in carried.waits.items():
        await deliveries.put_back(tx, [message_id], owner=writer.owner, due_at=wait.until, reason=wait.reason)
    return [
        (replace(message, provider=carried.providers[message.id]), about)
        for message, about in wanted
        if message.id not in carried.waits
    ]


async def _cancel(tx: Transaction, message_ids: list[int], now: datetime) -> None:
    if message_ids:
        await deliveries.cancel(tx, message_ids)
        await visits.let_go_of(tx, message_ids, now)


async def _write(
    tx: Transaction,
    wanted: Sequence[tuple[Claimed, list[PromptedVisit]]],
    writer: Writer,
    now: datetime,
    wall: datetime,
) -> list[Letter]:
    letters: list[Letter] = []
    for message, about in wanted:
        if (letter := writer.write(message, about, now)) is None:
            reason = "cannot_be_written"
            await deliveries.set_failed(tx, message.id, owner=writer.owner, reason=reason, for_staff=True)
        else:
            letters.append(letter)
    await deliveries.set_sending(tx, [_ready(each, writer.rules) for each in letters], wall)
    prompts = [letter for letter in letters if letter.kind == "prompt"]
    if provisional := [each.id for each in prompts if any(each.facts["provisional"])]:
        log.warning("windows told are provisional, a year's calendar is missing", prompts=len(provisional))
    quiet_until = now + writer.rules.prompts.quiet
    await visits.keep_quiet_until(tx, [letter.citizen_id for letter in prompts], quiet_until)
    return letters


def _ready(letter: Letter, rules: Rules) -> Ready:
    charge = rules.charge_of(letter.channel, letter.provider, letter.text)
    return Ready(letter.id, letter.text, letter.facts, letter.choices, letter.provider, charge)


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
