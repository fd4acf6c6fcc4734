"""A provider's word on a message of ours, on its way to the use case."""

from channels.interface import ReceiptNews
from usecases.receive import ReceiptIn, receive
from web.services import Services


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
        lookup=desk.vault.lookup("phone", news.phone) if news.phone else None,
    )
    now = desk.clock.now()
    await desk.database.persist(lambda tx: receive(tx, receipt, now))
