"""`haochaping understand`: JSON Lines in, what they mean out."""

import json
import tracemalloc
from typing import Any

from haochaping.commands.understand import understand


def told(*lines: str, explain: bool = False, digits: str = "stars") -> tuple[int, list[dict[str, Any]]]:
    written: list[str] = []
    status = understand(lines, written.append, explain=explain, digits=digits)
    assert all(line.endswith("\n") for line in written)
    return status, [json.loads(line) for line in written]


def test_a_line_comes_back_with_what_it_means() -> None:
    status, (row,) = told('{"id": 7, "text": "2 等了两个小时", "level": "old"}')
    assert status == 0
    assert row == {
        "id": 7, "text": "2 等了两个小时", "intent": "rate", "level": 2, "reasons": ["efficiency"],
    }  # fmt: skip


def test_several_levels_are_listed_and_none_is_chosen() -> None:
    _, (row,) = told('{"text": "第一个5第二个3"}')
    assert (row["level"], row["levels"]) == (None, [5, 3])


def test_what_is_wanted_beside_is_told() -> None:
    _, (row,) = told('{"text": "非常满意，退订"}')
    assert (row["intent"], row["level"], row["also"]) == ("rate", 5, ["opt_out"])


def test_it_explains_which_rule_read_which_part() -> None:
    _, (row,) = told('{"text": "不满意，窗口的人爱理不理"}', explain=True)
    assert row["why"] == "satisfaction: 不满意; level 2 ← 不满意; attitude ← 爱理不理"


def test_a_bad_line_is_an_error_in_its_place_and_the_rest_is_read() -> None:
    status, rows = told("{", '{"text": 5}', "[]", '{"text": "5"}', "")
    assert status == 1
    assert [set(row) == {"error"} for row in rows] == [True, True, True, False]
    assert rows[3]["level"] == 5


def test_half_a_character_and_endless_nesting_are_errors_too() -> None:
    status, rows = told('{"text": "\\ud83d"}', "[" * 100_000, '{"text": "5"}')
    assert status == 1
    assert rows[-1]["level"] == 5
    assert "error" in rows[1]


def test_a_key_of_theirs_called_error_is_passed_on() -> None:
    status, (row,) = told('{"text": "5", "error": "none"}')
    assert (status, row["level"], row["error"]) == (0, 5, "none")


def test_a_mark_before_the_first_line_is_not_part_of_it() -> None:
    status, (row,) = told('\ufeff{"text": "5"}')
    assert (status, row["level"]) == (0, 5)


def test_digits_count_the_other_way_on_request() -> None:
    _, rows = told('{"text": "1"}', '{"text": "1星"}', digits="rank")
    assert [row["level"] for row in rows] == [5, 1]


def test_many_lines_take_no_more_memory_than_few() -> None:
    def peak(count: int) -> int:
        lines = (json.dumps({"text": "5", "number": number, "more": "x" * 1_000}) for number in range(count))
        tracemalloc.start()
        understand(lines, len, explain=False)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(2_000) < 100_000  # the lines alone, kept together, would take twenty times as much
