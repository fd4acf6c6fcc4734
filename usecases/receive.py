"""Take in a provider's receipt: it comes late, twice, out of order, or before our own send returned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluation.charges import Charge
from evaluation.delivery import Receipt, moves_forward
from store import cases, charges, early_receipts, inbound, outbox, people, receipts
from store.db import Transaction
from store.early_receipts import Early
from store.receipts import Sent
from usecases import subscription
from usecases.outcomes import have_gone


@dataclass(frozen=True, slots=True)
class ReceiptIn:
    """What a provider says of one message; `message_id` is ours where the callback carried it."""

    channel: str
    receipt: Receipt
    reference: str
    message_id: int | None
    reason: str | None
    stop_contact: bool
    bad_address: bool
    lookup: bytes | None = None
    """The keyed hash of the address that it went to, where the provider names it."""
    charge: Charge | None = None
    """What the provider says that it cost."""
    for_staff: bool = False
    """Staff must look at what stopped it."""


async def receive(tx: Transaction, news: ReceiptIn, now: datetime) -> bool:
    """Keep a receipt if it is news; False for a message that is not ours or a step backwards."""
    sent = await _locked(tx, news, now)
    if sent is None:
        return False
    await have_gone(tx, {sent.id: news.reference}, now)
    if news.charge is not None:
        await charges.correct(tx, {sent.id: news.charge})
    if not moves_forward(Receipt(sent.receipt) if sent.receipt else None, news.receipt):
        return False
    await receipts.keep_receipt(
        tx,
        sent.id,
        reference=news.reference,
        receipt=news.receipt,
        state=news.receipt.value,
        reason=news.reason,
        for_staff=news.for_staff,
    )
    await _draw_consequences(tx, sent, news, now)
    return True


async def receive_early(tx: Transaction, channel: str, references: Sequence[str], now: datetime) -> None:
    """Take in what was said of messages before their references were known; their citizens are locked."""
    for early in await early_receipts.take(tx, channel, references):
        news = ReceiptIn(
            channel=channel,
            receipt=Receipt(early.receipt),
            reference=early.reference,
            message_id=None,
            reason=early.reason,
            stop_contact=early.stop_contact,
            bad_address=early.dead,
            for_staff=early.for_staff,
        )
        await receive(tx, news, now)


async def _locked(tx: Transaction, news: ReceiptIn, now: datetime) -> Sent | None:
    """The message, with its citizen's row taken first, as everywhere.

    A receipt that names nothing but the provider's reference may be too early for us: it is kept where a
    message is on its way to that address, whose reference is written under the lock that is taken here.
    """
    sent = await _find(tx, news)
    leaving = sent.id if sent else await _leaving(tx, news)
    if leaving is None:
        return None
    await outbox.lock_citizens(tx, [leaving])
    sent = await _find(tx, news)
    if sent is None and news.message_id is None:
        await early_receipts.keep(tx, news.channel, _early(news), now)
    return sent


async def _leaving(tx: Transaction, news: ReceiptIn) -> int | None:
    if news.message_id is not None or news.lookup is None:
        return None
    return await early_receipts.leaving_to(tx, news.channel, news.lookup)


def _early(news: ReceiptIn) -> Early:
    return Early(
        reference=news.reference,
        receipt=news.receipt,
        reason=news.reason,
        stop_contact=news.stop_contact,
        dead=news.bad_address,
        for_staff=news.for_staff,
    )


async def _find(tx: Transaction, news: ReceiptIn) -> Sent | None:
    return await receipts.for_receipt(tx, news.channel, news.reference, news.message_id, news.lookup)


async def _draw_consequences(tx: Transaction, sent: Sent, news: ReceiptIn, now: datetime) -> None:
    if news.stop_contact or news.bad_address:
        await cases.untell(tx, await outbox.call_backs_of(tx, sent.id))
    # A receipt may come long after: who took the stop back since then is not stopped again.
    if news.stop_contact and not await inbound.opted_in_since(tx, sent.citizen_id, sent.left_at):
        await subscription.opt_out(tx, sent.citizen_id, now)
    if news.bad_address:
        await people.bury_address(tx, sent.address_id, news.reason or "receipt")
