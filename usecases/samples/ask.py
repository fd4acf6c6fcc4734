"""Ask whoever gave a drawn rating how satisfied they are now: by the bot where it may, else they are to be called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from evaluation.cases.words import Outcome
from evaluation.exchange import Choice
from evaluation.holders import doubted_since
from evaluation.levels import Level
from evaluation.samples.rounds import LOOK_AGAIN, CallBack, Reach, Step, next_step
from evaluation.window import civil
from store import holders, people, sample_answers, sample_asks, sample_questions
from store.db import Transaction
from store.outbox import Facts
from store.people import Citizen, PromptLine
from store.sample_answers import Answer
from store.sample_asks import Ask
from store.sample_questions import Kind, NewSampleQuestion
from usecases.rules import Rules
from usecases.tell import Notice, line_to, tell_there

TEMPLATE = "sample/ask"
_LEVELS = {level.label_zh: level for level in Level}


class Voice(Protocol):
    """Words what citizens are asked (see `usecases.tell.Word`), and the answers that they may press."""

    def __call__(self, template: str, facts: Facts, locale: str, channel: str, today: date) -> str:
        """One notice as one message."""
        ...

    def satisfied_now(self, drawn_id: int, locale: str) -> Sequence[Choice]:
        """The answers to how satisfied they are now."""
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """Somebody who may be asked, where."""

    citizen: Citizen
    line: PromptLine | None
    reach: Reach


async def due(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """The drawn ratings that are to be looked at."""
    return await sample_asks.watched(tx, now, limit)


async def look(tx: Transaction, drawn_id: int, voice: Voice, rules: Rules, now: datetime) -> None:
    """Do what is to be done about a drawn rating; who did not answer in time is called.

    Nothing, where another worker or the citizen's own answer came first.
    """
    citizen = await people.lock(tx, await sample_asks.citizen_of(tx, drawn_id))
    ask = await sample_asks.take(tx, drawn_id)
    if ask.watch_at is None or ask.watch_at > now:
        return
    if ask.state == "asked":
        await sample_asks.set_state(tx, drawn_id, "calling")
    elif ask.state == "waiting":
        await _take_step(tx, ask, await _reached(tx, citizen, rules, now), voice, rules, now)


async def _take_step(
    tx: Transaction, ask: Ask, asked: _Asked, voice: Voice, rules: Rules, now: datetime
) -> None:
    hours = rules.prompts.hours
    step = next_step(call_back_of(ask), asked.reach, now)
    if step is Step.SERVED:
        await serve(tx, ask)
    elif step is Step.CALL:
        await sample_asks.set_state(tx, ask.id, "calling")
    elif step is Step.LATER or not hours.is_open(now):
        at = now if step is Step.ASK else max(asked.reach.free_at or now, now + LOOK_AGAIN)
        await sample_asks.look_later(tx, ask.id, hours.next_open(at))
    else:
        await _write(tx, ask, asked, voice, rules, now)


async def _write(tx: Transaction, ask: Ask, asked: _Asked, voice: Voice, rules: Rules, now: datetime) -> None:
    """Queue the question; it is open once the message has left us."""
    assert asked.line is not None, "who may be written to has an address"
    ends_at = rules.deadlines.call_back(now).at
    asks = {"kind": Kind.LEVEL_NOW.value, "drawn": ask.id, "ends_at": ends_at.isoformat()}
    facts = {**facts_of(ask.item_name, ask.finished_at), "asks": asks}
    locale = asked.citizen.locale
    notice = Notice(TEMPLATE, facts, choices=voice.satisfied_now(ask.id, locale))
    await tell_there(tx, locale, asked.line, notice, voice, rules, now)
    await sample_asks.set_state(tx, ask.id, "asked", ends_at)


def facts_of(item: str, finished_at: datetime, *, unclear: bool = False, heard: bool = False) -> Facts:
    """What the question is worded from; `heard`: what they said to it was kept, and is no level."""
    day = civil(finished_at).date().isoformat()
    return {"item": item, "finished_on": day, "unclear": unclear, "heard": heard}


async def _reached(tx: Transaction, citizen: Citizen, rules: Rules, now: datetime) -> _Asked:
    """Where they are asked, and from when on: a day after whatever else we last wrote unasked."""
    line = await line_to(tx, citizen, rules)
    doubted = line and doubted_since(await holders.of_address(tx, line.address_id), now, rules.silent_after)
    found = await sample_asks.disturbed(tx, citizen.id, now)
    free_at = found.written_at + rules.prompts.quiet if found.written_at else None
    return _Asked(citizen, line, Reach(line is not None and doubted is None, free_at, found.is_asked))


def call_back_of(ask: Ask) -> CallBack | None:
    """How the call-back of its case stands; one that reached nobody is as good as none."""
    if ask.to_come:
        return CallBack(None)
    if ask.called_at is None or ask.outcome not in (Outcome.SOLVED, Outcome.NOT_SOLVED):
        return None
    level = _LEVELS.get(ask.called_level or "")
    return CallBack(ask.called_at, ask.outcome == Outcome.SOLVED, level)


async def serve(tx: Transaction, ask: Ask) -> None:
    """Take over what the call-back of its case was answered."""
    told = call_back_of(ask)
    assert told is not None, "it serves"
    assert told.at is not None, "it was answered"
    await sample_answers.keep(
        tx, ask.id, Answer(way="case", at=told.at, level=told.level, put_right=told.put_right)
    )
    await sample_asks.set_state(tx, ask.id, "done")


async def ask_next(
    tx: Transaction, citizen_id: int, rules: Rules, now: datetime, thread: int | None
) -> Ask | None:
    """What else was drawn of a citizen's, who is locked and has just answered: it is asked in the same reply."""
    for ask in await sample_asks.waiting_of(tx, citizen_id):
        step = next_step(call_back_of(ask), Reach(may_write=True), now)
        if step is Step.SERVED:
            await serve(tx, ask)
        elif step is Step.ASK:
            ends_at = rules.deadlines.call_back(now).at
            await sample_asks.set_state(tx, ask.id, "asked", ends_at)
            question = NewSampleQuestion(
                citizen_id=citizen_id, drawn_id=ask.id, kind=Kind.LEVEL_NOW, ends_at=ends_at, thread=thread
            )
            await sample_questions.ask(tx, question, now)
            return ask
    return None
