import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.usecases.files.office import (
    AREA,
    FINISHED,
    HEADERS,
    ORG,
    Office,
    a_row,
    write_csv,
    write_xlsx,
)
from tests.world import civil_time
from usecases.files.errors import TableError
from usecases.intake.take_in import Desk, take_in

ORG_HEADERS = ["机构编码", "机构名称", "区划代码", "区划名称", "上级机构编码"]
NANJING = "320100000000"


def an_org(code: str, **changes: Any) -> list[Any]:
    row = {"code": code, "name": f"机构{code}", "area": AREA, "area_name": "江宁区", "parent": ""}
    return list((row | changes).values())


async def catalogue_of(office: Office) -> set[str]:
    async with office.database.transaction() as tx:
        return set(await tx.values("SELECT concat_ws(' ', code, name, area_code, parent_code) FROM orgs"))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
async def test_orgs_with_children_before_parents(office: Office, tmp_path: Path, ending: str) -> None:
    rows = [
        [*ORG_HEADERS, "电话"],
        an_org("B", parent="A"),
        an_org("A", parent=ORG),
        an_org("C", area=int(NANJING), area_name="南京市"),
    ]
    write = write_csv if ending == "csv" else write_xlsx
    summary = await office.take_orgs(write(tmp_path / f"orgs.{ending}", rows))
    assert (summary.orgs, summary.areas, summary.ignored_columns) == (3, 2, ("电话",))
    assert "机构 3 个，行政区划 2 个 (3 orgs in 2 areas)" in summary.in_words()
    assert await catalogue_of(office) == {
        f"{ORG} 江宁分局 {AREA}",
        f"A 机构A {AREA} {ORG}",
        f"B 机构B {AREA} A",
        f"C 机构C {NANJING}",
    }


async def test_importing_again_changes_nothing_and_a_new_name_is_taken(
    office: Office, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "orgs.csv", [ORG_HEADERS, an_org("A")], encoding="gbk")
    await office.take_orgs(file)
    before = await catalogue_of(office)
    await office.take_orgs(file)
    assert await catalogue_of(office) == before
    await office.take_orgs(write_csv(file, [ORG_HEADERS, an_org("A", name="新名")]))
    assert f"A 新名 {AREA}" in await catalogue_of(office)
    await office.take_orgs(write_csv(file, [ORG_HEADERS, an_org("A", name="新\x00名")]))
    assert f"A 新\ufffd名 {AREA}" in await catalogue_of(office)


async def test_english_headers_without_a_parent_column(office: Office, tmp_path: Path) -> None:
    headers = ["org_code", "org_name", "area_code", "area_name"]
    file = write_csv(tmp_path / "orgs.csv", [headers, an_org("A")[:4]])
    assert (await office.take_orgs(file)).orgs == 1


async def test_a_file_without_a_parent_column_leaves_parents_as_they_are(
    office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "orgs.csv"
    await office.take_orgs(write_csv(file, [ORG_HEADERS, an_org("A", parent=ORG)]))
    await office.take_orgs(write_csv(file, [ORG_HEADERS[:4], an_org("A", name="新名")[:4]]))
    assert f"A 新名 {AREA} {ORG}" in await catalogue_of(office)
    await office.take_orgs(write_csv(file, [ORG_HEADERS, an_org("A", name="新名")]))
    assert f"A 新名 {AREA}" in await catalogue_of(office)


async def test_no_org_becomes_its_own_ancestor_by_one_file_after_another(
    office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "orgs.csv"
    await office.take_orgs(write_csv(file, [ORG_HEADERS, an_org("B", parent=ORG), an_org("C", parent="B")]))
    before = await catalogue_of(office)
    with pytest.raises(TableError, match="自己的上级"):
        await office.take_orgs(write_csv(file, [ORG_HEADERS, an_org(ORG, parent="C")]))
    assert await catalogue_of(office) == before


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([an_org("A", name="")], ["第2行", "机构名称", "缺少必填项"]),
        ([an_org("A", area="320115")], ["第2行", "行政区划代码", "12位"]),
        ([an_org("A", area_name="")], ["第2行", "行政区划名称"]),
        ([an_org("A" * 65)], ["第2行", "64"]),
        ([an_org("A", name="局" * 201)], ["第2行", "200"]),
        ([an_org("A", area_name="区" * 201)], ["第2行", "200"]),
        ([an_org("1.13E+17")], ["第2行", "Excel"]),
        ([an_org("A", parent="X")], ["第2行", "上级机构 X 不存在"]),
        ([an_org("A", parent="A")], ["第2行", "自己的上级"]),
        ([an_org("A", parent="B"), an_org("B", parent="A")], ["第2行", "第3行", "自己的上级"]),
        ([an_org("A"), an_org("B", area_name="江宁")], ["第3行", "与第2行名称不同"]),
        ([an_org("A"), an_org("A", name="别名")], ["第3行", "与第2行不同"]),
        ([[*an_org("A"), "多出"]], ["第2行", "more cells"]),
    ],
)
async def test_a_wrong_line_is_named_and_nothing_is_changed(
    office: Office, tmp_path: Path, rows: list[list[Any]], says: list[str]
) -> None:
    before = await catalogue_of(office)
    file = write_csv(tmp_path / "orgs.csv", [ORG_HEADERS, *rows, an_org("GOOD")])
    with pytest.raises(TableError) as refused:
        await office.take_orgs(file)
    assert all(words in str(refused.value) for words in says)
    assert all(line.startswith("orgs.csv: ") for line in str(refused.value).splitlines())
    assert await catalogue_of(office) == before


async def test_many_wrong_lines_are_counted(office: Office, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "orgs.csv", [ORG_HEADERS, *(an_org(str(n), name="") for n in range(50))])
    with pytest.raises(TableError) as refused:
        await office.take_orgs(file)
    lines = str(refused.value).splitlines()
    assert len(lines) == 21
    assert "30 more errors" in lines[-1]


async def quarantine(office: Office, tmp_path: Path, *rows: list[Any], extra: tuple[str, ...] = ()) -> None:
    await office.take(write_csv(tmp_path / "records.csv", [[*HEADERS, *extra], *rows]))
    assert {state.split()[0] for state in (await office.states()).values()} == {"quarantined"}


async def import_missing_org(office: Office, tmp_path: Path) -> int:
    rows = [ORG_HEADERS, an_org("NEW"), an_org("NEW2", area=NANJING, area_name="南京市")]
    return (await office.take_orgs(write_csv(tmp_path / "orgs.csv", rows))).released


async def test_what_can_be_placed_now_is_released_and_judged(office: Office, tmp_path: Path) -> None:
    await quarantine(
        office,
        tmp_path,
        [*a_row(1, 部门编码="NEW"), ""],
        [*a_row(2, 行政区划代码=NANJING), ""],
        [*a_row(3, 部门编码=""), ""],
        [*a_row(4, 部门编码="STILL-UNKNOWN"), ""],
        [*a_row(5, 部门编码="NEW", 手机号="025-88888888"), ""],
        [*a_row(6, 部门编码="NEW", 手机号=""), ""],
        [*a_row(7, 部门编码="NEW"), "撤回"],
        [*a_row(8, 部门编码="NEW"), ""],
        [*a_row(9, 部门编码="NEW"), ""],
        extra=("办件状态",),
    )
    await office.value(
        """UPDATE citizens SET opted_out_at = %(now)s
            WHERE id = (SELECT citizen_id FROM visits WHERE record_no = 'R8') RETURNING id""",
        now=office.clock.now(),
    )
    await office.value(
        """UPDATE addresses SET can_sms = false, dead_because = 'no_such_number'
            WHERE id = (SELECT phone_id FROM visits WHERE record_no = 'R9') RETURNING id"""
    )
    assert await import_missing_org(office, tmp_path) == 7
    assert await office.states() == {
        "R1": "waiting",
        "R2": "waiting",
        "R3": "quarantined org_missing",
        "R4": "quarantined org_unknown",
        "R5": "excluded landline",
        "R6": "excluded no_address",
        "R7": "excluded withdrawn",
        "R8": "excluded opted_out",
        "R9": "excluded no_address",
    }
    due = await office.value("SELECT prompt_due_at FROM visits WHERE record_no = 'R1'")
    assert due == civil_time("Tue 2026-09-08 09:00")
    assert await import_missing_org(office, tmp_path) == 0


async def test_age_is_judged_at_release(office: Office, tmp_path: Path) -> None:
    await quarantine(office, tmp_path, a_row(1, 部门编码="NEW"))
    office.clock.moment += timedelta(days=8)
    await import_missing_org(office, tmp_path)
    assert await office.states() == {"R1": "excluded too_old"}


async def test_a_visit_rated_in_quarantine_is_rated_when_released(office: Office, tmp_path: Path) -> None:
    await quarantine(office, tmp_path, a_row(1, 部门编码="NEW"))
    async with office.database.transaction() as tx:
        await tx.execute(
            """INSERT INTO rating_events (event_id, fingerprint, visit_no, body, received_at, counted)
               VALUES ('e', '', 1, '{}', %(now)s, true)""",
            now=office.clock.now(),
        )
        await tx.execute(
            """INSERT INTO ratings (visit_id, subject, version, live, level, reasons, channel, rated_at, event_id)
               SELECT id, 'matter', 1, true, 5, '{}', 'tablet', %(now)s, 'e' FROM visits""",
            now=office.clock.now(),
        )
    await import_missing_org(office, tmp_path)
    assert await office.states() == {"R1": "rated"}


async def test_more_than_one_batch_is_released(office: Office, tmp_path: Path) -> None:
    await quarantine(office, tmp_path, *(a_row(number, 部门编码="NEW") for number in range(1100)))
    assert await import_missing_org(office, tmp_path) == 1100
    assert set((await office.states()).values()) == {"waiting"}


async def test_a_record_placed_just_before_the_catalogue_changes_is_released_too(
    office: Office, tmp_path: Path
) -> None:
    """Its quarantine is not yet committed when its org comes in: the import waits for it."""
    orgs = write_csv(tmp_path / "orgs.csv", [ORG_HEADERS, an_org("NEW")])
    item = {
        "source_system": "s", "record_no": "R1", "item_code": "i", "item_name": "i", "org_code": "NEW",
        "area_code": AREA, "service_channel": "web", "applicant_type": "person", "phone": "13900000001",
        "finished_at": FINISHED,
    }  # fmt: skip
    async with office.database.transaction() as tx:
        await take_in(tx, [item], Desk(office.vault, office.rules, office.clock.now()))
        importing = asyncio.create_task(office.take_orgs(orgs))
        while not await office.value("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):
            assert not importing.done()
    assert (await importing).released == 1
    assert await office.states() == {"R1": "waiting"}
