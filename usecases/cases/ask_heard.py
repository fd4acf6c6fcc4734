"""Ask a citizen whom a guide heard how satisfied they were: once, for a rating is only theirs to give."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from evaluation.exchange import Choice
from evaluation.window import civil, last_day
from store import cases, heard, outbox, people
from store.case_questions import Kind
from store.db import Transaction
from store.heard import Spoken
from store.outbox import Facts
from store.people import Citizen, PromptLine
from usecases.cases.moving import lock
from usecases.rules import Rules
from usecases.tell import Notice, line_to, worded

TEMPLATE = "case/heard"


class Voice(Protocol):
    """Words what citizens are asked (see `usecases.tell.Word`), and the answers that they may press."""

    def __call__(self, template: str, facts: Facts, locale: str, channel: str, today: date) -> str:
        """One notice as one message."""
        ...

    def satisfied(self, complaint_id: int, locale: str) -> Sequence[Choice]:
        """The answers to how satisfied they were."""
        ...


async def to_ask(tx: Transaction, after: int, limit: int) -> list[int]:
    """The complaints whose citizens are to be asked."""
    return await heard.to_ask(tx, after, limit)


async def ask_heard(tx: Transaction, complaint_id: int, voice: Voice, rules: Rules, now: datetime) -> None:
    """Queue the one message that asks for a level, or note why nobody is asked. Again changes nothing."""
    case_id = await heard.case_of(tx, complaint_id)
    citizen_id = await cases.citizen_of(tx, case_id)
    citizen = await people.lock(tx, citizen_id) if citizen_id is not None else None
    await lock(tx, case_id)
    spoken = await heard.spoken(tx, complaint_id)
    if not spoken.to_ask:
        return
    line = await line_to(tx, citizen, rules) if citizen else None
    if citizen is None or line is None:
        because = "opted_out" if citizen and citizen.opted_out_at else "no_address"
        await heard.no_answer_comes(tx, complaint_id, because)
    elif await _has_said(tx, citizen, spoken):
        await heard.no_answer_comes(tx, complaint_id, "rated")
    else:
        message_id = await _queue(tx, citizen, line, spoken, voice, rules, now)
        await heard.was_asked(tx, complaint_id, message_id)


async def _has_said(tx: Transaction, citizen: Citizen, spoken: Spoken) -> bool:
    """Whether the one visit that they may speak of has its rating."""
    visits = await heard.same_day(tx, citizen.id, spoken)
    return len(visits) == 1 and visits[0].rated


async def _queue(
    tx: Transaction,
    citizen: Citizen,
    line: PromptLine,
    spoken: Spoken,
    voice: Voice,
    rules: Rules,
    now: datetime,
) -> int:
    due_at = rules.prompts.hours.next_open(now)
    choices = voice.satisfied(spoken.id, citizen.locale)
    notice = Notice(TEMPLATE, _facts(spoken, rules, due_at), choices=choices)
    told = worded(notice, line, citizen.locale, voice, civil(due_at).date())
    return await outbox.queue_announcement(tx, told, due_at=due_at, now=now)


def _facts(spoken: Spoken, rules: Rules, asked_at: datetime) -> Facts:
    """They have as long as after a prompt."""
    ends_at = rules.window_of(prompted_at=asked_at, finished_at=spoken.said_at).closes_at
    return {
        "said_on": civil(spoken.said_at).date().isoformat(),
        "place": spoken.place,
        "said": spoken.words,
        "guide": spoken.guide,
        "org": spoken.org_name,
        "complaint": spoken.id,
        "last_day": last_day(ends_at).isoformat(),
        "asks": {"kind": Kind.HEARD.value, "complaint": spoken.id, "ends_at": ends_at.isoformat()},
    }
