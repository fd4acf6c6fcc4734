"""The demo's gifts, made up, with pictures of our own: something for three ratings, and something to save for."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from evaluation.window import civil
from haochaping.demo.samples import AREA
from store import gift_desk
from store.db import Transaction
from store.gift_desk import NewGift, NewPlace, Picture, Tier
from usecases.gifts.restock import deliver

PICTURES = Path(__file__).parent / "gifts"
HOURS = "工作日9:00–17:00"
PLACES = (
    NewPlace("区政务服务中心", "Government Service Centre", "一楼大厅礼品台", HOURS, AREA),
    NewPlace("东山街道便民服务中心", "Dongshan Service Centre", "二楼综合窗口", HOURS, "320115001000"),
)
TIERS = (
    Tier(1, "一档", "Tier 1", 30),
    Tier(2, "二档", "Tier 2", 60),
    Tier(3, "三档", "Tier 3", 120),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A gift, its picture's name, and how many lie at each place."""

    name: str
    name_en: str
    tier: int
    picture: str
    pieces: tuple[int, ...]
    per_citizen: int | None = None


GIFTS = (
    Sample("帆布袋", "Canvas bag", 1, "bag", (20, 10)),
    Sample("便民笔记本", "Notebook", 1, "notebook", (1, 0)),
    Sample("保温杯", "Thermos cup", 2, "cup", (5, 3), per_citizen=1),
    Sample("晴雨伞", "Umbrella", 3, "umbrella", (3, 0), per_citizen=1),
)
"""One notebook is left, for seeing what the second citizen hears."""


async def fill(tx: Transaction, now: datetime) -> None:
    """Make the places, tiers and gifts and let the pieces arrive; once more changes nothing."""
    places = [await gift_desk.add_place(tx, place) for place in PLACES]
    for tier in TIERS:
        await gift_desk.put_tier(tx, tier)
    for sample in GIFTS:
        gift = await gift_desk.add_gift(tx, _gift(sample, now))
        for place, pieces in zip(places, sample.pieces, strict=True):
            if gift is not None and place is not None and pieces:
                await deliver(tx, (gift, place), pieces, None, now)


def _gift(sample: Sample, now: datetime) -> NewGift:
    picture = Picture((PICTURES / f"{sample.picture}.png").read_bytes(), "image/png")
    return NewGift(
        name=sample.name,
        name_en=sample.name_en,
        tier=sample.tier,
        valid_from=civil(now).date(),
        per_citizen=sample.per_citizen,
        picture=picture,
    )
