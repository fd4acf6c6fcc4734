"""`haochaping understand`: JSON Lines in, what they mean out."""

import io
import json
import os
import threading
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from haochaping.cli import main
from haochaping.commands.understand import understand


def told(*lines: str, explain: bool = False, digits: str = "stars") -> tuple[int, list[dict[str, Any]]]:
    written = io.BytesIO()
    source = io.BytesIO("\n".join(lines).encode("utf-8", "surrogatepass"))
    status = understand(source, written, explain=explain, digits=digits)
    answers = written.getvalue().decode()
    assert not answers or answers.endswith("\n")
    return status, [json.loads(line) for line in answers.splitlines()]


def test_a_line_comes_back_with_what_it_means() -> None:
    status, (row,) = told('{"id": 7, "text": "2 等了两个小时", "level": "old"}')
    assert status == 0
    assert row == {
        "id": 7, "text": "2 等了两个小时", "intent": "rate", "level": 2, "reasons": ["efficiency"],
    }  # fmt: skip


def test_replies_may_be_given_by_hand(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["understand", "--explain", "太慢了", "说“5”"])
    slow, five = map(json.loads, capfdbinary.readouterr().out.decode().splitlines())
    assert (slow["text"], slow["reasons"]) == ("太慢了", ["efficiency"])
    assert "efficiency ← 太慢" in slow["why"]
    assert (five["text"], five["level"]) == ("说“5”", 5)


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


def test_bytes_that_are_no_text_are_an_error_in_their_place() -> None:
    written = io.BytesIO()
    status = understand(io.BytesIO(b'{"text": "\xff"}\r\n{"text": "5"}'), written, explain=False)
    assert status == 1
    assert ["error" in json.loads(line) for line in written.getvalue().splitlines()] == [True, False]


def test_order_is_kept_however_long_the_lines_are_and_however_often_a_text_comes_again() -> None:
    texts = ["5", "满意" * 5_000, "2 等了两个小时", "5", "差" + "，等了很久" * 40_000, "满意" * 5_000, "5"]
    _, rows = told(*(json.dumps({"text": text}, ensure_ascii=False) for text in texts))
    assert [row["text"] for row in rows] == texts
    assert [row["level"] for row in rows] == [
        5,
        rows[1]["level"],
        2,
        5,
        rows[4]["level"],
        rows[1]["level"],
        5,
    ]


@pytest.mark.timeout(10)
def test_a_line_is_answered_before_the_next_one_is_written() -> None:
    (lines, ours), (answers, theirs) = os.pipe(), os.pipe()
    with (
        os.fdopen(lines, "rb") as source,
        os.fdopen(answers, "rb") as answered,
        os.fdopen(theirs, "wb") as sink,
    ):
        reading = threading.Thread(target=understand, args=(source, sink), kwargs={"explain": False})
        reading.start()
        for digit in (5, 1):
            os.write(ours, b'{"text": "%d"}\n' % digit)
            assert json.loads(answered.readline())["level"] == digit
        os.close(ours)
        reading.join()


class Endless(io.RawIOBase):
    """A stream of lines that are made only when they are read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        line = next(self._lines, b"")
        buffer[: len(line)] = line
        return len(line)


class Nowhere(io.RawIOBase):
    """Forgets what is written."""

    def writable(self) -> bool:
        return True

    def write(self, written: Any) -> int:
        return len(written)


def test_many_lines_take_no_more_memory_than_few() -> None:
    def peak(count: int) -> int:
        lines = (
            json.dumps({"text": "5", "number": number, "more": "x" * 1_000}).encode() + b"\n"
            for number in range(count)
        )
        tracemalloc.start()
        understand(io.BufferedReader(Endless(lines), 65_536), io.BufferedWriter(Nowhere()), explain=False)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(4_000) < 400_000  # the lines alone, kept together, would take ten times as much
