"""A provider's word on a message of ours, on its way to the use case."""

import structlog

from bot.conversation import ADDRESS_KINDS
from channels.interface import ReceiptNews
from usecases.receive import ReceiptIn, receive
from web.services import Services

log = structlog.get_logger()


async def take_receipt(desk: Services, channel: str, news: ReceiptNews) -> None:
    """Keep a receipt if it is news; late ones and ones out of order are taken as they are."""
    receipt = ReceiptIn(
        channel=channel,
        receipt=news.receipt,
        reference=news.reference,
        message_id=news.message_id,
        reason=news.reason,
        stop_contact=news.stop_contact,
        bad_address=news.bad_address,
        charge=news.charge,
        for_staff=news.for_staff,
        lookup=desk.vault.lookup(ADDRESS_KINDS[channel], news.address) if news.address else None,
    )
    if news.for_staff:
        log.warning("a message was stopped, staff must look", channel=channel, reason=news.reason)
    now = desk.clock.now()
    await desk.database.persist(lambda tx: receive(tx, receipt, now))
