"""What a platform is told of one event of a case: facts in our words, which its mapping writes in its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.cases.case import Case, Event
from evaluation.cases.machine import fold
from evaluation.cases.words import UNKNOWN_HANDS
from evaluation.levels import in_menu_order
from evaluation.masking import Names, without_numbers
from evaluation.staff import Action
from evaluation.window import last_moment
from store import audit_trail, case_calls, case_history, case_views
from store.audit_trail import Actor, Subject, Times
from store.case_views import Said
from store.db import Transaction
from store.vault import Vault
from store.work_order_sendings import Claimed
from usecases.learning.hearing import known


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who writes papers, and opens what is sealed."""

    vault: Vault
    times: Times


def key_of(case_id: int, seq: int) -> str:
    """By what a platform knows that it was told this before: the same for the same event, however often it is sent."""
    return f"hcp-{case_id}-{seq}"


async def paper(tx: Transaction, held: Claimed, clerk: Clerk, *, tells_phone: bool) -> dict[str, Any]:
    """The facts of a case as it was after an event, without whose it is.

    With `tells_phone` the number is among them, and on record that it left.
    """
    events = (await case_history.events_of(tx, held.case_id))[: held.seq]
    row = await case_views.row_of(tx, held.case_id)
    assert row is not None, "what is sent is of a case"
    case, said = fold(events), await case_views.said_in(tx, held.case_id)
    names = await case_views.org_names(tx, [case.lead])
    theirs = known(clerk.vault, await case_views.sealed_of(tx, held.case_id), ())
    facts = {
        "key": key_of(held.case_id, held.seq),
        "case": held.case_id,
        "event": held.seq,
        "outside_no": held.outside_no,
        "notice": held.notice,
        "stage": case.stage,
        "item_code": row.item_code,
        "item_name": row.item_name,
        "area_code": row.area_code,
        "area_name": row.area_name,
        "org_code": case.lead,
        "org_name": names.get(case.lead, case.lead),
        **_of_event(events[-1], theirs),
        **_of_deadlines(case),
        **_of_complaints([each for each in said if each.id in _told(case)], theirs),
    }
    if tells_phone:
        facts["phone"] = await _phone(tx, held, clerk, row.area_code)
    return facts


def _told(case: Case) -> set[int]:
    return {each.id for each in case.complaints.values() if each.dispatched_at and not each.withdrawn}


def _of_event(event: Event, theirs: Names) -> dict[str, Any]:
    words = without_numbers(event.words) if event.by.party in UNKNOWN_HANDS else event.words
    return {
        "at": event.at,
        "by": event.by.party,
        "words": theirs.hidden_in(words),
        "outcome": event.outcome,
        "verdict": event.verdict,
    }


def _of_deadlines(case: Case) -> dict[str, Any]:
    """Until when the next step is taken, and the soonest answer is given; the last day of it as people say it."""
    due = min((each.due.at for each in case.live if each.due and not each.answered_at), default=None)
    return {
        "track": case.track,
        "sign_by": case.step_due.at if case.step_due else None,
        "due_at": due,
        "due_on": last_moment(due)[0].isoformat() if due else None,
    }


def _of_complaints(said: Sequence[Said], theirs: Names) -> dict[str, Any]:
    """What citizens said, the oldest first, with numbers starred as the department reads it, and their names."""
    if not said:
        return {}
    first = said[0]
    return {
        "kind": first.kind,
        "level": min((each.level for each in said if each.level), default=None),
        "reasons": in_menu_order(reason for each in said for reason in each.reasons),
        "comment": "；".join(theirs.hidden_in(without_numbers(each.words)) for each in said if each.words),
        "said_at": first.said_at,
        "record_no": first.record_no,
    }


async def _phone(tx: Transaction, held: Claimed, clerk: Clerk, area_code: str) -> str | None:
    found = await case_calls.number_of_case(tx, held.case_id)
    if found is None:
        return None
    actor, subject = Actor(held.platform), Subject("case", held.case_id, area_code)
    await audit_trail.write(
        tx, actor, Action.NUMBER_SENT_OUT, subject, clerk.times, {"platform": held.platform}
    )
    return clerk.vault.open(found.sealed)
