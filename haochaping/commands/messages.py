"""Messages that failed: the list by reason, with what to do about each, and letting them go again."""

from evaluation.window import civil
from haochaping.advice import advice_on
from haochaping.commands.administer import in_one_transaction
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import failures
from store.db import Transaction
from store.failures import Failures
from usecases.release_messages import ANSWERS_LAST, Which, release_messages


def failed(settings: Settings) -> list[str]:
    """A line for each reason: how many, how many of them can be released, the latest, and what to do.

    Those that wait for somebody to look come first and say so.
    """

    async def work(there: Parts, tx: Transaction) -> list[Failures]:
        return await failures.by_reason(tx, there.clock.now() - ANSWERS_LAST)

    return [_line(each) for each in in_one_transaction(settings, work)]


def release(settings: Settings, which: Which) -> int:
    """Queue what failed; how many. ValueError where there is nothing to release."""

    async def work(there: Parts, tx: Transaction) -> int:
        return await release_messages(tx, which, there.clock.now())

    released = in_one_transaction(settings, work)
    if not released:
        raise ValueError(
            "there is nothing to release by that; `haochaping messages failed` shows what there is"
        )
    return released


def dismiss(settings: Settings, which: Which) -> int:
    """Note that somebody has looked at what was stopped; how many. ValueError where nothing waits for that."""

    async def work(_: Parts, tx: Transaction) -> int:
        return await failures.dismiss(tx, message_id=which.message_id, reason=which.reason)

    dismissed = in_one_transaction(settings, work)
    if not dismissed:
        raise ValueError(
            "nothing waits to be looked at by that; `haochaping messages failed` shows what does"
        )
    return dismissed


def _line(each: Failures) -> str:
    latest = f"latest {each.latest_id} of {civil(each.latest_at):%Y-%m-%d %H:%M}"
    return (
        f"{'look' if each.for_staff else '':<4}  {each.provider} {each.reason}: {each.messages} failed, "
        f"{each.releasable} can be released, {latest}: {advice_on(each.provider, each.reason)}{_then(each)}"
    )


def _then(each: Failures) -> str:
    """What ends the wait of those that somebody must look at; what had left is not sent again."""
    if not each.for_staff:
        return ""
    return ", then release" if each.releasable else "; what had left is not sent again: dismiss"
