"""Cases by chat or SMS: what waits, one of them, and the moves that need no form."""

from collections.abc import Mapping
from datetime import datetime

from bot.handlers.staff import Answer, Asked, worded
from bot.rendering import Part
from bot.turn import Reply
from evaluation.cases.refusals import Illegal
from evaluation.cases.words import Move
from evaluation.masking import without_numbers
from evaluation.window import last_moment
from store.case_lists import Wanted as ListWanted
from store.db import Transaction
from store.outbox import Facts
from usecases.cases.act import BadWords, NoSuchBody, Shown, Wanted, act, choices_of
from usecases.cases.view import Story, listed, one

LISTED = 3
"""Cases told at once: an answer is no longer than three SMS."""


@worded
async def on_cases(tx: Transaction, asked: Asked) -> Reply:
    """What waits for them, the next deadline first."""
    found = await listed(tx, asked.clerk, ListWanted(show="mine"), LISTED + 1)
    told = [
        {
            "number": each.id,
            "item": each.item_name,
            "stage": each.stage.value,
            "supervised": each.supervised,
            **_until(each.next_due_at),
        }
        for each in found[:LISTED]
    ]
    return [Part("staff/cases", {"cases": told, "more": len(found) > LISTED})]


@worded
async def on_case(tx: Transaction, asked: Asked) -> Reply:
    """How far one is, and what the citizen said."""
    story = await one(tx, asked.clerk, int(asked.number), asked.rules)
    said = without_numbers(next((each.words for each in story.said if each.words), None) or "")
    return [Part("staff/case", {**_facts(story), "said": said})]


@worded
async def on_sign(tx: Transaction, asked: Asked) -> Reply:
    """签收"""
    return await _move(tx, asked, Wanted(Move.ACKNOWLEDGE))


@worded
async def on_answer(tx: Transaction, asked: Asked) -> Reply:
    """答复: what the citizen reads."""
    return await _move(tx, asked, Wanted(Move.ANSWER, asked.words))


@worded
async def on_transfer(tx: Transaction, asked: Asked) -> Reply:
    """转办: the body comes first, by its name or code, and then why."""
    name, why = (*asked.words.split(maxsplit=1), "", "")[:2]
    story = await one(tx, asked.clerk, int(asked.number), asked.rules)
    found = await choices_of(tx, story.row.area_code, name, 2)
    if len(found) != 1:
        return [Part("staff/which_body", {"name": name, "several": bool(found)})]
    return await _move(tx, asked, Wanted(Move.TRANSFER, why, org=found[0].code))


async def _move(tx: Transaction, asked: Asked, wanted: Wanted) -> Reply:
    """Make a move of a case as it stands now: who writes by chat has no page that may be old."""
    story = await one(tx, asked.clerk, int(asked.number), asked.rules)
    try:
        shown = Shown(story.row.id, story.case.events)
        await act(tx, asked.clerk, shown, wanted, asked.rules, asked.vault, asked.word)
    except Illegal as error:
        return [Part("staff/case_refused", {**_facts(story), "because": error.because})]
    except BadWords as error:
        faults = [fault.value for fault in error.faults]
        return [Part("staff/case_words", {**_facts(story), "faults": faults})]
    except NoSuchBody:
        return [Part("staff/which_body", {"name": "", "several": False})]
    moved = await one(tx, asked.clerk, story.row.id, asked.rules)
    return [Part("staff/case_moved", _facts(moved))]


def _facts(story: Story) -> Facts:
    due = story.case.next_due
    facts: Facts = {
        "number": story.row.id,
        "item": story.row.item_name,
        "stage": story.case.stage.value,
        "supervised": story.case.supervised,
        "org": story.orgs.get(story.case.lead, ""),
        **_until(due.at if due else None),
    }
    return facts


def _until(due_at: datetime | None) -> Facts:
    if due_at is None:
        return {"due_on": None, "due_time": ""}
    day, clock = last_moment(due_at)
    return {"due_on": day.isoformat(), "due_time": clock}


ON_ORDER: Mapping[str, Answer] = {
    "cases": on_cases,
    "case": on_case,
    "sign": on_sign,
    "answer": on_answer,
    "transfer": on_transfer,
}
