"""人工回访: who is to be called about a drawn rating, and what they said on the phone."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.levels import Level
from evaluation.staff import Action, Permission
from store import people, sample_answers, sample_asks, sample_questions, sample_views
from store.audit_trail import Subject
from store.db import Transaction
from store.sample_answers import Answer
from store.sample_views import Listed, Row
from store.vault import Vault
from usecases.on_duty import OnDuty
from usecases.rules import Rules
from usecases.samples.answer import settle
from usecases.samples.view import NoSuchSample, sight_of

ANSWERED, NOT_REACHED, REFUSED = "answered", "not_reached", "refused"
OUTCOMES = (ANSWERED, NOT_REACHED, REFUSED)


class NobodyToCall(Exception):
    """It was answered meanwhile, or the bot is still asking."""


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a call that was made at `at`: one of `OUTCOMES`, and what was said if somebody answered."""

    outcome: str
    at: datetime
    level: Level | None = None
    put_right: bool | None = None
    words: str | None = None


async def to_call(tx: Transaction, duty: OnDuty, sample_id: int, drawn_id: int) -> tuple[Listed, Row]:
    """Somebody who is to be called. Raises `NotPermitted`, `NoSuchSample`, `NobodyToCall`."""
    duty.check(Permission.CALL_CITIZENS)
    found = await sample_views.listed(tx, sight_of(duty), 1, only=sample_id)
    rows = await sample_views.rows(tx, sample_id, only=drawn_id) if found else []
    if not rows:
        raise NoSuchSample
    if rows[0].state != "calling":
        raise NobodyToCall
    return found[0], rows[0]


async def number(tx: Transaction, duty: OnDuty, sample_id: int, drawn_id: int, vault: Vault) -> str | None:
    """The whole number, for whoever calls now; that it was shown is on record. None where none was left.

    Raises `NotPermitted`, `NoSuchSample`, `NobodyToCall`.
    """
    sample, _ = await to_call(tx, duty, sample_id, drawn_id)
    found = await sample_views.number_of(tx, drawn_id)
    await duty.note(tx, Action.NUMBER_SHOWN, Subject("sample_rating", drawn_id, sample.area_code))
    return vault.open(found.sealed) if found else None


async def record(
    tx: Transaction, duty: OnDuty, sample_id: int, drawn_id: int, called: Called, rules: Rules
) -> None:
    """Keep what came of a call; whoever was not reached stays on the list. An answer earns as one to the bot does.

    Raises `NotPermitted`, `NoSuchSample`, `NobodyToCall`.
    """
    sample, _ = await to_call(tx, duty, sample_id, drawn_id)
    citizen = await people.lock(tx, await sample_asks.citizen_of(tx, drawn_id))
    ask = await sample_asks.take(tx, drawn_id)
    if ask.state != "calling":  # they answered while the form was filled in
        raise NobodyToCall
    if called.outcome == NOT_REACHED:
        await sample_answers.note_call(tx, drawn_id, duty.staff.id, called.at)
    else:
        said = Answer(
            way="phone",
            at=called.at,
            level=called.level,
            put_right=called.put_right,
            words=called.words,
            refused=called.outcome == REFUSED,
            staff_id=duty.staff.id,
        )
        await settle(tx, ask, citizen.id, said, rules, duty.now)
        await sample_questions.close(tx, drawn_id)
    subject = Subject("sample_rating", drawn_id, sample.area_code)
    await duty.note(tx, Action.SAMPLE_CALLED, subject, found=called.outcome)
