"""The reports as pages, CSV and workbooks: the same figures, for those who may read them."""

import asyncio
import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest

from evaluation.staff import PERMISSIONS, Permission, Role
from store.audit_trail import COMMAND, Times
from tests.usecases.reports.history import STREET_AREA, a_visit, at, write_points, write_ratings
from tests.waiting import until
from tests.web.staff import Clerk, at_desk
from tests.world import AREA_CODE, World
from usecases.reports.participation import tell_began
from web.console.reports.asked import reading
from web.console.reports.files import csv_of, harmless, xlsx_of
from web.console.reports.tables import Column, Kind, Report, Table, written

READERS = [role for role in Role if Permission.READ_REPORTS in PERMISSIONS[role]]
NAMES = ("cases", "points", "stock", "redemptions", "before-after")
MONTHS = "from=2026-08&to=2027-01"


@pytest.fixture
async def told(world: World) -> World:
    """A world with a history of points, gifts and ratings, on 20 October 2026."""
    await write_points(world.parts.database)
    await write_ratings(world.parts.database)
    times = Times(at("2026-10-20"), at("2026-10-20"))
    await world.query(lambda tx: tell_began(tx, AREA_CODE, date(2026, 9, 1), COMMAND, times))
    await world.clock.move(at("2026-10-20"))
    return world


async def as_csv(clerk: Clerk, path: str) -> list[list[str]]:
    body, _ = await clerk.downloads(path)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(body.decode("utf-8-sig"), newline="")))


async def as_book(clerk: Clerk, path: str) -> dict[str, list[tuple[Any, ...]]]:
    body, _ = await clerk.downloads(path)
    book = openpyxl.load_workbook(BytesIO(body))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


async def test_points_on_the_page_and_in_both_files(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR) as clerk:
        shown = await clerk.opens(f"/console/reports/points?{MONTHS}")
        assert shown.status == 200
        for line in (
            "2026-09 80 20 5 50 75 60 30 0 0 125",
            "合计 20 30 5 100 135 60 30 10 -10 105",
            "2027年底 4 105",
        ):
            assert line in shown.text
        lines = await as_csv(clerk, f"/console/reports/points.csv?{MONTHS}")
        assert lines[0] == ["积分变动"]
        assert lines[3] == ["2026-09", "80", "20", "5", "50", "75", "60", "30", "0", "0", "125"]
        assert ["2027年底", "4", "105"] in lines
        book = await as_book(clerk, f"/console/reports/points.xlsx?{MONTHS}")
        assert list(book) == ["积分变动", "未用积分（此刻）", "说明"]
        assert book["积分变动"][2] == ("2026-09", 80, 20, 5, 50, 75, 60, 30, 0, 0, 125)
        assert ("发放", "评价＋回访＋建议") in book["说明"]


async def test_points_by_area(told: World) -> None:
    async with at_desk(told, Role.AUDITOR) as clerk:
        shown = await clerk.opens(f"/console/reports/points?{MONTHS}&by=area")
        for line in (
            "江宁区（本级） 10 0 0 10 30 0 0 0 -20",
            "东山街道 20 0 0 20 30 30 10 -10 0",
            "不分区划 0 5 100",
        ):
            assert line in shown.text
        narrower = await clerk.opens(f"/console/reports/points?{MONTHS}&area={STREET_AREA}")
        assert "期初余额" not in narrower.text
        assert "合计 20 0 0 20 30 30 10 -10 0" in narrower.text


async def test_stock_and_redemptions(told: World) -> None:
    async with at_desk(told, Role.GIFTS_DESK) as clerk:
        shown = await clerk.opens("/console/reports/stock?from=2026-09&to=2026-09")
        assert "江宁区政务服务中心 毛巾 10 0 0 2 1 9 7 0 7" in shown.text
        shown = await clerk.opens("/console/reports/redemptions?from=2026-09&to=2026-09")
        assert "东山街道便民服务中心 毛巾 1 0 1 0 0 0 —" in shown.text
        assert "合计 2 1 1 0 0 30 10.0" in shown.text


async def test_before_and_after(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR) as clerk:
        shown = await clerk.opens("/console/reports/before-after?days=30")
        before, after = "南京市江宁区 积分前", "南京市江宁区 积分后"
        # The history of points has visits of its own: two rated ones in August and September each.
        for line in (
            f"{before} 6 10 60.0% 6 9 66.7%",
            f"{after} 9 10 90.0% 6 7 85.7%",
            "积分前2026-08-02 至 2026-08-31，积分后2026-09-01 至 2026-09-30：",
            "差评16.7% → 11.1%",
        ):
            assert line in shown.text


async def test_few_ratings_are_hidden_from_everybody(told: World) -> None:
    await told.query(lambda tx: a_visit(tx, "2026-09-20", area="320115001002", level=1))
    times = Times(at("2026-10-20"), at("2026-10-20"))
    await told.query(lambda tx: tell_began(tx, "320115001000", date(2026, 9, 1), COMMAND, times))
    for role in READERS:
        async with at_desk(told, role, area=STREET_AREA) as clerk:
            shown = await clerk.opens("/console/reports/before-after?days=30")
            assert "积分后 少于5 2 — 少于5 2 —" in shown.text
            assert "积分后 少于5 — — — — — —" in shown.text
            lines = await as_csv(clerk, "/console/reports/before-after.csv?days=30")
            assert all("100.0%" not in cell and cell != "1.0" for line in lines for cell in line)


async def test_nothing_is_a_dash_and_never_all(world: World) -> None:
    times = Times(at("2026-09-07"), at("2026-09-07"))
    await world.query(lambda tx: tell_began(tx, AREA_CODE, date(2026, 9, 1), COMMAND, times))
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        shown = await clerk.opens("/console/reports/before-after")
        assert "0 0 — 0 0 —" in shown.text
        assert "%" not in shown.text.partition("算法")[0].replace("0%或100%", "")


@pytest.mark.parametrize("role", Role)
async def test_who_may_read_them(told: World, role: Role) -> None:
    async with at_desk(told, role) as clerk:
        for name in NAMES:
            for ending in ("", ".csv", ".xlsx"):
                _, response = await clerk.downloads(f"/console/reports/{name}{ending}")
                assert response.status == (200 if role in READERS else 403)


async def test_an_area_outside_is_not_found(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR, area=STREET_AREA) as clerk:
        for name in NAMES:
            for ending in ("", ".csv", ".xlsx"):
                for area in (AREA_CODE, "x"):
                    _, response = await clerk.downloads(f"/console/reports/{name}{ending}?area={area}")
                    assert response.status == 404


async def test_nonsense_in_the_address_is_as_good_as_nothing(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR) as clerk:
        shown = await clerk.opens("/console/reports/points?from=2026-13&to=x&by=%3Cb%3E&days=9999999999")
        assert "江宁区，2026-01 至 2026-10" in shown.text


async def test_a_file_that_is_taken_is_on_record(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR) as clerk:
        await clerk.opens(f"/console/reports/points?{MONTHS}")
        _, response = await clerk.downloads(f"/console/reports/points.xlsx?{MONTHS}")
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E7%A7%AF")
    lines = await told.query(
        lambda tx: tx.values(
            "SELECT subject_id || ' ' || (detail->>'file') FROM audit_trail WHERE action = 'report_taken'"
        )
    )
    assert lines == ["points xlsx"]


async def test_what_takes_too_long_is_said_so(told: World) -> None:
    async with reading(told.parts.database) as tx:
        assert await tx.value("SHOW statement_timeout") == "20s"
    async with at_desk(told, Role.SUPERVISOR) as clerk, told.parts.database.transaction() as tx:
        await tx.execute("LOCK TABLE stock_movements IN ACCESS EXCLUSIVE MODE")
        opening = asyncio.create_task(clerk.opens("/console/reports/stock"))
        await until(lambda: tx.value(STOP_WAITING), within=30)
        shown = await opening
    assert (shown.status, "这次统计用时太长" in shown.text) == (503, True)


STOP_WAITING = """SELECT pg_cancel_backend(pid) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()"""
"""What the limit does to a statement, without waiting for it."""


HOSTILE = Report(
    "x",
    "x",
    "",
    [
        Table(
            "表", [Column("=1+1", Kind.TEXT), Column("数")], [("=HYPERLINK(1)", -5), ("@x", None), ("-2", 3)]
        )
    ],
)


def test_no_cell_of_a_csv_is_run_as_a_formula() -> None:
    lines = csv_of(HOSTILE).decode("utf-8-sig").split("\r\n")
    assert lines == ["'=1+1,数", "'=HYPERLINK(1),-5", "'@x,—", "'-2,3", ""]
    for text in ("=1", "+1", "-1", "@a", "\t=1", "\r=1"):
        assert harmless(text) == f"'{text}"
    assert harmless("1-2") == "1-2"


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    sheet = openpyxl.load_workbook(BytesIO(xlsx_of(HOSTILE))).worksheets[0]
    assert [cell.data_type for row in sheet.iter_rows() for cell in row] == list("sssnsssn")
    assert sheet["A2"].value == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("kind", "cell", "text"),
    [
        (Kind.COUNT, 1234567, "1,234,567"),
        (Kind.COUNT, -10, "-10"),
        (Kind.SHARE, 0.12345, "12.3%"),
        (Kind.SHARE, None, "—"),
        (Kind.DAYS, 1.25, "1.2"),
        (Kind.COUNT, "少于5", "少于5"),
    ],
)
def test_how_cells_are_written(kind: Kind, cell: Any, text: str) -> None:
    assert written(Column("", kind), cell) == text
