"""Messages that failed: the list by reason, with what to do about each, and letting them go again."""

from channels.aliyun.verdicts import ADVICE as ALIYUN_ADVICE
from channels.twilio.verdicts import ADVICE as TWILIO_ADVICE
from evaluation.window import civil
from haochaping.commands.administer import in_one_transaction
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import failures
from store.db import Transaction
from store.failures import Failures
from usecases.release_messages import ANSWERS_LAST, Which, release_messages

OURS = {
    "unknown": "may have arrived: the provider could not be asked, so it counts as sent; nothing to do",
    "cannot_be_written": "an error of ours: the worker's log names it",
    "template_not_approved": "haochaping template list: add or approve the template, then release",
    "template_variable_unknown": "the template names a variable that this message has no value for: another template",
    "not_at_provider": "the provider did not take it, again and again: look at its status page, then release",
}


def failed(settings: Settings) -> list[str]:
    """A line for each reason: how many, how many of them can be released, the latest, and what to do."""

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


def _line(each: Failures) -> str:
    latest = f"latest {each.latest_id} of {civil(each.latest_at):%Y-%m-%d %H:%M}"
    return (
        f"{each.provider} {each.reason}: {each.messages} failed, {each.releasable} can be released, "
        f"{latest}: {_advice(each)}"
    )


def _advice(each: Failures) -> str:
    theirs = {"twilio": TWILIO_ADVICE, "aliyun": ALIYUN_ADVICE}.get(each.provider, {})
    known = OURS | {**TWILIO_ADVICE, **ALIYUN_ADVICE, **theirs}
    return known.get(each.reason, "the provider's list of codes says more")
