import pytest

from haochaping.calendar import load_calendar
from haochaping.cli import main
from haochaping.commands.deadline import deadline
from tests.evaluation.dates import CALENDAR


@pytest.mark.parametrize(
    ("from_text", "workdays", "end"),
    [
        ("2026-09-30T16:00:00+08:00", 5, "2026-10-14T00:00:00+08:00"),
        ("2026-09-30T16:00:00", 5, "2026-10-14T00:00:00+08:00"),  # no zone means Asia/Shanghai
        ("2026-09-30", 5, "2026-10-14T00:00:00+08:00"),  # a date is that day
        (" 2026-09-30 16:00 ", 5, "2026-10-14T00:00:00+08:00"),
        ("20260930T155959.5Z", 5, "2026-10-14T00:00:00+08:00"),
        ("2026-09-30T15:59:59Z", 5, "2026-10-14T00:00:00+08:00"),
        ("2026-09-29T16:00:00Z", 5, "2026-10-14T00:00:00+08:00"),  # already the 30th at home
        ("2026-09-30T23:30:00-05:00", 5, "2026-10-14T00:00:00+08:00"),  # 1 October at home
        ("2026-11-21T15:00:00", 0, "2026-11-22T00:00:00+08:00"),  # zero: the end of the same day
        ("2026-11-20T15:00:00", 15, "2026-12-12T00:00:00+08:00"),
    ],
)
def test_the_exclusive_end_of_a_deadline(from_text: str, workdays: int, end: str) -> None:
    assert deadline(from_text, workdays, CALENDAR) == (end, False)


@pytest.mark.parametrize(
    ("from_text", "workdays", "end"),
    [
        ("2026-12-25T10:00:00", 5, "2027-01-05T00:00:00+08:00"),
        ("2099-03-02", 1, "2099-03-04T00:00:00+08:00"),
    ],
)
def test_beyond_the_known_years_it_is_provisional(from_text: str, workdays: int, end: str) -> None:
    assert deadline(from_text, workdays, CALENDAR) == (end, True)


def test_a_thousand_workdays_can_be_counted() -> None:
    end, provisional = deadline("2019-01-02", 1000, load_calendar())
    assert (end[:4], provisional) == ("2023", False)


@pytest.mark.parametrize(
    ("from_text", "workdays", "fault"),
    [
        ("2026-09-30", -1, "workdays must be between 0 and 1000, not -1"),
        ("2026-09-30", 1001, "workdays must be between 0 and 1000, not 1001"),
        ("tomorrow", 5, "'tomorrow' is not an ISO 8601 time"),
        ("", 5, "'' is not an ISO 8601 time"),
        ("2026-02-29", 5, "'2026-02-29' is not an ISO 8601 time"),
        ("30.09.2026", 5, "is not an ISO 8601 time"),
        ("1790000000", 5, "is not an ISO 8601 time"),
        ("2026-09-30T16:00\n+08:00", 5, "is not an ISO 8601 time"),
        ("2026-09-30+08:00", 5, "is not an ISO 8601 time"),
        ("2026-09-30x16:00", 5, "is not an ISO 8601 time"),
        ("2026-09-30T16:00 +08:00", 5, "is not an ISO 8601 time"),
        ("9999-12-30", 5, "outside the years we can count in"),
        ("9999-12-31", 0, "outside the years we can count in"),
        ("0001-01-01T00:00:00+14:00", 0, "outside the years we can count in"),
    ],
)
def test_bad_input_gets_one_clear_line(from_text: str, workdays: int, fault: str) -> None:
    with pytest.raises(ValueError, match=fault) as raised:
        deadline(from_text, workdays, CALENDAR)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--workdays", "5"], "haochaping: Missing option '--from'."),
        (["--from", "2026-09-30", "--workdays", "1.5"], "haochaping: Invalid value for '--workdays': "),
        (
            ["--from", "2026-09-30", "--workdays", "-1"],
            "haochaping: workdays must be between 0 and 1000, not -1",
        ),
    ],
)
def test_the_command_names_the_option_to_blame(
    arguments: list[str], fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["deadline", *arguments])
    said = capsys.readouterr()
    assert ended.value.code in (1, 2)
    assert (said.out, said.err.count("\n"), said.err[: len(fault)]) == ("", 1, fault)
