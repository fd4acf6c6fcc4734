"""Labels of threads: short, ever the same, and never taken for another's."""

import pytest

from evaluation.threads import DIGITS, label, labelled


@pytest.mark.parametrize(
    ("prompt_id", "told"),
    [(1, "1001"), (7, "1007"), (8_999, "9999"), (9_000, "1000"), (9_001, "1001"), (10**12, "2000")],
)
def test_a_label_is_of_four_digits(prompt_id: int, told: str) -> None:
    assert label(prompt_id) == told
    assert len(told) == DIGITS


@pytest.mark.parametrize(
    ("told", "prompt_ids", "meant"),
    [
        ("1007", [7, 8], 7),
        ("1007", [7, 7], 7),
        ("1007", [7, 9_007], None),  # two of one phone's prompts have it: it tells neither
        ("1009", [7, 8], None),
        ("1007", [], None),
        ("", [7], None),
    ],
)
def test_a_label_tells_one_prompt_or_none(told: str, prompt_ids: list[int], meant: int | None) -> None:
    assert labelled(told, prompt_ids) == meant
