"""Outside work-order platforms: how each keeps up, what it refused, and telling it again."""

import asyncio
import sys
from collections.abc import Iterator
from datetime import datetime

from evaluation.cases.orders import Platform
from evaluation.window import CIVIL_ZONE, civil
from haochaping.commands.administer import in_one_transaction, with_parts
from haochaping.commands.progress import bar
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import work_order_lists, work_order_ranges
from store.db import Transaction
from store.work_order_lists import Backlog, Refusal
from store.work_order_ranges import Range
from usecases.orders.replay import Replayed, replay

MOST_REFUSALS = 50
STEP_SECONDS = 0.5


def listed(settings: Settings) -> list[str]:
    """A line for each platform, and under it what it refused, the latest first."""

    async def work(there: Parts, tx: Transaction) -> list[str]:
        orders = await work_order_lists.orders(tx)
        names = list(dict.fromkeys([*(p.name for p in there.rules.platforms), *orders]))
        lines = []
        for each in await work_order_lists.backlog(tx, names, there.clock.now()):
            lines.append(_line(each, orders.get(each.platform, 0)))
            lines += map(_refusal, await work_order_lists.refusals(tx, each.platform, MOST_REFUSALS))
        return lines

    return in_one_transaction(settings, work)


def _line(each: Backlog, orders: int) -> str:
    waits = f"{each.waiting} waiting"
    if each.waiting:
        waits += f" for {each.age_seconds / 60:.0f} min at most"
    because = f" ({each.reason})" if each.reason else ""
    return (
        f"{each.platform}: {orders} orders, {waits}{because}, {each.refused} refused by it, "
        f"{each.unheard} of its reports refused by us in the last day"
    )


def _refusal(each: Refusal) -> str:
    said = f": {each.said}" if each.said else ""
    at = f"{civil(each.at):%Y-%m-%d %H:%M}"
    return f"  case {each.case_id}, event {each.seq} ({each.notice}) of {at}: {each.reason}{said}"


def range_of(begins: str, ends: str) -> Range:
    """A range of time (ISO 8601, Asia/Shanghai where no zone is given) or of case numbers; ValueError for neither."""
    if begins.isdecimal() and ends.isdecimal():
        if int(begins) > int(ends):
            raise ValueError(f"case {begins} comes after case {ends}")
        return Range(first=int(begins), last=int(ends))
    since, until = _time(begins), _time(ends)
    if since > until:
        raise ValueError(f"{begins} is after {ends}")
    return Range(since=since, until=until)


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no time: give ISO 8601 on both sides, or two case numbers") from None
    return at if at.tzinfo else at.replace(tzinfo=CIVIL_ZONE)


def run_replay(settings: Settings, name: str, wanted: Range, *, only_show: bool, patience: float) -> int:
    """Say what is sent, have it sent by the worker, and how it went; 1 when some was refused or is still waiting."""

    async def work(parts: Parts) -> int:
        platform = _platform(parts, name)
        if only_show:
            async with parts.database.transaction() as tx:
                found = await work_order_ranges.found(tx, name, wanted)
            _say(f"would send {found.sent + found.refused + found.queued} events of {found.cases} cases")
            return 0
        async with parts.database.transaction() as tx:
            done = await replay(tx, platform, wanted, parts.times)
        for line in _told(name, done):
            _say(line)
        return await _watch(parts, name, wanted, done, patience)

    return with_parts(settings, work)


def _platform(parts: Parts, name: str) -> Platform:
    found = next((each for each in parts.rules.platforms if each.name == name), None)
    if found is None:
        names = ", ".join(each.name for each in parts.rules.platforms) or "none is set up"
        raise ValueError(f"there is no platform {name} in dispatch.platforms ({names})")
    return found


def _told(name: str, done: Replayed) -> Iterator[str]:
    found = done.found
    yield (
        f"{name}: sending {done.queued} events: {found.sent} it had taken (same keys), "
        f"{found.refused} it had refused, {found.queued} it was still to be told, "
        f"{done.begun} cases that it never had"
    )


async def _watch(parts: Parts, name: str, wanted: Range, done: Replayed, patience: float) -> int:
    """Show how it goes on until it is done, or patience ends; the worker goes on by itself."""
    left, enough = done.queued, parts.clock.wall().timestamp() + patience
    with bar(name) as progress:
        while left and parts.clock.wall().timestamp() < enough:
            await asyncio.sleep(STEP_SECONDS)
            async with parts.database.transaction() as tx:
                left = await work_order_ranges.waiting(tx, name, wanted)
            progress(done.queued - left, done.queued)
    async with parts.database.transaction() as tx:
        found = await work_order_ranges.found(tx, name, wanted)
    _say(f"{name}: {found.sent} taken, {found.refused} refused, {left} still waiting for the worker")
    return 1 if left or found.refused else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
