"""An event of a case is owed to the outside platforms that are to know of it, in the transaction that makes it."""

from evaluation.cases.case import Case, Event
from evaluation.cases.orders import Notice, Platform
from store import work_order_sendings, work_orders
from store.cases import Locked
from store.db import Transaction
from usecases.rules import Rules


async def owe(tx: Transaction, row: Locked, after: Case, event: Event, rules: Rules) -> None:
    """Owe an event of a locked case to every platform; nobody outside knows of one that reached no body yet."""
    if not rules.platforms or after.reached_at is None:
        return
    having = {order.platform for order in await work_orders.of_case(tx, row.id)}
    for platform in rules.platforms:
        if platform.name in having:
            notice = platform.hears(event, after)
        else:
            notice = await _begin(tx, row, platform, after, event)
        if notice:
            await work_order_sendings.queue(tx, row.id, platform.name, after.events, notice, event.at)


async def _begin(tx: Transaction, row: Locked, platform: Platform, case: Case, event: Event) -> Notice | None:
    if not case.is_open or not platform.takes(row.area_code, case.lead):
        return None
    await work_orders.begin(tx, row.id, platform.name, event.at)
    return Notice.ORDERED
