"""What outside platforms list as changed since we asked last: read now and then, a page at a time."""

from collections.abc import Iterator
from datetime import datetime

import structlog

from channels.dispatch.client import Page, PlatformClient
from channels.dispatch.mapping import Unreadable
from channels.dispatch.reading import fingerprint, read_report
from evaluation.delivery import SendFailed
from store import operations, work_order_reports
from store.db import Transaction
from usecases.orders.pull import read_up_to, take_page
from usecases.orders.take import Told
from worker.runtime import Runtime

log = structlog.get_logger()

PAGES_AT_ONCE = 20


async def lists_are_due(tx: Transaction, runtime: Runtime, now: datetime) -> bool:
    """Whether a platform that lists its changes is to be asked."""
    names = [_poll(name) for name, client in runtime.platforms.items() if client.wire.changes]
    return bool(names) and await operations.any_scheduled(tx, names, now)


def _poll(name: str) -> str:
    return f"orders.{name}"


async def read_changes(runtime: Runtime, client: PlatformClient) -> None:
    """Ask for what changed since we asked last, if it is time; a page at a time, each kept with its cursor."""
    name, offered = client.wire.name, client.wire.changes
    if offered is None or not await _is_time(runtime, name):
        return
    for _ in range(PAGES_AT_ONCE):
        async with runtime.database.transaction() as tx:
            cursor = await work_order_reports.cursor_of(tx, name)
        try:
            page = await client.changes(offered, cursor)
        except SendFailed as failure:
            log.warning("platform does not list its changes", platform=name, reason=failure.reason)
            return
        reports = list(_readable(client, page))
        refused = await take_page(
            runtime.database, reports, runtime.rules, runtime.vault, runtime.clock.now()
        )
        await read_up_to(runtime.database, name, page.cursor)
        log.info("platform's changes read", platform=name, changes=len(page.items), refused=refused)
        if not page.items or page.cursor == cursor:
            return


def _readable(client: PlatformClient, page: Page) -> Iterator[Told]:
    """What can be read of a page; the rest cannot be mended by asking again."""
    for item in page.items:
        try:
            report = read_report(client.wire.report, item)
        except Unreadable as error:
            log.error("a change cannot be read", platform=client.wire.name, field=error.path)
        else:
            yield Told(client.wire.name, report, fingerprint(report))


async def _is_time(runtime: Runtime, name: str) -> bool:
    now = runtime.clock.now()
    async with runtime.database.transaction() as tx:
        return await operations.take_schedule(tx, _poll(name), now, now + runtime.poll_platforms)
