"""`haochaping gifts import`: gifts, tiers and deliveries, all of a file or nothing, and twice is as once."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from store import gift_lists, stocktaking
from store.audit_trail import Times
from store.catalogue import OrgRow, put
from store.db import Database
from store.gift_desk import NewPlace, add_place
from store.gift_lists import KeptGift
from tests.usecases.files.office import AREA, ORG, write_csv, write_xlsx
from tests.world import civil_time
from usecases.files.errors import TableError
from usecases.files.import_gifts import import_gifts
from usecases.files.summary import GiftSummary
from usecases.gifts.verify import verify_gifts

NOW = civil_time("Mon 2026-09-07 10:00")
HEADERS = [
    "礼品名称", "英文名称", "档次", "积分", "开始日期", "结束日期", "每人限兑", "区划代码", "领取点", "件数",
    "到货单号",
]  # fmt: skip
HALL = "江宁区政务服务中心"


def a_row(**changes: Any) -> list[Any]:
    row = dict(
        zip(HEADERS, ["毛巾", "Towel", 1, 30, "2026-09-01", "", 2, AREA, HALL, 20, "SH-001"], strict=True)
    )
    return list((row | changes).values())


@pytest.fixture
async def hall(database: Database) -> Database:
    """A database with a place."""
    async with database.transaction() as tx:
        await put(tx, [OrgRow(ORG, "江宁分局", AREA, "江宁区", None)])
        await add_place(tx, NewPlace(HALL, "Hall", "天元路1号", "9-17", AREA))
    return database


async def take(database: Database, path: Path) -> GiftSummary:
    return await import_gifts(database, path, Times(NOW, NOW), lambda done, total: None)


async def kept(database: Database) -> dict[str, KeptGift]:
    async with database.transaction() as tx:
        return {gift.name: gift for gift in await gift_lists.kept_gifts(tx, AREA)}


async def on_hand(database: Database) -> dict[str, int]:
    async with database.transaction() as tx:
        return {each.gift: each.on_hand for each in await stocktaking.stocked(tx, AREA)}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
async def test_gifts_tiers_and_what_came(hall: Database, tmp_path: Path, ending: str) -> None:
    rows = [
        [*HEADERS, "供应商"],
        a_row(),
        a_row(到货单号="SH-002", 件数=5),
        a_row(礼品名称="雨伞", 英文名称="Umbrella", 档次=2, 积分=60, 结束日期="2026/12/31", 每人限兑=""),
        a_row(礼品名称="布袋", 英文名称="Bag", 区划代码="", 领取点="", 件数="", 到货单号=""),
    ]
    write = write_csv if ending == "csv" else write_xlsx
    summary = await take(hall, write(tmp_path / f"gifts.{ending}", rows))
    assert (summary.gifts, summary.added, summary.tiers, summary.pieces) == (3, 3, 2, 45)
    assert "到货 45 件" in summary.in_words()
    assert "供应商" in summary.in_words()
    gifts = await kept(hall)
    assert {name: (gift.tier, gift.points, gift.left) for name, gift in gifts.items()} == {
        "毛巾": (1, 30, 25),
        "布袋": (1, 30, 0),
        "雨伞": (2, 60, 20),
    }
    umbrella = gifts["雨伞"]
    assert (umbrella.valid_from, umbrella.valid_until, umbrella.per_citizen) == (
        date(2026, 9, 1),
        date(2026, 12, 31),
        None,
    )
    assert gifts["毛巾"].per_citizen == 2
    async for found in verify_gifts(hall):
        assert found.differences == []


async def test_twice_is_as_once_also_after_gifts_left(hall: Database, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "gifts.csv", [HEADERS, a_row()])
    await take(hall, file)
    async with hall.transaction() as tx:
        trail = await tx.value("SELECT count(*) FROM audit_trail")
        await tx.execute("UPDATE gift_stock SET on_hand = 3")  # the others were handed out
    again = await take(hall, file)
    assert (again.gifts, again.added, again.changed, again.tiers, again.pieces, again.known) == (
        1, 0, 0, 0, 0, 1,
    )  # fmt: skip
    assert await on_hand(hall) == {"毛巾": 3}
    async with hall.transaction() as tx:
        assert await tx.value("SELECT count(*) FROM audit_trail") == trail


async def test_what_the_file_says_is_changed_and_what_it_does_not_say_stays(
    hall: Database, tmp_path: Path
) -> None:
    file = tmp_path / "gifts.csv"
    await take(hall, write_csv(file, [HEADERS, a_row(结束日期="2026-12-31")]))
    headers = ["礼品名称", "英文名称", "档次", "积分", "档次名称"]
    changed = await take(hall, write_csv(file, [headers, ["毛巾", "Face towel", "1", "35", "入门档"]]))
    assert (changed.added, changed.changed, changed.tiers) == (0, 1, 1)
    towel = (await kept(hall))["毛巾"]
    assert (towel.name_en, towel.points, towel.per_citizen) == ("Face towel", 35, 2)
    assert (towel.valid_from, towel.valid_until) == (date(2026, 9, 1), date(2026, 12, 31))
    async with hall.transaction() as tx:
        (tier,) = await gift_lists.tiers(tx)
        assert (tier.name, tier.name_en) == ("入门档", "Tier 1")
        actions = await tx.values("SELECT action || ' ' || client FROM audit_trail ORDER BY id")
    assert actions == [
        "tier_kept command",
        "gift_added command",
        "stock_moved command",
        "tier_kept command",
        "gift_changed command",
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"礼品名称": ""}, "礼品名称 (gift)"),
        ({"英文名称": "x" * 101}, "最多100个字符"),
        ({"档次": "一"}, "档次是1到99的整数"),
        ({"档次": 100}, "档次是1到99的整数"),
        ({"积分": 0}, "积分是1到100000的整数"),
        ({"开始日期": "九月"}, "请写成 2026-11-20 这样"),
        ({"结束日期": "2026-08-31"}, "结束日期早于开始日期"),
        ({"开始日期": "", "结束日期": "2026-09-06"}, "结束日期早于开始日期"),
        ({"每人限兑": "不限"}, "每人限兑是1到1000的整数"),
        ({"件数": "若干"}, "件数 (pieces)：是1到1000000的整数"),
        ({"件数": ""}, "还缺件数 (pieces)"),
        ({"到货单号": ""}, "还缺到货单号 (delivery_no)"),
        ({"区划代码": "3201"}, "区划代码 (area_code)"),
        ({"领取点": "没有的地方"}, "没有这个领取点"),
    ],
)
async def test_a_wrong_line_is_named_and_nothing_is_taken(
    hall: Database, tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    rows = [HEADERS, a_row(礼品名称="雨伞", 到货单号="SH-009"), a_row(**changes)]
    with pytest.raises(TableError) as refused:
        await take(hall, write_csv(tmp_path / "gifts.csv", rows))
    assert all(line.startswith("gifts.csv: 第3行 (line 3): ") for line in str(refused.value).splitlines())
    assert told in str(refused.value)
    assert await kept(hall) == {}


async def test_lines_that_contradict_each_other_are_named(hall: Database, tmp_path: Path) -> None:
    rows = [HEADERS, a_row(), a_row(积分=40, 到货单号="2"), a_row(每人限兑=3, 到货单号="3"), a_row()]
    with pytest.raises(TableError) as refused:
        await take(hall, write_csv(tmp_path / "gifts.csv", rows))
    assert str(refused.value).splitlines() == [
        "gifts.csv: 第3行 (line 3): 档次 1 与第2行不同 (contradicts line 2)",
        "gifts.csv: 第4行 (line 4): 礼品“毛巾”与第2行不同 (contradicts line 2)",
        "gifts.csv: 第5行 (line 5): 与第2行是同一笔到货 (the same delivery as line 2)",
    ]


async def test_a_number_that_was_taken_with_other_pieces_is_refused(hall: Database, tmp_path: Path) -> None:
    file = tmp_path / "gifts.csv"
    await take(hall, write_csv(file, [HEADERS, a_row()]))
    with pytest.raises(TableError, match="到货单号 SH-001 已登记 20 件"):
        await take(hall, write_csv(file, [HEADERS, a_row(件数=30)]))
    assert await on_hand(hall) == {"毛巾": 20}


async def test_two_at_the_same_moment_take_a_delivery_once(hall: Database, tmp_path: Path) -> None:
    file = tmp_path / "gifts.csv"
    await take(hall, write_csv(file, [HEADERS, a_row(到货单号="SH-000", 件数=1)]))
    write_csv(file, [HEADERS, a_row()])
    both = await asyncio.gather(take(hall, file), take(hall, file))
    assert sorted((each.pieces, each.known) for each in both) == [(0, 1), (20, 0)]
    assert await on_hand(hall) == {"毛巾": 21}
