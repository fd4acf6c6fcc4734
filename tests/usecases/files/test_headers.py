import pytest

from tests.usecases.files.office import at
from usecases.files.errors import TableError
from usecases.files.headers import (
    ORG_HEADERS,
    ORGS,
    RECORD_HEADERS,
    RECORDS,
    Aliases,
    Columns,
    Meaning,
    fold,
    read_columns,
)
from usecases.files.tables import Row
from usecases.files.values import CODES, read_item, read_time
from usecases.intake.record import RecordIn

GOOD = {
    "source_system": "窗口系统",
    "record_no": "R1",
    "item_code": "I1",
    "item_name": "身份证换领",
    "area_code": "320115000000",
    "service_channel": "窗口",
    "applicant_type": "个人",
    "finished_at": "2026-09-07 09:00",
}


@pytest.mark.parametrize("meaning", [RECORDS, ORGS])
def test_every_field_is_understood_by_its_own_name_and_by_its_chinese_one(meaning: Meaning) -> None:
    for field, title in meaning.titles.items():
        for header in (field, field.upper(), field.replace("_", " ").title(), title):
            columns = read_columns("f", [header], meaning, frozenset(meaning.required))
            assert columns.position == {field: 0}, header


def test_records_have_all_fields() -> None:
    assert set(RECORDS.titles) == set(RecordIn.model_fields)


@pytest.mark.parametrize("aliases", [RECORD_HEADERS, ORG_HEADERS])
def test_no_header_means_two_fields(aliases: Aliases) -> None:
    names = [name for words in aliases.values() for name in words.split()]
    assert sorted(set(names)) == sorted(names)
    assert [fold(name) for name in names] == names


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("*办件编号", "record_no"),
        ("办件编号（必填）", "record_no"),
        (" 办 件 编 号 ", "record_no"),
        ("办件编号*：", "record_no"),
        ("【必填】办件编号", "record_no"),
        ("Record-No", "record_no"),
        ("ＲＥＣＯＲＤ＿ＮＯ", "record_no"),
        ("行政区划(代码)", "area_code"),
        ("办结时间\n(yyyy-MM-dd HH:mm)", "finished_at"),
        ("证件号/信用代码", "applicant_code"),
        ("手机", "phone"),
        ("(手机号)", "phone"),
        ("窗口", "window_no"),
    ],
)
def test_spacing_width_case_marks_and_brackets_do_not_matter(header: str, field: str) -> None:
    columns = read_columns("f", [header], RECORDS, frozenset(RECORDS.required))
    assert columns.position == {field: 0}


def test_missing_columns_are_one_line_that_names_them() -> None:
    with pytest.raises(TableError, match=r"^r.csv: 缺少必填列：办件编号 \(record_no\)、办结时间") as error:
        read_columns(
            "r.csv", ["来源系统", "事项编码", "事项名称", "区划代码", "服务渠道", "申请人类型"], RECORDS
        )
    assert "\n" not in str(error.value)


def test_of_two_columns_for_one_field_the_more_telling_counts_and_the_other_is_named() -> None:
    headers = ["联系电话", "行政区划", "手机号", "行政区划代码", "备注", ""]
    columns = read_columns("f", headers, RECORDS, frozenset(RECORDS.required))
    assert columns.position == {"phone": 2, "area_code": 3}
    assert columns.ignored == ("联系电话", "行政区划", "备注")


def item_of(**changes: str) -> tuple[dict[str, object], dict[str, str]]:
    values = GOOD | changes
    columns = Columns(tuple(values), {field: place for place, field in enumerate(values)}, ())
    item, errors = read_item(Row(2, tuple(values.values()), surplus=False), columns, None)
    return dict(item), {error.field: error.message for error in errors}


@pytest.mark.parametrize(
    ("field", "written", "code"),
    [
        ("service_channel", "窗口", "window"),
        ("service_channel", "PC端", "web"),
        ("service_channel", "ＰＣ 端", "web"),
        ("service_channel", "移动端", "mobile"),
        ("service_channel", "自助机", "kiosk"),
        ("service_channel", "12345热线", "hotline"),
        ("service_channel", "Kiosk", "kiosk"),
        ("applicant_type", "自然人", "person"),
        ("applicant_type", "企业法人", "organization"),
        ("status", "已办结", "finished"),
        ("status", "已撤回", "withdrawn"),
    ],
)
def test_values_as_people_write_them(field: str, written: str, code: str) -> None:
    item, errors = item_of(**{field: written})
    assert item[field] == code
    assert errors == {}


@pytest.mark.parametrize(
    ("written", "read"), [("2", 2), ("２", 2), ("2.0", 2), ("两次", "两次"), ("9" * 30, "9" * 30)]
)
def test_a_number_in_a_file_is_text_and_becomes_one(written: str, read: object) -> None:
    assert item_of(visit_no=written)[0]["visit_no"] == read


def test_codes_are_those_that_intake_takes() -> None:
    for field, words in CODES.items():
        for code in set(words.values()):
            item, _ = item_of(**{field: code})
            assert RecordIn.model_validate(item).model_dump()[field] == code


@pytest.mark.parametrize(
    ("field", "written"), [("service_channel", "1"), ("service_channel", "快递"), ("status", "办理中")]
)
def test_an_unknown_value_is_not_guessed(field: str, written: str) -> None:
    assert f"不认识“{written}”" in item_of(**{field: written})[1][field]


@pytest.mark.parametrize("field", ["record_no", "item_code", "applicant_code", "phone", "org_code"])
def test_a_number_that_excel_has_cut_is_not_taken_for_a_code(field: str) -> None:
    for written in ("1.39E+10", "2.02609E+15", "1.10101199001011E+17"):
        assert "Excel" in item_of(**{field: written})[1][field]


@pytest.mark.parametrize("written", ["1E10", "E+1", "A1.2E+3", "20260907"])
def test_a_code_that_only_looks_a_little_like_one_is_taken(written: str) -> None:
    assert item_of(record_no=written)[1] == {}


def test_an_empty_cell_is_no_value() -> None:
    item, _ = item_of(visit_no="", status="", phone="")
    assert set(item) == set(GOOD)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-09-07 09:05", at("2026-09-07 09:05")),
        ("2026/9/7 9:05", at("2026-09-07 09:05")),
        ("2026.9.7 9:05:06", at("2026-09-07 09:05:06")),
        ("2026年9月7日 9时5分", at("2026-09-07 09:05")),
        ("2026年9月7日9:05", at("2026-09-07 09:05")),
        ("２０２６－０９－０７　０９：０５", at("2026-09-07 09:05")),
        ("2026-09-07T09:05:06.123", at("2026-09-07 09:05:06")),
        ("20260907090506", at("2026-09-07 09:05:06")),
        ("2026/9/7", at("2026-09-07")),
        ("2026-09-07T09:05:06+08:00", "2026-09-07T09:05:06+08:00"),
        ("2026-13-07 09:05", "2026-13-07 09:05"),
        ("20261307090506", "20261307090506"),
        ("昨天", "昨天"),
        ("9月7日", "9月7日"),
    ],
)
def test_times_as_people_and_exports_write_them(written: str, read: object) -> None:
    assert read_time(written) == read
