"""Announce ahead what ends of a citizen's points and vouchers: once for each end, where a prompt would go."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from evaluation.holders import doubted_since
from evaluation.window import civil
from store import endings, holders, outbox, people
from store.db import Transaction
from store.endings import EndingPoints, EndingVoucher, Listener
from store.outbox import Facts
from store.people import PromptLine
from usecases.rules import Rules
from usecases.tell import Notice, Word, worded

ENDS = "points/ends"
SOMETHING_ENDS = "points/something_ends"
"""Where the number may be another person's: no figure, no gift, no place."""


@dataclass
class Endings:
    """What ends for one citizen; nothing is told of it where `hidden`: the number may be another person's."""

    points: list[EndingPoints] = field(default_factory=list)
    vouchers: list[EndingVoucher] = field(default_factory=list)
    hidden: bool = False

    @property
    def first_day(self) -> date:
        """The first of the last days."""
        return min([*(each.last_day for each in self.points), *(each.last_day for each in self.vouchers)])

    @property
    def notice(self) -> Notice:
        """What is told of it."""
        if self.hidden:
            return Notice(SOMETHING_ENDS, {"last_day": self.first_day.isoformat()})
        facts = {
            "points": [_told(asdict(each)) for each in self.points],
            "vouchers": [_told(asdict(each)) for each in self.vouchers],
        }
        return Notice(ENDS, facts)


async def announce(tx: Transaction, rules: Rules, word: Word, now: datetime, limit: int) -> int:
    """Queue a message for up to `limit` citizens; how many were looked at. Nothing outside sending hours.

    Who opted out, or has no address, hears nothing of it.
    """
    if limit <= 0 or not rules.prompts.hours.is_open(now):
        return 0
    until = now + timedelta(days=rules.points.announce_days)
    citizens = {each.id: each for each in await endings.claim(tx, now, until, limit)}
    if not citizens:
        return 0
    soon = await _endings(tx, list(citizens), now, until)
    lines = await _lines(tx, [citizens[citizen_id] for citizen_id in soon], rules)
    await _hide(tx, soon, lines, rules, now)
    letters = [
        worded(soon[citizen_id].notice, line, citizens[citizen_id].locale, word, civil(now).date())
        for citizen_id, line in lines.items()
    ]
    await outbox.queue_announcements(tx, letters, due_at=now, now=now)
    await endings.note_announced(tx, list(citizens), now, until)
    return len(citizens)


async def _endings(
    tx: Transaction, citizen_ids: Sequence[int], now: datetime, until: datetime
) -> dict[int, Endings]:
    soon: dict[int, Endings] = defaultdict(Endings)
    for points in await endings.points(tx, citizen_ids, now, until):
        soon[points.citizen_id].points.append(points)
    for voucher in await endings.vouchers(tx, citizen_ids, now, until):
        soon[voucher.citizen_id].vouchers.append(voucher)
    return soon


async def _lines(tx: Transaction, citizens: Sequence[Listener], rules: Rules) -> dict[int, PromptLine]:
    willing = [citizen.id for citizen in citizens if citizen.opted_out_at is None]
    return await people.prompt_lines(tx, willing, rules.channels)


async def _hide(
    tx: Transaction,
    soon: Mapping[int, Endings],
    lines: Mapping[int, PromptLine],
    rules: Rules,
    now: datetime,
) -> None:
    known = await holders.of_addresses(tx, [line.address_id for line in lines.values()])
    for citizen_id, line in lines.items():
        doubt = doubted_since(known[line.address_id], now, rules.silent_after)
        soon[citizen_id].hidden = doubt is not None


def _told(ending: Facts) -> Facts:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in ending.items()
        if name != "citizen_id"
    }
