"""Write down what became of letters: gone, not taken, or nobody knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evaluation.charges import Charge
from evaluation.delivery import SendFailed, Throttled
from store import (
    case_questions,
    cases,
    charges,
    deliveries,
    dialogues,
    gone,
    outbox,
    people,
    sample_questions,
    selections,
    visits,
)
from store.case_questions import Kind, NewQuestion
from store.db import Transaction
from store.dialogues import Dialogue
from store.gone import Gone
from store.sample_questions import Kind as SampleKind
from store.sample_questions import NewSampleQuestion
from usecases import subscription
from usecases.deliver import Letter

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


class NotTried(SendFailed):
    """It never left us: the worker came to it too late to know of its fate in time."""

    retry = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter: the provider's reference, or why it was not taken."""

    letter: Letter
    reference: str | None
    failure: SendFailed | None
    took: timedelta = timedelta()
    """How long the provider took to answer."""
    charge: Charge | None = None
    """What the provider said that it costs."""


async def record(tx: Transaction, outcomes: Sequence[Outcome], *, max_attempts: int, now: datetime) -> None:
    """Write what became of one worker's chunk; citizens' rows first, in order, as everywhere."""
    await outbox.lock_citizens(tx, [outcome.letter.id for outcome in outcomes])
    await have_gone(tx, {o.letter.id: o.reference for o in outcomes if o.failure is None}, now)
    await charges.correct(tx, {o.letter.id: o.charge for o in outcomes if o.charge is not None})
    for outcome in outcomes:
        failure, letter = outcome.failure, outcome.letter
        if failure is None:
            continue
        if failure.unknown:
            await deliveries.set_settling(tx, [letter.id], owner=letter.owner)
        else:
            await not_taken(tx, letter, failure, max_attempts, now)


async def have_gone(tx: Transaction, references: Mapping[int, str | None], now: datetime) -> None:
    """Messages have left us (or, with no reference, count as sent): the windows of prompts open.

    Their citizens are locked.
    """
    if not references:
        return
    left = await gone.set_gone(tx, references, now)
    prompts = [each for each in left if each.kind == "prompt"]
    unrated = await gone.open_windows(tx, prompts, now)
    questions = {prompt.citizen_id: asked for prompt in prompts if (asked := _question(prompt, unrated))}
    if questions:
        await dialogues.ask_levels(tx, questions, now)
        await selections.give_way(tx, [(prompt.citizen_id, prompt.id) for prompt in prompts])
        await case_questions.give_way(tx, questions)
    await _inquire(tx, left, now)


async def _inquire(tx: Transaction, left: Sequence[Gone], now: datetime) -> None:
    """What was told of a case, or sent about a drawn rating, may ask: from here on that is what was asked last."""
    asking = [each for each in left if each.kind == "announcement" and "asks" in each.facts]
    for each in asking:
        if "drawn" in each.facts["asks"]:
            await sample_questions.ask(tx, _of_sample(each), now)
        else:
            await case_questions.ask(tx, _of_case(each), now)
    if asking:
        await selections.give_way(tx, [(each.citizen_id, each.id) for each in asking])


def _of_case(message: Gone) -> NewQuestion:
    asks = message.facts["asks"]
    return NewQuestion(
        citizen_id=message.citizen_id,
        complaint_id=asks["complaint"],
        kind=Kind(asks["kind"]),
        ends_at=datetime.fromisoformat(asks["ends_at"]),
    )


def _of_sample(message: Gone) -> NewSampleQuestion:
    asks = message.facts["asks"]
    return NewSampleQuestion(
        citizen_id=message.citizen_id,
        drawn_id=asks["drawn"],
        kind=SampleKind(asks["kind"]),
        ends_at=datetime.fromisoformat(asks["ends_at"]),
    )


def _question(prompt: Gone, unrated: set[int]) -> Dialogue | None:
    """The question that a prompt asks, about those of its matters that have no rating."""
    asked = [visit_id for visit_id in prompt.facts["visits"] if visit_id in unrated]
    return Dialogue("level", asked, prompt.closes_at) if asked else None


async def not_taken(
    tx: Transaction, letter: Letter, failure: SendFailed, max_attempts: int, now: datetime
) -> None:
    """The provider did not take it: wait and try again, or give up for the reason it names.

    Nothing happens to a message that is no longer its worker's.
    """
    wait = _wait(letter, failure, max_attempts)
    if wait is None:
        given_up = failure.retry  # what should have passed sooner or later, and did not for days
        failed = await deliveries.set_failed(
            tx,
            letter.id,
            owner=letter.owner,
            reason=failure.reason,
            for_staff=failure.for_staff or given_up,
        )
        if failed:
            await _let_go(tx, letter, failure, now)
        return
    counted = not isinstance(failure, Throttled | NotTried)
    await deliveries.put_back(
        tx, [letter.id], owner=letter.owner, due_at=now + wait, reason=failure.reason, counted=counted
    )


def _wait(letter: Letter, failure: SendFailed, max_attempts: int) -> timedelta | None:
    """How long until the next attempt; None when there is none."""
    if isinstance(failure, NotTried):
        return timedelta()
    if isinstance(failure, Throttled):
        return min(timedelta(seconds=failure.retry_after), LADDER[-1]) if failure.retry_after else THROTTLED
    if failure.retry and letter.attempts < max_attempts:
        return LADDER[min(letter.attempts, len(LADDER)) - 1]
    return None


async def _let_go(tx: Transaction, letter: Letter, failure: SendFailed, now: datetime) -> None:
    citizen_id = await people.now_known_as(tx, letter.citizen_id)
    if letter.kind == "prompt":
        await visits.keep_quiet_until(tx, [citizen_id], None)
    if failure.stop_contact or failure.bad_address or failure.elsewhere:
        await cases.untell(tx, await outbox.call_backs_of(tx, letter.id))
    if failure.stop_contact:
        await subscription.opt_out(tx, citizen_id, now)
        return
    if failure.bad_address:
        await people.bury_address(tx, letter.address_id, failure.reason)
    elif failure.elsewhere:
        await people.rest_address(tx, letter.address_id, now)
    if failure.bad_address or failure.elsewhere:
        # The watcher takes another address of the citizen's, or finds that there is none.
        await visits.look_again(tx, await visits.ids_of_prompt(tx, letter.id), now)
