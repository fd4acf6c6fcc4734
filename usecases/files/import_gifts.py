"""Take in gifts, their tiers and what came of them, all of a file or nothing of it; again, and nothing changes."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from evaluation.staff import Action
from evaluation.window import civil
from store import audit_trail, gift_desk, gift_lists, stock
from store.audit_trail import COMMAND, Subject, Times
from store.db import Database, Transaction
from store.gift_desk import KnownGift, NewGift, Tier
from usecases.files.errors import TableError
from usecases.files.gift_lines import REFUSED, Delivery, GiftLine, read_gifts
from usecases.files.lines import LineError, refuse
from usecases.files.summary import GiftSummary
from usecases.gifts.desk import BAD_DAYS, ends_too_early
from usecases.gifts.restock import deliver
from usecases.release import Progress

ENDED = REFUSED[BAD_DAYS]
NO_PLACE = "没有这个领取点，请先在工作台 积分 → 领取点 新增 (no such place: add it in the console first)"


async def import_gifts(database: Database, path: Path, times: Times, progress: Progress) -> GiftSummary:
    """Add or change what a CSV or XLSX file says. TableError, a line for each line that is wrong; then nothing was.

    A column that is not there leaves what there is; a delivery is known by its number, and taken once.
    """
    lines, columns = await asyncio.to_thread(read_gifts, path)
    given = frozenset(columns.position)
    summary = await database.persist(lambda tx: _Importing(tx, path.name, given, times).take(lines, progress))
    summary.ignored_columns = columns.ignored
    return summary


@dataclass(frozen=True)
class _Importing:
    """One file on its way in."""

    tx: Transaction
    name: str
    given: Collection[str]
    """The columns that there are."""
    times: Times

    async def take(self, lines: Sequence[GiftLine], progress: Progress) -> GiftSummary:
        summary = GiftSummary(self.name)
        summary.tiers = await self._tiers({each.tier.tier: each.tier for each in lines})
        ids = await self._gifts({each.gift.name: each for each in reversed(lines)}, summary)
        await self._deliveries(lines, ids, summary, progress)
        return summary

    async def _tiers(self, wanted: dict[int, Tier]) -> int:
        known = {each.tier: each for each in await gift_lists.tiers(self.tx)}
        changed = 0
        for number, tier in sorted(wanted.items()):
            was = known.get(number)
            kept = (
                tier if was is None else self._named_as_before(tier, Tier(number, was.name, was.name_en, 0))
            )
            if was is not None and (was.name, was.name_en, was.points) == (
                kept.name,
                kept.name_en,
                kept.points,
            ):
                continue
            await gift_desk.put_tier(self.tx, kept)
            await self._note(Action.TIER_KEPT, Subject("gift_tier", number), points=kept.points)
            changed += 1
        return changed

    def _named_as_before(self, tier: Tier, was: Tier) -> Tier:
        return replace(
            tier,
            name=tier.name if "tier_name" in self.given else was.name,
            name_en=tier.name_en if "tier_name_en" in self.given else was.name_en,
        )

    async def _gifts(self, wanted: dict[str, GiftLine], summary: GiftSummary) -> dict[str, int]:
        """Keep the gifts, each as the first line that names it says; their ids by name."""
        known = await gift_desk.gifts_named(self.tx, wanted)
        today = civil(self.times.now).date()
        kept = {name: self._kept(each.gift, known.get(name), today) for name, each in wanted.items()}
        refuse(self.name, [(wanted[name].line, ENDED) for name, gift in kept.items() if ends_too_early(gift)])
        summary.gifts = len(kept)
        return {name: await self._put(gift, known.get(name), summary) for name, gift in kept.items()}

    def _kept(self, gift: NewGift, was: KnownGift | None, today: date) -> NewGift:
        """The gift as it is to be kept: what the file says nothing of stays as it is."""
        if was is None:
            return self._beginning(gift, today)
        return replace(
            self._beginning(gift, was.valid_from),
            valid_until=gift.valid_until if "valid_until" in self.given else was.valid_until,
            per_citizen=gift.per_citizen if "per_citizen" in self.given else was.per_citizen,
        )

    async def _put(self, gift: NewGift, was: KnownGift | None, summary: GiftSummary) -> int:
        if was is None:
            made = await gift_desk.add_gift(self.tx, gift)
            if made is None:
                raise TableError(f"{self.name}: 礼品“{gift.name}”刚由别人新增，请再导入一次 (run it again)")
            summary.added += 1
            await self._note(Action.GIFT_ADDED, Subject("gift", made), name=gift.name)
            return made
        if gift != was.words:
            summary.changed += 1
            await gift_desk.change_gift(self.tx, was.id, gift)
            await self._note(Action.GIFT_CHANGED, Subject("gift", was.id), name=gift.name)
        return was.id

    @staticmethod
    def _beginning(gift: NewGift, otherwise: date) -> NewGift:
        return gift if gift.valid_from > date.min else replace(gift, valid_from=otherwise)

    async def _deliveries(
        self, lines: Sequence[GiftLine], ids: dict[str, int], summary: GiftSummary, progress: Progress
    ) -> None:
        errors: list[LineError] = []
        placed: list[tuple[tuple[int, int], int, Delivery]] = []
        for each in lines:
            if (came := each.delivery) is None:
                continue
            place_id = await gift_desk.place_named(self.tx, came.area_code, came.place)
            if place_id is None:
                errors.append((each.line, NO_PLACE))
            else:
                placed.append(((ids[each.gift.name], place_id), each.line, came))
        for done, (shelf, line, came) in enumerate(sorted(placed, key=lambda each: each[:2]), start=1):
            before = await self._deliver(shelf, came, summary)
            if before not in (0, came.pieces):
                told = f"到货单号 {came.number} 已登记 {before} 件 (taken before with {before} pieces)"
                errors.append((line, told))
            progress(done, len(placed))
        refuse(self.name, errors)

    async def _deliver(self, shelf: tuple[int, int], came: Delivery, summary: GiftSummary) -> int:
        """Note what came, once; how much had come by that number before."""
        await stock.locked(self.tx, *shelf)
        before = await stock.delivered(self.tx, *shelf, came.number)
        if before:
            summary.known += 1
            return before
        await deliver(self.tx, shelf, came.pieces, None, self.times.now, came.number)
        subject = Subject("gift", shelf[0], came.area_code)
        await self._note(Action.STOCK_MOVED, subject, place=shelf[1], kind="delivery", pieces=came.pieces)
        summary.pieces += came.pieces
        return 0

    async def _note(self, action: Action, subject: Subject, **facts: object) -> None:
        await audit_trail.write(self.tx, COMMAND, action, subject, self.times, {**facts, "file": self.name})
