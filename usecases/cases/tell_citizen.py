"""Tell citizens how their cases go on. A case counts what was told of its history, so whoever makes a move, be it the
console, the bot or the time, need not remember it, and nothing is told twice.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from evaluation.cases.case import SYSTEM, Case, Complaint, Event
from evaluation.cases.telling import News, Told, news, result_of
from evaluation.cases.words import Move
from evaluation.exchange import Choice
from evaluation.holders import doubted_since
from evaluation.window import last_day
from store import cases, complaints, holders, outbox, people
from store.case_questions import Kind
from store.db import Transaction
from store.outbox import Facts
from store.people import PromptLine
from usecases.cases.moving import Known, lock, move
from usecases.rules import Rules
from usecases.tell import Notice, line_to, tell_there


class Voice(Protocol):
    """Words what citizens hear (see `usecases.tell.Word`), and the answers that they may press."""

    def __call__(self, template: str, facts: Facts, locale: str, channel: str, today: date) -> str:
        """One notice as one message."""
        ...

    def solved(self, complaint_id: int, locale: str) -> Sequence[Choice]:
        """The answers to whether a case is solved."""
        ...


TEMPLATES: Mapping[News, str] = {
    News.SORTED: "case/sorted",
    News.MOVED: "case/moved",
    News.ANSWERED: "case/answered",
    News.REOPENED: "case/reopened",
    News.EXCLUDED: "case/excluded",
    News.RESTS: "case/rests",
    News.ASKED: "case/asked",
}
DEADLINES = [TEMPLATES[News.SORTED], TEMPLATES[News.MOVED], TEMPLATES[News.REOPENED]]
"""What comes later says them anew, or that there is an answer."""
BESIDE = (News.ASKED, News.RESTS)
"""What leaves that as true as it was."""
ELSEWHERE = "case/elsewhere"
"""Where the number may be another person's: nothing of the case, only where to ask."""
UNREACHED = "消息发不到服务对象，答复后即转人工回访"
AT_THE_END = "。.!！;； "
"""What our own sentence ends with."""


async def untold(tx: Transaction, after: int, limit: int) -> list[int]:
    """The cases of which something may be to tell."""
    return await cases.untold(tx, after, limit)


async def tell_of(tx: Transaction, case_id: int, voice: Voice, rules: Rules, now: datetime) -> int:
    """Tell the citizen of a case what is new; how much was told. Who said stop hears nothing, also later, and is called
    once there is an answer: the bot would wait for nothing.
    """
    citizen_id = await cases.citizen_of(tx, case_id)
    citizen = await people.lock(tx, citizen_id) if citizen_id is not None else None
    known = await lock(tx, case_id)
    line = await line_to(tx, citizen, rules) if citizen else None
    found = news(known.events, known.row.told_events)
    if not line:
        known, found = await _to_be_called(tx, known, found, rules, now) if citizen else known, []
    heard_at = rules.prompts.hours.next_open(now)
    for told in (each for each in found if not each.is_past(heard_at)):
        assert citizen is not None
        assert line is not None
        hidden = await _is_hidden(tx, told.complaint, line, rules, now)
        facts = {} if hidden else await _facts(tx, known, told, rules, now)
        choices = voice.solved(told.complaint.id, citizen.locale) if _asks_whether(facts) else ()
        template = await _overtaking(tx, citizen.id, told)
        notice = Notice(ELSEWHERE if hidden else template, facts, choices=choices)
        await tell_there(tx, citizen.locale, line, notice, voice, rules, now)
    await cases.have_told(tx, case_id, len(known.events))
    return len(found)


async def _to_be_called(
    tx: Transaction, known: Known, found: Sequence[Told], rules: Rules, now: datetime
) -> Known:
    """Pass the call-backs of what was answered to people."""
    for complaint in (told.complaint for told in found if told.news is News.ANSWERED):
        if not (complaint.outcome or complaint.by_phone):
            event = Event(Move.CALL_BY_PHONE, now, SYSTEM, UNREACHED, complaint=complaint.id)
            known = await move(tx, known, event, rules)
    return known


async def _overtaking(tx: Transaction, citizen_id: int, told: Told) -> str:
    """The words for it. What waits for the morning and is true no more is not sent; a day that nobody has heard yet
    has not moved.
    """
    if told.news in BESIDE:
        return TEMPLATES[told.news]
    over = [*DEADLINES, TEMPLATES[News.RESTS]]
    cancelled = await outbox.cancel_overtaken(tx, citizen_id, told.complaint.id, over)
    unheard = [template for template in cancelled if template in DEADLINES]
    return unheard[0] if unheard and told.news is News.MOVED else TEMPLATES[told.news]


def _asks_whether(facts: Facts) -> bool:
    return "asks" in facts and facts["asks"]["kind"] == Kind.CALL_BACK


async def _is_hidden(
    tx: Transaction, complaint: Complaint, line: PromptLine, rules: Rules, now: datetime
) -> bool:
    """Whether this address may be another person's, who was not asked there about this very matter since."""
    doubted = doubted_since(await holders.of_address(tx, line.address_id), now, rules.silent_after)
    return doubted is not None and not await complaints.was_asked(tx, complaint.id, line.address_id, doubted)


def facts_of(case_id: int, item: str, org: str, case: Case, told: Told) -> Facts:
    """What the words of a notice are made from."""
    complaint, day = told.complaint, told.answered_by
    return {
        "item": item,
        "case": case_id,
        "complaint": complaint.id,
        "org": org,
        "said": told.words.rstrip(AT_THE_END),
        "last_day": day.isoformat() if day else None,
        "verdict": complaint.appeal.verdict if complaint.appeal else None,
        "result": result_of(case).value,
        "awaited": complaint.outcome is None,
        "resumes_on": last_day(case.resume_by.at).isoformat() if case.resume_by else None,
    }


async def _facts(tx: Transaction, known: Known, told: Told, rules: Rules, now: datetime) -> Facts:
    complaint = told.complaint
    org = await cases.lead_name(tx, known.row.id)
    facts = facts_of(known.row.id, known.row.item_name, org, known.case, told)
    if told.news is News.ANSWERED and complaint.outcome is None and complaint.call_back_due:
        facts["asks"] = _asks(Kind.CALL_BACK, complaint, complaint.call_back_due.at)
    if told.news is News.ASKED:
        facts["asks"] = _asks(Kind.ASKED, complaint, rules.deadlines.call_back(now).at)
    return facts


def _asks(kind: Kind, complaint: Complaint, ends_at: datetime) -> Facts:
    """What is open once the message has left us."""
    return {"kind": kind.value, "complaint": complaint.id, "ends_at": ends_at.isoformat()}
