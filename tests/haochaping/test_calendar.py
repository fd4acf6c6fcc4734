import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from evaluation.workdays import YearTable, statutory_holidays
from haochaping.calendar import load_calendar, read_table, show_year
from tests.evaluation.dates import NOTICE_2026, on

BY_LAW_2027 = sorted(day.isoformat() for day in statutory_holidays(2027))
"""A made-up notice for 2027: the holidays by law, and one make-up day."""

CSV_2027 = "\n".join(
    ["# source: a made-up notice", "date,kind", *(f"{day},rest" for day in BY_LAW_2027), "2027-02-20,work"]
)
TABLE_2027 = YearTable(
    2027, statutory_holidays(2027), frozenset({on("Sat 2027-02-20")}), "a made-up notice", official=True
)


def test_this_years_table_is_there() -> None:
    assert load_calendar().covers(date(2026, 11, 20))


def test_next_years_table_is_there_or_its_dates_are_provisional() -> None:
    """Not a failure while the notice is out late; `calendar show` and every deadline say so."""
    calendar = load_calendar()
    unknown = calendar.years[-1] + 1
    assert not calendar.covers(date(unknown, 1, 1))
    assert f"{unknown}: provisional" in show_year(calendar, unknown)


def test_the_package_agrees_with_the_notice_of_2026() -> None:
    table = load_calendar().table(2026)
    assert (table.rest, table.work, table.official) == (NOTICE_2026.rest, NOTICE_2026.work, True)
    assert table.source.startswith("chinesecalendar ")


def test_every_known_day_agrees_with_the_package() -> None:
    calendar = load_calendar()
    day, last = date(calendar.years[0], 1, 1), date(calendar.years[-1], 12, 31)
    assert calendar.years == tuple(range(2004, last.year + 1))
    while day <= last:
        assert calendar.is_workday(day) is chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_an_imported_table_wins_over_the_package() -> None:
    extra = YearTable(2026, NOTICE_2026.rest | {on("Fri 2026-11-20")}, NOTICE_2026.work, "amended", True)
    calendar = load_calendar([extra, TABLE_2027])
    assert not calendar.is_workday(on("Fri 2026-11-20"))
    assert calendar.covers(on("Mon 2027-01-04"))
    assert calendar.is_workday(on("Sat 2027-02-20"))


def _file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def _json(**changes: object) -> str:
    table = {"year": 2027, "source": "a made-up notice", "rest": BY_LAW_2027, "work": ["2027-02-20"]}
    return json.dumps({**table, **changes}, indent=1, ensure_ascii=False)


def test_a_table_in_json(tmp_path: Path) -> None:
    assert read_table(_file(tmp_path, "2027.json", _json())) == TABLE_2027


def test_a_forecast_is_not_official(tmp_path: Path) -> None:
    forecast = read_table(_file(tmp_path, "a.json", _json(official=False, rest=["2027-01-01"])))
    assert (forecast.official, forecast.rest) == (False, frozenset({date(2027, 1, 1)}))
    text = "# official: false\n# source: a guess\ndate,kind\n2027-01-01,rest"
    assert not read_table(_file(tmp_path, "a.csv", text)).official


@pytest.mark.parametrize(
    "text",
    [
        CSV_2027,
        CSV_2027.replace("\n", "\r\n") + "\r\n\r\n",
        CSV_2027.replace("date,kind", "\nDate , Kind"),
        CSV_2027.replace(",rest", ",休").replace(",work", ",班"),
        CSV_2027.replace("2027-0", "2027/"),  # as a spreadsheet saves it
        "# year: 2027\n" + CSV_2027,
        CSV_2027.replace("made-up notice", "made-up notice,,"),
        CSV_2027.replace("# source: a made-up notice", '"# source： a made-up notice"'),
        CSV_2027.replace("# source: a made-up notice\n", "")
        .replace("kind", "kind,source")
        .replace("work", "work,a made-up notice"),
    ],
)
def test_a_table_in_csv(tmp_path: Path, text: str) -> None:
    assert read_table(_file(tmp_path, "2027.csv", text)) == TABLE_2027
    assert read_table(_file(tmp_path, "marked.CSV", text, "utf-8-sig")) == TABLE_2027


def test_a_notice_may_name_the_last_days_of_the_december_before(tmp_path: Path) -> None:
    table = read_table(_file(tmp_path, "2027.csv", CSV_2027 + "\n2026-12-31,rest"))
    assert (table.year, date(2026, 12, 31) in table.rest) == (2027, True)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (CSV_2027 + "\n2028-01-01,rest", "line 17: 2028-01-01 is not in 2027"),
        (CSV_2027 + "\n2026-12-24,rest", "line 17: 2026-12-24 is not in 2027"),
        (CSV_2027 + "\n2027-01-01,work", "line 17: 2027-01-01 Fri is no weekend day"),
        (CSV_2027 + "\n2027-05-01,work", "line 17: 2027-05-01 is listed twice, as rest before"),
        (CSV_2027 + "\n2027-02-20,rest", "line 17: 2027-02-20 is listed twice, as work before"),
        (CSV_2027 + "\n2027-02-30,rest", "line 17: '2027-02-30' is not a date"),
        (CSV_2027 + "\n2027-02-28,holiday", "line 17: kind must be rest or work, not 'holiday'"),
        (CSV_2027 + "\n2027-02-28", "line 17: kind must be rest or work, not ''"),
        (CSV_2027.replace("2027-10-03,rest\n", ""), "2027-10-03 is a holiday by law but is not listed"),
        (CSV_2027.replace("# source: a made-up notice\n", ""), "no source"),
        (CSV_2027.replace("date,kind\n", ""), "line 2: the first row must name the columns date and kind"),
        ("# year: MMXXVII\n" + CSV_2027, "'MMXXVII' is not a year"),
        ("", "line 1: the first row must name the columns date and kind"),
        ("date,kind", "'' is not a year"),
    ],
)
def test_a_faulty_csv_names_its_line(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault) as raised:
        read_table(_file(tmp_path, "2027.csv", text))
    assert str(raised.value).startswith("2027.csv: ")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{\n'year': 2027}", "line 2: "),
        ("[]", "line 1: expected an object"),
        (_json(rest="2027-01-01"), "rest must be a list of dates"),
        (_json(year="soon"), "'soon' is not a year"),
        (_json(year=None), "'None' is not a year"),
        (_json(source=""), "no source"),
        (_json(work=["2027-02-20", "2027-02-22"]), "line 21: 2027-02-22 Mon is no weekend day"),
        (_json(work=["2027-10-02"]), "line 20: 2027-10-02 is listed twice, as rest before"),
        (_json(rest=["2027-01-01", 5]), "line 6: '5' is not a date"),
        (_json(rest=["2027-01-01"]), "2027-02-05 is a holiday by law but is not listed"),
    ],
)
def test_a_faulty_json_names_its_line(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault) as raised:
        read_table(_file(tmp_path, "2027.json", text))
    assert "\n" not in str(raised.value)


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"a table is a \.json or a \.csv file"):
        read_table(_file(tmp_path, "2027.xlsx", ""))
    with pytest.raises(ValueError, match="not UTF-8"):
        read_table(_file(tmp_path, "2027.csv", CSV_2027.replace("rest", "休"), "gb18030"))


def test_a_known_year_on_screen() -> None:
    shown = show_year(load_calendar([NOTICE_2026]), 2026).splitlines()
    assert shown[0] == "2026: official (State Council notice of 2025-11-04)"
    assert [line.split(maxsplit=2) for line in shown[2:5]] == [
        ["2026-01", "21", "01-01…01-03                  01-04 Sun"],
        ["2026-02", "16", "02-15…02-23                  02-14 Sat, 02-28 Sat"],
        ["2026-03", "22"],
    ]
    assert shown[10].split() == ["2026-09", "22", "09-25…09-27", "09-20", "Sun"]
    assert len(shown) == 14


def test_an_unknown_year_on_screen_is_marked() -> None:
    shown = show_year(load_calendar([NOTICE_2026]), 2031).splitlines()
    assert shown[0] == "2031: provisional (statutory holidays only, no notice yet)"
    assert shown[2].split() == ["2031-01", "22", "01-01"]
    assert shown[6].split() == ["2031-05", "20", "05-01…05-02"]


def test_what_the_next_notice_says_of_december_is_shown() -> None:
    reaching = YearTable(
        2032, frozenset({date(2031, 12, 31)}), frozenset({date(2031, 12, 27)}), "made up", True
    )
    december = show_year(load_calendar([reaching]), 2031).splitlines()[-1]
    assert december.split() == ["2031-12", "23", "12-31", "12-27", "Sat"]


@pytest.mark.parametrize("year", [0, -1, 9999])
def test_no_year_at_all(year: int) -> None:
    with pytest.raises(ValueError, match="is not a year we can show"):
        show_year(load_calendar(), year)
